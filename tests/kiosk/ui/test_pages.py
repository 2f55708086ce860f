"""Every state of every screen, in three languages, both orientations: loads cleanly, nothing cut or too small."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtQuick import QQuickItem

from kiosk.domain.model import Language
from tests.kiosk.ui.conftest import Glass
from tests.kiosk.ui.examples import Pictures, example_scenes

TARGET_PX = 72
"""20 mm on a 24 inch 1080p screen (0.277 mm a pixel)."""


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
@pytest.mark.parametrize("language", list(Language))
def test_no_text_is_cut_and_every_target_is_large(
    glass: Glass, pictures: Pictures, language: Language, large: bool
) -> None:
    faults = []
    for name, scene in example_scenes(pictures, language, large):
        glass.show(scene)
        faults += [f"{name}: {fault}" for item in glass.items() for fault in _faults(item, glass.root)]
    assert faults == []


def _faults(item: QQuickItem, root: QQuickItem) -> list[str]:
    found = []
    if item.property("truncated") is not None and item.property("text"):
        found += _text_faults(item, root)
    if item.property("pressed") is not None and item.property("ready") is not None and item.width() > 0:
        found += _target_faults(item, root)
    return found


def _text_faults(item: QQuickItem, root: QQuickItem) -> list[str]:
    text = str(item.property("text"))
    faults = []
    if item.property("truncated"):
        faults.append(f"{text!r} is cut")
    if float(item.property("paintedWidth")) > item.width() + 1:
        faults.append(f"{text!r} is {item.property('paintedWidth'):.0f} wide in {item.width():.0f}")
    return faults + ([f"{text!r} is outside the screen"] if _is_outside(item, root) else [])


def _target_faults(item: QQuickItem, root: QQuickItem) -> list[str]:
    name = item.objectName()
    small = min(item.width(), item.height()) < TARGET_PX
    outside = not _scrolls(item) and _is_outside(item, root)
    return [f"{name} is too small"] * small + [f"{name} is outside the screen"] * outside


def _is_outside(item: QQuickItem, root: QQuickItem) -> bool:
    if _scrolls(item):
        return False
    place = item.mapRectToItem(root, QRectF(0, 0, item.width(), item.height()))
    glass = QRectF(0, 0, root.width(), root.height()).adjusted(-1, -1, 1, 1)
    return not glass.contains(place)


def _scrolls(item: QQuickItem | None) -> bool:
    while item is not None:
        if item.property("contentY") is not None and item.property("flicking") is not None:
            return True
        item = item.parentItem()
    return False


def test_no_two_controls_lie_on_each_other(glass: Glass, pictures: Pictures) -> None:
    faults = []
    for name, scene in example_scenes(pictures, Language.PT):
        if name == "still-there":
            continue
        glass.show(scene)
        faults += [f"{name}: {fault}" for fault in _overlaps(glass)]
    assert faults == []


def _overlaps(glass: Glass) -> list[str]:
    places = [
        (item.objectName() or str(item.property("text")), item.mapRectToItem(glass.root, item.boundingRect()))
        for item in glass.items()
        if _is_control(item) and not _scrolls(item)
    ]
    return [
        f"{one} and {other}"
        for number, (one, here) in enumerate(places)
        for other, there in places[number + 1 :]
        if here.intersects(there) and one not in other and other not in one
    ]


def _is_control(item: QQuickItem) -> bool:
    return item.property("ready") is not None or item.objectName() in ("preview", "beforeAfter", "qrCode")
