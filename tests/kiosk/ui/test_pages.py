"""Every state of every screen, three languages, both orientations: loads cleanly, nothing cut or small."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtQml import QQmlEngine, QQmlExpression
from PySide6.QtQuick import QQuickItem

from demo.examples import Pictures, example_scenes
from kiosk.domain.model import Language
from tests.kiosk.ui.conftest import Glass

TARGET_PX = 72
"""20 mm on a 24 inch 1080p screen (0.277 mm a pixel)."""


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
@pytest.mark.parametrize("language", list(Language))
def test_no_text_is_cut_and_every_target_is_large(
    glass: Glass, pictures: Pictures, language: Language, large: bool
) -> None:
    faults, texts = [], 0
    for name, scene in example_scenes(pictures, language, large):
        glass.show(scene)
        texts += sum(_is_text(item) for item in glass.items())
        faults += [f"{name}: {fault}" for item in glass.items() for fault in _faults(item, glass.root)]
    assert not faults, "\n".join(faults)
    assert texts > 200


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


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
def test_nothing_lies_on_anything_else(glass: Glass, pictures: Pictures, large: bool) -> None:
    faults = []
    for name, scene in example_scenes(pictures, Language.PT, large):
        if name != "still-there":
            glass.show(scene)
            faults += [f"{name}: {fault}" for fault in _overlaps(glass)]
    assert not faults, "\n".join(faults)


def _overlaps(glass: Glass) -> list[str]:
    """Controls on controls, texts on texts, texts on controls that they are not part of."""
    solid = [item for item in glass.items() if (_is_control(item) or _is_text(item)) and not _scrolls(item)]
    return [
        f"{_name(one)} and {_name(other)}"
        for number, one in enumerate(solid)
        for other in solid[number + 1 :]
        if _place(one, glass).intersects(_place(other, glass)) and not _is_within(other, one)
    ]


def _name(item: QQuickItem) -> str:
    return item.objectName() or str(item.property("text") or item)


def _place(item: QQuickItem, glass: Glass) -> QRectF:
    """Where it is, less a hair's breadth; of a text, where its letters are."""
    width = float(item.property("paintedWidth") or item.width())
    left = (item.width() - width) / 2 if _is_centred(item) else 0
    return item.mapRectToItem(glass.root, QRectF(left, 0, width, item.height())).adjusted(2, 2, -2, -2)


def _is_centred(text: QQuickItem) -> bool:
    """PySide cannot read the property itself: its type is private to Qt."""
    context = QQmlEngine.contextForObject(text)
    return bool(QQmlExpression(context, text, "horizontalAlignment === Text.AlignHCenter").evaluate()[0])


def _is_within(item: QQuickItem | None, other: QQuickItem) -> bool:
    while item is not None:
        if item == other:
            return True
        item = item.parentItem()
    return False


def _is_text(item: QQuickItem) -> bool:
    return item.property("truncated") is not None and bool(str(item.property("text")).strip())


def _is_control(item: QQuickItem) -> bool:
    return item.property("ready") is not None or item.objectName() == "qrCode"
