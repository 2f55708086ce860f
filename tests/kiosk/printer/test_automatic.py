"""A printer that appears later is taken, and until then nobody is sent to a tray."""

from pathlib import Path

import pytest

from contract.ids import new_id
from kiosk.domain.errors import PrinterError
from kiosk.domain.model import INTO_FOLDER, PrinterState, PrinterStatus, PrintState
from kiosk.printer.automatic import AutomaticPrinter
from kiosk.printer.file import FilePrinter
from kiosk.printer.reasons import NO_PRINTER, ONLY_QUEUE
from tests.kiosk.printer.contract import PrinterContract, print_one


class Queue(FilePrinter):
    """As a queue of CUPS is seen from here: another name, jobs named by CUPS."""

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(folder)
        self.name = name
        self.deleted = False

    def status(self) -> PrinterStatus:
        if self.deleted:
            return PrinterStatus(PrinterState.ABSENT, self.name, ("no-queue",))
        return PrinterStatus(PrinterState.READY, self.name)

    def submit(self, job_id, picture: Path, cut: bool) -> str:
        return f"urn:uuid:{super().submit(job_id, picture, cut)}"

    def progress(self, device_job: str) -> tuple[PrintState, str]:
        return super().progress(device_job.removeprefix("urn:uuid:"))


class Stage:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found = ("", False)
        self.now = 0.0
        self.queues: dict[str, Queue] = {}
        self.printer = self.start()

    def start(self) -> AutomaticPrinter:
        return AutomaticPrinter(self.folder / "files", lambda: self.found, self.build, lambda: self.now)

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
