"""What a thousand guests leave in a booth's memory: whole sessions, on its real pages, beside a bare window.

`python -m benchmarks.sessions` prints a Markdown table. Run it under `xvfb-run` for a real OpenGL window.
The memory is read at rest, seconds after a guest has left who took a strip, a print and a second picture.
`--trace` also prints the lines of Python whose memory grew most between two counts; it takes far longer.
"""

import argparse
import ctypes
import gc
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QGuiApplication

from benchmarks.shadows import resident
from contract.config import Limits, PrintLayout
from kiosk.app import App
from kiosk.domain.machine import Event
from kiosk.domain.model import CameraState, PrintState
from kiosk.engine.settings import Settings
from kiosk.session import events as ev
from kiosk.session.state import Screen
from kiosk.system.memory import give_back_memory

SIZE = (540, 960)
EVERY, SETTLED, SESSIONS = 30, 60, 1_020
"""Readings are so many sessions apart, at the same point of what guests do in turns."""
_REST_SECONDS = 3.0
_LONGEST_SECONDS = 60.0
_PACE_SECONDS = 0.004
"""The workers need the time between two looks."""
_BARE = """
import os, sys
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickView
from benchmarks.shadows import resident
application, window = QGuiApplication([]), QQuickView()
def shown():
    sys.stdout.write(str(resident())); sys.stdout.flush(); os._exit(0)
window.frameSwapped.connect(shown)
window.resize(540, 960)
window.show()
application.exec()
"""


def bare_window() -> int:
    """Bytes of a PySide6 process whose empty window has been drawn."""
    done = subprocess.run([sys.executable, "-c", _BARE], capture_output=True, check=True, timeout=60)
    return int(done.stdout)


class Visitor:
    """One guest after the other at a booth on a screen; what they would wait out is skipped."""

    def __init__(self, folder: Path) -> None:
        from tests.e2e.guest import SkippingClock

        self._clock = SkippingClock()
        settings = Settings(data=folder, camera="simulated", printer="file")
        self.app = App(settings, size=SIZE, clock=self._clock)

    def open(self) -> None:
        self.app.start()
        self._until(lambda: self.app.ready and self.app.engine.session.screen is Screen.ATTRACT)
        tokens = self.app.window.engine().singletonInstance("Cabina", "Tokens")
        assert isinstance(tokens, QObject)
        tokens.setProperty("pace", 0)
        self._until(lambda: self.app.engine.booth_state.camera.state is CameraState.LIVE)

    def session(self, number: int) -> None:
        """From the first touch to the farewell, with a print, a strip or a second picture now and then."""
        self._touch(ev.Touched(), Screen.CONSENT)
        self._touch(ev.ConsentGiven(), Screen.GALLERY)
        self._picture(PrintLayout.SINGLE if number % 3 else PrintLayout.STRIP)
        if number % 5 == 0:
            self._print()
        if number % 10 == 0:
            self._touch(ev.AnotherAsked(), Screen.GALLERY)
            self._picture(PrintLayout.SINGLE)
        self._touch(ev.LeaveAsked(), Screen.GOODBYE)
        self._touch(ev.Touched(), Screen.ATTRACT)

    def _picture(self, layout: PrintLayout) -> None:
        config = self.app.engine.booth_state.config
        assert config is not None
        style = next(each for each in config.styles().values() if each.look == "noir")
        self._touch(ev.StyleChosen(style.id, layout), Screen.CAMERA)
        self._touch(ev.ShutterPressed(), Screen.REVIEW)
        self._touch(ev.MakeItAsked(), Screen.PROCESSING, Screen.TICKET)
        if self.app.engine.session.screen is Screen.PROCESSING:
            self._touch(ev.LeaveAsked(), Screen.TICKET)
        self._until(lambda: self.app.engine.session.look_path is not None)

    def _print(self) -> None:
        self.app.engine.dispatch(ev.PrintAsked())
        self._until(self._printed)

    def _printed(self) -> bool:
        return [state for _, state in self.app.engine.session.prints] == [PrintState.PRINTED]

    def _touch(self, event: Event, *screens: Screen) -> None:
        session = self.app.engine.session
        self.app.engine.dispatch(event)
        self._until(lambda: self._shows(screens))
        assert session is not self.app.engine.session

    def _shows(self, screens: tuple[Screen, ...]) -> bool:
        """One of them, with all of its cards made."""
        session = self.app.engine.session
        making = self.app.window.engine().incubationController().incubatingObjectCount()
        return session.screen in screens and not session.busy and not making

    def rest(self) -> None:
        """Nobody is there, and everything has gone back to the system that can."""
        over = monotonic() + _REST_SECONDS
        self._until(lambda: monotonic() > over)
        gc.collect()
        give_back_memory()

    def _until(self, condition: Callable[[], bool]) -> None:
        """Let the booth work and draw until it is so."""
        deadline = monotonic() + _LONGEST_SECONDS
        while True:
            QGuiApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            if condition():
                return
            assert monotonic() < deadline, self.app.engine.session
            if self.app.ready:
                self._skip()
            sleep(_PACE_SECONDS)

    def _skip(self) -> None:
        shutter = self.app.engine.session.shutter_deadline
        if shutter is not None:
            self._clock.skip(shutter - self._clock.monotonic())
            self.app.engine.tick()


