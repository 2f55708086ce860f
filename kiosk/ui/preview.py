"""The live preview: frames from the camera thread, drawn mirrored; stale ones are dropped."""

import threading

from PySide6.QtCore import Property, QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPainterPath
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.domain.ports import Frame

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


class FrameSource(QObject):
    """Takes frames on any thread and signals the main thread about the newest one only."""

    arrived = Signal()
    _offered = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._newest: Frame | None = None
        self._announced = False
        self._wanted = False
        self._offered.connect(self._publish, Qt.ConnectionType.QueuedConnection)

    def want(self, wanted: bool) -> None:
        """Whether a screen shows frames now. The last one is forgotten: the next guest must not see it."""
        with self._lock:
            self._wanted = wanted
            if not wanted:
                self._newest = None

    def offer(self, frame: Frame) -> None:
        """A new frame; one that the main thread has not shown yet is dropped. Returns at once."""
        with self._lock:
            if not self._wanted:
                return
            self._newest = frame
            announced, self._announced = self._announced, True
        if not announced:
            self._offered.emit()

    def newest(self) -> Frame | None:
        """The frame to draw now. It is never written to again."""
        with self._lock:
            return self._newest

    @Slot()
    def _publish(self) -> None:
        with self._lock:
            self._announced = False
        self.arrived.emit()


@QmlElement
class Preview(QQuickPaintedItem):
    """Fills itself with the middle of the newest frame, as a mirror shows it, with round corners."""

    framesChanged = Signal()
    radiusChanged = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._frames: FrameSource | None = None
        self._radius = 0.0
        self.setOpaquePainting(False)

    def _get_frames(self) -> QObject | None:
        return self._frames

    def _set_frames(self, frames: QObject | None) -> None:
        if self._frames is not None:
            self._frames.arrived.disconnect(self._redraw)
        self._frames = frames if isinstance(frames, FrameSource) else None
        if self._frames is not None:
            self._frames.arrived.connect(self._redraw)
        self.framesChanged.emit()

    frames = Property(QObject, _get_frames, _set_frames, notify=framesChanged)

    def _get_radius(self) -> float:
        return self._radius

    def _set_radius(self, radius: float) -> None:
        if radius != self._radius:
            self._radius = radius
            self.radiusChanged.emit()

    radius = Property("double", _get_radius, _set_radius, notify=radiusChanged)  # type: ignore[arg-type]

    @Slot()
    def _redraw(self) -> None:
        if self.isVisible():
            self.update()

    def paint(self, painter: QPainter) -> None:
        """Draw the newest frame; nothing while there is none."""
        frame = self._frames.newest() if self._frames else None
        if frame is None:
            return
        height, width = frame.shape[:2]
        image = QImage(frame.data, width, height, frame.strides[0], QImage.Format.Format_BGR888)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        corners = QPainterPath()
        corners.addRoundedRect(self.boundingRect(), self._radius, self._radius)
        painter.setClipPath(corners)
        painter.translate(self.width(), 0)
        painter.scale(-1, 1)
        painter.drawImage(self.boundingRect(), image, _middle(width, height, self.width() / self.height()))


def _middle(width: int, height: int, aspect: float) -> QRectF:
    """The largest part of the frame with this aspect (width by height), from its middle."""
    wide, tall = min(width, height * aspect), min(height, width / aspect)
    return QRectF((width - wide) / 2, (height - tall) / 2, wide, tall)
