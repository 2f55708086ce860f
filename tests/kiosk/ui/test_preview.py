"""Frames from another thread: mirrored, the newest only, and none while no screen shows them."""

import threading
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF
from pytestqt.qtbot import QtBot

from demo.examples import Pictures, example_scenes
from kiosk.ui.preview import FrameSource
from tests.kiosk.ui.conftest import Glass


def test_the_preview_is_a_mirror(glass: Glass, pictures: Pictures, qtbot: QtBot) -> None:
    glass.show(dict(example_scenes(pictures))["camera"])
    frame = np.zeros((400, 320, 3), np.uint8)
    frame[:, :160] = (255, 0, 0)
    frame[:, 160:] = (0, 0, 255)
    with qtbot.waitSignal(glass.screens.frames.arrived):
        _on_another_thread(lambda: glass.screens.frames.offer(frame))
    glass.settle()
    item, window = glass.find("preview"), glass.screens.window
    assert item is not None and window is not None
    left = item.mapToScene(QPointF(item.width() * 0.1, item.height() * 0.9)).toPoint()
    right = item.mapToScene(QPointF(item.width() * 0.9, item.height() * 0.9)).toPoint()
    shown = window.grabWindow()
    assert (shown.pixelColor(left).red(), shown.pixelColor(right).blue()) == (255, 255)


def test_frames_that_come_faster_than_the_screen_are_dropped(qtbot: QtBot) -> None:
    source, seen = FrameSource(), []
    source.want(True)
    source.arrived.connect(lambda: seen.append(source.newest()))
    frames = [np.full((2, 2, 3), number, np.uint8) for number in range(20)]

    def offer_all() -> None:
        for frame in frames:
            source.offer(frame)

    with qtbot.waitSignal(source.arrived):
        _on_another_thread(offer_all)
    QCoreApplication.processEvents()
    assert len(seen) <= 2
    assert seen[-1] is frames[-1]


def test_the_next_guest_never_sees_the_last_ones_frame() -> None:
    source, late = FrameSource(), np.zeros((2, 2, 3), np.uint8)
    source.want(True)
    source.offer(late)
    source.want(False)
    source.offer(late)
    source.want(True)
    assert source.newest() is None


def _on_another_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
