"""What every sync worker stands on."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain.clock import Clock
from kiosk.store import Store
from kiosk.sync.connection import Line


@dataclass(frozen=True, slots=True)
class Ground:
    """Shared by all sync threads. `random` gives numbers from 0 to 1."""

    store: Store
    line: Line
    clock: Clock
    random: Callable[[], float]
