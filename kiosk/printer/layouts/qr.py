"""The guest's QR code on paper: whole pixels per module, at least 20 mm of code, quiet zone around."""

import math

import segno
from PIL import Image

from kiosk.printer.layouts.units import Ruler

CODE_MM = 20.0
_QUIET_MODULES = 4


def draw_qr(text: str, ruler: Ruler, at_least_mm: float = CODE_MM) -> Image.Image:
    """A square grey-scale picture of the code with its quiet zone; its code is `at_least_mm` wide or more."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    modules = len(code.matrix)
    module = math.ceil(ruler.mm(max(at_least_mm, CODE_MM)) / modules)
    small = Image.new("L", (modules, modules), 255)
    small.putdata([0 if dark else 255 for row in code.matrix for dark in row])
    quiet = _QUIET_MODULES * module
    side = modules * module
    picture = Image.new("L", (side + 2 * quiet, side + 2 * quiet), 255)
    picture.paste(small.resize((side, side), Image.Resampling.NEAREST), (quiet, quiet))
    return picture


def quiet_zone(text: str, ruler: Ruler, at_least_mm: float = CODE_MM) -> int:
    """The width of the quiet zone that `draw_qr` puts on each side, in pixels."""
    modules = len(segno.make(text, error="m", micro=False, boost_error=False).matrix)
    return _QUIET_MODULES * math.ceil(ruler.mm(max(at_least_mm, CODE_MM)) / modules)
