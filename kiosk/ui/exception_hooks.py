"""What happens to an exception that nothing caught: Qt and threads would swallow it."""

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtGui import QGuiApplication

_log = logging.getLogger(__name__)


class ExceptionHooks:
    """An exception in a slot or a thread is logged with its trace; `broken` gets those of the main thread."""

    def __init__(self, broken: Callable[[BaseException], None]) -> None:
        self._broken = broken
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_main_thread
        threading.excepthook = self._on_other_thread

    def remove(self) -> None:
        """Put the former hooks back."""
        if sys.excepthook == self._on_main_thread:
            sys.excepthook, threading.excepthook = self._before

    def _on_main_thread(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        _log.critical("a promise between our parts was broken", exc_info=(kind, error, trace))
        self._broken(error)

    def _on_other_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            _log.critical(
                "thread %s ended by an exception",
                args.thread.name if args.thread else "?",
                exc_info=(args.exc_type, args.exc_value, args.exc_traceback),
            )
