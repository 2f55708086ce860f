"""Measures that follow the size of the sheet."""

from dataclasses import dataclass

from pictures.sheets.content import Sheet

_DESIGN_WIDTH = 1200
_DESIGN_HEIGHT = 1800
_MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Ruler:
    """Turns the design's units (1200 to the sheet's short side) and millimetres into pixels."""

    sheet: Sheet

    def px(self, units: float) -> int:
        """Units of the 1200x1800 design as whole pixels of this sheet."""
        scale = min(self.sheet.width / _DESIGN_WIDTH, self.sheet.height / _DESIGN_HEIGHT)
        return round(units * scale)

    def mm(self, millimetres: float) -> int:
        """Millimetres on paper as pixels."""
        return round(millimetres * self.sheet.dpi / _MM_PER_INCH)
