"""No library's or system's own words become a sentence for staff, platform or technician."""

import errno
import os
import ssl
from pathlib import Path

import cups
import httpx
import pytest

from kiosk.domain.clock import SystemClock
from kiosk.domain.errors import BugError, DiskError, PrinterError
from kiosk.domain.model import SyncStatus
from kiosk.domain.words import sentence_of, words_for
from kiosk.printer.cups_server import CupsServer
from kiosk.printer.file import FilePrinter
from kiosk.store import Store
from kiosk.store.errors import disk_errors
from kiosk.sync.status import StatusBoard
from kiosk.sync.transport import http_errors
from kiosk.system.disk import examine
from tests.kiosk.worlds import WHEN

SOURCES = Path(__file__).resolve().parents[2] / "kiosk"
RAW = "0x7f: raw words of a library"
OURS = BugError(RAW)


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_a_fault_of_the_system_is_put_into_words(number: int) -> None:
    with pytest.raises(DiskError) as caught, disk_errors(Path("/data")):
        raise OSError(number, os.strerror(number))
    assert str(caught.value).endswith(": /data")
    assert os.strerror(number) not in str(caught.value)


def test_a_full_disk_is_told_from_one_that_may_not_be_written() -> None:
    said = {words_for(OSError(number, "")) for number in (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO)}
    assert len(said) == 4


def test_a_mistake_of_ours_is_called_one() -> None:
    assert RAW not in sentence_of(OURS) and RAW not in sentence_of(ZeroDivisionError(RAW))
    assert sentence_of(DiskError("the disk is full")) == "the disk is full"


@pytest.mark.parametrize("code", [*range(1, 80), 10_000])
def test_every_fault_of_a_certificate_is_put_into_words(code: int) -> None:
    cause = ssl.SSLCertVerificationError(1, RAW)
    cause.verify_code, cause.verify_message = code, RAW
    assert RAW not in _told(cause)


@pytest.mark.parametrize("cause", [ssl.SSLError(1, RAW), OSError(1, RAW), httpx.ReadTimeout(RAW)])
def test_every_fault_of_a_connection_is_put_into_words(cause: Exception) -> None:
    said = _told(cause)
    assert RAW not in said and type(cause).__name__ not in said


def _told(cause: Exception) -> str:
    error = cause if isinstance(cause, httpx.HTTPError) else httpx.ConnectError(RAW)
    error.__cause__ = cause if error is not cause else None
    return str(http_errors.from_exception(error, "cabina.example", WHEN))


@pytest.mark.parametrize(
    "status", [cups.IPP_NOT_AUTHORIZED, cups.IPP_NOT_FOUND, cups.IPP_DOCUMENT_FORMAT, 0x4FF]
)
def test_what_cups_refuses_is_put_into_words(status: int) -> None:
    def refuse(_: object) -> None:
        raise cups.IPPError(status, RAW)

    server = CupsServer("/nowhere")
    server._connection = object()
    with pytest.raises(PrinterError) as caught:
        server.ask(refuse)
    assert str(caught.value).startswith("CUPS refuses: ") and RAW not in str(caught.value)


def test_a_folder_that_cannot_be_written_is_put_into_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for said in (
        FilePrinter(tmp_path / "file" / "prints").status().sentence,
        examine(tmp_path / "file" / "data").sentence,
    ):
        assert said and "Errno" not in said and os.strerror(errno.ENOTDIR) not in said


def test_the_status_of_sync_shows_no_mistakes_own_words(tmp_path: Path) -> None:
    store, told = Store(tmp_path), list[SyncStatus]()
    board = StatusBoard(store, SystemClock(), told.append, lambda _: None)
    board.report("ops", OURS)
    store.close()
    assert told[-1].sentence == sentence_of(OURS)


def test_the_source_hands_no_raw_words_on() -> None:
    """`strerror`, a certificate's `verify_message` and the like go to the log, or through `words`."""
    raw = ("strerror", 'error!r}"', "cause.reason", "{type(error).__name__}")
    found = [
        f"{path.relative_to(SOURCES)}: {line.strip()}"
        for path in SOURCES.rglob("*.py")
        for line in path.read_text().splitlines()
        if any(word in line for word in raw)
    ]
    assert found == []
