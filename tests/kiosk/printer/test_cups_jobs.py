"""What becomes of a sheet whose sending was interrupted: held until the printer was asked, never twice."""

from typing import Any

import cups
import pytest

from kiosk.domain.errors import PrinterError
from kiosk.domain.model import KEEPS_FILES, PrintState
from kiosk.printer.cups import CupsPrinter
from kiosk.printer.cups_jobs import SILENCE_SECONDS, STILL_SECONDS, STOPPING_SECONDS, CupsJobs
from kiosk.printer.cups_server import CupsServer, RefusedByCupsError
from kiosk.printer.ipp_device import CannotAskError, DeviceJob, DeviceState, IppDevice

PENDING, HELD, PROCESSING, CANCELLED, ABORTED, COMPLETED = 3, 4, 5, 7, 8, 9
IDLE, BUSY, STOPPED = 3, 4, 5
NAME = "urn:uuid:1#cabina 1#1000"
NEW = "urn:uuid:1#cabina 1"
"""The same sheet before CUPS was seen to send it."""


class Device:
    """The printer, as it answers."""

    def __init__(self, stage: "Stage") -> None:
        self._stage = stage

    def state(self) -> DeviceState:
        self._stage.asked += 1
        if self._stage.mute:
            raise CannotAskError("the printer speaks no IPP")
        if self._stage.silent:
            raise PrinterError("the printer does not answer", "timed-out")
        return DeviceState(self._stage.device_state, (), self._stage.up_since)

    def jobs(self, title: str) -> list[DeviceJob]:
        return list(self._stage.device or ())


class Runs:
    """Whose answers CUPS's are."""

    def __init__(self, stage: "Stage") -> None:
        self._stage = stage

    def now(self) -> str:
        runs = self._stage.runs
        return runs.pop(0) if len(runs) > 1 else runs[0]


class Stage:
    """CUPS with one job, and the printer, as both would answer."""

    def __init__(self) -> None:
        self.job: dict[str, Any] = {"job-id": 7, "job-state": HELD, "time-at-processing": 1000}
        self.paused_by = "Paused"
        self.queue = IDLE
        self.device: tuple[DeviceJob, ...] | None = ()
        self.device_state = IDLE
        self.silent = self.mute = False
        self.asked = 0
        self.up_since = 0.0
        self.told: list[str] = []
        self.now = 0.0
        self.has_queue = True
        stage = self

        class Server(CupsServer):
            def job(self, uuid: str) -> dict[str, Any] | None:
                return stage.job or None

            def queue(self, name: str) -> dict[str, Any]:
                if not stage.has_queue:
                    raise PrinterError("CUPS has no queue", "no-queue")
                return {
                    "device-uri": "ipp://printer/",
                    "printer-state": stage.queue,
                    "printer-state-reasons": [],
                    "printer-state-message": stage.paused_by,
                }

            def ask(self, question):
                return question(stage)

        class Jobs(CupsJobs):
            def _device(self, uri: str) -> Any:
                return Device(stage) if stage.device is not None and super()._device(uri) else None

        self.jobs = Jobs(Server(), "queue", lambda: self.now)
        self.runs = ["run 1"]
        """Which CUPS runs when that is asked; the last for good."""
        self.jobs._incarnation = Runs(self)  # type: ignore[assignment]

    def progress(self, name: str = NAME, seconds: float = 0.0) -> PrintState:
        self.now += seconds
        return self.jobs.progress(name)[0]

    # CUPS's orders.

    def setJobHoldUntil(self, number: int, until: str) -> None:
        self.told.append(until)
        self.job["job-state"] = HELD if until == "indefinite" else PENDING

    def cancelJob(self, number: int, purge_job: bool = False) -> None:
        self.told.append("purge" if purge_job else "cancel")
        self.job["job-state"] = CANCELLED

    def restartJob(self, number: int) -> None:
        self.told.append("restart")
        self.job["job-state"] = PENDING


@pytest.fixture
def stage() -> Stage:
    return Stage()


def printers_list(stage: Stage, *jobs: DeviceJob) -> None:
    stage.device = jobs


