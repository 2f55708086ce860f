"""The loop of the booth: an event comes, the machines that take it decide, effects go out to the workers.

Everything here runs on the main thread and never blocks; workers bring their outcomes back by `post`.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from contract.config import KioskConfig
from kiosk.domain.booth_state import BoothState
from kiosk.domain.clock import Clock, SystemClock
from kiosk.domain.errors import DiskError
from kiosk.domain.machine import BoothStateChanged, Event, Machine, PlaySound, Ticked
from kiosk.domain.model import InterruptedSession, Request
from kiosk.domain.ports import Frame
from kiosk.engine.container import Container, build
from kiosk.engine.disk import DiskWatch
from kiosk.engine.effects import EffectRunner, Post
from kiosk.engine.guest_effects import guest_effects
from kiosk.engine.hosting import EffectFactory, Hosted, tell
from kiosk.engine.lock import FolderLock
from kiosk.engine.observer import AssetArrived, BoothStateUpdate, Observer, RestartAsked, trusted_config
from kiosk.engine.settings import Settings
from kiosk.session.effects import LookAgain
from kiosk.session.events import SessionFound
from kiosk.session.machine import GUEST_MACHINE
from kiosk.session.state import SessionState
from kiosk.system.memory import give_back_memory

log = logging.getLogger(__name__)
State = TypeVar("State")

_REOPEN_SECONDS = 5.0


class Engine:
    """One booth. `post` must be thread-safe and must not dispatch at once, but later on the main thread."""

    def __init__(self, settings: Settings, post: Post, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self._post = post
        self._booth_state = BoothState()
        self._observer = Observer(settings.data, post)
        self._container: Container | None = None
        self._parts_started = False
        self._disk: DiskWatch | None = None
        self._lock = FolderLock(settings.data)
        self._opening: Future[_Opened] | None = None
        self._reopen_at = 0.0
        self._opened_listeners: list[Callable[[], None]] = []
        self._failed_listeners: list[Callable[[BaseException], None]] = []
        self._booth_state_listeners: list[Callable[[BoothState], None]] = [self._observer.booth_state_changed]
        self._asset_listeners: list[Callable[[str], None]] = []
        self._frame_listeners: list[Callable[[Frame], None]] = []
        self._sound_listeners: list[Callable[[str], None]] = []
        self._restart_listeners: list[Callable[[], None]] = []
        self._restart_asked = False
        self._machines: list[Hosted[Any]] = []
        self._guest = self.host(GUEST_MACHINE, guest_effects)

    def host(self, machine: Machine[State], effects: EffectFactory[State]) -> Hosted[State]:
        """Take a machine in, before the start. Machines get an event in the order in which they came."""
        runner = EffectRunner(machine.name, self._post, self._disk_failed)
        hosted = Hosted(machine, effects, runner, {PlaySound: self._play, LookAgain: self._look_again})
        self._machines.append(hosted)
        return hosted

    # --- what the screens read ------------------------------------------------------------------

    @property
    def session(self) -> SessionState:
        return self._guest.state

    @property
    def booth_state(self) -> BoothState:
        return self._booth_state

    def asset(self, sha256: str) -> Path | None:
        """The stored file of a blob that the snapshot names, or None while it is not there."""
        return self._container.store.configs.asset(sha256) if self._container else None

    def request_of(self, generation_id: UUID) -> Request | None:
        """What is kept of a request, or None while there is none. Reads the disk."""
        return self._container.store.requests.get(generation_id) if self._container else None

    def on_session_changed(self, listener: Callable[[SessionState], None]) -> None:
        """Call `listener` on the main thread with every new session."""
        self._guest.on_changed(listener)

    def on_booth_state_changed(self, listener: Callable[[BoothState], None]) -> None:
        """Call `listener` on the main thread with every new `BoothState`, before the machines move by it."""
        self._booth_state_listeners.append(listener)

    def on_opened(self, listener: Callable[[], None]) -> None:
        """Call `listener` on the main thread when the booth works, or is closed because its disk does not."""
        self._opened_listeners.append(listener)

    def on_start_failed(self, listener: Callable[[BaseException], None]) -> None:
        """Call `listener` on the main thread with the error because of which the booth cannot open.

        A SetupError when the folder is another booth's, or the settings name a device that cannot be.
        """
        self._failed_listeners.append(listener)

    def on_asset(self, listener: Callable[[str], None]) -> None:
        """Call `listener` on the main thread with the digest of each asset that has arrived."""
        self._asset_listeners.append(listener)

    def on_frame(self, listener: Callable[[Frame], None]) -> None:
        """Call `listener` on the CAMERA thread with each preview frame (BGR, not mirrored)."""
        self._frame_listeners.append(listener)

    def on_sound(self, listener: Callable[[str], None]) -> None:
        """Call `listener` on the main thread with a sound's name: touch, tick, shutter, success, failure."""
        self._sound_listeners.append(listener)

    def on_restart(self, listener: Callable[[], None]) -> None:
        """Call `listener` on the main thread when the program is to begin anew and no guest is there."""
        self._restart_listeners.append(listener)

    # --- life -----------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to open every part on a thread of its own; how it ended is told on the main thread.

        The parts work only after `start_parts`. A disk that keeps nothing is shown, and tried again while
        ticking.
        """
        opener = ThreadPoolExecutor(1, thread_name_prefix="opener")
        self._opening = opener.submit(self._open)
        self._opening.add_done_callback(lambda _: self._post(_OpeningEnded()))
        opener.shutdown(wait=False)

    def start_parts(self) -> None:
        """Start devices and sync, which import their libraries now; nothing while none is open."""
        if self._container is not None and not self._parts_started:
            self._parts_started = True
            self._container.start()

    def give_back_memory(self) -> None:
        """Once no picture is being made, the system has what was freed. Returns at once."""
        if self._container is not None:
            with suppress(RuntimeError):  # The worker could not begin: its pictures' effects say so.
                self._container.imaging_worker.submit(give_back_memory)

    def stop(self) -> None:
        """Stop every part in reverse order; returns when all threads have ended and all is durable."""
        opening, self._opening = self._opening, None
        if opening is not None and opening.exception() is None:
            self._container = opening.result().container
        container, self._container, self._disk = self._container, None, None
        self._parts_started = False
        for machine in self._machines:
            machine.close()
        if container is not None:
            container.stop()
        self._lock.give_back()

    # --- the loop, main thread only ---------------------------------------------------------------

    def tick(self) -> None:
        """Let time pass; called about ten times a second."""
        if self._opening is not None:
            return
        if self._container is None and 0 < self._reopen_at <= self.clock.monotonic():
            self._reopen_at = 0.0
            self.start()
        elif self._disk is not None and self._container is not None:
            self._disk.look_now_and_then()
            self._container.clearing.look_now_and_then()
        self.dispatch(Ticked())
        if self._restart_asked and self._may_begin_anew():
            self._restart_asked = False
            for begin_anew in self._restart_listeners:
                begin_anew()

    def _may_begin_anew(self) -> bool:
        """No guest is there, and no sheet is in the printer."""
        printing = self._container is not None and self._container.printer.has_sheet()
        return self.session.session_id is None and not printing

    def dispatch(self, event: Event) -> None:
        """Give one event to the machines that take it, and send their effects out."""
        if isinstance(event, BoothStateUpdate):
            self._update(event.change(self._booth_state))
        elif isinstance(event, AssetArrived):
            tell(self._asset_listeners, event.sha256)
        elif isinstance(event, RestartAsked):
            self._restart_asked = True
        elif isinstance(event, _OpeningEnded):
            self._opening_ended()
        else:
            for machine in self._machines:
                if machine.takes(event):
                    machine.take(event, self._booth_state, self.clock.monotonic(), self._wall())

    def _update(self, booth_state: BoothState) -> None:
        if booth_state != self._booth_state:
            self._booth_state = booth_state
            tell(self._booth_state_listeners, booth_state)
            self.dispatch(BoothStateChanged(booth_state))

    def _open(self) -> "_Opened":
        """Everything about opening that takes time."""
        self._lock.take()
        try:
            container = build(self.settings, self.clock, self._observer, partial(tell, self._frame_listeners))
            try:
                return _Opened.read(container)
            except BaseException:
                container.stop()
                raise
        except BaseException:
            self._lock.give_back()
            raise

    def _opening_ended(self) -> None:
        opening, self._opening = self._opening, None
        if opening is None:
            return
        error = opening.exception()
        if error is None:
            self._take_up(opening.result())
        elif isinstance(error, DiskError):
            log.error("the store cannot be opened: %s", error)
            self._update(replace(self._booth_state, disk_ok=False))
            self._reopen_at = self.clock.monotonic() + _REOPEN_SECONDS
        else:
            tell(self._failed_listeners, error)
            return
        self.dispatch(Ticked())
        for opened in self._opened_listeners:
            opened()

    def _take_up(self, opened: "_Opened") -> None:
        container = self._container = opened.container
        for machine in self._machines:
            machine.open(container)
        self._disk = DiskWatch(container.store, self.clock, self._observer.update)
        if not opened.disk_ok:
            self._disk.suspect()
        camera, printer = container.camera.status(), container.printer.status()
        known = replace(self._booth_state, config=opened.config, enrolled=opened.enrolled)
        here = opened.paused_here
        self._update(replace(known, camera=camera, printer=printer, disk_ok=opened.disk_ok, paused_here=here))
        if opened.interrupted is not None:
            self.dispatch(SessionFound(opened.interrupted))

    def _play(self, sound: PlaySound) -> None:
        tell(self._sound_listeners, sound.name)

    def _look_again(self, _: LookAgain) -> None:
        """Somebody waits before a closed booth."""
        if self._container is None:
            self._reopen_at = min(self._reopen_at, self.clock.monotonic())
            return
        if self._disk is not None:
            self._disk.look_soon()
        self._container.look_again()

    def _wall(self) -> datetime:
        return self._container.store.server_time.now() if self._container else self.clock.now()

    def _disk_failed(self, error: DiskError) -> None:
        log.error("the disk does not keep what it must: %s", error)
        if self._disk is not None:
            self._disk.suspect()
        self._observer.update(disk_ok=False)


class _OpeningEnded(Event):
    """The opener is done, one way or the other."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """The parts, and what was found in the store."""

    container: Container
    config: KioskConfig | None
    enrolled: bool
    paused_here: bool
    interrupted: InterruptedSession | None
    disk_ok: bool

    @classmethod
    def read(cls, container: Container) -> "_Opened":
        """Raises DiskError."""
        store = container.store
        config = trusted_config(store)
        disk_ok = True
        try:
            store.check_disk()
        except DiskError as error:
            log.error("the disk does not keep what it must: %s", error)
            disk_ok = False
        return cls(
            container=container,
            config=config,
            enrolled=store.enrollment.current() is not None,
            paused_here=store.settings.paused(),
            interrupted=store.recovery.interrupted_session() if config else None,
            disk_ok=disk_ok,
        )
