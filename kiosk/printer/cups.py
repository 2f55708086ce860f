"""A CUPS queue as the booth's printer."""

import logging
import math
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from kiosk.domain.errors import PrinterError
from kiosk.domain.model import KEEPS_FILES, PrinterState, PrinterStatus, PrintState
from kiosk.printer import reasons
from kiosk.printer.cups_jobs import CupsJobs
from kiosk.printer.cups_server import CupsServer, RefusedByCupsError
from kiosk.printer.ipp_device import CannotAskError, DeviceState, IppDevice
from kiosk.printer.media import Medium, choose_medium
from pictures.sheets.content import Sheet

_MEDIUM_SECONDS = 60.0
_QUEUE_STOPPED = 5
_BUSY = 4
_PRINTS_LEFT = re.compile(r"(\d+)\D*prints? (?:remaining|left)", re.IGNORECASE)

_log = logging.getLogger(__name__)


def find_queue(server: str = "") -> tuple[str, bool]:
    """CUPS's default queue, else its only one, and whether it is the default; empty for none, or no CUPS."""
    try:
        return CupsServer(server).the_queue()
    except PrinterError:
        return "", False


class CupsPrinter:
    """The queue `name`. A device job's durable name begins with `{job-uuid}#{title}`: CUPS reuses its job
    numbers after a crash, and the title is what the printer itself knows the job by.

    `server` is a host or a socket's path, empty for the machine's own CUPS.
    """

    def __init__(self, name: str, server: str = "", monotonic: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._server = CupsServer(server)
        self._jobs = CupsJobs(self._server, name, monotonic)
        self._monotonic = monotonic
        self._medium: Medium | None = None
        self._has_ppd = False
        self._medium_until = -math.inf
        self._unsure: dict[UUID, bool] = {}
        self._policy_set = False
        self._keeps_files = False

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
        busy = (device.state if device else queue["printer-state"]) == _BUSY
        stopped = stopped or (device is not None and device.state == _QUEUE_STOPPED)
        found = (*found, *self._shortcomings())
        state = reasons.state_of(found, busy, stopped)
        return PrinterStatus(state, self.name, found, reasons.sentence(found), _prints_left(queue))

    def sheet(self) -> Sheet:
        """The printable area of the queue's 4x6 inch page size, else of the page that takes its place.

        1200x1800 when the queue does not say.
        """
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
        self._unsure[job_id], run = False, self._jobs.run_of_cups()
        number = self._server.ask(lambda cups: cups.printFile(self.name, str(picture), title, options))
        self._unsure[job_id] = True
        uuid = self._server.ask(lambda cups: cups.getJobAttributes(number, ["job-uuid"]))["job-uuid"]
        device_job = self._sure(job_id, title, str(uuid))
        self._jobs.handed_over(device_job, run)
        return device_job

    def recover(self, job_id: UUID, picture: Path, cut: bool) -> str | None:
        """The device job if CUPS has one of this title; None proves nothing, as CUPS forgets in a crash."""
        title = _title(job_id)
        uuid = self._server.job_uuid(title)
        return f"{uuid}#{title}" if uuid else None

    def progress(self, device_job: str) -> tuple[PrintState, str]:
        """Where the job is; printed only when there is no reason to doubt it."""
        return self._jobs.progress(device_job)

    def known_as(self, device_job: str) -> str:
        """The durable name, with what has been learned since it was given."""
        return self._jobs.known_as(device_job)

    def cancel(self, device_job: str) -> None:
        """Take the job back, if CUPS still has it."""
        self._jobs.cancel(device_job)

    def forget(self, device_job: str) -> bool:
        """CUPS keeps the picture of a job that has ended for a day, unless the job goes as a whole."""
        try:
            gone = self._jobs.forget(device_job)
        except RefusedByCupsError as error:
            if not error.is_forbidden:
                return True
            self._keeps_files = True
            raise PrinterError(reasons.SENTENCES[KEEPS_FILES], KEEPS_FILES) from error
        self._keeps_files = self._keeps_files and not gone
        return gone

    def _sure(self, job_id: UUID, title: str, uuid: str | None) -> str:
        self._unsure.pop(job_id, None)
        if not uuid:
            raise PrinterError("CUPS took this print and was gone before it could name it", "in-doubt")
        return f"{uuid}#{title}"

    def _options(self, cut: bool) -> dict[str, str]:
        medium = self._chosen_medium()
        if medium is None:
            return {"print-scaling": "fit" if self._has_ppd else "fill"}
        page_size = (medium.cut_page_size if cut else None) or medium.page_size
        return {"print-scaling": "fill" if medium.four_by_six else "fit", "PageSize": page_size}

    def _shortcomings(self) -> tuple[str, ...]:
        """What staff should know of the queue, though it prints."""
        medium = self._chosen_medium()
        fits = medium.four_by_six if medium else not self._has_ppd
        found = () if fits else (reasons.NO_FOUR_BY_SIX,)
        return (*found, KEEPS_FILES) if self._keeps_files else found

    def _chosen_medium(self) -> Medium | None:
        if self._monotonic() >= self._medium_until:
            ppd = self._server.ppd(self.name)
            self._medium, self._has_ppd = choose_medium(ppd), bool(ppd)
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

    def _device_state(self, queue: dict[str, Any]) -> tuple[DeviceState | None, tuple[str, ...]]:
        if not IppDevice.can_ask(queue["device-uri"]):
            return None, tuple(queue["printer-state-reasons"])
        try:
            state = IppDevice(queue["device-uri"]).state()
        except CannotAskError:
            return None, tuple(queue["printer-state-reasons"])
        except PrinterError:
            return None, ("offline",)
        return state, state.reasons


def _title(job_id: UUID) -> str:
    return f"cabina {job_id}"


def _prints_left(queue: dict[str, Any]) -> int | None:
    """Dye-sublimation backends put it into words: "153 native prints remaining on 'PC (4x6)' media"."""
    found = _PRINTS_LEFT.search(str(queue.get("marker-message") or ""))
    return int(found[1]) if found else None
