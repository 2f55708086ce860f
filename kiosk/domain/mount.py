"""How the camera sits in the booth; imports nothing, as the command line needs it before the first frame."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Mount:
    """How the camera sits in the booth."""

    turn: int = 0
    """Degrees clockwise that set its pictures upright: 0, 90, 180 or 270."""
    mirrored: bool = False
    """Photos are kept as in a mirror, too, as the preview always is."""


STRAIGHT: Final = Mount()
