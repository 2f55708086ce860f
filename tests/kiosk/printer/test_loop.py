"""One sheet at a time, in order, and nothing twice: step by step on a clock that the test turns."""

from pathlib import Path
from unittest.mock import Mock
from uuid import UUID

import pytest
from PIL import Image

from kiosk.domain.errors import PrinterError
from kiosk.domain.model import KEEPS_FILES, PrinterState, PrintState
from kiosk.printer.cut_mark import CUT_COMMENT
from kiosk.printer.simulated import SimulatedPrinter
from tests.kiosk.printer.loop_stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path / "printed")


def test_sheets_come_out_one_after_the_other(stage: Stage, picture: Path):
    first, second = stage.store.add(picture), stage.store.add(picture)
    stage.run(5)
    assert stage.store.state(first) is PrintState.SUBMITTED
    assert stage.store.state(second) is PrintState.QUEUED
    stage.run(25)
    assert stage.store.counted() == stage.printer.printed() == 2
    assert stage.moves == [
        (first, PrintState.SUBMITTED),
        (first, PrintState.PRINTED),
        (second, PrintState.SUBMITTED),
        (second, PrintState.PRINTED),
    ]


def test_the_status_is_published_on_change_only(stage: Stage):
    stage.run(10)
    stage.printer.faults = ("door-open",)
    stage.run(10)
    stage.printer.faults = ()
    stage.run(10)
    states = [status.state for status in stage.statuses]
    assert states == [PrinterState.READY, PrinterState.STOPPED, PrinterState.READY]


def test_with_the_paper_out_the_print_waits_and_goes_on_by_itself(stage: Stage, picture: Path):
    stage.printer.faults = ("media-empty",)
    job = stage.store.add(picture)
    stage.run(60)
    assert stage.store.state(job) is PrintState.SUBMITTED
    assert stage.store.prints[job].sentence == "the printer is out of paper"
    stage.printer.faults = ()
    stage.run(15)
    assert stage.store.counted() == stage.printer.printed() == 1


def test_an_erased_sheet_that_waits_for_paper_does_not_come_out_any_more(stage: Stage, picture: Path):
    stage.printer.faults = ("media-empty",)
    erased, next_one = stage.store.add(picture), stage.store.add(picture)
    stage.run(10)
    assert not stage.loop.has_sheet, "a restart need not wait for paper"
    stage.store.erased.add(erased)
    stage.run(2)
    assert stage.store.state(erased) is PrintState.CANCELLED
    assert stage.printer.recover(erased, picture, cut=False) is None, "the printer was told, too"
    stage.printer.faults = ()
    stage.run(5)
    assert stage.loop.has_sheet
    stage.run(30)
    assert stage.store.state(next_one) is PrintState.PRINTED
    assert stage.store.counted() == stage.printer.printed() == 1


def test_an_erased_sheet_that_comes_out_all_the_same_is_counted(stage: Stage, picture: Path):
    """The printer had begun with it when it was told."""
    stage.printer.faults = ("media-jam",)
    erased = stage.store.add(picture)
    stage.run(5)
    stage.printer.cancel = told = Mock()  # type: ignore[method-assign]
    stage.store.erased.add(erased)
    stage.run(2)
    told.assert_called_with(stage.store.prints[erased].device_job)
    assert stage.store.state(erased) is PrintState.SUBMITTED
    stage.printer.faults = ()
    stage.run(15)
    assert stage.store.state(erased) is PrintState.PRINTED
    assert stage.store.counted() == stage.printer.printed() == 1


@pytest.mark.parametrize("fault", ["offline", "cups-down"])
def test_nothing_is_claimed_while_the_printer_cannot_be_reached(stage: Stage, picture: Path, fault: str):
    stage.printer.faults = (fault,)
    job = stage.store.add(picture)
    stage.run(30)
    assert stage.store.state(job) is PrintState.QUEUED
    stage.printer.faults = ()
    stage.run(15)
    assert stage.store.state(job) is PrintState.PRINTED


def test_a_printer_lost_between_claim_and_hand_over_gets_the_sheet_later(stage: Stage, picture: Path):
    job = stage.store.add(picture)
    stage.run(1)
    stage.printer.faults = ("offline",)
    stage.run(30)
    assert stage.store.state(job) is PrintState.SUBMITTED
    stage.printer.faults = ()
    stage.run(15)
    assert stage.store.counted() == stage.printer.printed() == 1


def test_a_doubt_is_recorded_and_the_next_sheet_printed(stage: Stage, picture: Path):
    first, second = stage.store.add(picture), stage.store.add(picture)
    stage.run(5)
    stage.printer.lose_job()
    stage.run(15)
    assert stage.store.state(first) is PrintState.IN_DOUBT
    assert stage.store.state(second) is PrintState.PRINTED
    assert stage.store.counted() == stage.printer.printed() == 1


def test_a_full_disk_delays_the_record_but_doubles_nothing(stage: Stage, picture: Path):
    job = stage.store.add(picture)
    stage.run(5)
    stage.store.full = True
    stage.run(30)
    assert stage.store.state(job) is PrintState.SUBMITTED
    stage.store.full = False
    stage.run(5)
    assert stage.store.state(job) is PrintState.PRINTED
    assert stage.store.counted() == stage.printer.printed() == 1


