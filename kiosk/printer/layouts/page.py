"""A page that is no 4x6 inch sheet: the sheet goes into its middle, larger, with marks to cut it out by."""

from PIL import Image, ImageDraw

from pictures.sheets.colours import PAPER, QUIET_INK
from pictures.sheets.content import Sheet

_USED = 0.94
"""Of the page's width or height, whichever is shorter for the sheet."""
_WIDEST_INCHES = 4.7
_SHAPES = (1.38, 1.62)
"""Height to width of what is still a sheet: printers print some way beyond 4x6 inches."""
_MARK = 0.02
"""Of the page's width."""


def sheet_on(page: Sheet) -> Sheet:
    """What of the page is composed: all of a 4x6 inch sheet, of anything else a larger sheet in the middle.

    The larger one has more dots to its inch, so that codes and letters grow with it.
    """
    is_sheet = (
        page.width / page.dpi <= _WIDEST_INCHES and _SHAPES[0] <= page.height / page.width <= _SHAPES[1]
    )
    if is_sheet:
        return page
    unit = min(page.width * _USED / 4, page.height * _USED / 6)
    return Sheet(round(4 * unit), round(6 * unit), round(unit))


def centred(image: Image.Image, page: Sheet, strips: bool) -> Image.Image:
    """The page with `image` in its middle; marks show where to cut, of two `strips` between them as well."""
    canvas = Image.new("RGB", (page.width, page.height), PAPER)
    left, top = (page.width - image.width) // 2, (page.height - image.height) // 2
    canvas.paste(image, (left, top))
    right, bottom = left + image.width, top + image.height
    length, ink = round(page.width * _MARK), ImageDraw.Draw(canvas)
    for x in (left, (left + right) // 2, right) if strips else (left, right):
        ink.line((x, top - length, x, top - length // 3), QUIET_INK, 2)
        ink.line((x, bottom + length // 3, x, bottom + length), QUIET_INK, 2)
    for y in (top, bottom):
        ink.line((left - length, y, left - length // 3, y), QUIET_INK, 2)
        ink.line((right + length // 3, y, right + length, y), QUIET_INK, 2)
    return canvas
