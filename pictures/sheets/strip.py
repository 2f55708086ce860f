"""Two equal 2x6 inch strips of three pictures, side by side on one sheet that is cut in the middle."""

from PIL import Image, ImageDraw

from pictures.lettering.text import Lettering, Room
from pictures.sheets.colours import INK, PAPER, QUIET_INK
from pictures.sheets.content import Content, Sheet
from pictures.sheets.framing import STRIP
from pictures.sheets.placing import Slot, draw_logo, place
from pictures.sheets.qr import draw_qr
from pictures.sheets.units import Ruler

PICTURES = 3

_MARGIN = 40
_TOP = 48
_GAP = 18
_RADIUS = 14
_BAND = 30
_LOGO = 84


def draw_strips(content: Content, sheet: Sheet, lettering: Lettering) -> Image.Image:
    """The sheet as pixels; the three pictures from top to bottom. Raises CannotBeShown."""
    width = sheet.width // 2
    strip = _draw_strip(content, Ruler(sheet), lettering, (width, sheet.height))
    canvas = Image.new("RGB", (sheet.width, sheet.height), PAPER)
    canvas.paste(strip, (0, 0))
    canvas.paste(strip, (sheet.width - width, 0))
    return canvas


def _draw_strip(content: Content, ruler: Ruler, lettering: Lettering, size: tuple[int, int]) -> Image.Image:
    strip = Image.new("RGB", size, PAPER)
    margin = ruler.px(_MARGIN)
    width, y = size[0] - 2 * margin, ruler.px(_TOP)
    height = round(width / STRIP.aspect)
    for picture in content.pictures:
        place(strip, picture, Slot(margin, y, width, height, ruler.px(_RADIUS)))
        y += height + ruler.px(_GAP)
    _draw_foot(strip, content, ruler, lettering, y - ruler.px(_GAP))
    return strip


def _draw_foot(strip: Image.Image, content: Content, ruler: Ruler, lettering: Lettering, top: int) -> None:
    band = ruler.px(_BAND)
    ground = (0, strip.height - band, strip.width, strip.height)
    ImageDraw.Draw(strip).rectangle(ground, fill=content.accent)
    code, quiet = draw_qr(content.claim_url, ruler)
    code_top = strip.height - band - ruler.px(6) - code.height
    strip.paste(code, ((strip.width - code.width) // 2, code_top))
    room = Slot(ruler.px(_MARGIN), top, strip.width - 2 * ruler.px(_MARGIN), code_top + quiet - top)
    if content.logo:
        mark = min(ruler.px(_LOGO), room.height - ruler.px(24))
        corner = room.left, room.top + (room.height - mark) // 2
        draw_logo(strip, content.logo, corner, (room.width, mark), centred=True)
    else:
        _draw_words(strip, content, ruler, lettering, room)


def _draw_words(strip: Image.Image, content: Content, ruler: Ruler, lettering: Lettering, room: Slot) -> None:
    title_room = Room(room.width, ruler.px(44), ruler.px(24), 1 if content.caption or content.details else 2)
    title = lettering.fit(content.title, Lettering.DISPLAY, title_room)
    caption_room = Room(room.width, ruler.px(24), ruler.px(20))
    caption = lettering.fit(content.caption, Lettering.TEXT, caption_room, content.details)
    gap = ruler.px(4) if caption.lines else 0
    y = room.top + (room.height - title.height - gap - caption.height) // 2
    title.draw(strip, strip.width // 2, y, INK, middle=True)
    caption.draw(strip, strip.width // 2, y + title.height + gap, QUIET_INK, middle=True)
