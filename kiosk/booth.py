"""The engine and the pages put together, in a window that is open already."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtQuick import QQuickView

import assets
from kiosk.domain.clock import Clock
from kiosk.domain.errors import BugError
from kiosk.domain.machine import EffectFailed
from kiosk.engine.core import Engine
from kiosk.engine.settings import Settings
from kiosk.session.state import SessionState
from kiosk.ui.bridge import Bridge
from kiosk.ui.scene import Scene
from kiosk.ui.screens import Screens
from kiosk.ui.sounds import SoundBoard
from kiosk.ui.window import after_next_frame

COUNTING_MS = 100
"""How often time passes while a deadline is set."""
RESTING_MS = 1000
"""How often it passes otherwise: events begin and end by the clock."""
SOUNDS_AFTER_MS = 400
"""The first page comes before the sounds."""

_log = logging.getLogger(__name__)


class Booth:
    """One booth on one screen. Main thread only, except `post`."""

    def __init__(self, settings: Settings, clock: Clock | None, window: QQuickView) -> None:
        self._files: dict[str, Path] = {}
        self._window = window
        self._bridge = Bridge()
        self.post = self._bridge.post
        self.engine = Engine(settings, self.post, clock)
        self.screens = Screens(self.engine.dispatch)
        self.is_open = False
        """The first page is shown."""
        self._sounds = SoundBoard(assets.path("sounds"))
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self, failed: Callable[[BaseException], None], restart: Callable[[], None]) -> None:
        """Begin to open; the pages replace the start screen when it is known which. `failed`: they cannot.

        `restart`: the program is to begin anew, and no guest is there.
        """
        self._bridge.dispatch_to(self.engine.dispatch)
        self.engine.on_opened(self._opened)
        self.engine.on_start_failed(failed)
        self.engine.on_restart(restart)
        self.engine.on_session_changed(self._session_changed)
        self.engine.on_booth_state_changed(self._show)
        self.engine.on_asset(self._show)
        self.engine.on_frame(self.screens.frames.offer)
        self.engine.on_sound(self._sounds.play)
        self.screens.booth.pageGone.connect(self._page_gone)
        self._timer.start(RESTING_MS)
        self.engine.start()

    def stop(self) -> None:
        """Stop in reverse order; may be called again."""
        self._timer.stop()
        self._bridge.dispatch_to(None)
        self.engine.stop()
        self.screens.close()

    def send_to_safety(self, error: BaseException) -> None:
        """Something of ours broke: send the guest to a safe screen."""
        session = self.engine.session
        if session.session_id is not None:
            self.post(EffectFailed(session.awaiting, BugError(str(error)), session.session_id))

    def _opened(self) -> None:
        if self.is_open:
            self.engine.start_parts()
            return
        self._show()
        self.screens.open(self._window)
        self.is_open = True
        after_next_frame(self._window, self.engine.start_parts)
        self._pace()
        QTimer.singleShot(SOUNDS_AFTER_MS, self._sounds, self._sounds.prepare)
        _log.info("the booth is open")

    def _tick(self) -> None:
        self.engine.tick()
        self.screens.pass_time(self.engine.clock.monotonic())

    def _session_changed(self, _session: SessionState) -> None:
        self._show()
        self._pace()

    def _show(self, _changed: object = None) -> None:
        engine = self.engine
        lens = engine.settings.mount.lens
        now = engine.clock.monotonic()
        self.screens.show(Scene(engine.session, engine.booth_state, now, self._file_of, lens))

    def _page_gone(self) -> None:
        """Without a guest; what the page held is freed with the next frame."""
        if self.engine.session.session_id is None:
            after_next_frame(self._window, self.engine.give_back_memory)

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
