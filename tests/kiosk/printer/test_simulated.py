"""The printer that suffers on command."""

from pathlib import Path

import pytest

from contract.ids import new_id
from kiosk.domain.errors import PrinterError
from kiosk.domain.model import PrinterState, PrintState
from kiosk.printer.simulated import SimulatedPrinter
from tests.kiosk.printer.contract import PrinterContract


@pytest.fixture
def printer(tmp_path: Path) -> SimulatedPrinter:
    return SimulatedPrinter(tmp_path / "printed", seconds=0.1)


class TestSimulatedPrinter(PrinterContract):
    pass


class Clocked:
    """A simulated printer on a clock that the test turns."""

    def __init__(self, folder: Path) -> None:
        self.now = 0.0
        self.printer = SimulatedPrinter(folder, seconds=10, monotonic=lambda: self.now)


@pytest.fixture
def clocked(tmp_path: Path) -> Clocked:
    return Clocked(tmp_path / "printed")


def test_out_of_paper_stops_it_until_paper_is_in(clocked: Clocked, picture: Path):
    printer = clocked.printer
    job = printer.submit(new_id(), picture, cut=False)
    printer.faults = ("media-empty",)
    clocked.now = 60
    assert printer.progress(job) == (PrintState.SUBMITTED, "the printer is out of paper")
    assert printer.status().state is PrinterState.STOPPED
    printer.faults = ()
    assert printer.status().state is PrinterState.BUSY
    clocked.now = 71
    assert printer.progress(job)[0] is PrintState.PRINTED
    assert printer.printed() == 1
    assert printer.status().sheets_left == 399


@pytest.mark.parametrize(
    ("fault", "state"), [("offline", PrinterState.OFFLINE), ("cups-down", PrinterState.ABSENT)]
)
def test_unreachable_it_takes_nothing(clocked: Clocked, picture: Path, fault: str, state: PrinterState):
    clocked.printer.faults = (fault,)
    assert clocked.printer.status().state is state
    with pytest.raises(PrinterError) as caught:
        clocked.printer.submit(new_id(), picture, cut=False)
    assert caught.value.reason == fault


def test_losing_power_leaves_a_doubt(clocked: Clocked, picture: Path):
    job = clocked.printer.submit(new_id(), picture, cut=False)
    clocked.printer.lose_job()
    assert clocked.printer.progress(job)[0] is PrintState.IN_DOUBT
    assert clocked.printer.printed() == 0
