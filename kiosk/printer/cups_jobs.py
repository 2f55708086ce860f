"""What became of a job: CUPS's word, the printer's word, and the time they took to give it.

CUPS sends a job again from the beginning when it was stopped in the middle of it, and says nothing of it. So
a job that was interrupted is held, or taken back, until the printer itself was asked: it goes on if nothing
came out, and is in doubt if nobody can tell.
"""

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kiosk.domain.errors import PrinterError
from kiosk.domain.model import PrintState
from kiosk.printer import reasons, verdict
from kiosk.printer.cups_server import CupsServer, Incarnation, RefusedByCupsError
from kiosk.printer.ipp_device import CannotAskError, IppDevice
from kiosk.printer.sending import Sending
from kiosk.printer.verdict import DeviceView, Verdict

SILENCE_SECONDS = 20.0
"""How long a printer may keep silent about a delivered job before the print is in doubt."""
STILL_SECONDS = 600.0
"""How long a printer may have a job in hand that CUPS does not send any more, or be off meanwhile."""
STOPPING_SECONDS = 35.0
"""CUPS's own programs are killed after 30 seconds (JobKillDelay)."""

_STUCK_SECONDS = 2.0
_LOOK_SECONDS = 1.0
_MUTE_SECONDS = 60.0
_QUEUE_IDLE = 3
_PENDING, _HELD, _PROCESSING, _CANCELLED, _ABORTED, _COMPLETED = 3, 4, 5, 7, 8, 9
_PLAIN = {_HELD: PrintState.HELD, _CANCELLED: PrintState.CANCELLED, _ABORTED: PrintState.FAILED}
_WAITS = (PrintState.SUBMITTED, "waits in the print queue")
_STOPS = "processing-to-stop-point"
"""CUPS's reason of a job that has ended while a program of its still talks to the printer."""
_PAUSED_BY_A_PERSON = "paused"
"""How CUPS's printer-state-message begins then; a driver that stops its queue leaves its own words."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Case:
    """One print: what is remembered of it, CUPS's job and queue, and its printer if that can be asked."""

    sending: Sending
    job: dict[str, Any]
    queue: dict[str, Any]
    device: IppDevice | None
    run: str
    """Which run of CUPS gave these answers."""

    @property
    def began(self) -> float:
        """When CUPS began to send the job the last time, in seconds since the epoch; 0 if it never did."""
        return float(self.job.get("time-at-processing") or 0)

    @property
    def queue_is_idle(self) -> bool:
        return bool(self.queue["printer-state"] == _QUEUE_IDLE)

    @property
    def is_stopping(self) -> bool:
        """Whether CUPS may still be giving the printer a job that it calls ended.

        Of a completed job it says so, too, if it was killed meanwhile; all of that is at the printer. Of one
        that was cancelled before it began it says so for good.
        """
        taken_back = bool(self.began) and self.job["job-state"] in (_CANCELLED, _ABORTED)
        return taken_back and _STOPS in str(self.job.get("job-state-reasons"))

    @property
    def may_have_been_sent(self) -> bool:
        """Of a job that waits though CUPS had begun: a driver that stopped by itself said that it failed."""
        if not self.sending.is_interrupted(self.began):
            return False
        message = str(self.queue["printer-state-message"]).lower()
        return self.device is not None or message.startswith(_PAUSED_BY_A_PERSON)

    @property
    def may_be_in_a_silent_printer(self) -> bool:
        """Not if it has been silent ever since CUPS was given the job."""
        reached = self.sending.looked_at > -math.inf or not self.sending.given_to
        return self.device is not None and bool(self.began) and reached


