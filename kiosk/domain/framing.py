"""What of the camera's picture is a guest's photo: decided once, the same from the preview to the print."""

from dataclasses import dataclass
from typing import Final

from contract.config import Orientation, PrintLayout

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


def framing_of(layout: PrintLayout, orientation: Orientation) -> Framing:
    """The one framing of a photo that will be printed so."""
    if layout is PrintLayout.STRIP:
        return STRIP
    return LANDSCAPE if orientation is Orientation.LANDSCAPE else PORTRAIT


def orientation_of(width: int, height: int) -> Orientation:
    """How a photo of that size lies on the sheet, if it is alone on it."""
    return Orientation.LANDSCAPE if LANDSCAPE.fits(width, height) else Orientation.PORTRAIT
