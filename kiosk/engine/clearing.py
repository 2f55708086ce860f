"""Removes the pictures that the booth may not keep, on the worker that makes pictures.

So none of them is made again while it is removed. Whatever is to go stands in the store.
"""

import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor

from kiosk.domain.clock import Clock
from kiosk.domain.errors import KioskError
from kiosk.store import Store

EXPIRY_SECONDS = 3600.0
"""How often the booth looks whether the pictures of a former event are to go."""

log = logging.getLogger(__name__)


class Clearing:
    """`on_confirmed` is called on the worker when the platform is to hear of an erasure. Any thread."""

    def __init__(self, store: Store, worker: Executor, clock: Clock) -> None:
        self.on_confirmed: Callable[[], None] = lambda: None
        self._store = store
        self._worker = worker
        self._clock = clock
        self._waiting = threading.Event()
        self._expiry_due = clock.monotonic()

    def look_now_and_then(self) -> None:
        """See whether the time of any pictures is over, once an hour; returns at once."""
        if self._clock.monotonic() >= self._expiry_due:
            self.soon()

    def soon(self) -> None:
        """Look once what is to go; returns at once. What goes wrong is tried again with the next look."""
        if self._waiting.is_set():
            return
        self._waiting.set()
        with contextlib.suppress(RuntimeError):  # The booth is stopping: the next start looks first.
            self._worker.submit(self._look)

    def _look(self) -> None:
        self._waiting.clear()
        try:
            self._expire()
            if self._store.erasures.carry_out():
                self.on_confirmed()
        except KioskError as error:
            log.warning("erased pictures are removed later: %s", error)

    def _expire(self) -> None:
        if self._clock.monotonic() < self._expiry_due:
            return
        self._expiry_due = self._clock.monotonic() + EXPIRY_SECONDS
        if self._store.server_time.is_proven:
            self._store.outbox.forget_settled(self._store.server_time.now())
        if forgotten := self._store.retention.expire():
            log.info("the pictures of %d sessions of former events are removed", forgotten)
