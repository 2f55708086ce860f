"""The engine without a screen: the main thread's loop, and a guest who touches."""

import queue
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic

from keyring.backends.fail import Keyring as NoKeyring

from contract.config import KioskConfig, Limits
from kiosk.domain.machine import Event
from kiosk.engine import commands
from kiosk.engine.core import Engine
from kiosk.engine.settings import Settings
from kiosk.session import events as ev
from kiosk.session.state import Screen
from kiosk.store import Store
from kiosk.sync.service import SyncSummary
from kiosk.sync.transport.token_store import TokenStore
from tests.kiosk.worlds import config, enrolled, signed

TOKEN = "the-device-token"
QUICK = Limits(countdown_seconds=1, idle_seconds=60, result_deadline_seconds=20)


class Headless:
    """`until` runs the loop; events come from the workers through a queue, as they do in the app."""

    def __init__(self, folder: Path, clock=None, **settings) -> None:
        self.inbox: queue.SimpleQueue[Event] = queue.SimpleQueue()
        chosen = {"camera": "simulated", "printer": "file"} | settings
        self.engine = Engine(Settings(data=folder, **chosen), self.inbox.put, clock)
        self.sounds: list[str] = []
        self.frames = 0
        self._started: list[BaseException | None] = []
        self.engine.on_sound(self.sounds.append)
        self.engine.on_frame(self._count)
        self.engine.on_opened(lambda: self._started.append(None))
        self.engine.on_opened(self.engine.start_parts)
        self.engine.on_start_failed(self._started.append)

    @property
    def session(self):
        return self.engine.session

    def start(self) -> None:
        """Start the engine and wait until it is open. Raises what kept it from that."""
        self._started.clear()
        self.engine.start()
        self.until(lambda: bool(self._started), "an open booth")
        if (error := self._started[0]) is not None:
            raise error

    def _count(self, _frame) -> None:
        self.frames += 1

    def pump(self, seconds: float = 0.02) -> None:
        try:
            self.engine.dispatch(self.inbox.get(timeout=seconds))
        except queue.Empty:
            self.engine.tick()

    def until(self, condition: Callable[[], bool], what: str = "", seconds: float = 60) -> None:
        deadline = monotonic() + seconds
        while not condition():
            assert monotonic() < deadline, (what, self.session, replace(self.engine.booth_state, config=None))
            self.pump()
            self.engine.tick()

    def touch(self, event: Event, *screens: Screen, seconds: float = 60) -> None:
        """Touch, and wait for one of the screens."""
        self.engine.dispatch(event)
        self.until(
            lambda: self.session.screen in screens and not self.session.busy, f"{event} -> {screens}", seconds
        )

    def to_review(self, chosen: ev.StyleChosen) -> None:
        self.touch(ev.Touched(), Screen.CONSENT)
        self.touch(ev.ConsentGiven(), Screen.GALLERY)
        self.touch(chosen, Screen.CAMERA)
        self.until(lambda: self.engine.booth_state.camera.state == "live", "a live camera")
        self.touch(ev.ShutterPressed(), Screen.REVIEW)


def pair(folder: Path, server: str, snapshot: KioskConfig | None = None) -> None:
    """A data folder of a booth that was enrolled and has its snapshot."""
    store = Store(folder)
    store.enrollment.keep(enrolled(server=server))
    store.configs.keep(*signed(snapshot or config(QUICK)))
    store.close()
    TokenStore(folder, NoKeyring()).save(TOKEN)


def sync_once(folder: Path) -> SyncSummary:
    """What `kiosk sync --once` does."""
    settings = Settings(data=folder)
    return commands.with_store(settings, lambda store: commands.sync_once(settings, store))
