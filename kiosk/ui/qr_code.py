"""A QR code on screen: whole pixels per module and a quiet zone, so that any phone reads it at once."""

from PySide6.QtCore import Property, QRect, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from pictures.qr import encode

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class QrCode(QQuickPaintedItem):
    """Draws `text` dark on white, as large as whole pixels allow; white alone while there is no text."""

    textChanged = Signal()

    # PySide6 6.11 never lets go of an object of Python's that QML has made: pages are lent theirs (Lent.qml).
    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setFillColor(QColor("#ffffff"))

    def _get_text(self) -> str:
        return self._text

    def _set_text(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        self.textChanged.emit()
        self.update()

    text = Property(str, _get_text, _set_text, notify=textChanged)

    def paint(self, painter: QPainter) -> None:
        """Fill one rectangle for each run of dark modules."""
        if not self._text:
            return
        rows = encode(self._text)
        side = int(min(self.width(), self.height())) // len(rows)
        left = (int(self.width()) - side * len(rows)) // 2
        top = (int(self.height()) - side * len(rows)) // 2
        for place, row in enumerate(rows):
            for start, length in _dark_runs(row):
                painter.fillRect(
                    QRect(left + start * side, top + place * side, length * side, side), QColor("#000000")
                )


def _dark_runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Start and length of every run of dark modules in a row."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs
