"""A CUPS queue as the booth's printer."""

import logging
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from kiosk.domain.errors import PrinterError
from kiosk.domain.model import PrinterState, PrinterStatus, PrintState, Sheet
from kiosk.printer import reasons, verdict
from kiosk.printer.cups_server import CupsServer, RefusedByCupsError
from kiosk.printer.ipp_device import DeviceState, IppDevice
from kiosk.printer.media import Medium, choose_medium
from kiosk.printer.verdict import DeviceView, Verdict

SILENCE_SECONDS = 20.0
"""How long a printer may keep silent about a delivered job before the print is in doubt."""

_STUCK_SECONDS = 2.0
_MEDIUM_SECONDS = 60.0
_QUEUE_STOPPED = 5
_QUEUE_IDLE = 3
_PENDING, _HELD, _CANCELLED, _ABORTED, _COMPLETED = 3, 4, 7, 8, 9
_PRINTS_LEFT = re.compile(r"(\d+)\D*prints? (?:remaining|left)", re.IGNORECASE)

_log = logging.getLogger(__name__)


def default_queue(server: str = "") -> str:
    """The name of CUPS's default queue; empty when there is none, or no CUPS."""
    try:
        return str(CupsServer(server).ask(lambda cups: cups.getDefault()) or "")
    except PrinterError:
        return ""


