"""Has the sheet come out? What CUPS says, weighed against what the printer itself says."""

from dataclasses import dataclass

from kiosk.domain.model import PrintState
from kiosk.printer.ipp_device import DeviceJob

_PENDING_OR_BUSY = range(3, 7)
_COMPLETED = 9

Verdict = tuple[PrintState, str]

MISSING_HISTORY = "cups-ipp-missing-job-history"


@dataclass(frozen=True, slots=True)
class DeviceView:
    """What the printer says of a print: its jobs of that title, and whether it was switched on after the
    print had begun, so that its not knowing any means nothing."""

    jobs: tuple[DeviceJob, ...]
    restarted: bool

    @property
    def job(self) -> DeviceJob | None:
        """The job that decides: one that came out, else one under way, else the last."""
        for states in ((_COMPLETED,), _PENDING_OR_BUSY):
            for job in self.jobs:
                if job.state in states:
                    return job
        return self.jobs[-1] if self.jobs else None

    def has_in_hand(self, number: int) -> bool:
        """Whether the job of that number came out or will, if nothing else happens."""
        return any(
            job.number == number and (job.state == _COMPLETED or job.state in _PENDING_OR_BUSY)
            for job in self.jobs
        )


def when_completed(view: DeviceView, hints: tuple[str, ...]) -> Verdict:
    """CUPS says "completed": the data was delivered. `hints` are the queue's reasons."""
    if view.job is not None:
        return of_device_job(view.job)
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


def when_aborted(view: DeviceView | None, by_cups: Verdict) -> Verdict:
    """The job was cancelled or aborted at CUPS; what the printer has in hand comes out all the same."""
    if view is None or view.job is None:
        return by_cups
    word = of_device_job(view.job)
    return by_cups if word[0] is PrintState.FAILED else word


def when_lost(view: DeviceView | None) -> Verdict:
    """CUPS does not know the job any more. `view` None: the printer cannot be asked."""
    if view is not None and view.job is not None:
        return of_device_job(view.job)
    return PrintState.IN_DOUBT, "neither CUPS nor the printer knows this print any more"


def when_interrupted(view: DeviceView | None) -> Verdict | None:
    """CUPS was restarted while it sent the job, and would send it again from the beginning.

    None: the printer has been on all the time and never took the job, so that it may be sent again.
    """
    if view is None:
        return PrintState.IN_DOUBT, "CUPS was restarted while sending this print"
    if view.job is not None:
        return of_device_job(view.job)
    if view.restarted:
        return PrintState.IN_DOUBT, "CUPS and the printer were restarted during this print"
    return None


def of_device_job(job: DeviceJob) -> Verdict:
    """The printer's own word."""
    if job.state in _PENDING_OR_BUSY:
        return PrintState.SUBMITTED, "still printing"
    if job.state != _COMPLETED:
        return PrintState.FAILED, "aborted by the printer"
    if job.impressions == 0:
        return PrintState.IN_DOUBT, "the printer reports completion without a sheet"
    return PrintState.PRINTED, ""
