"""The whole booth on a screen: engine and pages together, on a data folder of its own."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QPointingDevice
from PySide6.QtQuick import QQuickItem
from pytestqt.qtbot import QtBot

from contract.config import EventState
from contract.heartbeat import CommandOutcome
from contract.ids import new_id
from kiosk.app import App
from kiosk.domain.clock import SystemClock
from kiosk.domain.errors import BugError, SetupError
from kiosk.domain.model import CameraState, Language
from kiosk.engine.container import Container
from kiosk.engine.core import Engine
from kiosk.engine.lock import FolderLock
from kiosk.engine.settings import Settings
from kiosk.session.events import LanguageChosen, LeaveAsked, Touched
from kiosk.session.state import ClosedReason, Screen
from tests.e2e.guest import SkippingClock
from tests.kiosk.engine.headless import pair
from tests.kiosk.sync.loopback import Platform, Server
from tests.kiosk.ui.conftest import Glass, visible_items
from tests.kiosk.worlds import config, endless

pytestmark = pytest.mark.slow

_ENVIRONMENT = os.environ | {"QT_QPA_PLATFORM": "offscreen"}


def _command(data: Path) -> list[str]:
    devices = ["--camera", "simulated", "--printer", "file"]
    return [sys.executable, "-m", "kiosk", "run", "--portrait", "540x960", "--data", str(data), *devices]


@pytest.fixture
def app(tmp_path: Path, qtbot: QtBot) -> Iterator[App]:
    app = App(Settings(data=tmp_path / "booth", camera="simulated", printer="file"), size=(540, 960))
    app.start()
    qtbot.waitUntil(lambda: app.ready, timeout=60_000)
    yield app
    app.stop()
    app.stop()


def texts(app: App) -> set[str]:
    return {
        str(item.property("text"))
        for item in visible_items(app.window.contentItem())
        if item.property("text")
    }


def test_a_fresh_booth_says_that_it_is_not_paired(app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: app.engine.session.closed is ClosedReason.NOT_ENROLLED, timeout=60_000)
    qtbot.waitUntil(lambda: "Cabina sin vincular" in texts(app), timeout=60_000)
    assert app.engine.session.screen is Screen.CLOSED


def test_an_event_from_a_worker_is_dispatched_on_the_main_thread(app: App, qtbot: QtBot) -> None:
    threads = []
    app.engine.on_session_changed(lambda _session: threads.append(threading.current_thread()))
    worker = threading.Thread(target=lambda: app.booth.post(LanguageChosen(Language.EN)))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: "This booth is not paired" in texts(app), timeout=60_000)
    assert set(threads) == {threading.main_thread()}


def test_a_damaged_database_closes_the_booth_and_says_so(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "cabina.sqlite").write_bytes(b"not a database" * 1000)
    app = App(Settings(data=tmp_path, camera="simulated", printer="file"), size=(540, 960))
    app.start()
    qtbot.waitUntil(lambda: app.ready, timeout=60_000)
    assert app.engine.session.closed is ClosedReason.DISK
    assert app.screens.booth.property("page") == "ClosedPage"
    app.stop()


def test_the_devices_start_when_the_first_page_is_drawn(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each thread imports its library, and the page would wait for it."""
    seen: list[str] = []
    start = Container.start

    def watched(container: Container) -> None:
        seen.append("devices")
        start(container)

    monkeypatch.setattr(Container, "start", watched)
    app = App(Settings(data=tmp_path, camera="simulated", printer="file"), size=(540, 960))
    app.start()
    app.window.frameSwapped.connect(lambda: seen.append("page") if app.ready else None)
    qtbot.waitUntil(lambda: "devices" in seen, timeout=60_000)
    qtbot.waitUntil(lambda: app.engine.booth_state.camera.state is CameraState.LIVE, timeout=60_000)
    app.stop()
    assert seen[0] == "page"
    assert seen.count("devices") == 1