def test_a_held_sheet_of_which_nothing_came_goes_on(stage: Stage):
    printers_list(stage, DeviceJob(1, CANCELLED, 0))
    assert stage.progress() is PrintState.SUBMITTED
    assert stage.told == ["no-hold"]
    assert stage.progress() is PrintState.SUBMITTED
    assert stage.told == ["no-hold"], "it is not held again"


@pytest.mark.parametrize(
    ("device", "state"),
    [
        ((DeviceJob(1, COMPLETED, 1),), PrintState.PRINTED),
        ((DeviceJob(1, CANCELLED, 1),), PrintState.PRINTED),
        ((DeviceJob(1, CANCELLED, None),), PrintState.IN_DOUBT),
        ((DeviceJob(1, COMPLETED, 0),), PrintState.IN_DOUBT),
        (None, PrintState.IN_DOUBT),
    ],
)
def test_a_held_sheet_that_came_out_or_may_have_ends(stage: Stage, device: Any, state: PrintState):
    stage.device = device
    assert stage.progress() is state
    assert stage.told == ["cancel"]


def test_a_sheet_that_the_printer_has_in_hand_is_waited_for_but_not_for_ever(stage: Stage):
    printers_list(stage, DeviceJob(1, PROCESSING, 0))
    stage.device_state = BUSY
    assert stage.progress() is PrintState.SUBMITTED
    assert stage.progress(seconds=STILL_SECONDS - 1) is PrintState.SUBMITTED
    assert stage.progress(seconds=2) is PrintState.IN_DOUBT
    assert stage.told == ["cancel"]


@pytest.mark.parametrize("lost", [True, False])
def test_a_printer_that_waits_for_the_rest_of_a_sheet_leaves_a_doubt(stage: Stage, lost: bool):
    """Booth and CUPS were killed while the sheet was sent: its job stays open at the printer."""
    printers_list(stage, DeviceJob(1, PENDING, 0))
    if lost:
        stage.job = {}
    assert stage.progress() is PrintState.SUBMITTED
    assert stage.progress(seconds=SILENCE_SECONDS + 1) is PrintState.IN_DOUBT


def test_a_second_sending_is_taken_back_and_made_up_for_if_the_first_came_to_nothing(stage: Stage):
    stage.job["job-state"] = PROCESSING
    printers_list(stage, DeviceJob(1, PROCESSING, 0))
    assert stage.progress() is PrintState.SUBMITTED
    stage.job["time-at-processing"] = 1010
    assert stage.progress() is PrintState.SUBMITTED
    assert stage.told == ["cancel"]
    printers_list(stage, DeviceJob(1, ABORTED, 0), DeviceJob(2, CANCELLED, 0))
    assert stage.progress() is PrintState.SUBMITTED
    assert stage.told == ["cancel", "restart"]
    stage.job |= {"job-state": PROCESSING, "time-at-processing": 1020}
    printers_list(stage, *stage.device or (), DeviceJob(3, COMPLETED, 1))
    assert stage.progress() is PrintState.SUBMITTED
    stage.job["job-state"] = COMPLETED
    assert stage.progress() is PrintState.PRINTED
    assert stage.told == ["cancel", "restart"]


def test_a_sheet_is_counted_only_when_cups_and_printer_let_go_of_its_second_sending(stage: Stage):
    """The first came out before CUPS was back; the second is at the printer before it can be taken back."""
    stage.job |= {"job-state": PROCESSING, "time-at-processing": 1010}
    printers_list(stage, DeviceJob(1, COMPLETED, 1))
    assert stage.progress() is PrintState.SUBMITTED
    assert stage.told == ["cancel"]
    stage.job["job-state-reasons"] = "processing-to-stop-point"
    assert stage.progress() is PrintState.SUBMITTED
    stage.job["job-state-reasons"] = "job-canceled-by-user"
    printers_list(stage, DeviceJob(1, COMPLETED, 1), DeviceJob(2, PROCESSING, 0))
    stage.device_state = BUSY
    assert stage.progress() is PrintState.SUBMITTED
    printers_list(stage, DeviceJob(1, COMPLETED, 1), DeviceJob(2, CANCELLED, 1))
    assert stage.jobs.progress(NAME) == (
        PrintState.PRINTED,
        "CUPS was stopped and sent this print again: 2 sheets of it came out",
    )


