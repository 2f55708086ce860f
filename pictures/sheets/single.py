"""One picture on the sheet, to three edges, and a white foot with the event and the QR code.

A wide picture is composed lying down; the sheet is handed over upright, as printers take it.
"""

from PIL import Image, ImageDraw

from pictures.lettering.text import Lettering, Room
from pictures.sheets.colours import INK, PAPER, QUIET_INK
from pictures.sheets.content import Content, Sheet
from pictures.sheets.framing import LANDSCAPE, PORTRAIT
from pictures.sheets.placing import Slot, draw_logo, place
from pictures.sheets.qr import draw_qr
from pictures.sheets.units import Ruler

_LEAST_FOOT, _LEAST_FOOT_LYING = 372, 336
_MARGIN = 72
_TITLE, _TITLE_LYING, _TITLE_UNDER_LOGO = (76, 3), (76, 2), (50, 2)
"""Largest size, and lines at most."""
_SMALLEST_TITLE = 38
_LOGO = 84
_GAP = 20
_QR_MM = 22.0


def draw_single(content: Content, sheet: Sheet, lettering: Lettering, *, lies: bool = False) -> Image.Image:
    """The sheet as pixels; the first picture is shown. Raises CannotBeShown."""
    ruler = Ruler(sheet)
    size = (sheet.height, sheet.width) if lies else (sheet.width, sheet.height)
    canvas = Image.new("RGB", size, PAPER)
    framing = LANDSCAPE if lies else PORTRAIT
    foot = ruler.px(_LEAST_FOOT_LYING if lies else _LEAST_FOOT)
    width, foot_top = framing.within(size[0], size[1] - foot)
    place(canvas, content.pictures[0], Slot((size[0] - width) // 2, 0, width, foot_top))
    line = ruler.px(10)
    ink = ImageDraw.Draw(canvas)
    ink.rectangle((0, foot_top, size[0], foot_top + line - 1), fill=content.accent)
    text_right = _draw_code(canvas, content, ruler, foot_top + line)
    title = _TITLE_UNDER_LOGO if content.logo else _TITLE_LYING if lies else _TITLE
    _draw_words(canvas, content, lettering, ruler, (foot_top + line, text_right, *title))
    return canvas.transpose(Image.Transpose.ROTATE_90) if lies else canvas


def _draw_code(canvas: Image.Image, content: Content, ruler: Ruler, top: int) -> int:
    """Put the QR code at the right of the foot; returns where it begins."""
    code, quiet = draw_qr(content.claim_url, ruler, _QR_MM)
    left = canvas.width - ruler.px(_MARGIN) + quiet - code.width
    spare = canvas.height - ruler.px(14) - top - code.height
    canvas.paste(code, (left, top + max(0, spare // 2)))
    return left


def _draw_words(
    canvas: Image.Image,
    content: Content,
    lettering: Lettering,
    ruler: Ruler,
    room: tuple[int, int, int, int],
) -> None:
    """`room`: its top and right, and of the title the largest size and lines at most."""
    top, right, largest, lines = room
    left = ruler.px(_MARGIN)
    width = right - left - ruler.px(8)
    title_room = Room(width, ruler.px(largest), ruler.px(_SMALLEST_TITLE), lines)
    title = lettering.fit(content.title, Lettering.DISPLAY, title_room)
    caption_room = Room(width, ruler.px(34), ruler.px(26))
    caption = lettering.fit(content.caption, Lettering.TEXT, caption_room, content.details)
    logo = ruler.px(_LOGO) if content.logo else 0
    gaps = ruler.px(_GAP) * (bool(logo) + bool(caption.lines))
    height = title.height + caption.height + logo + gaps
    y = top + (canvas.height - ruler.px(14) - top - height) // 2
    if content.logo:
        y += draw_logo(canvas, content.logo, (left, y), (width, logo)) + ruler.px(_GAP)
    title.draw(canvas, left, y, INK)
    caption.draw(canvas, left, y + title.height + ruler.px(_GAP), QUIET_INK)
