"""The printer thread: one sheet at a time, in the order of the store."""

import logging
import threading
from collections.abc import Callable
from uuid import UUID

from kiosk.domain.clock import SystemClock
from kiosk.domain.model import PrinterStatus, PrintState
from kiosk.domain.ports import Printer
from kiosk.printer.loop import PrintLoop, PrintStore
from pictures.sheets.content import Sheet

_STOP_SECONDS = 5.0
_AFTER_A_BUG_SECONDS = 2.0

_log = logging.getLogger(__name__)


class PrintQueue:
    """Hands the store's prints to the printer and follows each to its end.

    `on_status` gets every change of the printer's status, `on_print` every change of a print's state, once it
    is stored. Both are called on the printer's thread and must return at once.
    """

    def __init__(
        self,
        printer: Printer,
        store: PrintStore,
        on_status: Callable[[PrinterStatus], None],
        on_print: Callable[[UUID, PrintState], None],
        monotonic: Callable[[], float] | None = None,
    ) -> None:
        self._loop = PrintLoop(printer, store, on_status, on_print, monotonic or SystemClock().monotonic)
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)
        self._wake = threading.Event()
        self._stopping = threading.Event()

    def start(self) -> None:
        """Take up the prints whose end is not known, then the new ones."""
        self._thread.start()

    def stop(self) -> None:
        """Let go; the printer finishes what it has, and the next start asks what became of it."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_SECONDS)

    def wake(self) -> None:
        """There is a new print in the store."""
        self._wake.set()

    def status(self) -> PrinterStatus:
        """What the printer last said."""
        return self._loop.status

    def has_sheet(self) -> bool:
        """A sheet is at the printer and moves; one that waits for paper may do so for hours."""
        return self._loop.has_sheet

    def sheet(self) -> Sheet:
        """The printable area, as last seen."""
        return self._loop.sheet

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            wait = self._step()
            if not self._stopping.is_set():
                self._wake.wait(wait)

    def _step(self) -> float:
        try:
            return self._loop.step()
        except Exception:
            _log.exception("unexpected failure of the printer's driver or of a listener")
            return _AFTER_A_BUG_SECONDS
