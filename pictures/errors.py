"""Why a file is not taken for a picture.

PictureError
├── Unsupported      another kind of file, or an animation
├── Unreadable       damaged, cut off, or only pretending
└── TooCostly        more work than a picture is worth
    └── TooManyPixels    larger than we decode
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, struct.error, zlib.error)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class PictureError(Exception):
    """The root. Its text is a sentence for whoever sent the file."""


class Unsupported(PictureError):
    """It may well be a picture, but none that we read."""


class Unreadable(PictureError):
    """It is damaged."""

    def __init__(self, sentence: str = "This is not a readable picture.") -> None:
        super().__init__(sentence)


class TooCostly(PictureError):
    """It is not decoded."""


class TooManyPixels(TooCostly):
    """The usual reason."""

    def __init__(self) -> None:
        super().__init__("The picture has too many pixels.")


@contextmanager
def reading() -> Iterator[None]:
    """Whatever a parser or decoder stumbles over is a PictureError."""
    try:
        yield
    except _BOMB as error:
        raise TooManyPixels from error
    except _BROKEN as error:
        raise Unreadable from error
