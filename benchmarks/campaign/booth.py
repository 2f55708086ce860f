"""A booth process without a screen, whose scripted guests print too, and which can be told what to suffer.

`python -m benchmarks.campaign.booth FOLDER SEED CLOCK CAMERA PRINTER`. On stdin come orders as JSON lines,
on stdout goes what guests have been shown, and how the booth is. CLOCK is a file: how far the PC's clock is
off, which boot this is, and when it began.
"""

import json
import logging
import queue
import random
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.camera import factory
from kiosk.camera.simulated import Fault, SimulatedCamera
from kiosk.domain.booth_state import BoothState
from kiosk.domain.clock import SystemClock
from kiosk.domain.machine import Event
from kiosk.engine.core import Engine
from kiosk.engine.settings import Settings
from kiosk.session import events as ev
from kiosk.session.state import Screen, SessionState
from tests.faults.booth import Guest, say

_MOST_LOOKS = 40
"""A guest waits ten seconds for something to print."""


class JumpingClock(SystemClock):
    """The PC's clock, off by as much as the file says, in the boot that it names."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.read()

    def read(self) -> None:
        said = json.loads(self._path.read_text())
        self._off = timedelta(seconds=said["off"])
        self._boot, self._began = said["boot"], said["began"]

    @property
    def boot_id(self) -> str:
        return f"{super().boot_id}-{self._boot}"

    def now(self) -> datetime:
        return super().now() + self._off

    def monotonic(self) -> float:
        return super().monotonic() - float(self._began)


class PrintingGuest(Guest):
    """Takes most of the pictures home on paper."""

    def __init__(self, engine: Engine, seed: int) -> None:
        super().__init__(engine, seed)
        self._chance = random.Random(seed + 1)
        self._asked: set[object] = set()
        self._looked = 0
        self.is_there = True

    def see(self, session: SessionState) -> None:
        super().see(session)
        for print_id, _ in session.prints:
            self._once(print_id, print=print_id)

    def next_touch(self) -> Event | None:
        session = self._engine.session
        outcome = session.screen in (Screen.TICKET, Screen.RESULT)
        if session.busy or not (self.is_there or session.session_id):
            return None
        if outcome and session.printing:
            return None
        if outcome and session.request is not None and session.request.generation_id not in self._asked:
            return self._look_at_paper(session)
        if session.screen is Screen.ATTRACT and not self.is_there:
            return None
        if not self.is_there and outcome:
            return ev.LeaveAsked()
        return super().next_touch()

    def _look_at_paper(self, session: SessionState) -> Event | None:
        """Wait for something to print, then print it or not."""
        assert session.request is not None
        self._looked += 1
        if session.result_path is None and session.look_path is None and self._looked < _MOST_LOOKS:
            return None
        self._looked = 0
        self._asked.add(session.request.generation_id)
        wanted = session.copies_left and self._chance.random() < 0.7
        return ev.PrintAsked() if wanted else super().next_touch()


class Cameras:
    """Every simulated camera that the booth opens, and what is the matter with it now."""

    def __init__(self) -> None:
        self._fault: Fault | None = None
        self._open: SimulatedCamera | None = None
        make = SimulatedCamera

        def made(photos: Path, name: str = "simulated camera") -> SimulatedCamera:
            self._open = make(photos, name)
            self._open.fault = self._fault
            return self._open

        vars(factory)["SimulatedCamera"] = made

    def suffer(self, fault: str) -> None:
        self._fault = Fault(fault) if fault else None
        if self._open is not None:
            self._open.fault = self._fault


def tell_state(state: BoothState) -> None:
    sync = state.sync
    say(
        camera=state.camera.state,
        printer=state.printer.state,
        link=sync.link,
        sentence=sync.sentence,
        ops=sync.queue.ops,
        blobs=sync.queue.blobs,
        disk=state.disk_ok,
    )


class Booth:
    """One life of it."""

    def __init__(self, settings: Settings, clock: JumpingClock, seed: int) -> None:
        self._inbox: queue.SimpleQueue[Event | dict[str, Any]] = queue.SimpleQueue()
        self._cameras = Cameras()
        self._clock = clock
        self._engine = Engine(settings, self._inbox.put, clock)
        self._guest = PrintingGuest(self._engine, seed)
        self._engine.on_booth_state_changed(tell_state)
        self._engine.on_start_failed(lambda error: say(failed=str(error)))
        self._engine.on_opened(self._opened)
        self._touched = 0.0

    def live(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        self._engine.start()
        going = True
        while going:
            try:
                came = self._inbox.get(timeout=0.02)
            except queue.Empty:
                self._engine.tick()
            else:
                going = self._obey(came) if isinstance(came, dict) else self._dispatch(came)
            self._touch()
        self._engine.stop()
        say(stopped=True)

    def _opened(self) -> None:
        say(started=True)
        self._engine.start_parts()

    def _dispatch(self, event: Event) -> bool:
        self._engine.dispatch(event)
        return True

    def _obey(self, order: dict[str, Any]) -> bool:
        if "camera" in order:
            self._cameras.suffer(order["camera"])
        if "clock" in order:
            self._clock.read()
        if "guests" in order:
            self._guest.is_there = order["guests"]
        return "stop" not in order

    def _touch(self) -> None:
        """Guests are no faster than a few touches a second."""
        if time.monotonic() < self._touched + 0.25:
            return
        self._touched = time.monotonic()
        touch = self._guest.next_touch()
        if touch is not None:
            self._engine.dispatch(touch)

    def _listen(self) -> None:
        for line in sys.stdin:
            self._inbox.put(json.loads(line))


def main(folder: str, seed: str, clock: str, camera: str, printer: str) -> None:
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(threadName)s: %(message)s"
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settings = Settings(data=Path(folder), camera=camera, printer=printer)
    Booth(settings, JumpingClock(Path(clock)), int(seed)).live()


if __name__ == "__main__":
    main(*sys.argv[1:])
