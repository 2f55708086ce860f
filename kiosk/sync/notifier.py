"""Reports to the rest of the booth what an answer of the platform means for its pictures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from contract.problem import Code
from contract.sync import (
    ConfigChanged,
    GenerationChanged,
    GenerationRequested,
    GenerationState,
    Op,
    OpStatus,
    PhotoWanted,
    SyncAnswer,
)
from kiosk.domain.model import BlobFetch
from kiosk.sync.listeners import SyncListeners
from kiosk.sync.progress import ProgressBook

_AT_WORK = {GenerationState.QUEUED, GenerationState.RUNNING}
_ENDS = {GenerationState.FAILED, GenerationState.CANCELLED, GenerationState.ERASED}


@dataclass(frozen=True, slots=True)
class Notifier:
    """Called with answers that are already durable. The last three wake the workers concerned."""

    listeners: SyncListeners
    book: ProgressBook
    fetch: Callable[[], None]
    refresh: Callable[[], None]
    send: Callable[[], None]

    def answered(self, ops: Sequence[Op], answer: SyncAnswer) -> None:
        """One batch was settled."""
        requests = _requests_in(ops)
        for result in answer.results:
            request = requests.get(result.op_id)
            if request is None or result.status is OpStatus.RETRY:
                continue
            if result.status is OpStatus.REJECTED:
                self._ended(request.generation_id, GenerationState.FAILED, result.code or Code.INVALID)
            else:
                self.book.acknowledged(request.generation_id, request.photo_sha256)
        for change in answer.changes:
            if isinstance(change, GenerationChanged):
                self._moved(change)
            elif isinstance(change, ConfigChanged):
                self.refresh()
            elif isinstance(change, PhotoWanted):
                self.send()

    def arrived(self, fetch: BlobFetch, path: Path) -> None:
        """A blob is in its place."""
        if fetch.generation_id is None:
            self.listeners.asset(fetch.sha256, path)
            return
        self.book.ended(fetch.generation_id)
        self.listeners.generation(fetch.generation_id, GenerationState.READY, path, None)

    def _moved(self, change: GenerationChanged) -> None:
        if change.state in _AT_WORK:
            self.book.making(change.generation_id)
        elif change.state is GenerationState.READY:
            self.book.fetching(change.generation_id, 0.0)
            self.fetch()
        elif change.state in _ENDS:
            self._ended(change.generation_id, change.state)

    def _ended(self, generation_id: UUID, state: GenerationState, refusal: Code | None = None) -> None:
        self.book.ended(generation_id)
        self.listeners.generation(generation_id, state, None, refusal)


def _requests_in(ops: Sequence[Op]) -> dict[UUID, GenerationRequested]:
    """The generation requests among ops, by op id."""
    return {op.op_id: op.payload for op in ops if isinstance(op.payload, GenerationRequested)}
