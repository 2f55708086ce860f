"""All sync workers together: built once, started, woken, stopped."""

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TypeVar

from contract.heartbeat import Command, CommandKind
from contract.sync import Op, SyncAnswer
from kiosk.domain.clock import Clock
from kiosk.domain.errors import KioskError
from kiosk.domain.model import Link, QueueDepth, SyncStatus
from kiosk.domain.retry import LONGEST_SECONDS, Backoff
from kiosk.store import Store
from kiosk.sync.client import Client
from kiosk.sync.connection import ClientMaker, Line
from kiosk.sync.context import Ground
from kiosk.sync.downloads import Downloads
from kiosk.sync.heartbeat import Pulse
from kiosk.sync.leases import LeaseKeeper
from kiosk.sync.listeners import BoothHealth, SyncListeners
from kiosk.sync.notifier import Announcements
from kiosk.sync.ops import Outbox
from kiosk.sync.progress import ProgressBook
from kiosk.sync.snapshot import Snapshot
from kiosk.sync.status import MONEY, Board
from kiosk.sync.stream import POLL_SECONDS, StreamListener
from kiosk.sync.token_store import TokenVault
from kiosk.sync.uploads import PhotoUploads
from kiosk.sync.worker import Worker, is_final

QUIET_POLL_SECONDS = 60.0
"""How often a booth asks although the stream stands and has said nothing."""
STOP_SECONDS = 5.0
_LAST_REQUESTS = 3
"""What is not told by then is told at the next start."""

_log = logging.getLogger(__name__)
_random = secrets.SystemRandom().random
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class SyncSummary:
    """What one pass without threads did (`kiosk sync --once`)."""

    ops_settled: int
    ops_rejected: int
    photos_sent: int
    blobs_fetched: int
    config_changed: bool
    queue: QueueDepth
    sentence: str
    """Empty when everything went through, else what stood in the way."""


class SyncService:
    """The sync threads. `folder` is for files in transit, on the same file system as the store's folders.

    `random` gives numbers from 0 to 1; `make_client` makes a client of an address and a token.
    """

    def __init__(  # noqa: PLR0913 - named, and each is another part of the booth
        self,
        store: Store,
        vault: TokenVault,
        clock: Clock,
        *,
        folder: Path,
        app_version: str,
        listeners: SyncListeners | None = None,
        health: Callable[[], BoothHealth] = BoothHealth,
        random: Callable[[], float] = _random,
        make_client: ClientMaker | None = None,
    ) -> None:
        heard = listeners or SyncListeners()
        self._store = store
        self._clock = clock
        self._commanded = heard.command
        self._config_changed = heard.config
        self._line = Line(store, vault, clock, make_client or self._client)
        self._board = Board(store, clock, heard.status, self._turned)
        ground = Ground(store, self._line, clock, random)
        book = ProgressBook(heard.progress)
        self._announcements = Announcements(heard, book, self._wake_downloads, self._wake_snapshot)
        self._outbox = Outbox(ground, self._answered)
        self._leases = LeaseKeeper(ground)
        self._uploads = PhotoUploads(ground, book.uploaded)
        self._downloads = Downloads(ground, folder, self._announcements.arrived, book.fetching)
        self._snapshot = Snapshot(ground)
        self._stream = StreamListener(self._line, self._stream_stands, self._heard)
        self._pulse = Pulse(ground, app_version, health, self._carry_out)
        self._workers = self._make_workers(random)

    # --- the service's life -------------------------------------------------------------------------

    def start(self) -> None:
        """Start the workers; they wait by themselves while the booth is not enrolled."""
        self._line.reopen()
        for worker in self._workers.values():
            worker.start()

    def stop(self, give_back: bool = True) -> None:
        """Stop the workers within seconds. `give_back`: return the lease first, if the platform answers.

        Offline the lease is kept: the booth may be started again before the network is back.
        """
        for worker in self._workers.values():
            worker.end()
        self._line.shut()
        deadline = monotonic() + STOP_SECONDS
        late = [name for name, worker in self._workers.items() if not worker.join(deadline - monotonic())]
        if late:
            _log.warning("these sync workers did not end in time: %s", ", ".join(late))
        elif give_back and self._board.status().link is Link.ONLINE:
            self._line.reopen()
            self._give_back()
        self._line.close()

    def wake(self) -> None:
        """Something new is in the store (an op, a photo); returns at once, callable from any thread."""
        for name in (MONEY, "uploads"):
            self._workers[name].wake()

    def status(self) -> SyncStatus:
        """What was published last."""
        return self._board.status()

    def sync_once(self) -> SyncSummary:
        """One full pass on the calling thread; the workers must not be running."""
        troubles: list[str] = []
        config = _tried(self._snapshot.fetch, troubles)
        first = _tried(self._outbox.drain, troubles)
        photos = _tried(self._uploads.send_all, troubles)
        second = _tried(self._outbox.drain, troubles)
        fetched = _tried(self._downloads.fetch_all, troubles)
        self._line.close()
        drained = [each for each in (first, second) if each is not None]
        return SyncSummary(
            ops_settled=sum(each.settled for each in drained),
            ops_rejected=sum(each.rejected for each in drained),
            photos_sent=photos or 0,
            blobs_fetched=fetched or 0,
            config_changed=bool(config),
            queue=self._store.queue_depth(),
            sentence=troubles[0] if troubles else "",
        )

    # --- the workers' jobs --------------------------------------------------------------------------

    def _make_workers(self, random: Callable[[], float]) -> dict[str, Worker]:
        jobs: dict[str, tuple[Callable[[], float], float]] = {
            MONEY: (self._exchange, LONGEST_SECONDS),
            "lease": (self._keep_lease, LONGEST_SECONDS),
            "uploads": (self._send_photos, LONGEST_SECONDS),
            "downloads": (self._fetch_blobs, LONGEST_SECONDS),
            "config": (self._fetch_config, LONGEST_SECONDS),
            "heartbeat": (self._pulse.beat, LONGEST_SECONDS),
            "stream": (self._stream.listen, POLL_SECONDS),
        }
        return {
            name: Worker(name, job, self._report, self._clock, Backoff(random, longest))
            for name, (job, longest) in jobs.items()
        }

    def _exchange(self) -> float:
        drained = self._outbox.drain()
        if drained.settled:
            self._workers["lease"].wake()
        return self._pause()

    def _answered(self, ops: Sequence[Op], answer: SyncAnswer) -> None:
        self._board.pool(answer.pool)
        self._announcements.answered(ops, answer)

    def _keep_lease(self) -> float:
        """Only after a drain that worked: it shows a lease whose answer was lost on the way."""
        if self._board.status().link is Link.ONLINE:
            self._leases.keep()
            self._board.refresh()
        return self._pause()

    def _send_photos(self) -> float:
        self._line.open()
        if self._uploads.send_all():
            self._workers[MONEY].wake()
        return self._pause()

    def _fetch_blobs(self) -> float:
        self._line.open()
        self._downloads.fetch_all()
        return self._pause()

    def _fetch_config(self) -> float:
        if self._snapshot.fetch():
            self._config_changed()
            self._workers["downloads"].wake()
            self._workers["lease"].wake()
        return self._pause()

    def _pause(self) -> float:
        return QUIET_POLL_SECONDS if self._stream.standing else POLL_SECONDS

    # --- what wakes whom ----------------------------------------------------------------------------

    def _report(self, part: str, error: Exception | None) -> None:
        """A part that begins to fail, or to work again, says something about the network to all."""
        if is_final(error):
            self._line.refuse(error)
        turned = self._board.report(part, error)
        if turned and part != MONEY:
            self._workers[MONEY].wake()

    def _turned(self, link: Link) -> None:
        if link is Link.ONLINE:
            for name, worker in self._workers.items():
                if name != MONEY:
                    worker.wake()

    def _stream_stands(self) -> None:
        for name in (MONEY, "config", "lease", "heartbeat"):
            self._workers[name].wake()
        self._report("stream", None)

    def _heard(self, key: str) -> None:
        concerned = {"config": "config", "command": "heartbeat", "lease": "lease"}.get(key, MONEY)
        self._workers[concerned].wake()

    def _wake_downloads(self) -> None:
        self._workers["downloads"].wake()

    def _wake_snapshot(self) -> None:
        self._workers["config"].wake()

    def _carry_out(self, command: Command) -> None:
        if command.kind is not CommandKind.SYNC:
            self._commanded(command)
            return
        for worker in self._workers.values():
            worker.wake()

    def _client(self, server: str, token: str) -> Client:
        return Client(server, self._clock, token)

    def _give_back(self) -> None:
        try:
            if self._leases.give_back():
                self._outbox.drain(_LAST_REQUESTS)
        except KioskError as error:
            _log.warning("the lease is given back at the next start: %s", error)


def _tried(action: Callable[[], _Result], troubles: list[str]) -> _Result | None:
    try:
        return action()
    except KioskError as error:
        troubles.append(str(error))
        return None
