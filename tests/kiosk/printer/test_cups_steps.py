"""A queue's status, and how a sheet is handed over to CUPS: never twice though CUPS goes away in between."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cups
import pytest

from contract.ids import new_id
from kiosk.domain.errors import PrinterError
from kiosk.domain.model import PrinterState
from kiosk.printer import cups as driver
from kiosk.printer.cups import CupsPrinter
from kiosk.printer.cups_server import CupsServer
from kiosk.printer.ipp_device import CannotAskError, DeviceState
from kiosk.printer.media import Medium
from pictures.sheets.content import Sheet

JOB = new_id()
PICTURE = Path("/prints/x.jpg")
IDLE, BUSY, STOPPED = 3, 4, 5


class Connection:
    """pycups's, to a CUPS that takes what it gets; `away`: questions that it does not live to answer."""

    def __init__(self) -> None:
        self.away: set[str] = set()
        self.forbidden: set[str] = set()
        self.jobs: dict[int, str] = {}
        self.options: dict[str, str] = {}
        self.asked: list[str] = []

    def _asked(self, question: str) -> None:
        self.asked.append(question)
        if question in self.away:
            raise RuntimeError("failed to connect")
        if question in self.forbidden:
            raise cups.IPPError(cups.IPP_NOT_AUTHORIZED, "not you")

    def setPrinterErrorPolicy(self, queue: str, policy: str) -> None:
        self._asked("policy")

    def printFile(self, queue: str, path: str, title: str, options: dict[str, str]) -> int:
        self._asked("print")
        self.options = options
        self.jobs[len(self.jobs) + 1] = title
        return len(self.jobs)

    def getJobAttributes(self, number: int, requested_attributes: object = None) -> dict[str, Any]:
        self._asked("attributes")
        return {"job-uuid": f"urn:uuid:{number}"}

    def getJobs(self, which_jobs: str, requested_attributes: object) -> dict[int, dict[str, str]]:
        self._asked(which_jobs)
        return {n: {"job-uuid": f"urn:uuid:{n}", "job-name": title} for n, title in self.jobs.items()}


class Stage:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.connection = Connection()
        self.now = 0.0
        self.medium: Medium | None = None
        self.ppd = ""
        self.ppds_read = 0
        self.device: DeviceState | PrinterError | None = None
        self.queue: dict[str, Any] = {
            "printer-is-accepting-jobs": True,
            "printer-state": IDLE,
            "printer-state-reasons": ["none"],
            "printer-state-message": "",
            "device-uri": "usb://DNP/DS620",
        }
        stage = self

        class Server(CupsServer):
            def ask(self, question: Callable[[Any], Any]) -> Any:
                self._connection = stage.connection
                return super().ask(question)

            def queue(self, name: str) -> dict[str, Any]:
                return stage.queue

            def ppd(self, name: str) -> str:
                stage.ppds_read += 1
                return stage.ppd

        class Device:
            can_ask = staticmethod(lambda uri: stage.device is not None)

            def __init__(self, uri: str) -> None:
                pass

            def state(self) -> DeviceState:
                if isinstance(stage.device, PrinterError):
                    raise stage.device
                assert stage.device is not None
                return stage.device

        monkeypatch.setattr(driver, "CupsServer", Server)
        monkeypatch.setattr(driver, "IppDevice", Device)
        monkeypatch.setattr(driver, "choose_medium", lambda ppd: self.medium)
        self.printer = CupsPrinter("dnp", monotonic=lambda: self.now)

    def submit(self, cut: bool = False) -> str:
        return self.printer.submit(JOB, PICTURE, cut)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(monkeypatch)


def test_a_queue_that_takes_no_jobs_is_said(stage: Stage):
    stage.queue["printer-is-accepting-jobs"] = False
    status = stage.printer.status()
    assert (status.state, status.reasons) == (PrinterState.STOPPED, ("rejecting",))
    assert status.sentence


@pytest.mark.parametrize(
    ("queue", "device", "state"),
    [
        (IDLE, None, PrinterState.READY),
        (BUSY, None, PrinterState.BUSY),
        (STOPPED, None, PrinterState.STOPPED),
        (BUSY, DeviceState(IDLE, (), 0.0), PrinterState.READY),
        (IDLE, DeviceState(BUSY, (), 0.0), PrinterState.BUSY),
        (IDLE, DeviceState(STOPPED, (), 0.0), PrinterState.STOPPED),
        (IDLE, DeviceState(IDLE, ("media-empty",), 0.0), PrinterState.STOPPED),
        (STOPPED, DeviceState(IDLE, (), 0.0), PrinterState.STOPPED),
        (IDLE, PrinterError("it does not answer", "timed-out"), PrinterState.OFFLINE),
        (BUSY, CannotAskError("it speaks no IPP"), PrinterState.BUSY),
    ],
)
def test_the_printer_itself_is_believed_where_it_can_be_asked(
    stage: Stage, queue: int, device: Any, state: PrinterState
):
    stage.queue["printer-state"], stage.device = queue, device
    status = stage.printer.status()
    assert status.state is state
    assert ("paused" in status.reasons) is (queue == STOPPED)


