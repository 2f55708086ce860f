"""Whether the disk keeps what it must: looked at now and then, so that a full disk heals by itself."""

import logging
from collections.abc import Callable

from kiosk.domain.clock import Clock
from kiosk.domain.errors import DiskError
from kiosk.store import Store

log = logging.getLogger(__name__)

_WELL_SECONDS = 20.0
_ILL_SECONDS = 3.0


class DiskWatch:
    """Asks the store on its own thread; `update` is told the outcome."""

    def __init__(self, store: Store, clock: Clock, update: Callable[..., None]) -> None:
        self._store = store
        self._clock = clock
        self._update = update
        self._next = clock.monotonic() + _WELL_SECONDS
        self._looking = False

    def suspect(self) -> None:
        """A write failed: look again soon."""
        self._next = self._clock.monotonic() + _ILL_SECONDS

    def look_soon(self) -> None:
        """With the next tick."""
        self._next = self._clock.monotonic()

    def look_now_and_then(self) -> None:
        """Start a look when one is due (main thread; does not block)."""
        if self._looking or self._clock.monotonic() < self._next:
            return
        self._looking = True
        self._store.database.writer.submit(self._look)

    def _look(self) -> None:
        wait = _WELL_SECONDS
        try:
            self._store.check_disk()
            self._update(disk_ok=True)
        except DiskError as error:
            log.error("the disk does not keep what it must: %s", error)
            self._update(disk_ok=False)
            wait = _ILL_SECONDS
        finally:
            self._next = self._clock.monotonic() + wait
            self._looking = False
