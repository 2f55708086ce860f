"""Screens on the offscreen platform, with a real touchscreen's events."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, QSize
from PySide6.QtGui import QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QSignalSpy, QTest

from demo.examples import Pictures
from kiosk.domain.machine import Event
from kiosk.ui.scene import Scene
from kiosk.ui.screens import Screens
from kiosk.ui.window import open_window
from looks.catalogue import PACKS

SIZES = {"portrait": QSize(1080, 1920), "landscape": QSize(1920, 1080)}
CAN_SHOW = sys.platform.startswith("linux")


def _offscreen(folder: Path) -> str:
    screen = {"name": "booth", "x": 0, "y": 0, "width": 3840, "height": 3840, "logicalDpi": 96, "dpr": 1}
    config = folder / "screens.json"
    config.write_text(json.dumps({"screens": [screen]}))
    return f"offscreen:configfile={config}"


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["cabina-tests"]


@pytest.fixture(scope="session", autouse=True)
def _platform(tmp_path_factory: pytest.TempPathFactory) -> None:
    os.environ["QT_QPA_PLATFORM"] = _offscreen(tmp_path_factory.mktemp("screen"))


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """Plain pictures: what they show is another test's matter."""
    folder = tmp_path_factory.mktemp("pictures")

    def picture(name: str, shade: int) -> Path:
        path = folder / f"{name}.jpg"
        cv2.imwrite(str(path), np.full((250, 200, 3), (shade, 90, 255 - shade), np.uint8))
        return path

    styles = [style.slug for pack in PACKS for style in pack.styles]
    return Pictures(
        samples={slug: picture(slug, place * 9 % 255) for place, slug in enumerate(styles)},
        shots=tuple(picture(f"shot{n}", n * 60) for n in range(3)),
        look=picture("look", 200),
        result=picture("result", 240),
        wide_result=picture("wide", 220),
    )


@dataclass
class Glass:
    """The booth's window from the guest's side; `said` are the events that came of touches."""

    screens: Screens
    said: list[Event]
    device: QPointingDevice
    finger: int = field(default=0)

    def show(self, scene: Scene) -> None:
        self.screens.show(scene)
        self.settle()

    def settle(self) -> None:
        """Let the new page finish coming in and the old one go."""
        for _ in range(1000):
            self._frame()
            if self._is_still():
                break
        else:
            raise AssertionError("the page never came in")
        self._frame()  # Its texts are laid out with the next frame.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _frame(self) -> None:
        """Let the booth run until it has drawn once more."""
        assert self.screens.window is not None
        drawn = QSignalSpy(self.screens.window.frameSwapped)
        self.screens.window.update()
        assert drawn.wait(60_000), "nothing is drawn"

    def _is_still(self) -> bool:
        """One page is there, in its place, with all of its lists made; a loaded machine takes its time."""
        assert self.screens.window is not None
        if self.screens.window.engine().incubationController().incubatingObjectCount():
            return False
        loaders = [self.root.findChild(QQuickItem, name) for name in ("page_one", "page_two")]
        pages = [each for each in loaders if each is not None and each.property("item") is not None]
        return len(pages) <= 1 and all(page.scale() == 1 and page.opacity() == 1 for page in pages)

    @property
    def root(self) -> QQuickItem:
        assert self.screens.window is not None
        return self.screens.window.contentItem()

    def items(self) -> Iterator[QQuickItem]:
        """Every item that can be seen, back to front."""
        return visible_items(self.root)

    def find(self, name: str) -> QQuickItem | None:
        return next((item for item in self.items() if item.objectName() == name), None)

    def touch(self, name: str) -> None:
        item = self.find(name)
        assert item is not None, f"{name} cannot be seen"
        self.touch_at(item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint())

    def touch_at(self, point: QPoint) -> None:
        window = self.screens.window
        assert window is not None
        self.finger += 1
        QTest.touchEvent(window, self.device).press(self.finger, point, window).commit()
        QTest.touchEvent(window, self.device).release(self.finger, point, window).commit()
        QCoreApplication.processEvents()


def visible_items(item: QQuickItem) -> Iterator[QQuickItem]:
    """Back to front. Asked for some thousand items of each page."""
    waiting = [item]
    while waiting:
        each = waiting.pop()
        if each.isVisible() and each.opacity() >= 0.05:
            yield each
            waiting += reversed(each.childItems())


@pytest.fixture(scope="session")
def touchscreen(qapp: QCoreApplication) -> QPointingDevice:
    return QTest.createTouchDevice()


@pytest.fixture(params=list(SIZES.values()), ids=list(SIZES))
def glass(request: pytest.FixtureRequest, touchscreen: QPointingDevice) -> Iterator[Glass]:
    """A booth in both orientations, or of the sizes that a test asks for; a warning of QML fails the test."""
    said: list[Event] = []
    caplog: pytest.LogCaptureFixture = request.getfixturevalue("caplog")
    screens = Screens(said.append)
    window = open_window(request.param)
    screens.open(window)
    tokens = window.engine().singletonInstance("Cabina", "Tokens")
    assert isinstance(tokens, QObject)
    tokens.setProperty("pace", 0)
    yield Glass(screens, said, touchscreen)
    screens.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    records = caplog.get_records("setup") + caplog.get_records("call") + caplog.records
    assert [record.getMessage() for record in records if record.name.startswith("kiosk.ui")] == []