@pytest.mark.parametrize("given_to", ["run 0", ""], ids=["CUPS was restarted", "so was the booth"])
def test_a_sheet_that_came_out_is_taken_back_from_a_cups_that_would_send_it_to_a_busy_printer(
    stage: Stage, given_to: str
):
    """CUPS is killed right after the first sending, and its next one waits for the printer."""
    stage.job |= {"job-state": PROCESSING, "time-at-processing": 1000}
    if given_to:
        stage.jobs.handed_over(NEW, given_to)
    printers_list(stage, DeviceJob(1, PROCESSING, 0))
    assert stage.progress(NEW) is PrintState.SUBMITTED
    printers_list(stage, DeviceJob(1, COMPLETED, 1))
    assert stage.progress(NEW, seconds=1) is PrintState.SUBMITTED
    assert stage.told == [], "CUPS may learn of it a little later than we"
    assert stage.progress(NEW, seconds=2) is PrintState.SUBMITTED
    assert stage.told == ["cancel"]
    assert stage.jobs.progress(NEW) == (PrintState.PRINTED, "")


def test_a_cups_that_was_not_stopped_is_left_to_end_a_sheet_that_the_printer_calls_done(stage: Stage):
    """Some call a sheet completed with its data, and print on; CUPS asks them every eight seconds only."""
    stage.job |= {"job-state": PROCESSING}
    stage.jobs.handed_over(NEW, stage.jobs.run_of_cups())
    printers_list(stage, DeviceJob(1, COMPLETED, 1))
    stage.device_state = BUSY
    for _ in range(30):
        assert stage.progress(NEW, seconds=0.5) is PrintState.SUBMITTED
    stage.job["job-state"] = COMPLETED
    assert stage.jobs.progress(NEW) == (PrintState.PRINTED, "")
    assert stage.told == []


def reached_and_cancelled(stage: Stage, ended: int, device: tuple[DeviceJob, ...]) -> None:
    stage.job |= {"job-state": PROCESSING}
    stage.jobs.handed_over(NEW, stage.jobs.run_of_cups())
    stage.device, stage.silent = device, not device
    assert stage.progress(NEW) is PrintState.SUBMITTED
    stage.job["job-state"], stage.silent = ended, True


@pytest.mark.parametrize("ended", [CANCELLED, ABORTED])
def test_a_sheet_that_is_cancelled_at_a_silent_printer_may_come_out(stage: Stage, ended: int):
    reached_and_cancelled(stage, ended, (DeviceJob(1, PROCESSING, 0),))
    assert stage.progress(NEW) is PrintState.SUBMITTED
    assert stage.progress(NEW, SILENCE_SECONDS - 1) is PrintState.SUBMITTED
    assert stage.progress(NEW, 2) is PrintState.IN_DOUBT


def test_a_cancelled_sheet_comes_out_when_its_printer_is_back(stage: Stage):
    reached_and_cancelled(stage, CANCELLED, (DeviceJob(1, PROCESSING, 0),))
    assert stage.progress(NEW) is PrintState.SUBMITTED
    stage.silent = False
    printers_list(stage, DeviceJob(1, CANCELLED, 1))
    assert stage.progress(NEW) is PrintState.PRINTED


def test_a_sheet_that_is_cancelled_while_the_printer_was_off_all_along_is_cancelled(stage: Stage):
    reached_and_cancelled(stage, CANCELLED, ())
    assert stage.progress(NEW) is PrintState.CANCELLED


@pytest.mark.parametrize("ended", [CANCELLED, ABORTED])
def test_a_job_that_cups_lets_go_of_is_waited_for_but_not_for_ever(stage: Stage, ended: int):
    name = NEW
    stage.job |= {"job-state": ended, "job-state-reasons": "processing-to-stop-point"}
    assert stage.progress(name) is PrintState.SUBMITTED
    assert stage.progress(name, STOPPING_SECONDS + 1) in (PrintState.CANCELLED, PrintState.FAILED)


def test_a_job_that_was_cancelled_before_it_began_is_not_waited_for(stage: Stage):
    """CUPS says of such a job for good that it stops."""
    stage.job |= {"job-state": CANCELLED, "time-at-processing": 0}
    stage.job["job-state-reasons"] = "processing-to-stop-point"
    assert stage.progress(NEW) is PrintState.CANCELLED


def test_a_completed_job_of_a_cups_that_was_killed_is_not_waited_for(stage: Stage):
    """It says of such a job for good that it stops."""
    stage.job |= {"job-state": COMPLETED, "job-state-reasons": "processing-to-stop-point"}
    printers_list(stage, DeviceJob(1, COMPLETED, 1))
    assert stage.progress() is PrintState.PRINTED


def test_a_printer_that_has_forgotten_the_first_sending_leaves_a_doubt(stage: Stage):
    stage.job["job-state"] = PROCESSING
    printers_list(stage, DeviceJob(1, PROCESSING, 0))
    stage.progress()
    stage.job["time-at-processing"] = 1010
    printers_list(stage)
    assert stage.progress() is PrintState.SUBMITTED
    assert stage.progress() is PrintState.IN_DOUBT
    assert stage.told == ["cancel"]


def test_what_cups_cannot_send_again_has_failed_and_may_be_asked_for(stage: Stage, monkeypatch):
    def refuse(number: int) -> None:
        raise RefusedByCupsError(cups.IPP_NOT_POSSIBLE)

    monkeypatch.setattr(stage, "restartJob", refuse)
    stage.job["job-state"] = PROCESSING
    printers_list(stage, DeviceJob(1, PROCESSING, 0), DeviceJob(2, PROCESSING, 0))
    stage.progress()
    printers_list(stage, DeviceJob(1, ABORTED, 0), DeviceJob(2, CANCELLED, 0))
    assert stage.progress() is PrintState.FAILED


@pytest.mark.parametrize(("message", "held"), [("Paused", True), ("The ribbon is used up.", False)])
def test_over_usb_a_person_who_pauses_leaves_a_doubt_a_driver_that_stops_does_not(
    stage: Stage, message, held
):
    stage.device, stage.queue, stage.paused_by = None, STOPPED, message
    stage.job["job-state"] = PENDING
    name = NEW
    stage.progress(name)
    assert (stage.told == ["indefinite"]) is held
    stage.queue = IDLE
    assert stage.progress(name) is (PrintState.IN_DOUBT if held else PrintState.SUBMITTED)


def test_what_staff_hold_waits_for_staff(stage: Stage):
    name = NEW
    stage.job["time-at-processing"] = 0
    assert stage.progress(name) is PrintState.HELD
    assert stage.told == []


@pytest.mark.parametrize(
    ("status", "reason"),
    [(0x0400, "refused"), (0x1000, "refused"), (0x1001, "refused"), (0x0503, "cups-down")],
)
def test_a_password_that_is_wanted_is_a_refusal_and_no_failure_of_cups(status: int, reason: str):
    def question(_: object) -> None:
        raise cups.IPPError(status, "said CUPS")

    server = CupsServer("nowhere")
    server._connection = object()
    with pytest.raises(PrinterError) as told:
        server.ask(question)
    assert told.value.reason == reason


def test_a_bonjour_address_cannot_be_asked():
    assert not IppDevice.can_ask("ipp://DNP%20DS620._ipp._tcp.local/")
    assert not IppDevice.can_ask("usb://Dai%20Nippon%20Printing/DS620")
    assert IppDevice.can_ask("ipp://printer.local:631/ipp/print")


def test_a_sheet_whose_queue_is_gone_is_waited_for_but_not_for_ever(stage: Stage):
    """A CUPS that is killed at the wrong moment forgets its queues."""
    stage.has_queue = False
    for seconds in (0, STILL_SECONDS - 1):
        with pytest.raises(PrinterError, match="no queue"):
            stage.progress(seconds=seconds)
    stage.has_queue, stage.device = True, (DeviceJob(1, PROCESSING, 0),)
    assert stage.progress() is PrintState.SUBMITTED
    stage.has_queue = False
    with pytest.raises(PrinterError, match="no queue"):
        stage.progress(seconds=2)
    assert stage.progress(seconds=STILL_SECONDS + 1) is PrintState.IN_DOUBT