def test_a_booth_whose_disk_heals_starts_its_devices(tmp_path: Path, qtbot: QtBot) -> None:
    lock = tmp_path / "running.lock"
    lock.mkdir()
    clock = SkippingClock()
    app = App(Settings(data=tmp_path, camera="simulated", printer="file"), size=(540, 960), clock=clock)
    app.start()
    qtbot.waitUntil(lambda: app.ready, timeout=60_000)
    assert app.engine.session.closed is ClosedReason.DISK
    lock.rmdir()
    clock.skip(60)
    qtbot.waitUntil(lambda: app.engine.booth_state.camera.state is CameraState.LIVE, timeout=60_000)
    app.stop()


def ask_again(app: App, touchscreen: QPointingDevice) -> None:
    glass = Glass(app.screens, [], touchscreen)
    glass.settle()
    glass.touch("tryAgainButton")


class StoppedClock(SystemClock):
    """Nothing becomes due by itself."""

    def __init__(self) -> None:
        super().__init__()
        self._stopped_at = super().monotonic()

    def monotonic(self) -> float:
        return self._stopped_at


def test_a_disk_that_healed_is_found_at_once_when_somebody_asks(
    tmp_path: Path, qtbot: QtBot, touchscreen: QPointingDevice
) -> None:
    lock = tmp_path / "running.lock"
    lock.mkdir()
    clock = StoppedClock()
    app = App(Settings(data=tmp_path, camera="simulated", printer="file"), size=(540, 960), clock=clock)
    app.start()
    qtbot.waitUntil(lambda: app.ready, timeout=60_000)
    lock.rmdir()
    ask_again(app, touchscreen)
    qtbot.waitUntil(lambda: app.engine.booth_state.disk_ok, timeout=60_000)
    app.stop()


def test_an_event_that_goes_on_is_found_at_once_when_somebody_asks(
    tmp_path: Path, qtbot: QtBot, touchscreen: QPointingDevice
) -> None:
    """The platform's word of it was lost on the way."""
    platform = Platform()
    platform.publish(config(event=endless(state=EventState.PAUSED)).model_dump_json().encode())
    server = Server(platform)
    pair(tmp_path, server.address)
    app = App(Settings(data=tmp_path, camera="simulated", printer="file"), size=(540, 960))
    app.start()
    qtbot.waitUntil(lambda: app.ready and app.engine.session.closed is ClosedReason.PAUSED, timeout=60_000)
    qtbot.waitUntil(lambda: bool(platform.streams) and platform.count("GET /kiosk/config") > 0)
    platform.publish(config(event=endless()).model_dump_json().encode())
    ask_again(app, touchscreen)
    qtbot.waitUntil(lambda: app.engine.session.screen is Screen.ATTRACT, timeout=20_000)
    app.stop()
    server.stop()


def test_what_a_guest_took_of_memory_goes_back_once_their_page_is_gone(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[list[str]] = []

    def look(engine: Engine) -> None:
        if engine.session.screen is not Screen.ATTRACT:
            return
        pages = (window.contentItem().findChild(QQuickItem, name) for name in ("page_one", "page_two"))
        names = [page.property("source").fileName() for page in pages if page is not None]
        loaded.append(sorted(filter(None, names)))

    monkeypatch.setattr(Engine, "give_back_memory", look)
    pair(tmp_path, "http://127.0.0.1:9", config(event=endless()))
    app = App(Settings(data=tmp_path, camera="simulated", printer="file"), size=(540, 960))
    app.start()
    window = app.window
    qtbot.waitUntil(lambda: app.ready, timeout=60_000)
    engine = app.engine
    qtbot.waitUntil(lambda: engine.session.screen is Screen.ATTRACT, timeout=60_000)
    engine.dispatch(Touched())
    qtbot.waitUntil(lambda: engine.session.screen is Screen.CONSENT, timeout=60_000)
    loaded.clear()
    engine.dispatch(LeaveAsked())
    qtbot.waitUntil(lambda: ["AttractPage.qml"] in loaded, timeout=60_000)
    app.stop()


def test_a_device_that_cannot_be_ends_the_program(tmp_path: Path, qtbot: QtBot) -> None:
    app = App(Settings(data=tmp_path, camera="a-toaster", printer="file"), size=(540, 960))
    with pytest.raises(SetupError, match="toaster"):
        app.run()
    with pytest.raises(SetupError, match="toaster"):
        assert app.ready


def test_a_booth_that_cannot_be_loaded_ends_the_program(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "kiosk.booth", None)
    with pytest.raises(ImportError, match=r"kiosk\.booth"):
        App(Settings(data=tmp_path), size=(540, 960)).run()


def test_pages_that_cannot_be_opened_end_the_program(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise BugError("no pages")

    monkeypatch.setattr("kiosk.ui.screens.Screens.open", broken)
    with pytest.raises(BugError, match="no pages"):
        App(Settings(data=tmp_path, camera="simulated", printer="file"), size=(540, 960)).run()


def test_a_booth_that_is_stopped_while_it_opens_leaves_nothing_running(tmp_path: Path, qtbot: QtBot) -> None:
    before = threading.enumerate()
    app = App(Settings(data=tmp_path, camera="simulated", printer="file"), size=(540, 960))
    app.start()
    qtbot.waitUntil(lambda: len(threading.enumerate()) > len(before), timeout=60_000)
    app.stop()
    assert threading.enumerate() == before


DEVICES = {"PIL", "cv2", "httpx", "keyring", "numpy", "qrcode"}
BOOTH = DEVICES | {"cryptography", "pydantic", "sqlite3"}


@pytest.mark.parametrize(
    ("moment", "modules", "later"),
    [
        ("first frame", "kiosk.__main__, kiosk.app", BOOTH),
        ("first page", "kiosk.booth, kiosk.camera, kiosk.printer, kiosk.sync.service", DEVICES),
    ],
)
def test_libraries_are_imported_when_they_are_needed(moment: str, modules: str, later: set[str]) -> None:
    """Imports are most of what a start costs; `benchmarks/start.py` measures it."""
    code = f"import sys, {modules}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert later & set(done.stdout.split()) == set(), moment


INTERRUPTED = """
import os, signal, sys

class Swallows:
    def find_spec(self, name, *_):
        if name == "PySide6":
            try:
                os.kill(os.getpid(), signal.SIGINT)
            except KeyboardInterrupt:
                pass

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Swallows())
from kiosk.__main__ import main
main(sys.argv[1:])
"""


def test_ctrl_c_ends_the_program_while_qt_is_imported(tmp_path: Path) -> None:
    command = [sys.executable, "-c", INTERRUPTED, *_command(tmp_path)[3:]]
    done = subprocess.run(command, env=_ENVIRONMENT, capture_output=True, timeout=30, check=False)
    assert done.returncode == -signal.SIGINT


def test_a_folder_that_is_another_booths_ends_the_program_with_its_sentence(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    lock.take()
    try:
        done = subprocess.run(
            _command(tmp_path), env=_ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False
        )
    finally:
        lock.give_back()
    assert done.returncode == 1
    assert done.stderr.endswith(f"kiosk: a booth is running on {tmp_path} already\n")


def test_a_service_manager_stops_the_booth_in_order(tmp_path: Path) -> None:
    booth = subprocess.Popen(_command(tmp_path), env=_ENVIRONMENT, stderr=subprocess.PIPE, text=True)
    assert booth.stderr is not None
    try:
        for line in booth.stderr:
            if "the booth is open" in line:
                break
        booth.send_signal(signal.SIGTERM)
        _, rest = booth.communicate(timeout=60)
    finally:
        booth.kill()
    assert booth.returncode == 0, rest


def test_a_remote_restart_begins_the_program_anew_and_is_reported(tmp_path: Path) -> None:
    platform, command = Platform(), str(new_id())
    platform.publish(config(event=endless()).model_dump_json().encode())
    platform.commands = [{"id": command, "kind": "restart"}]
    server = Server(platform)
    pair(tmp_path, server.address)
    with subprocess.Popen(_command(tmp_path), env=_ENVIRONMENT, stderr=subprocess.PIPE) as booth:
        try:
            with platform.answered:
                assert platform.answered.wait_for(lambda: command in platform.results, 60)
            assert platform.results[command].outcome is CommandOutcome.DONE
            assert booth.poll() is None, "the same process"
        finally:
            booth.terminate()
            _, log = booth.communicate(timeout=60)
            server.stop()
    assert log.count(b"the booth is open") == 2
