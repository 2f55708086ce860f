"""What is wrong with how a page lies on the glass, in words; nothing for a page that is well laid out."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtQml import QQmlEngine, QQmlExpression
from PySide6.QtQuick import QQuickItem

from tests.kiosk.ui.conftest import Glass, visible_items

TARGET_UNITS = 72
"""20 mm on a 24 inch screen of 1080 by 1920 (0.277 mm a pixel)."""
REACH = 0.4
"""In large text, what is above this part of an upright screen is too high for somebody who sits."""
READABLE_UNITS = 24
"""6.6 mm there: no letters are smaller, and in large text none are smaller than 1.4 times that."""
LARGE = 1.4
PICTURE_SHARE = 0.2
"""A picture that is less of the screen than this is no picture."""


def faults(glass: Glass, foreign: frozenset[str] = frozenset(), in_reach: bool = False) -> list[str]:
    """Everything wrong; `foreign` are texts of the event, which may give way at their ends."""
    found = [fault for item in glass.items() for fault in _faults(item, glass.root, foreign)]
    least = READABLE_UNITS * unit(glass.root) * (LARGE if in_reach else 1)
    found += [
        f"{_name(item)!r} is too small to read: {letters(item)}"
        for item in glass.items()
        if is_text(item) and letters(item) < round(least) - 1
    ]
    found += [*uneven(glass), *broken_words(glass)]
    if in_reach and glass.root.height() > glass.root.width():
        found += _out_of_reach(glass)
    return found + overlaps(glass)


def _faults(item: QQuickItem, root: QQuickItem, foreign: frozenset[str]) -> Iterator[str]:
    if is_text(item):
        yield from _text_faults(item, root, foreign)
    if item.property("pressed") is not None and is_control(item) and item.width() > 0:
        yield from _target_faults(item, root)
    if item.objectName() == "stagePicture" and item.height() < PICTURE_SHARE * root.height():
        yield f"the picture has only {item.height():.0f} pixels"


def _text_faults(item: QQuickItem, root: QQuickItem, foreign: frozenset[str]) -> Iterator[str]:
    text = str(item.property("text"))
    shown = text if len(text) < 60 else f"{text[:57]}..."
    if item.property("truncated") and not any(each in text for each in foreign):
        yield f"{shown!r} is cut"
    if float(item.property("paintedWidth")) > item.width() + 1:
        yield f"{shown!r} is {item.property('paintedWidth'):.0f} wide in {item.width():.0f}"
    if float(item.property("paintedHeight")) > item.height() + 1:
        yield f"{shown!r} is {item.property('paintedHeight'):.0f} high in {item.height():.0f}"
    if _is_outside(item, root):
        yield f"{shown!r} is outside the screen"


def unit(root: QQuickItem) -> float:
    """What all sizes of the screens are multiples of."""
    return min(root.width(), root.height(), max(root.width(), root.height()) * 0.675) / 1080


def letters(text: QQuickItem) -> int:
    """The size of its letters in pixels, after any shrinking."""
    return int(_evaluated(text, "fontInfo.pixelSize"))


def uneven(glass: Glass) -> Iterator[str]:
    """Labels of a group, which is controls of one kind that lie in one place, are of one size."""
    groups: dict[tuple[object, ...], dict[int, str]] = {}
    for control in glass.items():
        if control.property("ready") is None:
            continue
        if control.objectName().startswith("styleCard_"):
            continue  # A name and a badge.
        kind = control.metaObject().className(), control.property("quiet"), control.parentItem()
        for text in filter(is_text, visible_items(control)):
            groups.setdefault(kind, {})[letters(text)] = str(text.property("text"))
    for sizes in groups.values():
        if len(sizes) > 1:
            yield f"labels of one group are of several sizes: {sizes}"


def broken_words(glass: Glass) -> Iterator[str]:
    """A label breaks between words only."""
    for control in glass.items():
        if control.property("ready") is None:
            continue
        for text in filter(is_text, visible_items(control)):
            metrics = QFontMetricsF(text.property("font"))
            for word in str(text.property("text")).split():
                if metrics.horizontalAdvance(word) > text.width() + 1:
                    yield f"{word!r} is broken"


def _target_faults(item: QQuickItem, root: QQuickItem) -> Iterator[str]:
    least = TARGET_UNITS * unit(root)
    seen = item.mapRectToItem(root, QRectF(0, 0, item.width(), item.height()))
    if min(seen.width(), seen.height()) < least - 0.5:
        yield f"{item.objectName()} is too small"
    if _is_outside(item, root):
        yield f"{item.objectName()} is outside the screen"


def _out_of_reach(glass: Glass) -> Iterator[str]:
    for name in ("backButton", "leaveButton", "packTabs"):
        item = glass.find(name)
        if item is not None and _place(item, glass).top() < REACH * glass.root.height():
            yield f"{name} is out of reach"


def _is_outside(item: QQuickItem, root: QQuickItem) -> bool:
    if scrolls(item):
        return False
    place = item.mapRectToItem(root, QRectF(0, 0, item.width(), item.height()))
    glass = QRectF(0, 0, root.width(), root.height()).adjusted(-1, -1, 1, 1)
    return not glass.contains(place)


def scrolls(item: QQuickItem | None) -> bool:
    """It lies in a list, which may be moved."""
    while item is not None:
        if item.property("contentY") is not None and item.property("flicking") is not None:
            return True
        item = item.parentItem()
    return False


def overlaps(glass: Glass) -> list[str]:
    """Controls on controls, texts on texts, texts on controls that they are not part of."""
    if glass.find("stillThereSeconds"):
        return []  # The question lies on the page, which is meant.
    solid = [item for item in glass.items() if (is_control(item) or is_text(item)) and not scrolls(item)]
    places = [_place(item, glass) for item in solid]
    return [
        f"{_name(one)} and {_name(other)}"
        for number, one in enumerate(solid)
        for offset, other in enumerate(solid[number + 1 :], number + 1)
        if places[number].intersects(places[offset]) and not _is_within(other, one)
    ]


def _name(item: QQuickItem) -> str:
    return item.objectName() or str(item.property("text") or item)[:60]


def _place(item: QQuickItem, glass: Glass) -> QRectF:
    """Where it is, less a hair's breadth; of a text, where its letters are."""
    width = float(item.property("paintedWidth") or item.width())
    left = (item.width() - width) / 2 if is_text(item) and _is_centred(item) else 0
    return item.mapRectToItem(glass.root, QRectF(left, 0, width, item.height())).adjusted(2, 2, -2, -2)


def _is_centred(text: QQuickItem) -> bool:
    return bool(_evaluated(text, "horizontalAlignment === Text.AlignHCenter"))


def _evaluated(item: QQuickItem, expression: str) -> Any:
    """For properties that PySide cannot read: their type is private to Qt."""
    return QQmlExpression(QQmlEngine.contextForObject(item), item, expression).evaluate()[0]


def _is_within(item: QQuickItem | None, other: QQuickItem) -> bool:
    while item is not None:
        if item == other:
            return True
        item = item.parentItem()
    return False


def is_text(item: QQuickItem) -> bool:
    """It shows words."""
    return item.property("truncated") is not None and bool(str(item.property("text")).strip())


def is_control(item: QQuickItem) -> bool:
    """It can be touched, or scanned."""
    return item.property("ready") is not None or item.objectName() == "qrCode"