class CupsJobs:
    """Follows the jobs of the queue `name`. Raises PrinterError while CUPS does not answer."""

    def __init__(self, server: CupsServer, name: str, monotonic: Callable[[], float]) -> None:
        self._server = server
        self._name = name
        self._monotonic = monotonic
        self._since: dict[tuple[str, str], float] = {}
        self._sendings: dict[str, Sending] = {}
        self._mute_until: dict[str, float] = {}
        self._incarnation = Incarnation()

    def progress(self, device_job: str) -> Verdict:
        """Where the job of that durable name is, and a sentence."""
        sending = self._sending(device_job)
        try:
            found = self._judge(self._case(sending))
        except PrinterError as error:
            found = self._judge_without_queue(sending, error)
        if found[0] not in (PrintState.SUBMITTED, PrintState.HELD):
            self._forget(sending.uuid)
        return found

    def run_of_cups(self) -> str:
        """Which run of CUPS it is that answers now."""
        return self._incarnation.now()

    def handed_over(self, device_job: str, run: str) -> None:
        """That run of CUPS was given the job just now."""
        self._sending(device_job).given_to = run

    def known_as(self, device_job: str) -> str:
        """The durable name, with what has been learned since it was given."""
        return self._sending(device_job).name

    def cancel(self, device_job: str) -> None:
        """Take the job back, if CUPS still has it."""
        self._cancel(self._server.job(Sending.named(device_job).uuid) or {})

    def forget(self, device_job: str) -> bool:
        """Remove the job and its picture from CUPS, once it has ended there. Raises RefusedByCupsError."""
        job = self._server.job(Sending.named(device_job).uuid) or {}
        if job and job["job-state"] < _CANCELLED:
            return False
        if job:
            self._server.ask(lambda cups: cups.cancelJob(job["job-id"], purge_job=True))
        return True

    def _case(self, sending: Sending) -> _Case:
        """By the answers of one run of CUPS: else a second sending could be taken for the first."""
        run = self._incarnation.now()
        job, queue = self._server.job(sending.uuid) or {}, self._server.queue(self._name)
        if self._incarnation.now() != run:
            raise PrinterError("the print service (CUPS) was restarted just now", "cups-down")
        self._end_of(sending, "queueless")
        return _Case(sending, job, queue, self._device(queue["device-uri"]), run)

    def _judge_without_queue(self, sending: Sending, error: PrinterError) -> Verdict:
        """A CUPS that is killed while it writes its list of queues has none, until staff adds it."""
        if error.reason != "no-queue" or self._lasts(sending, "queueless") <= STILL_SECONDS:
            raise error
        return PrintState.IN_DOUBT, "the queue that this print went to is gone"

    def _judge(self, case: _Case) -> Verdict:
        if not case.job:
            return self._judge_lost(case)
        state = case.job["job-state"]
        if state == _PENDING:
            return self._look_after_pending(case)
        self._end_of(case.sending, "stuck")
        if case.is_stopping and self._lasts(case.sending, "stopping") <= STOPPING_SECONDS:
            return PrintState.SUBMITTED, "CUPS is letting go of this print"
        return self._judge_begun(case, state)

    def _judge_begun(self, case: _Case, state: int) -> Verdict:
        if state == _COMPLETED:
            return self._judge_completed(case)
        if state == _PROCESSING and self._is_sent_again(case):
            return self._take_back(case)
        if case.sending.taken_back or (state == _HELD and self._is_held_by_us(case)):
            return self._judge_interrupted(case)
        plain = _PLAIN.get(state, PrintState.SUBMITTED), str(case.job.get("job-printer-state-message") or "")
        return self._judge_aborted(case, plain) if state in (_CANCELLED, _ABORTED) else plain

    def _judge_aborted(self, case: _Case, by_cups: Verdict) -> Verdict:
        view = self._view(case)
        if view is None and case.may_be_in_a_silent_printer:
            return self._wait_or(case, verdict.when_aborted_in_silence())
        found = verdict.when_aborted(view, by_cups)
        # The queue goes on after a cancellation, even if the printer never lets go of the job.
        if found[0] is PrintState.SUBMITTED and self._lasts(case.sending, "aborted") > SILENCE_SECONDS:
            return PrintState.IN_DOUBT, "cancelled, and the printer has not let go of it"
        return found

    def _judge_completed(self, case: _Case) -> Verdict:
        hints = reasons.stripped(case.queue["printer-state-reasons"])
        if case.device is None:
            if case.sending.is_repeated_unseen(case.began, case.run):
                return PrintState.IN_DOUBT, "CUPS was stopped in the middle of this print and sent it again"
            return verdict.when_unaskable(hints)
        view = self._view(case)
        if view is not None:
            return self._bounded(case, view, verdict.when_completed(view, hints))
        return self._wait_or(case, verdict.when_silent())

    def _judge_lost(self, case: _Case) -> Verdict:
        view = self._view(case)
        if view is not None:
            return self._bounded(case, view, verdict.when_lost(view))
        return (
            verdict.when_lost(None) if case.device is None else self._wait_or(case, verdict.when_lost(None))
        )

    def _look_after_pending(self, case: _Case) -> Verdict:
        """A job that was under way when CUPS or its queue was stopped is sent again as soon as that runs."""
        if not case.queue_is_idle:
            self._end_of(case.sending, "stuck")
            if case.may_have_been_sent:
                self._hold(case)
        elif self._lasts(case.sending, "stuck") >= _STUCK_SECONDS:
            self._end_of(case.sending, "stuck")
            self._hold(case)
            if not case.sending.is_interrupted(case.began):
                self._resume(case)
        return _WAITS

    def _judge_interrupted(self, case: _Case) -> Verdict:
        """The job goes on if nothing came out, and otherwise ends as the printer says, or in doubt."""
        found = self._what_came_of_it(case)
        if found is None:
            return self._release(case)
        if found[0] is not PrintState.SUBMITTED:
            self._cancel(case.job)
        return found

    def _what_came_of_it(self, case: _Case) -> Verdict | None:
        if case.device is None:
            return verdict.when_interrupted(None)
        view = self._view(case)
        if view is None:
            if self._lasts(case.sending, "silent") > STILL_SECONDS:
                return verdict.when_silent()
            return PrintState.SUBMITTED, reasons.SENTENCES["timed-out"]
        if case.sending.number and not view.knows(case.sending.number):
            return PrintState.IN_DOUBT, "CUPS was stopped during this print, and the printer has forgotten it"
        found = verdict.when_interrupted(view)
        return self._bounded(case, view, found) if found else None

    def _release(self, case: _Case) -> Verdict:
        _log.warning("nothing came of %s: it is sent again", case.sending.title)
        case.sending.release(case.began)
        if case.job["job-state"] < _CANCELLED:
            self._resume(case)
            return _WAITS
        try:
            self._server.ask(lambda cups: cups.restartJob(case.job["job-id"]))
        except RefusedByCupsError:
            return PrintState.FAILED, "taken back before it was printed, and CUPS cannot send it again"
        return _WAITS

    def _is_sent_again(self, case: _Case) -> bool:
        """CUPS sends the job. A second time, though the printer has it, or may have it, from the first?"""
        sending = case.sending
        if case.device is None:
            if sending.is_repeated_unseen(case.began, case.run):
                return True
            sending.seen(case.began, case.run)
            return False
        soon = self._monotonic() < sending.looked_at + _LOOK_SECONDS
        if soon and sending.number and not sending.is_another(case.began, case.run):
            return False
        view = self._view(case)
        if view is None:
            if not sending.began:
                sending.seen(case.began, case.run)
            return False
        sending.looked_at = self._monotonic()
        if sending.is_repeated(case.began, case.run, view) or self._is_out(case, view):
            return True
        sending.seen(case.began, case.run, view)
        return False

    def _is_out(self, case: _Case, view: DeviceView) -> bool:
        """A sheet came out, and a CUPS that was stopped meanwhile waits to send it to the busy printer again.

        One that was not stopped asks the printer less often than we do, with up to eight seconds between.
        """
        if not view.came_out or case.sending.given_to == case.run:
            return False
        return self._lasts(case.sending, "out") >= _STUCK_SECONDS

    def _take_back(self, case: _Case) -> Verdict:
        _log.warning("%s is at the printer already; it is taken back from CUPS", case.sending.title)
        self._cancel(case.job)
        case.sending.taken_back = True
        return PrintState.SUBMITTED, "taken back from CUPS; the printer is asked what came of it"

    def _is_held_by_us(self, case: _Case) -> bool:
        """Also by an earlier run. What staff hold goes on when they say so."""
        sending = case.sending
        return sending.held or (sending.of_an_earlier_run and sending.is_interrupted(case.began))

    def _bounded(self, case: _Case, view: DeviceView, found: Verdict) -> Verdict:
        """A printer that has a job in hand and does nothing, or nothing else for ever, never finishes it."""
        if found[0] is not PrintState.SUBMITTED:
            return found
        if not view.idle:
            self._end_of(case.sending, "idle")
        waited = view.idle and self._lasts(case.sending, "idle") > SILENCE_SECONDS
        if waited or self._lasts(case.sending, "still") > STILL_SECONDS:
            return verdict.when_it_never_ends(view)
        return found

    def _view(self, case: _Case) -> DeviceView | None:
        """What the printer says of the print; None when it cannot be asked, or does not answer for now."""
        if case.device is None:
            return None
        try:
            state, jobs = case.device.state(), case.device.jobs(case.sending.title)
        except CannotAskError as error:
            _log.warning("the printer of queue %s cannot be asked: %s", self._name, error)
            self._mute_until[case.queue["device-uri"]] = self._monotonic() + _MUTE_SECONDS
            return None
        except PrinterError:
            return None
        self._end_of(case.sending, "silent")
        restarted = bool(case.began) and state.up_since >= case.began - 1
        return DeviceView(tuple(jobs), restarted, state.is_idle, state.up_since)

    def _device(self, uri: str) -> IppDevice | None:
        mute = self._monotonic() < self._mute_until.get(uri, 0.0)
        return IppDevice(uri) if IppDevice.can_ask(uri) and not mute else None

    def _wait_or(self, case: _Case, in_the_end: Verdict) -> Verdict:
        if self._lasts(case.sending, "silent") < SILENCE_SECONDS:
            return PrintState.SUBMITTED, reasons.SENTENCES["timed-out"]
        return in_the_end

    def _lasts(self, sending: Sending, what: str) -> float:
        """For how many seconds this has been so with this print; begins now if it did not yet."""
        now = self._monotonic()
        return now - self._since.setdefault((sending.uuid, what), now)

    def _end_of(self, sending: Sending, what: str) -> None:
        self._since.pop((sending.uuid, what), None)

    def _sending(self, device_job: str) -> Sending:
        named = Sending.named(device_job)
        return self._sendings.setdefault(named.uuid, named)

    def _forget(self, uuid: str) -> None:
        self._since = {key: since for key, since in self._since.items() if key[0] != uuid}
        self._sendings.pop(uuid, None)

    def _hold(self, case: _Case) -> None:
        self._server.tell(lambda cups: cups.setJobHoldUntil(case.job["job-id"], "indefinite"))
        case.sending.held = True
        case.sending.began = case.sending.began or case.began

    def _resume(self, case: _Case) -> None:
        self._server.tell(lambda cups: cups.setJobHoldUntil(case.job["job-id"], "no-hold"))
        case.sending.held = False

    def _cancel(self, job: dict[str, Any]) -> None:
        if job and job["job-state"] < _CANCELLED:
            self._server.tell(lambda cups: cups.cancelJob(job["job-id"]))
