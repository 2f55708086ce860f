"""What every sync worker stands on."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain.clock import Clock
from kiosk.sync.booth_store import BoothStore
from kiosk.sync.connection import Line


@dataclass(frozen=True, slots=True)
class Ground:
    """Shared by all sync threads. `random` gives numbers from 0 to 1."""

    store: BoothStore
    line: Line
    clock: Clock
    random: Callable[[], float]
