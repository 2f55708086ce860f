"""The life of the prints as steps, without a thread and with an injected clock."""

import logging
import math
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol
from uuid import UUID

from kiosk.domain.errors import DiskError, PrinterError, SetupError
from kiosk.domain.model import KEEPS_FILES, PrinterState, PrinterStatus, PrintJob, PrintState
from kiosk.domain.ports import Printer
from kiosk.printer.cut_mark import is_to_be_cut
from pictures.sheets.content import Sheet

POLL_SECONDS = 0.1
_IDLE_SECONDS = 1.0
_STATUS_SECONDS = 2.0
_AFTER_A_FAULT_SECONDS = 1.0
_WATCH_SECONDS = 0.1
"""After a fault with a sheet under way: a CUPS that comes back is not left alone with it."""
_MOST_ENDED = 100
"""Ended sheets whose copies are to go from the printer's side."""
_OPEN = frozenset({PrintState.QUEUED, PrintState.HELD, PrintState.SUBMITTED})
_FAULTS = (PrinterError, DiskError, SetupError)
_NOT_REACHED = frozenset({PrinterState.ABSENT, PrinterState.OFFLINE})

_LAST_WORDS = {"in-doubt": PrintState.IN_DOUBT, "refused": PrintState.FAILED}
"""Reasons of a PrinterError after which handing over is not tried again."""

_log = logging.getLogger(__name__)


class PrintStore(Protocol):
    """What the printer thread needs of the store (blocking)."""

    def claim_next(self) -> PrintJob | None:
        """Claim the oldest queued print by a conditional update, or None."""
        ...

    def unfinished(self) -> Sequence[PrintJob]:
        """Prints handed to the device whose end is not known yet, oldest first."""
        ...

    def submitted(self, print_id: UUID, device_job: str) -> None: ...

    def named(self, print_id: UUID, device_job: str) -> None:
        """The device job's name says more than it did."""
        ...

    def is_erased(self, print_id: UUID) -> bool:
        """Its guest has erased the picture: a sheet that only waits must not come out any more."""
        ...

    def copies_stay(self, stay: bool) -> None:
        """Whether the printer's side keeps pictures of ended sheets that nobody here may remove."""
        ...

    def moved(self, print_id: UUID, state: PrintState, sentence: str) -> None:
        """Record the state; `printed` also writes the `print.completed` op, once."""
        ...


