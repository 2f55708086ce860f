"""The shape of a photo, which is that of its place on the sheet."""

from dataclasses import dataclass
from typing import Final

_SAME_SHAPE: Final = 0.01
"""Whole pixels and the sheets of different printers make that much of a difference."""


@dataclass(frozen=True, slots=True)
class Framing:
    """The shape of a photo, which is that of its place on the sheet, in units of the sheet's design."""

    width: int
    height: int

    @property
    def aspect(self) -> float:
        """Width by height."""
        return self.width / self.height

    def within(self, width: int, height: int) -> tuple[int, int]:
        """The largest size of this shape in a room of `width` x `height`."""
        return min(width, round(height * self.aspect)), min(height, round(width / self.aspect))

    def fits(self, width: int, height: int) -> bool:
        """Whether a picture of that size has this shape."""
        return abs(width / max(1, height) / self.aspect - 1) <= _SAME_SHAPE


PORTRAIT: Final = Framing(1200, 1416)
LANDSCAPE: Final = Framing(1800, 858)
"""Wide, for groups: a webcam's whole width."""
STRIP: Final = Framing(520, 412)
