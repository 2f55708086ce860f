"""The guest's QR code on paper: whole pixels per module, at least 20 mm of code, quiet zone around."""

import math

from PIL import Image

from pictures.qr import QUIET_MODULES, encode
from pictures.sheets.units import Ruler

CODE_MM = 20.0


def draw_qr(text: str, ruler: Ruler, at_least_mm: float = CODE_MM) -> tuple[Image.Image, int]:
    """A square grey-scale picture of the code, and how wide the quiet zone in it is, in pixels.

    The code within its quiet zone is `at_least_mm` wide, or a little more.
    """
    rows = encode(text)
    side = len(rows)
    pixels = math.ceil(ruler.mm(max(at_least_mm, CODE_MM)) / (side - 2 * QUIET_MODULES))
    small = Image.new("L", (side, side))
    small.putdata([0 if dark else 255 for row in rows for dark in row])
    picture = small.resize((side * pixels, side * pixels), Image.Resampling.NEAREST)
    return picture, QUIET_MODULES * pixels