def test_answers_of_two_runs_of_cups_are_not_put_together(stage: Stage):
    """It is killed and back while the booth asks: what it says of the job is about the second sending."""
    stage.device = None
    stage.job |= {"job-state": PROCESSING}
    name = "urn:uuid:1#cabina 1"
    assert stage.progress(name) is PrintState.SUBMITTED
    stage.job |= {"time-at-processing": 1001}
    stage.runs = ["run 1", "run 2"]
    with pytest.raises(PrinterError, match="restarted"):
        stage.progress(name)
    assert stage.progress(name) is PrintState.SUBMITTED
    assert stage.told == ["cancel"]
    assert stage.progress(name) is PrintState.IN_DOUBT


def test_a_job_goes_with_its_picture_once_it_has_ended(stage: Stage):
    stage.job["job-state"] = PROCESSING
    assert not stage.jobs.forget(NAME)
    assert stage.told == []
    stage.job["job-state"] = CANCELLED
    assert stage.jobs.forget(NAME)
    assert stage.told == ["purge"]
    stage.job = {}
    assert stage.jobs.forget(NAME)
    assert stage.told == ["purge"]


@pytest.mark.parametrize(
    ("status", "forbidden"),
    [(cups.IPP_NOT_AUTHORIZED, True), (cups.IPP_AUTHENTICATION_CANCELED, True), (cups.IPP_NOT_FOUND, False)],
)
def test_a_cups_that_lets_nobody_remove_pictures_is_told(
    stage: Stage, monkeypatch, status: int, forbidden: bool
):
    def refuse(number: int, purge_job: bool) -> None:
        raise RefusedByCupsError(status)

    stage.job["job-state"] = CANCELLED
    printer = CupsPrinter("queue")
    monkeypatch.setattr(printer, "_jobs", stage.jobs)
    monkeypatch.setattr(printer, "_chosen_medium", lambda: None)
    monkeypatch.setattr(stage, "cancelJob", refuse)
    if not forbidden:
        assert printer.forget(NAME)
        return
    with pytest.raises(PrinterError, match="PreserveJobFiles No") as caught:
        printer.forget(NAME)
    assert caught.value.reason == KEEPS_FILES
    assert KEEPS_FILES in printer._shortcomings()
    monkeypatch.delattr(stage, "cancelJob")
    assert printer.forget(NAME)
    assert KEEPS_FILES not in printer._shortcomings()


def test_a_job_is_cancelled_as_long_as_cups_has_it(stage: Stage):
    stage.jobs.cancel(NAME)
    stage.jobs.cancel(NAME)
    assert stage.told == ["cancel"]
    stage.job = {}
    stage.jobs.cancel(NAME)
    assert stage.told == ["cancel"]


def test_a_sheet_that_staff_cancel_while_it_is_held_for_a_doubt_is_not_sent_again(stage: Stage):
    stage.queue, stage.device = STOPPED, (DeviceJob(1, ABORTED, 0),)
    stage.job["job-state"] = PENDING
    assert stage.progress(NEW) is PrintState.SUBMITTED
    stage.job["job-state"] = CANCELLED
    assert stage.progress(NEW) is PrintState.CANCELLED
    assert stage.told == ["indefinite"]


@pytest.mark.parametrize("state", [HELD, CANCELLED, ABORTED])
def test_staff_read_what_cups_says_of_a_sheet(stage: Stage, state: int):
    stage.job |= {"job-state": state, "time-at-processing": 0, "job-printer-state-message": "Out of ribbon"}
    assert stage.jobs.progress(NEW)[1] == "Out of ribbon"


def test_a_cancelled_sheet_that_the_printer_never_lets_go_of_is_in_doubt(stage: Stage):
    """The queue goes on after a cancellation: the next sheet must not wait for this one."""
    stage.job["job-state"] = CANCELLED
    printers_list(stage, DeviceJob(1, PROCESSING, 0))
    stage.device_state = BUSY
    assert stage.progress(NEW) is PrintState.SUBMITTED
    assert stage.progress(NEW, SILENCE_SECONDS - 1) is PrintState.SUBMITTED
    assert stage.progress(NEW, 2) is PrintState.IN_DOUBT


