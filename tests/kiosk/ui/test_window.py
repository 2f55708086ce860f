"""What waits for the window to be drawn."""

import pytest
from PySide6.QtQuick import QQuickView
from pytestqt.qtbot import QtBot

from kiosk.ui.window import after_next_frame


def test_a_window_that_is_never_drawn_holds_nothing_up(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.ui.window.FRAME_MS", 10)
    window, done = QQuickView(), []
    after_next_frame(window, lambda: done.append("begun"))
    qtbot.waitUntil(lambda: done == ["begun"], timeout=60_000)
    window.deleteLater()
