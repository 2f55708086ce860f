"""An exception that nothing caught is logged with its trace, wherever it came from."""

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from kiosk.ui.exception_hooks import ExceptionHooks


@pytest.fixture
def broken(qtbot: QtBot) -> Iterator[list[BaseException]]:
    """What the hooks hand on, while they are installed."""
    errors: list[BaseException] = []
    hooks = ExceptionHooks(errors.append)
    with qtbot.captureExceptions():
        hooks.install()
        yield errors
        hooks.remove()


def fail() -> None:
    raise RuntimeError("it broke")


def traces(caplog: pytest.LogCaptureFixture) -> list[tuple[int, object]]:
    return [(record.levelno, record.exc_info[1]) for record in caplog.records if record.exc_info]


def test_of_a_slot_it_is_handed_on(
    broken: list[BaseException], qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: bool(broken), timeout=60_000)
    assert isinstance(broken[0], RuntimeError)
    assert traces(caplog) == [(logging.CRITICAL, broken[0])]


def test_of_a_thread_it_is_only_logged(broken: list[BaseException], caplog: pytest.LogCaptureFixture) -> None:
    thread = threading.Thread(target=fail, name="worker")
    thread.start()
    thread.join()
    assert "thread worker ended by an exception" in caplog.messages
    assert [(level, str(error)) for level, error in traces(caplog)] == [(logging.CRITICAL, "it broke")]
    assert broken == []


def test_the_former_hooks_are_put_back() -> None:
    before = (sys.excepthook, threading.excepthook)
    hooks = ExceptionHooks(lambda error: None)
    hooks.install()
    assert (sys.excepthook, threading.excepthook) != before
    hooks.remove()
    assert (sys.excepthook, threading.excepthook) == before
