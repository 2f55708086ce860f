"""Dependencies shared by the sync workers."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain.clock import Clock
from kiosk.store import Store
from kiosk.sync.transport.connection import Connection


@dataclass(frozen=True, slots=True)
class SyncContext:
    """Used from all sync threads. `random` gives numbers from 0 to 1."""

    store: Store
    connection: Connection
    clock: Clock
    random: Callable[[], float]
