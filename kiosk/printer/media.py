"""Which of a queue's page sizes is the 4x6 inch sheet, and how much of it can be printed."""

import re
from dataclasses import dataclass

from kiosk.domain.model import Sheet

_DPI = 300
_POINTS_PER_INCH = 72
_WIDTH, _HEIGHT = 288, 432
"""4x6 inches in points."""
_BEYOND = 16
"""Points that a dye-sublimation printer's page may be larger, as it prints a little beyond the sheet."""
_SLIMMEST = 1.45
"""Height to width: A6, which is nearly as large, is not as slim."""

_ENTRY = r'^\*{keyword}\s+([^\s/:]+)(?:/[^:]*)?:\s*"([^"]*)"'
_AREA = re.compile(_ENTRY.format(keyword="ImageableArea"), re.MULTILINE)
_DIMENSION = re.compile(_ENTRY.format(keyword="PaperDimension"), re.MULTILINE)
_DIVIDED = re.compile(r"-div\d+$")


@dataclass(frozen=True, slots=True)
class Medium:
    """The choice of PageSize for a whole sheet, the one that cuts it into two strips, and its pixels."""

    page_size: str
    cut_page_size: str | None
    sheet: Sheet


def choose_medium(ppd: str) -> Medium | None:
    """The 4x6 inch page size with the largest printable area; None when the queue offers none."""
    areas = {name: _numbers(area) for name, area in _AREA.findall(ppd)}
    offered = [
        (-_oversize(_numbers(dimension)), _width(areas[name]) * _height(areas[name]), name)
        for name, dimension in _DIMENSION.findall(ppd)
        if name in areas and _is_four_by_six(_numbers(dimension)) and not _DIVIDED.search(name)
    ]
    if not offered:
        return None
    page_size = max(offered)[-1]
    cut = f"{page_size}-div2"
    return Medium(page_size, cut if cut in areas else None, _sheet(areas[page_size]))


def _is_four_by_six(dimension: list[float]) -> bool:
    width, height = dimension
    right_size = abs(width - _WIDTH) <= _BEYOND and abs(height - _HEIGHT) <= _BEYOND
    return right_size and height / width >= _SLIMMEST


def _oversize(dimension: list[float]) -> float:
    return abs(dimension[0] - _WIDTH) + abs(dimension[1] - _HEIGHT)


def _sheet(area: list[float]) -> Sheet:
    return Sheet(_pixels(_width(area)), _pixels(_height(area)), _DPI)


def _width(area: list[float]) -> float:
    return area[2] - area[0]


def _height(area: list[float]) -> float:
    return area[3] - area[1]


def _pixels(points: float) -> int:
    return round(points * _DPI / _POINTS_PER_INCH)


def _numbers(text: str) -> list[float]:
    return [float(word) for word in text.split()]
