"""The printer that writes into a folder."""

from pathlib import Path

import pytest
from PIL import Image

from contract.ids import new_id
from kiosk.domain.errors import PrinterError
from kiosk.domain.model import PrinterState, PrintState
from kiosk.printer import build
from kiosk.printer.file import FilePrinter
from kiosk.printer.simulated import SimulatedPrinter
from tests.kiosk.printer.contract import PrinterContract


@pytest.fixture
def printer(tmp_path: Path) -> FilePrinter:
    return FilePrinter(tmp_path / "printed")


class TestFilePrinter(PrinterContract):
    pass


def test_the_sheet_lies_in_the_folder_unchanged(printer: FilePrinter, picture: Path, tmp_path: Path):
    name = printer.submit(new_id(), picture, cut=False)
    assert (tmp_path / "printed" / name).read_bytes() == picture.read_bytes()
    assert printer.printed() == 1


def test_the_same_job_twice_is_one_sheet(printer: FilePrinter, picture: Path):
    job_id = new_id()
    assert printer.submit(job_id, picture, cut=False) == printer.recover(job_id, picture, cut=False)
    assert printer.printed() == 1


def test_a_sheet_that_somebody_took_away_is_in_doubt(printer: FilePrinter, picture: Path, tmp_path: Path):
    name = printer.submit(new_id(), picture, cut=False)
    (tmp_path / "printed" / name).unlink()
    assert printer.progress(name)[0] is PrintState.IN_DOUBT


def test_a_pdf_of_the_sheet_is_four_by_six_inches(picture: Path, tmp_path: Path):
    FilePrinter(tmp_path, pdf=True).submit(new_id(), picture, cut=False)
    (pdf,) = tmp_path.glob("*.pdf")
    assert b"/MediaBox [ 0 0 288.0 432.0 ]" in pdf.read_bytes()


def test_a_folder_that_cannot_be_is_a_stopped_printer(picture: Path, tmp_path: Path):
    (tmp_path / "printed").write_text("a file, not a folder")
    printer = FilePrinter(tmp_path / "printed")
    assert printer.status().state is PrinterState.STOPPED
    with pytest.raises(PrinterError):
        printer.submit(new_id(), picture, cut=False)


def test_nothing_half_written_is_left_behind(printer: FilePrinter, tmp_path: Path):
    broken = tmp_path / "gone.jpg"
    with pytest.raises(PrinterError):
        printer.submit(new_id(), broken, cut=False)
    assert list((tmp_path / "printed").iterdir()) == []


def test_each_word_means_one_driver(tmp_path: Path, picture: Path):
    assert isinstance(build("file", tmp_path), FilePrinter)
    assert isinstance(build("simulated", tmp_path), SimulatedPrinter)
    assert build("DS620", tmp_path).name == "DS620"
    with Image.open(picture) as sheet:
        assert sheet.info["dpi"] == (300, 300)


def test_auto_without_a_cups_is_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kiosk.printer.cups.find_queue", lambda: ("", False))
    assert build("auto", tmp_path).name == FilePrinter(tmp_path).name


def test_auto_with_a_default_queue_is_that_queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kiosk.printer.cups.find_queue", lambda: ("DS620", True))
    assert build("auto", tmp_path).name == "DS620"
