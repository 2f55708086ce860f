"""The loop of the booth: an event comes, the session machine decides, effects go out to the workers.

Everything here runs on the main thread and never blocks; workers bring their outcomes back by `post`.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from kiosk.domain.clock import Clock, SystemClock
from kiosk.domain.errors import DiskError
from kiosk.domain.model import Request
from kiosk.domain.ports import Frame
from kiosk.engine.container import Assembly, Parts, trusted_config
from kiosk.engine.disk import DiskWatch
from kiosk.engine.effects import Carrier
from kiosk.engine.learned import AssetCame, Learned
from kiosk.engine.lock import FolderLock
from kiosk.engine.settings import Settings
from kiosk.engine.workers import Errands, Post
from kiosk.session.effects import Effect, PlaySound
from kiosk.session.events import BoothStateChanged, EffectFailed, Event, SessionFound, Ticked
from kiosk.session.machine import step
from kiosk.session.state import BoothState, SessionState

log = logging.getLogger(__name__)
T = TypeVar("T")

_REOPEN_SECONDS = 5.0


class Engine:
    """One booth. `post` must be thread-safe and must not dispatch at once, but later on the main thread."""

    def __init__(self, settings: Settings, post: Post, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self._post = post
        self._session = SessionState()
        self._booth_state = BoothState()
        self._assembly = Assembly(settings, self.clock, post)
        self._errands = Errands(post, self._disk_failed)
        self._parts: Parts | None = None
        self._carrier: Carrier | None = None
        self._disk: DiskWatch | None = None
        self._lock = FolderLock(settings.data)
        self._reopen_at = 0.0
        self._session_listeners: list[Callable[[SessionState], None]] = []
        self._booth_state_listeners: list[Callable[[BoothState], None]] = [self._assembly.heard_booth_state]
        self._asset_listeners: list[Callable[[str], None]] = []
        self._frame_listeners: list[Callable[[Frame], None]] = []
        self._sound_listeners: list[Callable[[str], None]] = []

    # --- what the screens read ------------------------------------------------------------------

    @property
    def session(self) -> SessionState:
        return self._session

    @property
    def booth_state(self) -> BoothState:
        return self._booth_state

    def asset(self, sha256: str) -> Path | None:
        """The stored file of a blob that the snapshot names, or None while it is not there."""
        return self._parts.store.asset(sha256) if self._parts else None

    def request_of(self, generation_id: UUID) -> Request | None:
        """What is kept of a request, or None while there is none. Reads the disk."""
        return self._parts.store.request_of(generation_id) if self._parts else None

    def on_session_changed(self, listener: Callable[[SessionState], None]) -> None:
        """Call `listener` on the main thread with every new session."""
        self._session_listeners.append(listener)

    def on_booth_state_changed(self, listener: Callable[[BoothState], None]) -> None:
        """Call `listener` on the main thread with every new `BoothState`, before the session moves by it."""
        self._booth_state_listeners.append(listener)

    def on_asset(self, listener: Callable[[str], None]) -> None:
        """Call `listener` on the main thread with the digest of each asset that has arrived."""
        self._asset_listeners.append(listener)

    def on_frame(self, listener: Callable[[Frame], None]) -> None:
        """Call `listener` on the CAMERA thread with each preview frame (BGR, not mirrored)."""
        self._frame_listeners.append(listener)

    def on_sound(self, listener: Callable[[str], None]) -> None:
        """Call `listener` on the main thread with a sound's name: touch, tick, shutter, success, failure."""
        self._sound_listeners.append(listener)

    # --- life -----------------------------------------------------------------------------------

    def start(self) -> None:
        """Build and start every part. A disk that keeps nothing is shown, and tried again while ticking.

        Raises SetupError when the settings name a camera or printer that cannot be.
        """
        try:
            self._open()
        except DiskError as error:
            self._disk_failed(error)
            self._reopen_at = self.clock.monotonic() + _REOPEN_SECONDS
        self.dispatch(Ticked())

    def stop(self) -> None:
        """Stop every part in reverse order; returns when all threads have ended and all is durable."""
        parts, self._parts, self._carrier, self._disk = self._parts, None, None, None
        if parts is not None:
            parts.stop()
        self._lock.give_back()

    # --- the loop, main thread only ---------------------------------------------------------------

    def tick(self) -> None:
        """Let time pass; called about ten times a second."""
        if self._parts is None and 0 < self._reopen_at <= self.clock.monotonic():
            self._reopen_at = 0.0
            self.start()
        elif self._disk is not None:
            self._disk.look_now_and_then()
        self.dispatch(Ticked())

    def dispatch(self, event: Event) -> None:
        """Take one event through the session machine and send its effects out."""
        if isinstance(event, Learned):
            self._learn(event.change(self._booth_state))
        elif isinstance(event, AssetCame):
            _tell(self._asset_listeners, event.sha256)
        else:
            self._step(event)

    def _learn(self, booth_state: BoothState) -> None:
        if booth_state != self._booth_state:
            self._step(BoothStateChanged(booth_state))

    def _step(self, event: Event) -> None:
        if isinstance(event, BoothStateChanged):
            self._booth_state = event.booth_state
            _tell(self._booth_state_listeners, event.booth_state)
        taken = step(self._session, self._booth_state, event, self.clock.monotonic(), self._wall())
        changed, self._session = taken.session != self._session, taken.session
        for effect in taken.effects:
            self._carry_out(effect)
        if changed:
            _tell(self._session_listeners, taken.session)

    def _carry_out(self, effect: Effect) -> None:
        if isinstance(effect, PlaySound):
            _tell(self._sound_listeners, effect.name)
        elif self._carrier is not None:
            self._carrier.carry_out(effect, self._session, self._booth_state)
        else:
            log.warning("%s came while the store is closed", type(effect).__name__)
            self._post(EffectFailed(type(effect).__name__, DiskError("the store is closed")))

    def _open(self) -> None:
        self._lock.take()
        try:
            parts = self._assembly.build(self._show)
        except BaseException:
            self._lock.give_back()
            raise
        try:
            self._take_up(parts)
        except BaseException:
            parts.stop()
            self._lock.give_back()
            raise

    def _take_up(self, parts: Parts) -> None:
        enrolled = parts.store.enrolled() is not None
        config = trusted_config(parts.store)
        interrupted = parts.store.interrupted_session() if config else None
        parts.start()
        self._parts = parts
        self._carrier = Carrier(parts, self._errands, self._wall)
        self._disk = DiskWatch(parts.store, self.clock, self._assembly.learn)
        seen = replace(self._booth_state, camera=parts.camera.status(), printer=parts.printer.status())
        known = replace(seen, config=config, enrolled=enrolled, paused_here=parts.store.paused())
        self._learn(replace(known, disk_ok=True))
        if interrupted is not None:
            self.dispatch(SessionFound(interrupted))

    def _show(self, frame: Frame) -> None:
        _tell(self._frame_listeners, frame)

    def _wall(self) -> datetime:
        return self._parts.store.wall() if self._parts else self.clock.now()

    def _disk_failed(self, error: DiskError) -> None:
        log.error("the disk does not keep what it must: %s", error)
        if self._disk is not None:
            self._disk.suspect()
        self._assembly.learn(disk_ok=False)


def _tell(listeners: list[Callable[[T], None]], value: T) -> None:
    for listener in listeners:
        listener(value)
