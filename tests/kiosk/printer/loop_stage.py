"""The print loop on a clock that the test turns."""

from pathlib import Path
from uuid import UUID

from kiosk.domain.model import PrinterStatus, PrintState
from kiosk.printer.loop import PrintLoop
from kiosk.printer.simulated import SimulatedPrinter
from tests.kiosk.printer.memory_store import MemoryStore


class Stage:
    """A loop with a store, a simulated printer that takes ten seconds for a sheet, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.now = 1000.0
        self.store = MemoryStore()
        self.printer = SimulatedPrinter(folder, seconds=10, monotonic=lambda: self.now)
        self.statuses: list[PrinterStatus] = []
        self.moves: list[tuple[UUID, PrintState]] = []
        self.restart()

    def restart(self) -> None:
        """The booth starts again; store and printer stay as they are."""
        self.loop = PrintLoop(
            self.printer,
            self.store,
            self.statuses.append,
            lambda print_id, state: self.moves.append((print_id, state)),
            lambda: self.now,
        )

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now += max(self.loop.step(), 0.01)
