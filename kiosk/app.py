"""The program: a window first, the booth into it as soon as it is loaded, and everything stopped in reverse.

What is imported here is what the first frame needs; the booth is imported behind it.
"""

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickView

from kiosk.domain.errors import BugError
from kiosk.engine.settings import Settings
from kiosk.ui.exception_hooks import ExceptionHooks
from kiosk.ui.window import after_next_frame, close_window, open_window

if TYPE_CHECKING:
    from kiosk.booth import Booth
    from kiosk.domain.clock import Clock
    from kiosk.engine.core import Engine
    from kiosk.ui.screens import Screens

_STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class App:
    """One booth on one screen. `size` is a window's, or None for full screen. Main thread only."""

    def __init__(
        self, settings: Settings, size: tuple[int, int] | None = None, clock: "Clock | None" = None
    ) -> None:
        self._qt = QGuiApplication.instance() or QGuiApplication(["cabina"])
        self._settings, self._clock = settings, clock
        self._size = QSize(*size) if size else None
        self._window: QQuickView | None = None
        self._booth: Booth | None = None
        self._error: BaseException | None = None
        self.begins_anew = False
        """`run` has ended so that the program begins anew."""
        self._loading = _Loading(self._loaded)
        self._hooks = ExceptionHooks(self._broken)

    @property
    def window(self) -> QQuickView:
        """The booth's window, while it is open."""
        if self._window is None:
            raise BugError("the window is asked for before start or after stop")
        return self._window

    @property
    def ready(self) -> bool:
        """The first page is shown. Raises what kept the booth from opening."""
        if self._error is not None:
            raise self._error
        return self._booth is not None and self._booth.is_open

    @property
    def booth(self) -> "Booth":
        """What is in the window, once it is ready."""
        if self._booth is None:
            raise BugError("the booth is asked for before it is loaded")
        return self._booth

    @property
    def engine(self) -> "Engine":
        return self.booth.engine

    @property
    def screens(self) -> "Screens":
        return self.booth.screens

    def start(self) -> None:
        """Show the window; once it has been drawn, load the booth behind it."""
        self._hooks.install()
        self._window = open_window(self._size)
        after_next_frame(self._window, self._loading.begin)

    def run(self) -> int:
        """Start, work until the window is closed or a signal ends it, stop; the exit status.

        Raises SetupError when the booth cannot be opened as it is set up.
        """
        self.start()
        before = {number: signal.signal(number, _quit) for number in _STOPPING}
        try:
            status = self._qt.exec()
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)
        if self._error is not None:
            raise self._error
        return status

    def stop(self) -> None:
        """Stop in reverse order; may be called again."""
        self._loading.end()
        if self._booth is not None:
            self._booth.stop()
        if self._window is not None:
            close_window(self._window)
            self._window = None
        self._hooks.remove()

    def _loaded(self, error: BaseException | None) -> None:
        if error is not None:
            self._fail(error)
            return
        try:
            from kiosk.booth import Booth

            self._booth = Booth(self._settings, self._clock, self.window)
            self._booth.start(self._fail, self._begin_anew)
        except Exception as broken:
            self._fail(broken)

    def _fail(self, error: BaseException) -> None:
        """The booth cannot be opened: leave Qt's loop; `run` raises the error."""
        self._error = error
        QGuiApplication.quit()

    def _begin_anew(self) -> None:
        self.begins_anew = True
        QGuiApplication.quit()

    def _broken(self, error: BaseException) -> None:
        if self._booth is not None and self._booth.is_open:
            self._booth.send_to_safety(error)
        else:
            self._fail(error)


def _quit(_number: int, _frame: FrameType | None) -> None:
    """Leave Qt's loop; Python looks at signals whenever the timer ticks."""
    QGuiApplication.quit()


class _Loading(QObject):
    """Imports the engine on a thread of its own; then `loaded` is called on the main one, with any error."""

    _imported = Signal(object)

    def __init__(self, loaded: Callable[[BaseException | None], None]) -> None:
        super().__init__()
        self._loaded = loaded
        self._thread: threading.Thread | None = None
        self._ended = False
        self._imported.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def begin(self) -> None:
        """Begin, unless it has begun or ended already."""
        if self._thread is None and not self._ended:
            self._thread = threading.Thread(target=self._run, name="loading")
            self._thread.start()

    def end(self) -> None:
        """Wait for the thread; nothing is told any more."""
        self._ended = True
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            import kiosk.engine.core  # noqa: F401
        except BaseException as error:
            self._imported.emit(error)
        else:
            self._imported.emit(None)

    @Slot(object)
    def _deliver(self, error: BaseException | None) -> None:
        if not self._ended:
            self._loaded(error)
