"""How the camera sits in the booth; imports nothing, as the command line needs it before the first frame."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Lens(StrEnum):
    """Where the lens is, seen from a guest before the screen: at the middle of that side."""

    ABOVE = "above"
    BELOW = "below"
    LEFT = "left"
    RIGHT = "right"


TURNS: Final = (0, 90, 180, 270)


@dataclass(frozen=True, slots=True)
class Mount:
    """How the camera sits in the booth."""

    turn: int = 0
    """Degrees clockwise that set its pictures upright: one of `TURNS`."""
    mirrored: bool = False
    """Photos are kept as in a mirror, too, as the preview always is."""
    lens: Lens = Lens.ABOVE
    """Where guests are told to look."""


STRAIGHT: Final = Mount()
