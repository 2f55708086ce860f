"""The booth's real screens, touched and photographed as a guest would, on the main thread."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QPointF, QRegularExpression, QTimer
from PySide6.QtQuick import QQuickItem, QQuickView, QQuickWindow
from PySide6.QtTest import QTest

from kiosk.app import App
from kiosk.domain.clock import SystemClock
from kiosk.session.state import Screen, SessionState

SETTLE_SECONDS = 0.9
"""How long a page takes to come in at least; screenshots wait for it."""
QUICKLY = 75
"""How hard a screenshot is compressed: a third of the time for a fifth more bytes."""
PATIENCE_SECONDS = 120
"""Only for giving up: a loaded machine takes its time, and draws by its processor."""


class HurriedClock(SystemClock):
    """The booth's clocks, of which one can be pushed on and stopped: only what a guest does takes time."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead = 0.0
        self._stopped_at: float | None = None

    def monotonic(self) -> float:
        stopped_at = self._stopped_at
        return super().monotonic() + self._ahead if stopped_at is None else stopped_at

    @contextmanager
    def standing(self) -> Iterator[None]:
        """No time passes for the booth meanwhile."""
        self._stopped_at = stopped_at = self.monotonic()
        try:
            yield
        finally:
            self._ahead = stopped_at - super().monotonic()
            self._stopped_at = None

    def hurry(self, seconds: float) -> None:
        """Let this much time have passed."""
        self._ahead += seconds


def close_qt() -> None:
    """End this process's Qt, while its display is still there."""
    if (application := QCoreApplication.instance()) is not None:
        application.shutdown()


class StuckError(Exception):
    """The booth did not do what a guest would wait for; says what was awaited and what was shown."""


class Booth:
    """A running booth app, from the guest's side of the glass."""

    def __init__(self, app: App, clock: HurriedClock, screenshots: Path) -> None:
        self._app, self._clock = app, clock
        self._screenshots = screenshots
        self._touchscreen = QTest.createTouchDevice()
        self._finger = 0
        self._pictures = 0
        screenshots.mkdir(parents=True, exist_ok=True)

    @property
    def session(self) -> SessionState:
        """What the booth is doing."""
        return self._app.engine.session

    @property
    def app(self) -> App:
        """The app itself."""
        return self._app

    def wait_until(self, condition: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Let the booth run until `condition`; raises StuckError."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                shown = self.photograph("stuck")
                raise StuckError(
                    f"waited {seconds:.0f} s for {what}; the screen is in {shown.name}: {self.session}"
                )
            self.let_pass(0.03)

    def wait_for(self, *screens: Screen, seconds: float = PATIENCE_SECONDS) -> Screen:
        """Let the booth run until it shows one of the screens."""
        self.wait_until(lambda: self.session.screen in screens, f"the screen {' or '.join(screens)}", seconds)
        return self.session.screen

    def let_pass(self, seconds: float) -> None:
        """Let the booth run."""
        loop = QEventLoop()
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        loop.exec()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def tap(self, name: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Touch the item called `name` at its centre, once it is there, enabled, and lies still.

        A page is there before it was first drawn, with its buttons not yet in their places, and then comes
        in; whoever touches where a button was misses it.
        """
        seen: list[QPoint | None] = [None]

        def lies_still() -> bool:
            with self._clock.standing():
                self.window.grabWindow()
            item = self.find(name)
            seen.append(_centre(item) if item is not None else None)
            return seen[-1] is not None and seen[-1] == seen[-2]

        self.wait_until(lies_still, f"something to touch called {name}", seconds)
        assert seen[-1] is not None
        self.tap_at(seen[-1])

    def tap_at(self, point: QPoint) -> None:
        """Touch the glass."""
        window = self.window
        self._finger += 1
        QTest.touchEvent(window, self._touchscreen).press(self._finger, point, window).commit()
        QTest.touchEvent(window, self._touchscreen).release(self._finger, point, window).commit()

    @property
    def window(self) -> QQuickWindow:
        """The booth's window."""
        return self._app.window

    def find(self, name: str) -> QQuickItem | None:
        """The touchable item called `name`, or None."""
        for item in _visible_items(self.window.contentItem()):
            if item.objectName() == name and item.isEnabled() and self._on_glass(item):
                return item
        return None

    def photograph(self, name: str) -> Path:
        """Write what the screen shows as `NN-name.png`, once its page has come in."""
        self._pictures += 1
        target = self._screenshots / f"{self._pictures:02d}-{name}.png"
        deadline = time.monotonic() + PATIENCE_SECONDS
        with self._clock.standing():
            self.let_pass(SETTLE_SECONDS)
            while not self._page_is_in() and time.monotonic() < deadline:
                self.let_pass(0.03)
            if not self.window.grabWindow().save(str(target), quality=QUICKLY):
                raise StuckError(f"the screenshot {target} could not be written")
        return target

    def _page_is_in(self) -> bool:
        """One page is there, in its place, with all of its lists made and its pictures decoded."""
        window = self.window
        assert isinstance(window, QQuickView)
        if window.engine().incubationController().incubatingObjectCount():
            return False
        if not all(map(_is_decoded, window.contentItem().findChildren(QQuickItem))):
            return False
        loaders = window.contentItem().findChildren(QQuickItem, QRegularExpression("^page_(one|two)$"))
        pages = [each for each in loaders if each.property("item") is not None]
        return len(pages) == 1 and pages[0].scale() == 1 and pages[0].opacity() == 1

    def _on_glass(self, item: QQuickItem) -> bool:
        centre = _centre(item)
        return 0 <= centre.x() < self.window.width() and 0 <= centre.y() < self.window.height()


def _is_decoded(item: QQuickItem) -> bool:
    """False for an Image whose picture is still on its way."""
    if not item.inherits("QQuickImage"):
        return True
    return bool(item.property("progress") == 1 or item.property("source").isEmpty())


def _visible_items(item: QQuickItem) -> Iterator[QQuickItem]:
    """Front to back, as a finger would meet them."""
    if not item.isVisible() or item.opacity() < 0.05:
        return
    for child in reversed(item.childItems()):
        yield from _visible_items(child)
    if item.objectName():
        yield item


def _centre(item: QQuickItem) -> QPoint:
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