class CupsPrinter:
    """The queue `name`. A device job's durable name is `{job-uuid}#{title}`: CUPS reuses its job numbers
    after a crash, and the title is what the printer itself knows the job by.

    `server` is a host or a socket's path, empty for the machine's own CUPS.
    """

    def __init__(self, name: str, server: str = "", monotonic: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._server = CupsServer(server)
        self._monotonic = monotonic
        self._medium: Medium | None = None
        self._medium_until = 0.0
        self._unsure: dict[UUID, bool] = {}
        self._silent_since: dict[str, float] = {}
        self._stuck_since: dict[str, float] = {}
        self._policy_set = False

    def status(self) -> PrinterStatus:
        """What the printer itself says, or CUPS where the printer cannot be asked."""
        try:
            queue = self._server.queue(self.name)
        except PrinterError as error:
            return PrinterStatus(PrinterState.ABSENT, self.name, (error.reason,), str(error))
        own = [] if queue["printer-is-accepting-jobs"] else ["rejecting"]
        stopped = queue["printer-state"] == _QUEUE_STOPPED
        if stopped:
            own.append("paused")
        device, said = self._device_state(queue)
        found = reasons.stripped([*own, *said])
        busy = (device.state if device else queue["printer-state"]) == 4
        stopped = stopped or (device is not None and device.state == _QUEUE_STOPPED)
        state = reasons.state_of(found, busy, stopped)
        return PrinterStatus(state, self.name, found, reasons.sentence(found), _prints_left(queue))

    def sheet(self) -> Sheet:
        """The printable area of the queue's 4x6 inch page size; 1200x1800 when it offers none."""
        medium = self._chosen_medium()
        return medium.sheet if medium else Sheet()

    def submit(self, job_id: UUID, picture: Path, cut: bool) -> str:
        """Hand the sheet over to CUPS."""
        title = _title(job_id)
        if job_id in self._unsure:
            found = self._server.job_uuid(title)
            if found or self._unsure.pop(job_id):
                return self._sure(job_id, title, found)
        self._keep_queue_going()
        options = self._options(cut)
        self._unsure[job_id] = False
        number = self._server.ask(lambda cups: cups.printFile(self.name, str(picture), title, options))
        self._unsure[job_id] = True
        uuid = self._server.ask(lambda cups: cups.getJobAttributes(number, ["job-uuid"]))["job-uuid"]
        return self._sure(job_id, title, str(uuid))

    def recover(self, job_id: UUID, picture: Path, cut: bool) -> str | None:
        """The device job if CUPS has one of this title; if not, nobody knows, for CUPS forgets in a crash."""
        title = _title(job_id)
        uuid = self._server.job_uuid(title)
        return f"{uuid}#{title}" if uuid else None

    def progress(self, device_job: str) -> tuple[PrintState, str]:
        """Where the job is; printed only when there is no reason to doubt it."""
        uuid, _, title = device_job.partition("#")
        job = self._server.job(uuid)
        if job is None:
            return self._settled(device_job, self._ask_about_lost(device_job, title))
        state = job["job-state"]
        if state != _PENDING:
            self._stuck_since.pop(device_job, None)
        if state == _COMPLETED:
            return self._settled(device_job, self._ask_about_completed(device_job, title, job))
        if state == _PENDING:
            return self._settled(device_job, self._look_after_pending(device_job, title, job))
        return _plain_state(state), str(job.get("job-printer-state-message") or "")

    def cancel(self, device_job: str) -> None:
        """Take the job back, if CUPS still has it."""
        job = self._server.job(device_job.partition("#")[0])
        if job is not None and job["job-state"] < _CANCELLED:
            self._server.tell(lambda cups: cups.cancelJob(job["job-id"]))

    def _sure(self, job_id: UUID, title: str, uuid: str | None) -> str:
        self._unsure.pop(job_id, None)
        if not uuid:
            raise PrinterError("CUPS took this print and was gone before it could name it", "in-doubt")
        return f"{uuid}#{title}"

    def _options(self, cut: bool) -> dict[str, str]:
        options = {"print-scaling": "fill"}
        medium = self._chosen_medium()
        if medium is not None:
            options["PageSize"] = (medium.cut_page_size if cut else None) or medium.page_size
        return options

    def _chosen_medium(self) -> Medium | None:
        if self._medium is None or self._monotonic() > self._medium_until:
            self._medium = choose_medium(self._server.ppd(self.name))
            self._medium_until = self._monotonic() + _MEDIUM_SECONDS
        return self._medium

    def _keep_queue_going(self) -> None:
        """Have CUPS try again by itself after a fault, instead of stopping the queue until staff comes."""
        if self._policy_set:
            return
        try:
            self._server.ask(lambda cups: cups.setPrinterErrorPolicy(self.name, "retry-current-job"))
        except RefusedByCupsError as error:
            _log.warning("queue %s: its error policy stays as it is: %s", self.name, error)
        self._policy_set = True

    # --- what became of a job -------------------------------------------------------------------

    def _ask_about_completed(self, device_job: str, title: str, job: dict[str, Any]) -> Verdict:
        queue = self._server.queue(self.name)
        hints = reasons.stripped(queue["printer-state-reasons"])
        if not IppDevice.can_ask(queue["device-uri"]):
            return verdict.when_unaskable(hints)
        view = self._view(device_job, title, queue["device-uri"], job.get("time-at-processing"))
        if view is not None:
            return verdict.when_completed(view, hints)
        return self._wait_or(device_job, verdict.when_silent())

    def _ask_about_lost(self, device_job: str, title: str) -> Verdict:
        queue = self._server.queue(self.name)
        if not IppDevice.can_ask(queue["device-uri"]):
            return verdict.when_lost(None)
        view = self._view(device_job, title, queue["device-uri"], None)
        if view is not None:
            return verdict.when_lost(view)
        return self._wait_or(device_job, verdict.when_lost(None))

    def _look_after_pending(self, device_job: str, title: str, job: dict[str, Any]) -> Verdict:
        """A job that was under way when CUPS was restarted stays pending for ever unless it is pushed."""
        queue = self._server.queue(self.name)
        waiting = PrintState.SUBMITTED, "waits in the print queue"
        if queue["printer-state"] != _QUEUE_IDLE:
            self._stuck_since.pop(device_job, None)
            return waiting
        since = self._stuck_since.setdefault(device_job, self._monotonic())
        if self._monotonic() - since < _STUCK_SECONDS:
            return waiting
        known = (
            self._judge_interrupted(device_job, title, job, queue) if job.get("time-at-processing") else None
        )
        if known is None:
            self._push(job["job-id"])
            del self._stuck_since[device_job]
            return waiting
        if known[0] is not PrintState.SUBMITTED:
            self.cancel(device_job)
        return known

    def _judge_interrupted(
        self, device_job: str, title: str, job: dict[str, Any], queue: dict[str, Any]
    ) -> Verdict | None:
        if not IppDevice.can_ask(queue["device-uri"]):
            return verdict.when_interrupted(None)
        view = self._view(device_job, title, queue["device-uri"], job["time-at-processing"])
        if view is None:
            return PrintState.SUBMITTED, reasons.SENTENCES["timed-out"]
        return verdict.when_interrupted(view)

    def _view(self, device_job: str, title: str, uri: str, began: float | None) -> DeviceView | None:
        """What the printer says of the job; None while it does not answer."""
        device = IppDevice(uri)
        try:
            state, job = device.state(), device.job(title)
        except PrinterError:
            self._silent_since.setdefault(device_job, self._monotonic())
            return None
        self._silent_since.pop(device_job, None)
        return DeviceView(job, restarted=began is not None and state.up_since >= began - 1)

    def _wait_or(self, device_job: str, in_the_end: Verdict) -> Verdict:
        silent = self._monotonic() - self._silent_since[device_job]
        if silent < SILENCE_SECONDS:
            return PrintState.SUBMITTED, reasons.SENTENCES["timed-out"]
        return in_the_end

    def _settled(self, device_job: str, result: Verdict) -> Verdict:
        if result[0] is not PrintState.SUBMITTED:
            self._silent_since.pop(device_job, None)
            self._stuck_since.pop(device_job, None)
        return result

    def _push(self, number: int) -> None:
        self._server.tell(lambda cups: cups.setJobHoldUntil(number, "indefinite"))
        self._server.tell(lambda cups: cups.setJobHoldUntil(number, "no-hold"))

    def _device_state(self, queue: dict[str, Any]) -> tuple[DeviceState | None, tuple[str, ...]]:
        if not IppDevice.can_ask(queue["device-uri"]):
            return None, tuple(queue["printer-state-reasons"])
        try:
            state = IppDevice(queue["device-uri"]).state()
        except PrinterError:
            return None, ("offline",)
        return state, state.reasons


def _title(job_id: UUID) -> str:
    return f"cabina {job_id}"


def _plain_state(state: int) -> PrintState:
    ended = {_CANCELLED: PrintState.CANCELLED, _ABORTED: PrintState.FAILED, _HELD: PrintState.HELD}
    return ended.get(state, PrintState.SUBMITTED)


def _prints_left(queue: dict[str, Any]) -> int | None:
    """Dye-sublimation backends put it into words: "153 native prints remaining on 'PC (4x6)' media"."""
    found = _PRINTS_LEFT.search(str(queue.get("marker-message") or ""))
    return int(found[1]) if found else None
