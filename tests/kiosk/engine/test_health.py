"""What a heartbeat tells of camera and printer: a booth that only seems to work is a warning."""

import time
from contextlib import closing
from pathlib import Path

import pytest

import assets
from contract.heartbeat import Health
from kiosk.camera import build as build_camera
from kiosk.camera.loop import CameraLoop
from kiosk.domain.booth_state import BoothState
from kiosk.domain.framing import PORTRAIT
from kiosk.domain.model import KEEPS_FILES, CameraState, CameraStatus, PrinterState, PrinterStatus
from kiosk.engine import commands
from kiosk.engine.observer import Observer
from kiosk.engine.settings import Settings
from kiosk.printer.automatic import AutomaticPrinter
from kiosk.printer.file import FilePrinter
from kiosk.store import Store

WEBCAM = CameraStatus(CameraState.LIVE, "a webcam")
DNP = PrinterStatus(PrinterState.READY, "DNP")


def told(
    folder: Path, camera: CameraStatus = WEBCAM, printer: PrinterStatus = DNP
) -> dict[str, tuple[Health, str]]:
    observer = Observer(folder, lambda event: None)
    observer.booth_state_changed(BoothState(camera=camera, printer=printer))
    return {part.part: (part.health, part.sentence) for part in observer.health().parts}


def test_a_booth_in_order_warns_of_nothing(tmp_path: Path) -> None:
    assert told(tmp_path) == {"camera": (Health.OK, ""), "printer": (Health.OK, "")}


def test_programs_are_told_why_a_printer_stopped_and_that_a_print_is_in_doubt(tmp_path: Path) -> None:
    observer = Observer(tmp_path, lambda event: None)
    empty = PrinterStatus(PrinterState.STOPPED, "DNP", ("media-empty",), "the printer is out of paper")
    observer.booth_state_changed(BoothState(camera=WEBCAM, printer=empty, disk_ok=False))
    reasons = {part.part: part.reasons for part in observer.health(print_in_doubt=True).parts}
    assert reasons == {
        "camera": (), "printer": ("media-empty",), "prints": ("print-in-doubt",), "booth": (),
    }  # fmt: skip
    broken = [part.part for part in observer.health().parts if part.health is Health.FAILED]
    assert broken == ["booth"]


def test_prints_that_become_files_are_a_warning_with_its_sentence(tmp_path: Path) -> None:
    no_queue = AutomaticPrinter(tmp_path, lambda: ("", False), lambda name: FilePrinter(tmp_path))
    for printer in (FilePrinter(tmp_path), no_queue):
        health, sentence = told(tmp_path, printer=printer.status())["printer"]
        assert health is Health.WARNING and sentence


@pytest.mark.parametrize("choice", ["simulated", "demo"])
def test_sample_photos_are_a_warning_with_its_sentence(tmp_path: Path, monkeypatch, choice: str) -> None:
    monkeypatch.setattr("kiosk.camera.factory.capture_devices", lambda: [])
    seen: list[CameraStatus] = []
    loop = CameraLoop(
        build_camera(choice, assets.path("photos")), lambda frame: None, seen.append, time.monotonic
    )
    while not (seen and seen[-1].state is CameraState.LIVE):
        loop.step(PORTRAIT, None)
    loop.close()
    health, sentence = told(tmp_path, camera=seen[-1])["camera"]
    assert health is Health.WARNING and "sample photos" in sentence


def test_copies_that_stay_at_the_printer_are_known_to_the_doctor(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, camera="simulated", printer="file")
    assert KEEPS_FILES not in commands.printer_status(settings).reasons
    with closing(Store(tmp_path)) as store:
        store.prints.copies_stay(True)
    assert "PreserveJobFiles No" in commands.printer_status(settings).sentence
    with closing(Store(tmp_path)) as store:
        store.prints.copies_stay(False)
    assert KEEPS_FILES not in commands.printer_status(settings).reasons