class PrintLoop:
    """Follows one sheet to its end before it takes the next.

    Whatever is not stored yet is tried again with the next step, so that a print is moved on in memory only
    after the store has it.
    """

    def __init__(
        self,
        printer: Printer,
        store: PrintStore,
        on_status: Callable[[PrinterStatus], None],
        on_print: Callable[[UUID, PrintState], None],
        monotonic: Callable[[], float],
    ) -> None:
        self.status = PrinterStatus(PrinterState.ABSENT, printer.name)
        self.sheet = Sheet()
        self._printer = printer
        self._store = store
        self._on_status = on_status
        self._on_print = on_print
        self._monotonic = monotonic
        self._status_due = monotonic()
        self._left_open: deque[PrintJob] | None = None
        self._job: PrintJob | None = None
        self._handed_over = ""
        self._ended: deque[str] = deque(maxlen=_MOST_ENDED)
        self._copies_stay: bool | None = None
        self._last_sentence = ""

    @property
    def has_sheet(self) -> bool:
        """One is being handed over or printed; not one that only waits for somebody to help the printer."""
        return self._job is not None and not self._waits(self._job.state)

    def step(self) -> float:
        """Do what is due, and return the seconds until the next step is."""
        if self._job is None:
            return self._looked_first()
        try:
            # The sheet comes before the status: a CUPS that is back sends it again at once.
            wait = self._move_on()
        except _FAULTS as error:
            return self._put_off(error)
        return min(wait, self._after_a_look())

    def _looked_first(self) -> float:
        with suppress(*_FAULTS):
            self._forget_ended()
        try:
            self._look_at_printer()
            return self._move_on()
        except _FAULTS as error:
            return self._put_off(error)

    def _after_a_look(self) -> float:
        try:
            self._look_at_printer()
        except _FAULTS as error:
            return self._put_off(error)
        return math.inf

    def _put_off(self, error: Exception) -> float:
        self._log(error)
        self._status_due = self._monotonic()
        if self._job is None or not self._job.device_job or not isinstance(error, PrinterError):
            return _AFTER_A_FAULT_SECONDS
        with suppress(*_FAULTS):
            self._look_at_printer()
        return _WATCH_SECONDS

    def _move_on(self) -> float:
        if self._job is None:
            self._job = self._next()
        if self._job is None:
            return _IDLE_SECONDS
        if not self._job.device_job:
            self._hand_over(self._job)
        elif self._follow(self._job):
            return 0.0
        return POLL_SECONDS if self._job is not None else 0.0

    def _next(self) -> PrintJob | None:
        if self._left_open is None:
            self._left_open = deque(self._store.unfinished())
        if self._left_open:
            job = self._take_up(self._left_open[0])
            self._left_open.popleft()
            return job
        if self.status.state in _NOT_REACHED:
            return None
        job = self._store.claim_next()
        return replace(job, device_job="") if job else None

    def _take_up(self, job: PrintJob) -> PrintJob | None:
        """A print from before a restart: ask what became of it, never print it blindly again."""
        if job.device_job:
            return job
        try:
            device_job = self._printer.recover(job.id, job.path, is_to_be_cut(job.path))
            if device_job:
                self._handed_over = device_job
                return job
            self._record(job, PrintState.IN_DOUBT, "the booth stopped while handing this print over")
        except FileNotFoundError:
            self._record(job, PrintState.FAILED, f"{job.path.name} is gone")
        return None

    def _hand_over(self, job: PrintJob) -> None:
        try:
            self._handed_over = self._handed_over or self._submit(job)
        except _NeverPrintsError as error:
            self._end(job, error.state, str(error))
            return
        self._store.submitted(job.id, self._handed_over)
        self._job = replace(job, device_job=self._handed_over, state=PrintState.SUBMITTED)
        self._handed_over = ""
        self._on_print(job.id, PrintState.SUBMITTED)

    def _submit(self, job: PrintJob) -> str:
        try:
            return self._printer.submit(job.id, job.path, is_to_be_cut(job.path))
        except FileNotFoundError as error:
            raise _NeverPrintsError(PrintState.FAILED, f"{job.path.name} is gone") from error
        except PrinterError as error:
            if error.reason not in _LAST_WORDS:
                raise
            raise _NeverPrintsError(_LAST_WORDS[error.reason], str(error)) from error

    def _follow(self, job: PrintJob) -> bool:
        """Whether the print reached its end."""
        state, sentence = self._printer.progress(job.device_job)
        if state not in _OPEN:
            self._end(job, state, sentence)
            return True
        if self._waits(state) and self._store.is_erased(job.id):
            # Its end is what the printer says: a sheet that comes out all the same is counted.
            self._printer.cancel(job.device_job)
        if (state, sentence) != (job.state, job.sentence):
            self._record(job, state, sentence)
            self._job = job = replace(job, state=state, sentence=sentence)
        self._keep_name(job, self._printer.known_as(job.device_job))
        return False

    def _waits(self, state: PrintState) -> bool:
        return state is PrintState.HELD or self.status.state in (PrinterState.STOPPED, PrinterState.OFFLINE)

    def _keep_name(self, job: PrintJob, device_job: str) -> None:
        if device_job != job.device_job:
            self._store.named(job.id, device_job)
            self._job = replace(job, device_job=device_job)

    def _end(self, job: PrintJob, state: PrintState, sentence: str) -> None:
        self._record(job, state, sentence)
        if job.device_job:
            self._ended.append(job.device_job)
        self._job = None
        self._status_due = self._monotonic()

    def _forget_ended(self) -> None:
        """Nobody needs the copies of their pictures any more; one that cannot go yet is asked again."""
        for device_job in list(self._ended):
            try:
                gone, stays = self._printer.forget(device_job), False
            except PrinterError as error:
                if error.reason != KEEPS_FILES:
                    raise
                gone = stays = True
            if gone:
                self._ended.remove(device_job)
                self._tell_of_copies(stays)

    def _tell_of_copies(self, stay: bool) -> None:
        if stay is not self._copies_stay:
            self._store.copies_stay(stay)
            self._copies_stay = stay

    def _record(self, job: PrintJob, state: PrintState, sentence: str) -> None:
        self._store.moved(job.id, state, sentence)
        if state is not job.state:
            self._on_print(job.id, state)

    def _look_at_printer(self) -> None:
        now = self._monotonic()
        if now < self._status_due:
            return
        self._status_due = now + _STATUS_SECONDS
        status = self._printer.status()
        if status.state is not PrinterState.ABSENT:
            self.sheet = self._printer.sheet()
        if status != self.status:
            self.status = status
            self._on_status(status)

    def _log(self, error: Exception) -> None:
        if str(error) != self._last_sentence:
            self._last_sentence = str(error)
            _log.warning("printing waits: %s", error)


class _NeverPrintsError(Exception):
    """Handing over ended, and trying again would be wrong or in vain."""

    def __init__(self, state: PrintState, sentence: str) -> None:
        super().__init__(sentence)
        self.state = state
