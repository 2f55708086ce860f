"""The printer that is there: CUPS's queue as soon as there is one, until then a folder."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from kiosk.domain.errors import PrinterError
from kiosk.domain.model import PrinterStatus, PrintState
from kiosk.domain.ports import Printer
from kiosk.printer.file import FilePrinter
from kiosk.printer.reasons import NO_PRINTER, ONLY_QUEUE, SENTENCES, sentence
from pictures.sheets.content import Sheet

_LOOK_SECONDS = 10.0
_CUPS_STARTS_SECONDS = 60.0
_OF_CUPS = "urn:uuid:"
"""How the names of CUPS's jobs begin."""

FindQueue = Callable[[], tuple[str, bool]]
"""The queue to print on, and whether CUPS calls it the default; empty for none."""


class AutomaticPrinter:
    """CUPS's default queue, else its only one. One that appears later is taken, also after another is gone.

    Until then sheets go into `folder`, and the status says so: nobody is to look for them in a tray.
    """

    def __init__(
        self,
        folder: Path,
        find: FindQueue,
        build: Callable[[str], Printer],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = FilePrinter(folder)
        self._find = find
        self._build = build
        self._monotonic = monotonic
        self._queue: Printer | None = None
        self._is_default = True
        self._due = self._began = monotonic()
        self._look()

    def status(self) -> PrinterStatus:
        """Of the queue, if there is one; a queue that was deleted is looked for anew."""
        self._look()
        status = self._printer.status()
        if "no-queue" in status.reasons:
            self._queue = None
            self.name = self._folder.name
            self._look()
            status = self._printer.status()
        if self._queue is None:
            return replace(status, reasons=(NO_PRINTER, *status.reasons), sentence=SENTENCES[NO_PRINTER])
        if self._is_default:
            return status
        reasons = (*status.reasons, ONLY_QUEUE)
        return replace(status, reasons=reasons, sentence=sentence(reasons))

    def sheet(self) -> Sheet:
        return self._printer.sheet()

    def submit(self, job_id: UUID, picture: Path, cut: bool) -> str:
        return self._printer.submit(job_id, picture, cut)

    def recover(self, job_id: UUID, picture: Path, cut: bool) -> str | None:
        """From where it went: what lies in the folder went there."""
        if self._folder.has(job_id):
            return self._folder.recover(job_id, picture, cut)
        return self._queue.recover(job_id, picture, cut) if self._queue else None

    def progress(self, device_job: str) -> tuple[PrintState, str]:
        """A sheet that went to a queue is in doubt if there is none for a minute after the start."""
        owner = self._owner(device_job)
        if owner is not None:
            return owner.progress(device_job)
        if self._monotonic() < self._began + _CUPS_STARTS_SECONDS:
            raise PrinterError("there is no print queue to ask about this print", "no-queue")
        return PrintState.IN_DOUBT, "the queue that this print went to is gone"

    def known_as(self, device_job: str) -> str:
        owner = self._owner(device_job)
        return owner.known_as(device_job) if owner else device_job

    def cancel(self, device_job: str) -> None:
        if owner := self._owner(device_job):
            owner.cancel(device_job)

    def forget(self, device_job: str) -> bool:
        owner = self._owner(device_job)
        return owner is None or owner.forget(device_job)

    @property
    def _printer(self) -> Printer:
        return self._queue or self._folder

    def _owner(self, device_job: str) -> Printer | None:
        return self._queue if device_job.startswith(_OF_CUPS) else self._folder

    def _look(self) -> None:
        now = self._monotonic()
        if self._queue is not None or now < self._due:
            return
        self._due = now + _LOOK_SECONDS
        queue, self._is_default = self._find()
        self._queue = self._build(queue) if queue else None
        self.name = self._printer.name
