"""Removes the pictures that the booth may not keep, on the worker that makes pictures.

So none of them is made again while it is removed. Whatever is to go stands in the store.
"""

import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor

from kiosk.domain.errors import KioskError
from kiosk.store import Store

log = logging.getLogger(__name__)


class Clearing:
    """`on_confirmed` is called on the worker when the platform is to hear of an erasure. Any thread."""

    def __init__(self, store: Store, worker: Executor) -> None:
        self.on_confirmed: Callable[[], None] = lambda: None
        self._store = store
        self._worker = worker
        self._waiting = threading.Event()

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
            if self._store.erasures.carry_out():
                self.on_confirmed()
        except KioskError as error:
            log.warning("erased pictures are removed later: %s", error)
