"""One picture on the sheet, to three edges, and a white foot with the event and the QR code.

A wide picture is composed lying down; the sheet is handed over upright, as printers take it.
"""

from PIL import Image, ImageDraw

from contract.config import Orientation, PrintLayout
from kiosk.domain.framing import framing_of
from kiosk.domain.model import PrintOrder, Sheet
from kiosk.printer.layouts.colours import INK, PAPER, QUIET_INK
from kiosk.printer.layouts.pictures import Slot, draw_logo, place
from kiosk.printer.layouts.qr import draw_qr
from kiosk.printer.layouts.units import Ruler
from pictures.lettering.text import Lettering, Room

_LEAST_FOOT = {Orientation.PORTRAIT: 372, Orientation.LANDSCAPE: 336}
_MARGIN = 72
_TITLE = {Orientation.PORTRAIT: (76, 3), Orientation.LANDSCAPE: (76, 2)}
_TITLE_UNDER_LOGO = 50, 2
"""Largest size, and lines at most."""
_SMALLEST_TITLE = 38
_LOGO = 84
_GAP = 20
_QR_MM = 22.0


def draw_single(order: PrintOrder, sheet: Sheet, lettering: Lettering) -> Image.Image:
    """The sheet as pixels; the first picture of the order is shown."""
    ruler, lies = Ruler(sheet), order.orientation is Orientation.LANDSCAPE
    size = (sheet.height, sheet.width) if lies else (sheet.width, sheet.height)
    canvas = Image.new("RGB", size, PAPER)
    framing = framing_of(PrintLayout.SINGLE, order.orientation)
    width, foot_top = framing.within(size[0], size[1] - ruler.px(_LEAST_FOOT[order.orientation]))
    place(canvas, order.pictures[0], Slot((size[0] - width) // 2, 0, width, foot_top))
    line = ruler.px(10)
    ink = ImageDraw.Draw(canvas)
    ink.rectangle((0, foot_top, size[0], foot_top + line - 1), fill=order.accent)
    text_right = _draw_code(canvas, order, ruler, foot_top + line)
    _draw_words(canvas, order, lettering, ruler, (foot_top + line, text_right))
    return canvas.transpose(Image.Transpose.ROTATE_90) if lies else canvas


def _draw_code(canvas: Image.Image, order: PrintOrder, ruler: Ruler, top: int) -> int:
    """Put the QR code at the right of the foot; returns where it begins."""
    code, quiet = draw_qr(order.claim_url, ruler, _QR_MM)
    left = canvas.width - ruler.px(_MARGIN) + quiet - code.width
    spare = canvas.height - ruler.px(14) - top - code.height
    canvas.paste(code, (left, top + max(0, spare // 2)))
    return left


def _draw_words(
    canvas: Image.Image, order: PrintOrder, lettering: Lettering, ruler: Ruler, room: tuple[int, int]
) -> None:
    top, right = room
    left = ruler.px(_MARGIN)
    width = right - left - ruler.px(8)
    largest, lines = _TITLE_UNDER_LOGO if order.logo else _TITLE[order.orientation]
    title_room = Room(width, ruler.px(largest), ruler.px(_SMALLEST_TITLE), lines)
    title = lettering.fit(order.title, Lettering.DISPLAY, title_room)
    caption_room = Room(width, ruler.px(34), ruler.px(26))
    caption = lettering.fit(order.caption, Lettering.TEXT, caption_room, order.details)
    logo = ruler.px(_LOGO) if order.logo else 0
    gaps = ruler.px(_GAP) * (bool(logo) + bool(caption.lines))
    height = title.height + caption.height + logo + gaps
    y = top + (canvas.height - ruler.px(14) - top - height) // 2
    if order.logo:
        y += draw_logo(canvas, order.logo, (left, y), (width, logo)) + ruler.px(_GAP)
    title.draw(canvas, left, y, INK)
    caption.draw(canvas, left, y + title.height + ruler.px(_GAP), QUIET_INK)
