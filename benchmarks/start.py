"""What a booth's start costs until its first frame, and until its first page, beside a bare window's.

`python -m benchmarks.start` prints a Markdown table. `--beside CHECKOUT` measures another in the same run.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import time

ROOT = Path(__file__).resolve().parents[1]
SIZE = (540, 960)
ROUNDS = 9
_HELLO = """
import QtQuick
Rectangle { color: "#0a0a10"; Text { anchors.centerIn: parent; color: "white"; text: "Hello" } }
"""
_READY = "typeof booth !== 'undefined' && booth.page === 'AttractPage' && booth.event !== ''"
_PREPARE = """
import sys
from pathlib import Path
from tests.kiosk.engine.headless import QUICK, pair
from tests.kiosk.worlds import config, endless
pair(Path(sys.argv[1]), "http://127.0.0.1:9", config(QUICK, event=endless()))
"""


@dataclass(frozen=True, slots=True)
class Start:
    """One thing that is started: `kind` is bare, frame or page."""

    name: str
    kind: str
    checkout: Path
    folder: Path

    def measure(self, environment: dict[str, str]) -> tuple[float, float]:
        """CPU and wall milliseconds, of a fresh process."""
        command = [
            sys.executable,
            "-P",
            str(Path(__file__).resolve()),
            "--child",
            self.kind,
            str(self.folder),
        ]
        began = time()
        done = subprocess.run(
            command,
            env=environment | {"PYTHONPATH": str(self.checkout)},
            cwd=self.checkout,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=60,
        )
        cpu, now = json.loads(done.stdout)
        return cpu * 1000, (now - began) * 1000


# --- in the measured process --------------------------------------------------------------------------


def _report() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    sys.stdout.write(json.dumps([used.ru_utime + used.ru_stime, time()]))
    sys.stdout.flush()
    os._exit(0)


def _bare(folder: Path) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtQuick import QQuickView

    application, window = QGuiApplication([]), QQuickView()
    window.frameSwapped.connect(_report)
    window.resize(*SIZE)
    window.setSource(QUrl.fromLocalFile(str(folder / "Hello.qml")))
    window.show()
    application.exec()


def _booth(folder: Path, page: bool) -> None:
    """The real command line; only the window's class is watched."""
    from PySide6 import QtQml, QtQuick

    class Watched(QtQuick.QQuickView):
        def __init__(self) -> None:
            super().__init__()
            self.frameSwapped.connect(self._swapped)

        def _swapped(self) -> None:
            if not page or self._shows_the_event():
                _report()

        def _shows_the_event(self) -> bool:
            asked = QtQml.QQmlExpression(self.rootContext(), self.rootObject(), _READY)
            return bool(asked.evaluate()[0])

    QtQuick.QQuickView = Watched  # type: ignore[misc, assignment]
    from kiosk.__main__ import main

    width, height = SIZE
    devices = ["--camera", "simulated", "--printer", "file"]
    sys.exit(main(["run", "--portrait", f"{width}x{height}", "--data", str(folder), *devices]))


# --- the comparison -----------------------------------------------------------------------------------


def _prepare(checkout: Path, folder: Path) -> Path:
    """A paired booth's data folder, as that checkout makes it."""
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    subprocess.run([sys.executable, "-c", _PREPARE, str(folder)], env=environment, cwd=checkout, check=True)
    (folder / "Hello.qml").write_text(_HELLO)
    return folder


@contextmanager
def _platforms() -> Iterator[dict[str, dict[str, str]]]:
    """The environments to measure in: offscreen, and an X server where Xvfb is installed."""
    offscreen = dict(os.environ) | {"QT_QPA_PLATFORM": "offscreen"}
    if shutil.which("Xvfb") is None:
        yield {"offscreen": offscreen}
        return
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1920x1920x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            display = server.stdout.readline().strip()
            x11 = dict(os.environ) | {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{display}"}
            yield {"offscreen": offscreen, "xcb (Xvfb)": x11}
        finally:
            server.terminate()


def _starts(checkouts: list[Path], temporary: Path) -> list[Start]:
    starts: list[Start] = []
    for number, checkout in enumerate(checkouts):
        folder = _prepare(checkout, temporary / str(number))
        if not starts:
            starts.append(Start("a bare window: first frame", "bare", checkout, folder))
        of = f" ({checkout.name})" if len(checkouts) > 1 else ""
        starts.append(Start(f"the booth{of}: first frame", "frame", checkout, folder))
        starts.append(Start(f"the booth{of}: first page, ready for guests", "page", checkout, folder))
    return starts


def _compare(starts: list[Start], environment: dict[str, str], rounds: int) -> Iterator[str]:
    taken: dict[str, list[tuple[float, float]]] = {start.name: [] for start in starts}
    for start in starts:
        start.measure(environment)
    for _ in range(rounds):
        for start in starts:
            taken[start.name].append(start.measure(environment))
    medians = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)]
        for name, rows in taken.items()
    }
    reference = medians[starts[0].name][0]
    for name, (cpu, wall) in medians.items():
        yield f"{name} | {cpu:.0f} | {cpu / reference:.2f} | {wall:.0f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beside", type=Path, action="append", default=[])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--child", nargs=2, metavar=("KIND", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        kind, folder = asked.child
        _bare(Path(folder)) if kind == "bare" else _booth(Path(folder), kind == "page")
    with tempfile.TemporaryDirectory() as temporary, _platforms() as platforms:
        starts = _starts([ROOT, *(path.resolve() for path in asked.beside)], Path(temporary))
        print("| platform | start | CPU ms | times the bare window | wall ms |\n|---|---|---:|---:|---:|")
        for name, environment in platforms.items():
            for row in _compare(starts, environment, asked.rounds):
                print(f"| {name} | {row}", flush=True)


if __name__ == "__main__":
    main()
