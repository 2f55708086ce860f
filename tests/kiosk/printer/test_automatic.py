"""A printer that appears later is taken, and until then nobody is sent to a tray."""

from pathlib import Path

import pytest

from contract.ids import new_id
from kiosk.domain.errors import PrinterError
from kiosk.domain.model import INTO_FOLDER, PrinterState, PrinterStatus, PrintState
from kiosk.printer.automatic import AutomaticPrinter
from kiosk.printer.file import FilePrinter
from kiosk.printer.reasons import NO_PRINTER, ONLY_QUEUE
from pictures.sheets.content import Sheet
from tests.kiosk.printer.contract import PrinterContract, print_one


class Queue(FilePrinter):
    """As a queue of CUPS is seen from here: another name, jobs named by CUPS."""

    SHEET = Sheet(1240, 1844)

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(folder)
        self.name = name
        self.deleted = False
        self.told: list[tuple[str, str]] = []

    def status(self) -> PrinterStatus:
        if self.deleted:
            return PrinterStatus(PrinterState.ABSENT, self.name, ("no-queue",))
        return PrinterStatus(PrinterState.READY, self.name)

    def submit(self, job_id, picture: Path, cut: bool) -> str:
        return f"urn:uuid:{super().submit(job_id, picture, cut)}"

    def progress(self, device_job: str) -> tuple[PrintState, str]:
        return super().progress(device_job.removeprefix("urn:uuid:"))

    def sheet(self) -> Sheet:
        return self.SHEET

    def known_as(self, device_job: str) -> str:
        return f"{device_job}#1000"

    def cancel(self, device_job: str) -> None:
        self.told.append(("cancel", device_job))

    def forget(self, device_job: str) -> bool:
        self.told.append(("forget", device_job))
        return False


class Stage:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found = ("", False)
        self.now = 0.0
        self.asked = 0
        self.queues: dict[str, Queue] = {}
        self.printer = self.start()

    def start(self) -> AutomaticPrinter:
        return AutomaticPrinter(self.folder / "files", self.find, self.build, lambda: self.now)

    def find(self) -> tuple[str, bool]:
        self.asked += 1
        return self.found

    def build(self, name: str) -> Queue:
        return self.queues.setdefault(name, Queue(self.folder / name, name))

    def status(self) -> PrinterStatus:
        self.now += 11
        return self.printer.status()


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


class TestWithoutAQueue(PrinterContract):
    @pytest.fixture
    def printer(self, stage: Stage) -> AutomaticPrinter:
        stage.now = 100
        return stage.printer


class TestWithAQueue(PrinterContract):
    @pytest.fixture
    def printer(self, stage: Stage) -> AutomaticPrinter:
        stage.found = ("dnp", True)
        return stage.start()


def test_a_queue_that_appears_is_taken_and_what_is_in_the_folder_stays_known(stage: Stage, picture: Path):
    status = stage.status()
    assert (status.state, status.reasons) == (PrinterState.READY, (NO_PRINTER, INTO_FOLDER))
    early = print_one(stage.printer, picture)
    stage.found = ("dnp", True)
    assert stage.status() == PrinterStatus(PrinterState.READY, "dnp")
    print_one(stage.printer, picture)
    assert stage.printer.progress(early)[0] is PrintState.PRINTED
    assert (stage.queues["dnp"].printed(), FilePrinter(stage.folder / "files").printed()) == (1, 1)


def test_a_queue_that_was_deleted_gives_way_to_another(stage: Stage):
    stage.found = ("dnp", True)
    stage.status()
    stage.queues["dnp"].deleted = True
    stage.found = ("citizen", False)
    status = stage.status()
    assert (status.name, status.reasons) == ("citizen", (ONLY_QUEUE,))
    assert status.sentence


def test_what_went_to_a_queue_is_not_written_into_the_folder_after_a_start_without_it(
    stage: Stage, picture: Path
):
    stage.found = ("dnp", True)
    stage.status()
    job_id = new_id()
    device_job = stage.printer.submit(job_id, picture, cut=False)
    stage.found = ("", False)
    anew = stage.start()
    assert anew.recover(job_id, picture, cut=False) is None
    with pytest.raises(PrinterError):
        anew.progress(device_job)
    assert not (stage.folder / "files").exists()


def test_a_deleted_queue_gives_way_to_the_folder_until_another_appears(stage: Stage, picture: Path):
    stage.found = ("dnp", True)
    stage.status()
    stage.queues["dnp"].deleted = True
    stage.found = ("", False)
    status = stage.status()
    assert (stage.printer.name, status.reasons) == ("file printer", (NO_PRINTER, INTO_FOLDER))
    job_id = new_id()
    stage.printer.submit(job_id, picture, cut=False)
    assert FilePrinter(stage.folder / "files").has(job_id)


def test_cups_is_not_asked_for_a_queue_again_and_again(stage: Stage):
    asked = stage.asked
    stage.status()
    stage.printer.status()
    assert stage.asked == asked + 1, "once in ten seconds"
    stage.found = ("dnp", True)
    stage.status()
    asked = stage.asked
    stage.status()
    assert stage.asked == asked, "not while there is one"


def test_a_sheet_is_asked_about_at_the_queue_that_it_went_to(stage: Stage):
    stage.found = ("dnp", True)
    stage.status()
    name = "urn:uuid:1#cabina 1"
    assert stage.printer.known_as(name) == f"{name}#1000"
    stage.printer.cancel(name)
    assert not stage.printer.forget(name)
    assert stage.queues["dnp"].told == [("cancel", name), ("forget", name)]
    assert stage.printer.sheet() == Queue.SHEET


def test_of_a_sheet_whose_queue_is_gone_nothing_can_be_learned(stage: Stage):
    name = "urn:uuid:1#cabina 1"
    stage.printer.cancel(name)
    assert stage.printer.known_as(name) == name
    assert stage.printer.forget(name)
