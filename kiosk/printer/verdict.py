"""Has the sheet come out? What CUPS says, weighed against what the printer itself says."""

from dataclasses import dataclass

from kiosk.domain.model import PrintState
from kiosk.printer.ipp_device import DeviceJob

_PENDING_OR_BUSY = range(3, 7)
_COMPLETED = 9

Verdict = tuple[PrintState, str]

_CLOCKS_DIFFER_SECONDS = 2.0
"""How exactly a moment of the printer's clock is known: both clocks count whole seconds."""

PRINTED_AGAIN = "CUPS was stopped and sent this print again"
MISSING_HISTORY = "cups-ipp-missing-job-history"


@dataclass(frozen=True, slots=True)
class DeviceView:
    """What the printer says of a print: its jobs of that title, and whether it was switched on after the
    print had begun, so that its not knowing any means nothing.

    `idle`: it does nothing now. `up_since`: when its clock began, in seconds since the epoch; 0 if unknown.
    """

    jobs: tuple[DeviceJob, ...]
    restarted: bool
    idle: bool = False
    up_since: float = 0.0

    @property
    def job(self) -> DeviceJob | None:
        """The job that decides: one under way, as another sheet may come of it, else one that came out,
        else the last.
        """
        under_way = [job for job in self.jobs if job.state in _PENDING_OR_BUSY]
        out = [job for job in self.jobs if came_out(job)]
        return next(iter((*under_way, *out, *self.jobs[::-1])), None)

    @property
    def came_out(self) -> int:
        """How many sheets."""
        return sum(came_out(job) for job in self.jobs)

    @property
    def in_hand(self) -> tuple[DeviceJob, ...]:
        """The jobs that came out, or will if nothing else happens."""
        return tuple(job for job in self.jobs if job.state in _PENDING_OR_BUSY or came_out(job))

    def knows(self, number: int) -> bool:
        """Whether the printer still lists the job of that number."""
        return any(job.number == number for job in self.jobs)

    def ended_without_a_sheet(self, number: int) -> bool:
        """Whether the printer says of that job that it is over and no sheet came of it."""
        return any(
            job.number == number and job.state not in _PENDING_OR_BUSY and job.impressions == 0
            for job in self.jobs
        )

    def holds_one_from_before(self, moment: float) -> bool:
        """Whether a job in hand was given to the printer before that moment (seconds since the epoch)."""
        return any(
            self.up_since and job.created_at is not None
            and self.up_since + job.created_at < moment - _CLOCKS_DIFFER_SECONDS
            for job in self.in_hand
        )  # fmt: skip


def when_completed(view: DeviceView, hints: tuple[str, ...]) -> Verdict:
    """CUPS says "completed": the data was delivered. `hints` are the queue's reasons."""
    if view.job is not None:
        return _with_repetitions(view, of_device_job(view.job))
    if view.restarted:
        return PrintState.IN_DOUBT, "the printer was restarted during this print"
    return when_unaskable(hints)


def when_unaskable(hints: tuple[str, ...]) -> Verdict:
    """CUPS says "completed", and nothing else can be asked: believed, unless CUPS itself has doubts."""
    if MISSING_HISTORY in hints:
        return PrintState.IN_DOUBT, "the printer took the data; whether it printed is unknown"
    return PrintState.PRINTED, ""


def when_silent() -> Verdict:
    """CUPS says "completed", and the printer that should confirm it does not answer for good."""
    return PrintState.IN_DOUBT, "the printer took the data and has not answered since"


def when_it_never_ends(view: DeviceView) -> Verdict:
    """The printer has a job in hand and does nothing about it, or nothing else for ever."""
    if not view.came_out:
        return PrintState.IN_DOUBT, "the printer began this print and never ended it"
    return PrintState.PRINTED, f"{PRINTED_AGAIN}: {_sheets(view.came_out)}, and another may"


def when_aborted(view: DeviceView | None, by_cups: Verdict) -> Verdict:
    """The job was cancelled or aborted at CUPS; what the printer has in hand comes out all the same."""
    if view is None or view.job is None:
        return by_cups
    word = of_device_job(view.job)
    return by_cups if word[0] is PrintState.FAILED else word


def when_aborted_in_silence() -> Verdict:
    """The job was under way, and its printer does not answer for good."""
    return PrintState.IN_DOUBT, "cancelled, and the printer has not answered since"


def when_lost(view: DeviceView | None) -> Verdict:
    """CUPS does not know the job any more. `view` None: the printer cannot be asked."""
    if view is not None and view.job is not None:
        return of_device_job(view.job)
    return PrintState.IN_DOUBT, "neither CUPS nor the printer knows this print any more"


def when_interrupted(view: DeviceView | None) -> Verdict | None:
    """CUPS was stopped while it sent the job, and would send it again from the beginning.

    None: the printer has been on all the time and no sheet came out, so that it may be sent again.
    """
    if view is None:
        return PrintState.IN_DOUBT, "CUPS was stopped while sending this print"
    job = view.job
    if job is not None and (job.state in _PENDING_OR_BUSY or job.state == _COMPLETED or came_out(job)):
        return _with_repetitions(view, of_device_job(job))
    if view.restarted:
        return PrintState.IN_DOUBT, "CUPS was stopped and the printer restarted during this print"
    if any(each.impressions is None for each in view.jobs):
        return PrintState.IN_DOUBT, "CUPS was stopped during this print, and the printer counts no sheets"
    return None


def of_device_job(job: DeviceJob) -> Verdict:
    """The printer's own word."""
    if job.state in _PENDING_OR_BUSY:
        return PrintState.SUBMITTED, "still printing"
    if came_out(job):
        return PrintState.PRINTED, ""
    if job.state == _COMPLETED:
        return PrintState.IN_DOUBT, "the printer reports completion without a sheet"
    return PrintState.FAILED, "aborted by the printer"


def _with_repetitions(view: DeviceView, word: Verdict) -> Verdict:
    """Counted once; that it came out again, while nobody could prevent it, is said."""
    if word[0] is not PrintState.PRINTED or view.came_out < 2:
        return word
    return PrintState.PRINTED, f"{PRINTED_AGAIN}: {_sheets(view.came_out)}"


def _sheets(sheets: int) -> str:
    return f"{sheets} sheet{'s' if sheets > 1 else ''} of it came out"


def came_out(job: DeviceJob) -> bool:
    """Whether the printer has a sheet of this job behind it: also one cancelled too late is a sheet."""
    if job.state == _COMPLETED:
        return job.impressions != 0
    return job.state not in _PENDING_OR_BUSY and bool(job.impressions)
