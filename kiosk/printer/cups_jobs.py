"""What became of a job: CUPS's word, the printer's word, and the time they took to give it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kiosk.domain.errors import PrinterError
from kiosk.domain.model import PrintState
from kiosk.printer import reasons, verdict
from kiosk.printer.cups_server import CupsServer
from kiosk.printer.ipp_device import IppDevice
from kiosk.printer.verdict import DeviceView, Verdict

SILENCE_SECONDS = 20.0
"""How long a printer may keep silent about a delivered job before the print is in doubt."""

_STUCK_SECONDS = 2.0
_QUEUE_IDLE = 3
_PENDING, _HELD, _PROCESSING, _CANCELLED, _ABORTED, _COMPLETED = 3, 4, 5, 7, 8, 9
_PLAIN = {_HELD: PrintState.HELD, _CANCELLED: PrintState.CANCELLED, _ABORTED: PrintState.FAILED}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Case:
    """One print as CUPS sees it: its durable name, the title the printer knows it by, its job, its queue."""

    device_job: str
    title: str
    job: dict[str, Any]
    queue: dict[str, Any]

    @property
    def device(self) -> IppDevice | None:
        """The printer, if it can be asked."""
        uri = self.queue["device-uri"]
        return IppDevice(uri) if IppDevice.can_ask(uri) else None

    @property
    def began(self) -> float:
        """When CUPS first sent the job to the printer, in seconds since the epoch; 0 if it never did."""
        return float(self.job.get("time-at-processing") or 0)


@dataclass(frozen=True, slots=True)
class _Sending:
    """When CUPS began to send a print, and the number that the printer gave it."""

    began: float
    number: int


class CupsJobs:
    """Follows the jobs of the queue `name`. Raises PrinterError while CUPS does not answer."""

    def __init__(self, server: CupsServer, name: str, monotonic: Callable[[], float]) -> None:
        self._server = server
        self._name = name
        self._monotonic = monotonic
        self._since: dict[tuple[str, str], float] = {}
        self._sent: dict[str, _Sending] = {}

    def progress(self, device_job: str) -> Verdict:
        """Where the job of that durable name (`{job-uuid}#{title}`) is, and a sentence."""
        uuid, _, title = device_job.partition("#")
        job = self._server.job(uuid)
        found = self._judge(_Case(device_job, title, job or {}, self._server.queue(self._name)))
        if found[0] is not PrintState.SUBMITTED:
            self._forget(device_job)
        return found

    def cancel(self, device_job: str) -> None:
        """Take the job back, if CUPS still has it."""
        job = self._server.job(device_job.partition("#")[0])
        if job is not None and job["job-state"] < _CANCELLED:
            self._server.tell(lambda cups: cups.cancelJob(job["job-id"]))

    def _judge(self, case: _Case) -> Verdict:
        if not case.job:
            return self._judge_lost(case)
        state = case.job["job-state"]
        if state == _PENDING:
            return self._look_after_pending(case)
        self._end_of(case, "stuck")
        if state == _COMPLETED:
            return self._judge_completed(case)
        plain = _PLAIN.get(state, PrintState.SUBMITTED), str(case.job.get("job-printer-state-message") or "")
        if state in (_CANCELLED, _ABORTED):
            return self._judge_aborted(case, plain)
        if state == _PROCESSING:
            self._prevent_second_sheet(case)
        return plain

    def _judge_aborted(self, case: _Case, by_cups: Verdict) -> Verdict:
        found = verdict.when_aborted(self._view(case), by_cups)
        # The queue goes on after a cancellation, even if the printer never lets go of the job.
        if found[0] is PrintState.SUBMITTED and self._lasts(case, "aborted") > SILENCE_SECONDS:
            return by_cups
        return found

    def _judge_completed(self, case: _Case) -> Verdict:
        hints = reasons.stripped(case.queue["printer-state-reasons"])
        if case.device is None:
            return verdict.when_unaskable(hints)
        view = self._view(case)
        if view is not None:
            return verdict.when_completed(view, hints)
        return self._wait_or(case, verdict.when_silent())

    def _judge_lost(self, case: _Case) -> Verdict:
        view = self._view(case)
        if view is not None or case.device is None:
            return verdict.when_lost(view)
        return self._wait_or(case, verdict.when_lost(None))

    def _look_after_pending(self, case: _Case) -> Verdict:
        """A job that was under way when CUPS was restarted stays pending until it is pushed."""
        waiting = PrintState.SUBMITTED, "waits in the print queue"
        if case.queue["printer-state"] != _QUEUE_IDLE:
            self._end_of(case, "stuck")
            return waiting
        if self._lasts(case, "stuck") < _STUCK_SECONDS:
            return waiting
        known = self._judge_interrupted(case) if case.began else None
        if known is None:
            self._push(case.job["job-id"])
            self._end_of(case, "stuck")
            return waiting
        if known[0] is not PrintState.SUBMITTED:
            self.cancel(case.device_job)
        return known

    def _judge_interrupted(self, case: _Case) -> Verdict | None:
        if case.device is None:
            return verdict.when_interrupted(None)
        view = self._view(case)
        if view is None:
            return PrintState.SUBMITTED, reasons.SENTENCES["timed-out"]
        return verdict.when_interrupted(view)

    def _prevent_second_sheet(self, case: _Case) -> None:
        """A CUPS that crashed sends the job it was at once more, from the beginning, as soon as it is back.

        Nothing can forbid it that beforehand. So the printer's number of the first sending is remembered;
        when CUPS sends again although the printer has that one in hand, the second is taken back.
        """
        known = self._sent.get(case.device_job)
        if known and known.began == case.began:
            return
        view = self._view(case)
        if view is None or not view.jobs:
            return
        if len(view.jobs) > 1 or (known and view.has_in_hand(known.number)):
            _log.warning("CUPS sends %s again after a crash; the second is taken back", case.title)
            self.cancel(case.device_job)
        self._sent[case.device_job] = _Sending(case.began, view.jobs[0].number)

    def _view(self, case: _Case) -> DeviceView | None:
        """What the printer says of the print; None when it cannot be asked, or does not answer for now."""
        device = case.device
        if device is None:
            return None
        try:
            state, jobs = device.state(), device.jobs(case.title)
        except PrinterError:
            return None
        self._end_of(case, "silent")
        return DeviceView(tuple(jobs), restarted=bool(case.began) and state.up_since >= case.began - 1)

    def _wait_or(self, case: _Case, in_the_end: Verdict) -> Verdict:
        if self._lasts(case, "silent") < SILENCE_SECONDS:
            return PrintState.SUBMITTED, reasons.SENTENCES["timed-out"]
        return in_the_end

    def _lasts(self, case: _Case, what: str) -> float:
        """For how many seconds this has been so with this print; begins now if it did not yet."""
        now = self._monotonic()
        return now - self._since.setdefault((case.device_job, what), now)

    def _end_of(self, case: _Case, what: str) -> None:
        self._since.pop((case.device_job, what), None)

    def _forget(self, device_job: str) -> None:
        self._since = {key: since for key, since in self._since.items() if key[0] != device_job}
        self._sent.pop(device_job, None)

    def _push(self, number: int) -> None:
        self._server.tell(lambda cups: cups.setJobHoldUntil(number, "indefinite"))
        self._server.tell(lambda cups: cups.setJobHoldUntil(number, "no-hold"))
