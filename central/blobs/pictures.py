"""Whether uploaded bytes are a photo (N5), and renditions that may be shown to others."""

import io
import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO, Final

from PIL import Image, ImageOps

from central.blobs.errors import NotAPicture, TooLarge
from central.blobs.trailing_bytes import end_of_picture

MAX_PIXELS: Final = 50_000_000
"""Above the largest photo of a booth's camera, and 150 MB when decoded."""
MIN_SIDE: Final = 16
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_MEDIA_TYPES: Final = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_BROKEN: Final = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error)
_BOMB: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Picture:
    """A checked picture. Sides in pixels, as stored (before any EXIF rotation)."""

    media_type: str
    width: int
    height: int


def examine(file: BinaryIO) -> Picture:
    """The picture's type and size, after decoding all of it. Raises NotAPicture, TooLarge.

    Also refused: more than MAX_PIXELS, animations, and bytes after the picture's end (where a polyglot
    carries its other self).
    """
    try:
        picture = _decode_whole(file)
    except _BOMB as error:
        raise TooLarge("The picture has too many pixels.") from error
    except _BROKEN as error:
        raise NotAPicture("This is not a readable picture.") from error
    file.seek(0)
    _refuse_passengers(file.read(), picture.media_type)
    file.seek(0)
    return picture


def rendition(file: BinaryIO, longest_side: int, quality: int = 90) -> bytes:
    """A JPEG to show to others: upright, at most `longest_side` pixels, and nothing but pixels."""
    file.seek(0)
    with Image.open(file, formats=_FORMATS) as image:
        image.draft("RGB", (longest_side, longest_side))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return encode(upright, quality)


def encode(image: Image.Image, quality: int) -> bytes:
    """A JPEG of the pixels and nothing else."""
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    buffer = io.BytesIO()
    clean.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
    return buffer.getvalue()


def _decode_whole(file: BinaryIO) -> Picture:
    file.seek(0)
    with Image.open(file, formats=_FORMATS) as image:
        picture = Picture(_MEDIA_TYPES[image.format or ""], image.width, image.height)
        _check_sides(picture)
        if image.format != "MPO" and getattr(image, "n_frames", 1) != 1:
            raise NotAPicture("An animation is not a photo.")
        # A JPEG is read to its end at an eighth of its size: truncation shows, memory does not.
        image.draft("RGB", (1, 1))
        image.load()
    return picture


def _check_sides(picture: Picture) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise TooLarge("The picture has too many pixels.")
    if min(picture.width, picture.height) < MIN_SIDE:
        raise NotAPicture("The picture is too small to be a photo.")


def _refuse_passengers(content: bytes, media_type: str) -> None:
    try:
        end = end_of_picture(content, media_type)
    except _BROKEN as error:
        raise NotAPicture("The picture is damaged.") from error
    if content[end:].strip(b"\0\xff"):
        raise NotAPicture("The file goes on after the end of the picture.")