@dataclass(frozen=True)
class Reading:
    """Bytes of this process after `sessions`: in memory, and in use by malloc; and the blocks of Python."""

    sessions: int
    resident: int
    allocated: int
    blocks: int

    def row(self, bare: int, settled: "Reading | None") -> str:
        growth = f"{self.resident / settled.resident:.3f}" if settled else ""
        megabytes = (
            f"{self.resident / 1e6:.1f} | {self.resident / bare:.2f} | {growth} | {self.allocated / 1e6:.1f}"
        )
        return f"| the booth after {self.sessions} sessions | {megabytes} | {self.blocks:,} |"


_MALLINFO = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"


class _Mallinfo(ctypes.Structure):
    """glibc's `struct mallinfo2`."""

    _fields_ = tuple((name, ctypes.c_size_t) for name in _MALLINFO.split(" "))


def read(sessions: int) -> Reading:
    mallinfo = ctypes.CDLL(None).mallinfo2
    mallinfo.restype = _Mallinfo
    now = mallinfo()
    return Reading(sessions, resident(), now.uordblks + now.hblkhd, sys.getallocatedblocks())


def play(folder: Path, sessions: int, trace: bool) -> Iterator[Reading]:
    """How much memory there is after how many sessions."""
    visitor = Visitor(folder)
    visitor.open()
    yield read(0)
    if trace:
        tracemalloc.start(4)
    before: tracemalloc.Snapshot | None = None
    for number in range(1, sessions + 1):
        visitor.session(number)
        if number % EVERY == 0:
            visitor.rest()
            yield read(number)
            if trace and number >= SETTLED:
                now = tracemalloc.take_snapshot()
                for grown in now.compare_to(before, "lineno")[:12] if before else []:
                    print(f"    {grown}", file=sys.stderr)
                before = now
    visitor.app.stop()


def prepare(folder: Path) -> None:
    """A paired booth without a platform, with the whole catalogue and its samples."""
    import assets
    from demo.examples import example_config
    from tests.kiosk.engine.headless import pair
    from tests.kiosk.worlds import endless

    limits = Limits(countdown_seconds=1, idle_seconds=600)
    config = example_config().model_copy(update={"limits": limits, "event": endless()})
    pair(folder, "http://127.0.0.1:9", config)
    samples = sorted(assets.path("photos").glob("*.jpg"))
    (folder / "assets").mkdir(exist_ok=True)
    for number, sha256 in enumerate(sorted(config.asset_hashes())):
        (folder / "assets" / sha256).write_bytes(samples[number % len(samples)].read_bytes())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--trace", action="store_true")
    asked = parser.parse_args()
    bare = bare_window()
    growth = f"times after {SETTLED} sessions"
    print(f"| | MB | times the bare window | {growth} | MB in use by malloc | blocks of Python |")
    print("|---|---:|---:|---:|---:|---:|")
    print(f"| a bare window | {bare / 1e6:.1f} | 1.00 | | | |", flush=True)
    settled: Reading | None = None
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        for reading in play(Path(folder), asked.sessions, asked.trace):
            settled = reading if reading.sessions == SETTLED else settled
            print(reading.row(bare, settled), flush=True)


if __name__ == "__main__":
    main()