@pytest.mark.parametrize(("began", "told"), [(1000, ["indefinite"]), (0, ["indefinite", "no-hold"])])
def test_a_sheet_that_hangs_is_woken_unless_it_may_be_at_the_printer(
    stage: Stage, began: int, told: list[str]
):
    """After a restart CUPS leaves a job alone that it had in hand, though its queue is idle."""
    stage.job |= {"job-state": PENDING, "time-at-processing": began}
    for seconds in (0, 1):
        assert stage.progress(NEW, seconds) is PrintState.SUBMITTED
    assert stage.told == []
    assert stage.progress(NEW, 2) is PrintState.SUBMITTED
    assert stage.told == told


def test_a_held_sheet_of_a_printer_that_stays_silent_is_in_doubt_in_the_end(stage: Stage):
    stage.silent = True
    assert stage.progress() is PrintState.SUBMITTED
    assert stage.progress(seconds=STILL_SECONDS - 1) is PrintState.SUBMITTED
    assert stage.progress(seconds=2) is PrintState.IN_DOUBT
    assert stage.told == ["cancel"]


def test_the_printers_number_of_a_sheet_is_learned_as_soon_as_it_has_one(stage: Stage):
    """Without it a printer that has forgotten the first sending looks as if it had never had one."""
    stage.job["job-state"] = PROCESSING
    printers_list(stage)
    assert stage.progress(NEW) is PrintState.SUBMITTED
    printers_list(stage, DeviceJob(1, PROCESSING, 0))
    assert stage.progress(NEW, 0.1) is PrintState.SUBMITTED
    stage.job["time-at-processing"] = 1010
    printers_list(stage)
    assert stage.progress(NEW, 0.1) is PrintState.SUBMITTED
    assert stage.told == ["cancel"]


@pytest.mark.parametrize(("up_since", "state"), [(999, PrintState.IN_DOUBT), (998, PrintState.PRINTED)])
def test_a_printer_that_was_switched_on_after_the_sheet_began_knows_nothing_of_it(
    stage: Stage, up_since: int, state: PrintState
):
    """Both clocks count whole seconds."""
    stage.job["job-state"] = COMPLETED
    stage.up_since = up_since
    assert stage.progress(NEW) is state


def test_what_was_learned_of_a_sheet_is_forgotten_with_its_end(stage: Stage):
    stage.job["job-state"] = PROCESSING
    printers_list(stage, DeviceJob(1, PROCESSING, 0))
    stage.progress(NEW)
    assert stage.jobs.known_as(NEW) == NAME
    stage.job["job-state"] = COMPLETED
    printers_list(stage, DeviceJob(1, COMPLETED, 1))
    assert stage.progress(NEW) is PrintState.PRINTED
    assert stage.jobs.known_as(NEW) == NEW


def test_a_held_sheet_is_known_by_its_name_to_the_booths_next_start(stage: Stage):
    stage.queue = STOPPED
    stage.job["job-state"] = PENDING
    stage.progress(NEW)
    assert stage.told == ["indefinite"]
    assert stage.jobs.known_as(NEW) == NAME


def test_a_printer_that_cannot_be_asked_is_left_alone_for_a_minute(stage: Stage):
    stage.mute = True
    stage.job["job-state"] = PROCESSING
    for seconds in (0, 1, 58):
        stage.progress(NEW, seconds)
    assert stage.asked == 1
    stage.progress(NEW, 2)
    assert stage.asked == 2


def test_only_one_long_silence_of_the_printer_is_a_doubt(stage: Stage):
    stage.job["job-state"] = COMPLETED
    for _ in range(3):
        stage.silent = True
        stage.progress(NEW)
        assert stage.progress(NEW, SILENCE_SECONDS - 5) is PrintState.SUBMITTED
        stage.silent = False
        printers_list(stage, DeviceJob(1, PROCESSING, 0))
        stage.device_state = BUSY
        assert stage.progress(NEW) is PrintState.SUBMITTED


def test_a_printer_that_rests_now_and_then_is_still_printing(stage: Stage):
    stage.job["job-state"] = COMPLETED
    printers_list(stage, DeviceJob(1, PROCESSING, 0))
    for state in (IDLE, BUSY, IDLE, BUSY, IDLE):
        stage.device_state = state
        assert stage.progress(NEW) is PrintState.SUBMITTED
        assert stage.progress(NEW, SILENCE_SECONDS - 5) is PrintState.SUBMITTED
