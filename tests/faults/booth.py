"""A booth process without a screen whose scripted guests go their way until the process is killed.

`python -m tests.faults.booth FOLDER SEED KILL_AT`: says on stdout what a guest has been shown, one JSON line
for each thing, written when the screen has moved on. With KILL_AT > 0 it kills itself at that sync point:
just before or after an fsync, a rename or a commit.
"""

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contract.config import PrintLayout
from kiosk.domain.clock import SystemClock
from kiosk.domain.machine import Event
from kiosk.domain.model import CameraState
from kiosk.engine.core import Engine
from kiosk.engine.settings import Settings
from kiosk.session import events as ev
from kiosk.session.state import Screen, SessionState, Shutter
from kiosk.store.database import Database

SPEED = 20.0
"""Countdowns and time limits run this much faster."""


class FastClock(SystemClock):
    def monotonic(self) -> float:
        return super().monotonic() * SPEED


def say(**words: Any) -> None:
    os.write(1, (json.dumps(words, default=str) + "\n").encode())


class Guest:
    """Touches what a guest would touch next, once for each session that is not busy."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self._engine = engine
        self._random = random.Random(seed)
        self._said: set[object] = set()
        engine.on_session_changed(self.see)

    def see(self, session: SessionState) -> None:
        """What the guest now knows is there for good."""
        for shot in session.shots:
            self._once(shot.id, shot=shot.id, sha256=shot.sha256, session=session.session_id)
        if session.request is not None:
            asked = session.request
            self._once(
                asked.generation_id, request=asked.generation_id, claim=asked.claim_code, price=asked.price
            )
        if not session.busy:
            say(screen=session.screen, session=session.session_id)

    def _once(self, key: object, **words: Any) -> None:
        if key not in self._said:
            self._said.add(key)
            say(**words)

    def next_touch(self) -> Event | None:
        """Shots that the touch may give up are named first: they go with their session."""
        touch = self._choose()
        session = self._engine.session
        if isinstance(touch, ev.RetakeAsked | ev.StyleChosen | ev.AnotherAsked):
            say(let_go=[shot.id for shot in session.shots if session.request is None])
        return touch

    def _choose(self) -> Event | None:
        session = self._engine.session
        if session.busy:
            return None
        styles = list(self._engine.booth_state.config.styles()) if self._engine.booth_state.config else []
        match session.screen:
            case Screen.ATTRACT:
                return ev.Touched()
            case Screen.CONSENT:
                return ev.ConsentGiven()
            case Screen.GALLERY:
                return ev.StyleChosen(self._random.choice(styles), self._random.choice(list(PrintLayout)))
            case Screen.CAMERA:
                live = self._engine.booth_state.camera.state is CameraState.LIVE
                return ev.ShutterPressed() if live and session.shutter is Shutter.AIMING else None
            case Screen.REVIEW:
                again = self._random.random() < 0.2 and session.retakes_left
                return ev.RetakeAsked() if again else ev.MakeItAsked()
            case Screen.TICKET | Screen.RESULT:
                return self._random.choice([ev.AnotherAsked(), ev.LeaveAsked()])
            case Screen.RESUME:
                return ev.ContinueAsked() if self._random.random() < 0.8 else ev.StartOverAsked()
            case Screen.FAILED:
                return ev.AnotherAsked()
            case Screen.GOODBYE | Screen.DECLINED:
                return ev.Touched()
        return None


def kill_at_sync_point(number: int) -> None:
    """Wrap what makes things durable; the process dies at the `number`th time, half before, half after."""
    left = [number]

    def point() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def wrapped(work: Callable[..., Any]) -> Callable[..., Any]:
        def both(*words: Any, **named: Any) -> Any:
            point()
            outcome = work(*words, **named)
            point()
            return outcome

        return both

    os.fsync = wrapped(os.fsync)
    Path.rename = wrapped(Path.rename)  # type: ignore[method-assign]
    Database.write = wrapped(Database.write)  # type: ignore[method-assign]


def main(folder: str, seed: str, kill_at: str) -> None:
    import queue

    inbox: queue.SimpleQueue[Event] = queue.SimpleQueue()
    engine = Engine(Settings(data=Path(folder), camera="simulated", printer="file"), inbox.put, FastClock())
    guest = Guest(engine, int(seed))
    if int(kill_at):
        kill_at_sync_point(int(kill_at))
    opened: list[bool] = []
    engine.on_opened(lambda: opened.append(True))
    engine.on_opened(engine.start_parts)
    engine.start()
    while not opened:
        engine.dispatch(inbox.get())
    say(started=True)
    while True:
        try:
            engine.dispatch(inbox.get(timeout=0.01))
        except queue.Empty:
            engine.tick()
        touch = guest.next_touch()
        if touch is not None:
            engine.dispatch(touch)


if __name__ == "__main__":
    main(*sys.argv[1:])
