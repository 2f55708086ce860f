"""What every printer driver must do; each driver's test file inherits this suite."""

from pathlib import Path
from uuid import UUID

from contract.ids import new_id
from kiosk.domain.model import PrinterState, PrintState
from kiosk.domain.ports import Printer
from kiosk.printer.reasons import HARMLESS
from tests.kiosk.printer.private_cups import wait_until


def print_one(printer: Printer, picture: Path, job_id: UUID | None = None) -> str:
    """Submit a sheet and see it come out."""
    device_job = printer.submit(job_id or new_id(), picture, cut=False)
    wait_until(lambda: printer.progress(device_job)[0] is PrintState.PRINTED, "the print")
    return device_job


class PrinterContract:
    """Inherited by a class that offers the fixture `printer`: a driver whose printer is ready."""

    def test_it_has_a_name_and_is_ready(self, printer: Printer):
        status = printer.status()
        assert status.name == printer.name != ""
        assert status.state is PrinterState.READY
        assert set(status.reasons) <= HARMLESS

    def test_its_sheet_is_upright_at_300_dpi(self, printer: Printer):
        sheet = printer.sheet()
        assert 1.45 < sheet.height / sheet.width < 1.55
        assert sheet.dpi == 300

    def test_a_sheet_comes_out(self, printer: Printer, picture: Path):
        assert print_one(printer, picture)

    def test_every_job_has_a_name_of_its_own(self, printer: Printer, picture: Path):
        assert print_one(printer, picture) != print_one(printer, picture)

    def test_a_job_that_was_handed_over_is_recovered_under_the_same_name(self, printer, picture: Path):
        job_id = new_id()
        device_job = printer.submit(job_id, picture, cut=False)
        assert printer.recover(job_id, picture, cut=False) == device_job

    def test_a_job_that_nobody_knows_is_in_doubt(self, printer: Printer):
        assert printer.progress(f"urn:uuid:{new_id()}#nothing")[0] is PrintState.IN_DOUBT

    def test_cancelling_what_is_printed_changes_nothing(self, printer: Printer, picture: Path):
        printer.cancel(print_one(printer, picture))
        assert printer.status().state is PrinterState.READY
