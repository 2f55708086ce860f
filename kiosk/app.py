"""The booth with its screen: the engine and the pages put together, started in order, stopped in reverse."""

import logging
import signal
import sys
import threading
from pathlib import Path
from types import FrameType, TracebackType
from typing import Protocol

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickView

import assets
from kiosk.domain.booth_state import BoothState
from kiosk.domain.errors import BugError
from kiosk.domain.machine import EffectFailed, Event
from kiosk.engine import Engine, Settings
from kiosk.session.state import SessionState
from kiosk.ui.bridge import Bridge
from kiosk.ui.scene import Scene
from kiosk.ui.screens import Screens
from kiosk.ui.sounds import SoundBoard

COUNTING_MS = 100
"""How often time passes while a deadline is set."""
RESTING_MS = 1000
"""How often it passes otherwise: events begin and end by the clock."""
SOUNDS_AFTER_MS = 400
"""The first page comes before the sounds."""
_STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

_log = logging.getLogger(__name__)


class App:
    """One booth on one screen. `size` is a window's, or None for full screen. Main thread only."""

    def __init__(self, settings: Settings, size: tuple[int, int] | None = None) -> None:
        self._qt = QGuiApplication.instance() or QGuiApplication(["cabina"])
        self._size = QSize(*size) if size else None
        self._files: dict[str, Path] = {}
        self._bridge = Bridge()
        self.engine = Engine(settings, self._bridge.post)
        self.screens = Screens(self.engine.dispatch)
        self._sounds = SoundBoard(assets.path("sounds"))
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self._tick)
        self._hooks = _Hooks(self._bridge, self.engine)

    @property
    def window(self) -> QQuickView:
        """The booth's window, while it is open."""
        if self.screens.window is None:
            raise BugError("the window is asked for before start or after stop")
        return self.screens.window

    def start(self) -> None:
        """Show the first page, then start the devices behind it. Raises SetupError."""
        self._hooks.install()
        self._listen()
        self.screens.open(self._size)
        self._show()
        try:
            self.engine.start()
        except BaseException:
            self.stop()
            raise
        self._timer.start(RESTING_MS)
        self._pace()
        QTimer.singleShot(SOUNDS_AFTER_MS, self._sounds, self._sounds.prepare)

    def run(self) -> int:
        """Start, work until the window is closed or a signal ends it, stop; the exit status."""
        self.start()
        before = {number: signal.signal(number, _quit) for number in _STOPPING}
        QTimer.singleShot(0, self._qt, _say_open)
        try:
            return self._qt.exec()
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """Stop in reverse order; may be called again."""
        self._timer.stop()
        self._bridge.lead_to(None)
        self.engine.stop()
        self.screens.close()
        self._hooks.remove()

    def _listen(self) -> None:
        self._bridge.lead_to(self.engine.dispatch)
        self.engine.on_session_changed(self._session_changed)
        self.engine.on_booth_state_changed(self._booth_state_changed)
        self.engine.on_asset(self._asset_came)
        self.engine.on_frame(self.screens.frames.offer)
        self.engine.on_sound(self._sounds.play)

    def _tick(self) -> None:
        self.engine.tick()
        self.screens.pass_time(self.engine.clock.monotonic())

    def _session_changed(self, _session: SessionState) -> None:
        self._show()
        self._pace()

    def _booth_state_changed(self, _booth_state: BoothState) -> None:
        self._show()

    def _asset_came(self, _sha256: str) -> None:
        self._show()

    def _show(self) -> None:
        engine = self.engine
        self.screens.show(Scene(engine.session, engine.booth_state, engine.clock.monotonic(), self._file_of))

    def _file_of(self, sha256: str) -> Path | None:
        """A stored picture; found ones are remembered, as scenes are drawn many times a second."""
        if sha256 not in self._files:
            path = self.engine.asset(sha256)
            if path is None:
                return None
            self._files[sha256] = path
        return self._files[sha256]

    def _pace(self) -> None:
        """Tick often only while something counts down."""
        session = self.engine.session
        deadlines = (session.idle_deadline, session.shutter_deadline, session.result_deadline)
        wanted = COUNTING_MS if any(deadline is not None for deadline in deadlines) else RESTING_MS
        if self._timer.isActive() and self._timer.interval() != wanted:
            self._timer.start(wanted)


def _say_open() -> None:
    _log.info("the booth is open")


def _quit(_number: int, _frame: FrameType | None) -> None:
    """Leave Qt's loop; Python looks at signals whenever the timer ticks."""
    QGuiApplication.quit()


class _PostsEvents(Protocol):
    def post(self, event: Event) -> None: ...


class _Hooks:
    """An exception in a slot or a thread is logged with its trace, and the guest sent to a safe screen."""

    def __init__(self, bridge: _PostsEvents, engine: Engine) -> None:
        self._bridge, self._engine = bridge, engine
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
        session = self._engine.session
        if session.session_id is not None:
            self._bridge.post(EffectFailed(session.awaiting, BugError(str(error)), session.session_id))

    def _on_other_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            _log.critical(
                "thread %s ended by an exception",
                args.thread.name if args.thread else "?",
                exc_info=(args.exc_type, args.exc_value, args.exc_traceback),
            )
