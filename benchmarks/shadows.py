"""What a shadow keeps of memory once it is destroyed: the booth's own, beside Qt's, in one window.

`python -m benchmarks.shadows` prints a Markdown table. Run it under `xvfb-run` for a real OpenGL window.
"""

import gc
import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlComponent
from PySide6.QtQuick import QQuickItem, QQuickView

from kiosk.ui.window import QML

ROUNDS, AT_ONCE = 60, 24
"""As many pages with a gallery's shadows."""
_OURS = 'import QtQuick\nimport "%s"\nShadow { width: 300; height: 400; blur: 50; color: "black" }'
_QTS = "import QtQuick\nimport QtQuick.Effects\nRectangularShadow { width: 300; height: 400; blur: 50 }"
_ITEM = "import QtQuick\nItem { width: 300; height: 400 }"


def resident() -> int:
    """Bytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def page(window: QQuickView, component: QQmlComponent) -> None:
    """One page of shadows: shown, and gone."""
    made: list[QObject] = []
    for _ in range(AT_ONCE):
        item = component.create()
        assert isinstance(item, QQuickItem), component.errorString()
        item.setParentItem(window.contentItem())
        made.append(item)
    window.update()
    window.grabWindow()
    for item in made:
        item.deleteLater()
    made.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()


def growth(window: QQuickView, source: str) -> float:
    """Kilobytes that each instance leaves behind."""
    component = QQmlComponent(window.engine())
    component.setData(source.encode(), QUrl())
    for _ in range(ROUNDS // 3):
        page(window, component)
    gc.collect()
    before = resident()
    for _ in range(ROUNDS):
        page(window, component)
    gc.collect()
    return (resident() - before) / 1024 / (ROUNDS * AT_ONCE)


def main() -> None:
    """Print the table."""
    application, window = QGuiApplication([]), QQuickView()
    window.engine().addImportPath(str(QML))
    window.resize(540, 960)
    window.show()
    application.processEvents()
    folder = QUrl.fromLocalFile(str(QML / "Cabina")).toString()
    print("| what is destroyed | KB left of each |")
    print("|---|---:|")
    for name, source in (("an Item", _ITEM), ("Shadow", _OURS % folder), ("RectangularShadow", _QTS)):
        print(f"| {name} | {growth(window, source):.2f} |", flush=True)


if __name__ == "__main__":
    main()
