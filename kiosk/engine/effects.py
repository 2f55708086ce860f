"""Effects are carried out on other threads; what comes of them returns as an event."""

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from uuid import UUID

from kiosk.domain.errors import DiskError, WorldError
from kiosk.domain.machine import Effect, EffectFailed, Event

log = logging.getLogger(__name__)

Post = Callable[[Event], None]
"""Brings an event to the main thread, which then calls `dispatch`. Called from any thread."""


class EffectRunner:
    """Runs the work of one machine's effects on other threads; every error becomes an event, none is lost."""

    def __init__(self, machine: str, post: Post, disk_failed: Callable[[DiskError], None]) -> None:
        self._machine = machine
        self._post = post
        self._disk_failed = disk_failed

    def run(self, worker: Executor, effect: Effect, work: Callable[[], Event | None]) -> None:
        """Have `worker` do the work; the event that it returns is posted."""
        try:
            worker.submit(self._guarded, effect, work)
        except RuntimeError as error:
            log.info("%s came while the booth stopped", type(effect).__name__)
            self.failed(effect, error)

    def failed(self, effect: Effect, error: Exception) -> None:
        """An effect ended in an error."""
        if isinstance(error, DiskError):
            self._disk_failed(error)
        self.report(effect, error)

    def report(self, effect: Effect, error: Exception) -> None:
        """Log the error and tell the machine."""
        if isinstance(error, WorldError):
            log.warning("%s: %s", type(effect).__name__, error)
        else:
            log.error("%s failed", type(effect).__name__, exc_info=error)
        self._post(EffectFailed(type(effect).__name__, error, _session_of(effect), self._machine))

    def _guarded(self, effect: Effect, work: Callable[[], Event | None]) -> None:
        try:
            outcome = work()
        except Exception as error:
            self.failed(effect, error)
            return
        if outcome is not None:
            self._post(outcome)


def _session_of(effect: Effect) -> UUID | None:
    session_id: UUID | None = getattr(effect, "session_id", None)
    return session_id