@pytest.mark.parametrize(
    ("message", "left"),
    [("153 native prints remaining on 'PC (4x6)' media", 153), ("ready", None), (None, None)],
)
def test_how_many_prints_are_left_is_read_of_the_drivers_words(stage: Stage, message: Any, left: int | None):
    stage.queue["marker-message"] = message
    assert stage.printer.status().sheets_left == left


def test_a_sheet_that_cups_took_before_it_went_away_is_not_handed_over_again(stage: Stage):
    stage.connection.away = {"attributes"}
    with pytest.raises(PrinterError, match="does not answer"):
        stage.submit()
    stage.connection.away = set()
    assert stage.submit() == f"urn:uuid:1#cabina {JOB}"
    assert len(stage.connection.jobs) == 1


def test_a_sheet_that_cups_took_and_then_lost_is_in_doubt(stage: Stage):
    stage.connection.away = {"attributes"}
    with pytest.raises(PrinterError):
        stage.submit()
    stage.connection.away, stage.connection.jobs = set(), {}
    with pytest.raises(PrinterError) as told:
        stage.submit()
    assert told.value.reason == "in-doubt"
    assert stage.connection.jobs == {}


def test_a_sheet_that_never_reached_cups_is_handed_over_when_it_is_back(stage: Stage):
    stage.connection.away = {"print"}
    with pytest.raises(PrinterError):
        stage.submit()
    stage.connection.away = set()
    assert stage.submit() == f"urn:uuid:1#cabina {JOB}"
    assert "all" in stage.connection.asked, "also a job that has ended already is found"


def test_a_sheet_whose_handing_over_was_answered_by_nobody_is_looked_for_first(stage: Stage):
    stage.connection.away = {"print"}
    with pytest.raises(PrinterError):
        stage.submit()
    stage.connection.away, stage.connection.jobs = set(), {7: f"cabina {JOB}"}
    assert stage.submit() == f"urn:uuid:7#cabina {JOB}"
    assert list(stage.connection.jobs) == [7]


def test_after_a_restart_a_sheet_is_found_by_its_title(stage: Stage):
    assert stage.printer.recover(JOB, PICTURE, cut=False) is None
    stage.connection.jobs = {1: "cabina another", 2: f"cabina {JOB}"}
    assert stage.printer.recover(JOB, PICTURE, cut=False) == f"urn:uuid:2#cabina {JOB}"


def medium(four_by_six: bool = True, cut: str | None = None) -> Medium:
    return Medium(page_size="w288h432", sheet=Sheet(1240, 1844), four_by_six=four_by_six, cut_page_size=cut)


@pytest.mark.parametrize(
    ("found", "ppd", "cut", "options"),
    [
        (None, "", False, {"print-scaling": "fill"}),
        (None, "a driver's", False, {"print-scaling": "fit"}),
        (medium(), "a driver's", True, {"print-scaling": "fill", "PageSize": "w288h432"}),
        (medium(cut="div2"), "a driver's", True, {"print-scaling": "fill", "PageSize": "div2"}),
        (medium(cut="div2"), "a driver's", False, {"print-scaling": "fill", "PageSize": "w288h432"}),
        (medium(four_by_six=False), "a driver's", False, {"print-scaling": "fit", "PageSize": "w288h432"}),
    ],
)
def test_the_page_is_that_of_the_queue(stage: Stage, found: Medium | None, ppd: str, cut: bool, options: Any):
    stage.medium, stage.ppd = found, ppd
    stage.submit(cut)
    assert stage.connection.options == options


def test_the_queues_page_sizes_are_read_once_a_minute(stage: Stage):
    stage.medium, stage.ppd = medium(), "a driver's"
    for _ in range(3):
        assert stage.printer.sheet() == Sheet(1240, 1844)
    assert stage.ppds_read == 1
    stage.now, stage.medium = 61, None
    assert stage.printer.sheet() == Sheet()
    assert stage.ppds_read == 2


def test_a_policy_that_may_not_be_set_is_said_once_and_stops_no_sheet(
    stage: Stage, caplog: pytest.LogCaptureFixture
):
    stage.connection.forbidden = {"policy"}
    for _ in range(2):
        stage.printer.submit(new_id(), PICTURE, False)
    assert stage.connection.asked.count("policy") == 1
    assert "error policy" in caplog.text
