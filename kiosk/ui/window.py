"""The booth's window, with a start screen in it that needs nothing which takes time to load."""

import os
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtQuick import QQuickView

FRAME_MS = 2000
"""A screen that is switched off shows no frame; what waits for one begins all the same."""
QML = Path(str(files("kiosk.ui"))) / "qml"


def open_window(size: QSize | None = None) -> QQuickView:
    """Show the window: full screen, or of a size. Needs a QGuiApplication; main thread only."""
    # Items painted in Python need the GIL: with a render thread, any Qt call that waits for that thread
    # while it holds the GIL would hang. Rendering on the main thread is as fast here and cannot.
    os.environ.setdefault("QSG_RENDER_LOOP", "basic")
    # A QImage made before any page loads keeps two threads from initialising Qt's image code at once.
    QImage(QSize(1, 1), QImage.Format.Format_ARGB32_Premultiplied)
    window = QQuickView()
    window.setTitle("Cabina")
    window.setColor(QColor("#0a0a10"))
    window.engine().setOutputWarningsToStandardError(False)
    window.engine().addImportPath(str(QML))
    window.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
    window.resize(size or QSize(1080, 1920))
    window.setSource(QUrl.fromLocalFile(str(QML / "Starting.qml")))
    if size:
        window.show()
    else:
        window.setCursor(Qt.CursorShape.BlankCursor)
        window.showFullScreen()
    return window


def after_next_frame(window: QQuickView, work: Callable[[], None]) -> None:
    """Call `work` when the window has been drawn, or soon if it is not; it may be called twice."""
    window.frameSwapped.connect(work, Qt.ConnectionType.SingleShotConnection)
    QTimer.singleShot(FRAME_MS, window, work)


def close_window(window: QQuickView) -> None:
    """The window first, then what it shows."""
    window.close()
    window.setSource(QUrl())
    window.deleteLater()
