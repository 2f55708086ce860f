"""The icons of the installed pages, drawn from `kit/icon.svg`: browsers want them as PNG, too.

python script/app_icons.py
"""

import re
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER: Final = Path(__file__).resolve().parent.parent / "central" / "dashboards" / "kit" / "static" / "kit"
ICONS: Final = {
    "icon-192.png": (192, False),
    "icon-512.png": (512, False),
    "icon-maskable-512.png": (512, True),
}
_ROUND: Final = re.compile(r' rx="\d+"')
_SAFE: Final = 0.8
"""Of a maskable icon, what any shape leaves: its ground goes to the edges, and the drawing is smaller."""


def drawn(size: int, maskable: bool) -> QImage:
    """The icon, so many pixels wide."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    source = (FOLDER / "icon.svg").read_text()
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if maskable:
        image.fill(0xFF0A0A10)
        source = _ROUND.sub("", source)
    margin = size * (1 - _SAFE) / 2 if maskable else 0
    area = QRectF(margin, margin, size - 2 * margin, size - 2 * margin)
    QSvgRenderer(source.encode()).render(painter, area)
    painter.end()
    return image


def main() -> None:
    """Write them all."""
    for name, (size, maskable) in ICONS.items():
        drawn(size, maskable).save(str(FOLDER / name))


if __name__ == "__main__":
    main()
