"""The whole booth on a screen: engine and pages together, on a data folder of its own."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from pytestqt.qtbot import QtBot

from kiosk.app import App
from kiosk.domain.model import Language
from kiosk.engine import Settings
from kiosk.session.events import LanguageChosen
from kiosk.session.state import ClosedReason, Screen
from tests.kiosk.ui.conftest import visible_items


@pytest.fixture
def app(tmp_path: Path, qapp: QCoreApplication) -> Iterator[App]:
    app = App(Settings(data=tmp_path / "booth", camera="simulated", printer="file"), size=(540, 960))
    app.start()
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
    worker = threading.Thread(target=lambda: app._bridge.post(LanguageChosen(Language.EN)))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: "This booth is not paired" in texts(app), timeout=60_000)
    assert set(threads) == {threading.main_thread()}


def test_an_exception_in_a_slot_is_logged_with_its_trace(
    app: App, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("a slot broke")

    with qtbot.captureExceptions():
        app._hooks.install()
        QTimer.singleShot(0, broken)
        qtbot.waitUntil(
            lambda: any(
                "a slot broke" in (r.exc_text or "") or "a slot broke" in str(r.exc_info)
                for r in caplog.records
            )
        )
    app._hooks.remove()
    assert [record.levelno for record in caplog.records if record.exc_info] == [logging.CRITICAL]


def test_a_service_manager_stops_the_booth_in_order(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kiosk", "run", "--portrait", "540x960", "--data", str(tmp_path)]
    command += ["--camera", "simulated", "--printer", "file"]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    booth = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
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