def test_a_disk_that_fills_up_at_the_hand_over_does_not_hand_over_twice(stage: Stage, picture: Path):
    job = stage.store.add(picture)
    real_submit, handed = stage.printer.submit, []

    def submit(job_id: UUID, picture: Path, cut: bool) -> str:
        handed.append(job_id)
        stage.store.full = True
        return real_submit(job_id, picture, cut)

    stage.printer.submit = submit  # type: ignore[method-assign]
    stage.run(10)
    stage.store.full = False
    stage.run(20)
    assert handed == [job]
    assert stage.store.counted() == stage.printer.printed() == 1


def test_after_a_restart_open_prints_come_first(stage: Stage, picture: Path):
    first, second = stage.store.add(picture), stage.store.add(picture)
    stage.run(5)
    stage.restart()
    stage.run(30)
    assert [move for move in stage.moves if move[1] is PrintState.PRINTED] == [
        (first, PrintState.PRINTED),
        (second, PrintState.PRINTED),
    ]
    assert stage.printer.printed() == 2


def test_after_a_restart_a_claimed_sheet_that_the_printer_never_got_is_in_doubt(stage: Stage, picture: Path):
    job = stage.store.add(picture, PrintState.SUBMITTED)
    stage.run(15)
    assert stage.store.state(job) is PrintState.IN_DOUBT
    assert stage.printer.printed() == 0


def test_after_a_restart_a_printer_that_is_away_decides_nothing(stage: Stage, picture: Path):
    job = stage.store.add(picture)
    stage.run(5)
    stage.printer.faults = ("offline",)
    stage.restart()
    stage.run(30)
    assert stage.store.state(job) is PrintState.SUBMITTED
    stage.printer.faults = ()
    stage.run(15)
    assert stage.store.state(job) is PrintState.PRINTED


def test_a_print_whose_picture_is_gone_fails_and_holds_up_nothing(stage: Stage, picture: Path):
    gone, good = stage.store.add(picture.with_name("gone.jpg")), stage.store.add(picture)
    stage.run(15)
    assert stage.store.state(gone) is PrintState.FAILED
    assert stage.store.state(good) is PrintState.PRINTED


def test_a_print_that_is_refused_fails_and_holds_up_nothing(stage: Stage, picture: Path):
    refused, good = stage.store.add(picture), stage.store.add(picture)
    real_submit = stage.printer.submit

    def submit(job_id: UUID, picture: Path, cut: bool) -> str:
        if job_id == refused:
            raise PrinterError("CUPS refuses: document format not supported", "refused")
        return real_submit(job_id, picture, cut)

    stage.printer.submit = submit  # type: ignore[method-assign]
    stage.run(15)
    assert stage.store.state(refused) is PrintState.FAILED
    assert stage.store.state(good) is PrintState.PRINTED


def test_a_strip_is_handed_over_to_be_cut(stage: Stage, picture: Path, tmp_path: Path):
    strip = tmp_path / "strip.jpg"
    with Image.open(picture) as sheet:
        sheet.save(strip, comment=CUT_COMMENT)
    stage.store.add(picture)
    stage.store.add(strip)
    cuts: list[bool] = []
    real_submit = stage.printer.submit

    def submit(job_id: UUID, picture: Path, cut: bool) -> str:
        cuts.append(cut)
        return real_submit(job_id, picture, cut)

    stage.printer.submit = submit  # type: ignore[method-assign]
    stage.run(25)
    assert cuts == [False, True]


class Copying(SimulatedPrinter):
    """Keeps a copy of each sheet, and lets it go when it likes."""

    def __init__(self, folder: Path, stage: Stage) -> None:
        super().__init__(folder, seconds=10, monotonic=lambda: stage.now)
        self.kept: list[str] = []
        self.refusal = ""

    def submit(self, job_id: UUID, picture: Path, cut: bool) -> str:
        self.kept.append(name := super().submit(job_id, picture, cut))
        return name

    def forget(self, device_job: str) -> bool:
        if self.refusal:
            raise PrinterError("no", self.refusal)
        self.kept.remove(device_job)
        return True


def test_no_copy_of_a_sheet_outlives_its_end(stage: Stage, picture: Path, tmp_path: Path):
    stage.printer = printer = Copying(tmp_path / "copies", stage)
    stage.restart()
    sheet = stage.store.add(picture)
    stage.run(5)
    assert len(printer.kept) == 1
    printer.refusal = "cups-down"
    stage.run(10)
    assert stage.store.state(sheet) is PrintState.PRINTED
    assert len(printer.kept) == 1 and stage.store.told_of_copies == []
    printer.refusal = ""
    stage.run(2)
    assert printer.kept == [] and stage.store.told_of_copies == [False]


def test_a_copy_that_may_not_be_removed_is_told_once_and_stops_no_sheet(
    stage: Stage, picture: Path, tmp_path: Path
):
    stage.printer = printer = Copying(tmp_path / "copies", stage)
    stage.restart()
    printer.refusal = KEEPS_FILES
    sheets = [stage.store.add(picture) for _ in range(2)]
    stage.run(30)
    assert [stage.store.state(sheet) for sheet in sheets] == [PrintState.PRINTED] * 2
    assert stage.store.told_of_copies == [True]
