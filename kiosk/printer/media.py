"""Which of a queue's page sizes is the 4x6 inch sheet, and how much of it can be printed."""

import re
from dataclasses import dataclass

from pictures.sheets.content import Sheet

_DPI = 300
_POINTS_PER_INCH = 72
_WIDTH, _HEIGHT = 288, 432
"""4x6 inches in points."""
_BEYOND = 16
"""Points that a page may be larger than the sheet: dye-sublimation printers print a little beyond it."""
_SLIMMEST = 1.45
"""Height to width: A6, which is nearly as large, is not as slim."""
_SMALLEST = (240, 340)
"""Points, 3.3x4.7 inches: on less a code of 20 mm leaves no room for a picture."""

_NAMED = re.compile(r"^(?:4x6|w288h432|Postcard)(?:\.(?:Borderless|FullBleed|Fullbleed))?$")
"""What drivers call the sheet. Their paper may be larger by what the printer feeds or trims."""
_WIDTHS, _HEIGHTS = (250, 320), (395, 465)
"""Points of printable area that a page of such a name can have."""

_ENTRY = r'^\*{keyword}\s+([^\s/:]+)(?:/[^:]*)?:\s*"([^"]*)"'
_AREA = re.compile(_ENTRY.format(keyword="ImageableArea"), re.MULTILINE)
_DIMENSION = re.compile(_ENTRY.format(keyword="PaperDimension"), re.MULTILINE)
_LABEL = re.compile(r"^\*PageSize\s+([^\s/:]+)/([^:]*):", re.MULTILINE)
_DEFAULT = re.compile(r"^\*DefaultPageSize:\s*(\S+)", re.MULTILINE)
_DIVIDED = re.compile(r"-div\d+")
_TWO_STRIPS = re.compile(r"2x6\s*\*\s*2")

Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Medium:
    """The choice of PageSize for a whole sheet, the one that cuts it into two strips, and its pixels.

    Not `four_by_six`: the queue offers none, and the sheet is fitted onto another page.
    """

    page_size: str
    cut_page_size: str | None
    sheet: Sheet
    four_by_six: bool = True


@dataclass(frozen=True, slots=True)
class _Page:
    """A page size of the PPD, in points."""

    name: str
    paper: Numbers
    area: Numbers

    @property
    def width(self) -> float:
        return self.area[2] - self.area[0]

    @property
    def height(self) -> float:
        return self.area[3] - self.area[1]

    @property
    def is_named_so(self) -> bool:
        """Called 4x6, and as large as a page of that name can be: one driver has two names mixed up."""
        return (
            _NAMED.match(self.name) is not None
            and _WIDTHS[0] <= self.width <= _WIDTHS[1]
            and _HEIGHTS[0] <= self.height <= _HEIGHTS[1]
        )

    @property
    def is_four_by_six(self) -> bool:
        width, height = self.paper
        right_size = abs(width - _WIDTH) <= _BEYOND and abs(height - _HEIGHT) <= _BEYOND
        return self.is_named_so or (right_size and height / width >= _SLIMMEST)

    @property
    def fitness(self) -> tuple[bool, float, float]:
        """The name counts first, then the paper's size, then how much of it is printed."""
        off = abs(self.paper[0] - _WIDTH) + abs(self.paper[1] - _HEIGHT)
        return self.is_named_so, -off, self.width * self.height

    @property
    def sheet(self) -> Sheet:
        return Sheet(_pixels(self.width), _pixels(self.height), _DPI)


def choose_medium(ppd: str) -> Medium | None:
    """The 4x6 inch page size with the largest printable area, else the page to fit a sheet onto.

    None when the PPD has no page that a sheet could go onto.
    """
    pages = {page.name: page for page in _pages(ppd)}
    offered = [page for page in pages.values() if page.is_four_by_six and not _DIVIDED.search(page.name)]
    if not offered:
        return _another(ppd, pages)
    best = max(offered, key=lambda page: page.fitness)
    return Medium(best.name, _cut(ppd, pages, best.name), best.sheet)


def _cut(ppd: str, pages: dict[str, _Page], whole: str) -> str | None:
    """The size that cuts into two strips: `-div2` alone may also be two halves, one above the other."""
    name = f"{whole}-div2"
    label = dict(_LABEL.findall(ppd)).get(name, "")
    return name if name in pages and _TWO_STRIPS.search(label) else None


def _another(ppd: str, pages: dict[str, _Page]) -> Medium | None:
    """The queue's own default if a sheet goes onto it, else its largest upright page."""
    fit = [page for page in pages.values() if _can_take_a_sheet(page)]
    if not fit:
        return None
    default = _DEFAULT.search(ppd)
    usual = [page for page in fit if default and page.name == default[1]]
    page = usual[0] if usual else max(fit, key=lambda page: page.width * page.height)
    return Medium(page.name, None, page.sheet, four_by_six=False)


def _can_take_a_sheet(page: _Page) -> bool:
    upright = page.height >= page.width
    large = page.width >= _SMALLEST[0] and page.height >= _SMALLEST[1]
    return upright and large and not _DIVIDED.search(page.name)


def _pages(ppd: str) -> list[_Page]:
    areas = {name: _numbers(area) for name, area in _AREA.findall(ppd)}
    papers = {name: _numbers(paper) for name, paper in _DIMENSION.findall(ppd)}
    return [
        _Page(name, paper, areas[name])
        for name, paper in papers.items()
        if len(paper) == 2 and len(areas.get(name, ())) == 4
    ]


def _pixels(points: float) -> int:
    return round(points * _DPI / _POINTS_PER_INCH)


def _numbers(text: str) -> Numbers:
    try:
        return tuple(float(word) for word in text.split())
    except ValueError:
        return ()
