"""A printer with faults on command, for tests and for the staff's fault drill."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from kiosk.domain.errors import PrinterError
from kiosk.domain.model import PrinterState, PrinterStatus, PrintState
from kiosk.printer.file import FilePrinter
from kiosk.printer.reasons import sentence, state_of
from pictures.sheets.content import Sheet

_REFUSING = frozenset({"offline", "cups-down"})


@dataclass(slots=True)
class _Job:
    picture: Path
    left: float
    seen_at: float
    lost: bool = False


class SimulatedPrinter:
    """Takes `seconds` for a sheet and then writes it into `folder`, like the file printer.

    `faults` are IPP reasons (media-empty, media-jam, door-open, offline, cups-down); while there is one,
    nothing comes out. `lose_job` ends the running job in doubt, as a printer that loses power. All of it may
    be called from any thread.
    """

    def __init__(
        self, folder: Path, seconds: float = 1.5, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = "simulated printer"
        self.faults: tuple[str, ...] = ()
        self.sheets_left = 400
        self._tray = FilePrinter(folder)
        self._seconds = seconds
        self._monotonic = monotonic
        self._jobs: dict[str, _Job] = {}
        self._printed: set[str] = set()
        self._cancelled: set[str] = set()

    def status(self) -> PrinterStatus:
        """What the faults and the running job come to."""
        faults = self.faults
        state = state_of(faults, busy=bool(self._jobs), stopped=False)
        if "cups-down" in faults:
            state = PrinterState.ABSENT
        return PrinterStatus(state, self.name, faults, sentence(faults), self.sheets_left)

    def sheet(self) -> Sheet:
        """4x6 inches at 300 dpi."""
        return Sheet()

    def submit(self, job_id: UUID, picture: Path, cut: bool) -> str:
        """Begin to print, unless the printer cannot be reached."""
        self._fail_if_unreachable()
        self._jobs[str(job_id)] = _Job(picture, self._seconds, self._monotonic())
        return str(job_id)

    def recover(self, job_id: UUID, picture: Path, cut: bool) -> str | None:
        """The job, if this printer still knows it."""
        return str(job_id) if str(job_id) in self._jobs.keys() | self._printed else None

    def progress(self, device_job: str) -> tuple[PrintState, str]:
        """Submitted until its time is up, then printed. Time stands still while there is a fault."""
        self._fail_if_unreachable()
        if device_job in self._printed:
            return PrintState.PRINTED, ""
        if device_job in self._cancelled:
            return PrintState.CANCELLED, "cancelled"
        job = self._jobs.get(device_job)
        if job is None:
            return PrintState.IN_DOUBT, "the printer does not know this job"
        if job.lost:
            del self._jobs[device_job]
            return PrintState.IN_DOUBT, "the printer lost power during this print"
        now = self._monotonic()
        if not self.faults:
            job.left -= now - job.seen_at
        job.seen_at = now
        if job.left > 0:
            return PrintState.SUBMITTED, sentence(self.faults)
        return self._come_out(device_job, job)

    def known_as(self, device_job: str) -> str:
        """Always the same."""
        return device_job

    def cancel(self, device_job: str) -> None:
        """What has not come out does not come out any more."""
        if self._jobs.pop(device_job, None):
            self._cancelled.add(device_job)

    def forget(self, device_job: str) -> bool:
        """It has a copy of nothing."""
        return True

    def lose_job(self) -> None:
        """The printer loses power: whatever was in it may or may not have come out."""
        for job in self._jobs.values():
            job.lost = True

    def printed(self) -> int:
        """How many sheets came out."""
        return self._tray.printed()

    def _come_out(self, device_job: str, job: _Job) -> tuple[PrintState, str]:
        self._tray.submit(UUID(device_job), job.picture, cut=False)
        del self._jobs[device_job]
        self._printed.add(device_job)
        self.sheets_left -= 1
        return PrintState.PRINTED, ""

    def _fail_if_unreachable(self) -> None:
        for fault in self.faults:
            if fault in _REFUSING:
                raise PrinterError(sentence((fault,)), fault)
