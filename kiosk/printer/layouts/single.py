"""One portrait on the sheet: the picture to three edges, and a white foot with the event and the QR code."""

from PIL import Image, ImageDraw

from kiosk.domain.model import PrintOrder, Sheet
from kiosk.printer.layouts.colours import INK, PAPER, QUIET_INK
from kiosk.printer.layouts.pictures import Slot, draw_logo, place
from kiosk.printer.layouts.qr import draw_qr
from kiosk.printer.layouts.text import Lettering, Room
from kiosk.printer.layouts.units import Ruler

_FOOT = 384
_MARGIN = 72
_TITLE = 76, 3
_TITLE_UNDER_LOGO = 50, 2
"""Largest size, and lines at most."""
_SMALLEST_TITLE = 38
_LOGO = 84
_GAP = 20
_QR_MM = 22.0


def draw_single(order: PrintOrder, sheet: Sheet, lettering: Lettering) -> Image.Image:
    """The sheet as pixels; the first picture of the order is shown."""
    ruler = Ruler(sheet)
    canvas = Image.new("RGB", (sheet.width, sheet.height), PAPER)
    foot_top = sheet.height - ruler.px(_FOOT)
    place(canvas, order.pictures[0], Slot(0, 0, sheet.width, foot_top))
    line = ruler.px(10)
    ink = ImageDraw.Draw(canvas)
    ink.rectangle((0, foot_top, sheet.width, foot_top + line - 1), fill=order.accent)
    text_right = _draw_code(canvas, order, ruler, foot_top + line)
    _draw_words(canvas, order, lettering, ruler, (foot_top + line, text_right))
    return canvas


def _draw_code(canvas: Image.Image, order: PrintOrder, ruler: Ruler, top: int) -> int:
    """Put the QR code at the right of the foot; returns where it begins."""
    code, quiet = draw_qr(order.claim_url, ruler, _QR_MM)
    left = canvas.width - ruler.px(_MARGIN) + quiet - code.width
    bottom_margin = ruler.px(14)
    canvas.paste(code, (left, top + (canvas.height - bottom_margin - top - code.height) // 2))
    return left


def _draw_words(
    canvas: Image.Image, order: PrintOrder, lettering: Lettering, ruler: Ruler, room: tuple[int, int]
) -> None:
    top, right = room
    left = ruler.px(_MARGIN)
    width = right - left - ruler.px(8)
    largest, lines = _TITLE_UNDER_LOGO if order.logo else _TITLE
    title_room = Room(width, ruler.px(largest), ruler.px(_SMALLEST_TITLE), lines)
    title = lettering.fit(order.title, Lettering.DISPLAY, title_room)
    caption = lettering.fit(order.caption, Lettering.TEXT, Room(width, ruler.px(34), ruler.px(26)))
    logo = ruler.px(_LOGO) if order.logo else 0
    gaps = ruler.px(_GAP) * (bool(logo) + bool(caption.lines))
    height = title.height + caption.height + logo + gaps
    y = top + (canvas.height - ruler.px(14) - top - height) // 2
    if order.logo:
        y += draw_logo(canvas, order.logo, (left, y), (width, logo)) + ruler.px(_GAP)
    ink = ImageDraw.Draw(canvas)
    title.draw(ink, left, y, INK)
    caption.draw(ink, left, y + title.height + ruler.px(_GAP), QUIET_INK)
