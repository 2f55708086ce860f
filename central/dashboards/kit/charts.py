"""Charts as SVG that the server draws: bars, an area, shares, a spark; behind each is a table.

Only geometry is here; colours are the stylesheet's. Numbers are zero or more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise

Label = str | Promise
WIDTH: Final = 320
HEIGHT: Final = 120
_GAP: Final = 0.25
_MOST_LABELS: Final = 8
_MOST_NUMBERS: Final = 12
"""That can be read side by side on a phone."""


@dataclass(frozen=True, slots=True)
class Point:
    """One number and what it is of."""

    label: Label
    number: int


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Where a bar is. `middle`: of its label, if there is room for one; `numbered`: for its number, too."""

    point: Point
    x: float
    y: float
    width: float
    height: float
    labelled: bool = True
    numbered: bool = True

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Chart:
    """What a template draws. `kind`: bars, area, share or spark; `line` and `area` are SVG's paths."""

    kind: str
    title: Label
    points: tuple[Point, ...]
    bars: tuple[Rectangle, ...] = ()
    line: str = ""
    area: str = ""
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def most(self) -> int:
        return max((each.number for each in self.points), default=0)

    @property
    def total(self) -> int:
        return sum(each.number for each in self.points)


def bars(title: Label, points: Sequence[Point]) -> Chart:
    """A bar each, such as of days."""
    step, most = WIDTH / max(1, len(points)), max((each.number for each in points), default=0)
    drawn, apart = [], -(-len(points) // _MOST_LABELS)
    for at, each in enumerate(points):
        height = _share(each.number, most) * HEIGHT
        drawn.append(Rectangle(each, *_rounded(at * step + step * _GAP / 2, HEIGHT - height), *_rounded(
            step * (1 - _GAP), height), at % apart == 0, len(points) <= _MOST_NUMBERS))  # fmt: skip
    return Chart("bars", title, tuple(points), tuple(drawn))


def area(title: Label, points: Sequence[Point]) -> Chart:
    """A line with what is under it, such as of hours."""
    line = _line(points, WIDTH, HEIGHT)
    return Chart("area", title, tuple(points), line=line, area=f"{line} L{WIDTH} {HEIGHT} L0 {HEIGHT} Z")


def share(title: Label, points: Sequence[Point]) -> Chart:
    """A row each, as long as its share of the largest one."""
    most = max((each.number for each in points), default=0)
    drawn = [
        Rectangle(each, 0, 0, round(100 * _share(each.number, most), 1), 0)
        for each in sorted(points, key=lambda each: -each.number)
    ]
    return Chart("share", title, tuple(points), tuple(drawn))


def spark(title: Label, numbers: Sequence[int]) -> Chart:
    """A line as small as a word."""
    points = tuple(Point(str(at + 1), number) for at, number in enumerate(numbers))
    return Chart("spark", title, points, line=_line(points, 96, 28), width=96, height=28)


def _line(points: Sequence[Point], width: int, height: int) -> str:
    most, step = max((each.number for each in points), default=0), width / max(1, len(points) - 1)
    places = (
        _rounded(at * step, height - _share(each.number, most) * (height - 4) - 2)
        for at, each in enumerate(points)
    )
    return " ".join(f"{'L' if at else 'M'}{x} {y}" for at, (x, y) in enumerate(places))


def _share(number: int, most: int) -> float:
    return number / most if most else 0.0


def _rounded(one: float, other: float) -> tuple[float, float]:
    return round(one, 1), round(other, 1)
