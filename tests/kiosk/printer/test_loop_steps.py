"""What each step of the print loop asks, keeps and tells, and when the next one is due."""

import logging
from pathlib import Path
from unittest.mock import Mock

import pytest

from kiosk.domain.errors import DiskError, PrinterError
from kiosk.domain.model import PrinterState, PrintState
from pictures.sheets.content import Sheet
from tests.kiosk.printer.loop_stage import Stage

UNDER_WAY = PrintState.SUBMITTED, ""


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path / "printed")


def test_the_printers_name_of_a_sheet_is_kept_at_once(stage: Stage, picture: Path):
    job = stage.store.add(picture)
    stage.loop.step()
    assert stage.store.prints[job].device_job == str(job)


def test_what_is_learned_of_a_sheet_is_kept_once_and_asked_by(stage: Stage, picture: Path):
    job = stage.store.add(picture)
    stage.printer.known_as = Mock(return_value=f"{job}#1000")  # type: ignore[method-assign]
    stage.printer.progress = asked = Mock(return_value=UNDER_WAY)  # type: ignore[method-assign]
    stage.store.named = kept = Mock(wraps=stage.store.named)  # type: ignore[method-assign]
    stage.run(3)
    kept.assert_called_once_with(job, f"{job}#1000")
    assert stage.store.prints[job].device_job == f"{job}#1000"
    asked.assert_called_with(f"{job}#1000")


def test_a_sheet_that_stays_as_it_is_is_recorded_once(stage: Stage, picture: Path):
    stage.printer.faults = ("media-empty",)
    job = stage.store.add(picture)
    stage.run(30)
    assert stage.store.history[job] == [PrintState.SUBMITTED]


def test_a_sheet_that_the_printer_has_from_before_a_restart_is_not_handed_over_again(
    stage: Stage, picture: Path
):
    job = stage.store.add(picture, PrintState.SUBMITTED)
    stage.printer.submit(job, picture, cut=False)
    stage.printer.submit = handed_over = Mock()  # type: ignore[method-assign]
    stage.run(15)
    handed_over.assert_not_called()
    assert stage.store.state(job) is PrintState.PRINTED


def test_a_sheet_whose_picture_was_lost_in_a_restart_fails_and_holds_up_nothing(stage: Stage, picture: Path):
    lost, good = stage.store.add(picture, PrintState.SUBMITTED), stage.store.add(picture)
    stage.printer.recover = Mock(side_effect=FileNotFoundError)  # type: ignore[method-assign]
    stage.run(15)
    assert stage.store.state(lost) is PrintState.FAILED
    assert stage.store.state(good) is PrintState.PRINTED


def test_an_erased_sheet_that_is_coming_out_is_not_cut_off(stage: Stage, picture: Path):
    job = stage.store.add(picture)
    stage.run(5)
    stage.store.erased.add(job)
    stage.run(10)
    assert stage.store.state(job) is PrintState.PRINTED
    assert stage.store.counted() == stage.printer.printed() == 1


def test_a_sheet_that_staff_hold_is_none_that_a_restart_waits_for(stage: Stage, picture: Path):
    assert not stage.loop.has_sheet
    stage.store.add(picture)
    stage.run(1)
    assert stage.loop.has_sheet
    stage.printer.progress = Mock(return_value=(PrintState.HELD, ""))
    stage.run(1)
    assert stage.loop.status.state is PrinterState.READY
    assert not stage.loop.has_sheet


def test_the_status_is_asked_every_two_seconds_and_after_a_sheets_end(stage: Stage, picture: Path):
    stage.printer.status = asked = Mock(wraps=stage.printer.status)  # type: ignore[method-assign]
    stage.store.add(picture)
    while stage.store.counted() == 0:
        stage.now += max(stage.loop.step(), 0.01)
    assert 5 <= asked.call_count <= 7
    stage.loop.step()
    assert stage.loop.status.state is PrinterState.READY


def test_a_printer_that_is_lost_in_mid_sheet_is_said(stage: Stage, picture: Path):
    stage.store.add(picture)
    stage.run(5)
    stage.printer.faults = ("offline",)
    stage.run(1)
    assert stage.loop.status.state is PrinterState.OFFLINE


def test_the_sheet_is_the_printers_as_long_as_there_is_one(stage: Stage):
    stage.printer.sheet = asked = Mock(return_value=Sheet(600, 900))  # type: ignore[method-assign]
    stage.printer.faults = ("cups-down",)
    stage.run(5)
    asked.assert_not_called()
    stage.printer.faults = ()
    stage.run(5)
    assert stage.loop.sheet == Sheet(600, 900)


def test_a_step_follows_at_once_upon_an_end_and_soon_upon_a_sheet_under_way(stage: Stage, picture: Path):
    stage.store.add(picture)
    assert stage.loop.step() == stage.loop.step() == 0.1
    stage.now += 20
    assert stage.loop.step() == 0.0
    assert stage.loop.step() == 1.0, "nothing is to do"


def test_a_sheet_that_cannot_be_handed_over_holds_up_no_other(stage: Stage, picture: Path):
    stage.store.add(picture.with_name("gone.jpg"))
    stage.printer.submit = Mock(side_effect=FileNotFoundError)  # type: ignore[method-assign]
    assert stage.loop.step() == 0.0


@pytest.mark.parametrize(
    ("fault", "wait"), [(PrinterError("away", "cups-down"), 0.1), (DiskError("the disk is full"), 1.0)]
)
def test_a_cups_that_comes_back_is_not_left_alone_with_a_sheet(
    stage: Stage, picture: Path, fault: Exception, wait: float
):
    stage.printer.submit = Mock(side_effect=fault)  # type: ignore[method-assign]
    stage.store.add(picture)
    assert stage.loop.step() == 1.0, "it has no sheet yet"
    del stage.printer.submit
    stage.loop.step()
    stage.printer.progress = Mock(side_effect=fault)  # type: ignore[method-assign]
    assert stage.loop.step() == wait


def test_a_fault_is_logged_once_as_long_as_it_lasts(
    stage: Stage, picture: Path, caplog: pytest.LogCaptureFixture
):
    stage.store.add(picture)
    stage.run(5)
    with caplog.at_level(logging.WARNING, "kiosk.printer.loop"):
        for faults in (("offline",), ("cups-down",), ("cups-down",)):
            stage.printer.faults = faults
            stage.run(5)
    assert len(caplog.records) == 2


@pytest.mark.parametrize("left", [b"\xff\xd8\xff\xe0\x10\x00", b"no picture"])
def test_a_sheet_that_a_disk_cut_short_holds_up_no_other(stage: Stage, tmp_path: Path, left: bytes):
    damaged = tmp_path / "damaged.jpg"
    damaged.write_bytes(left)
    stage.store.add(damaged)
    stage.run(15)
    assert stage.store.counted() == stage.printer.printed() == 1, "what it is worth is the printer's word"
