"""Whether uploaded bytes are a photo (N5), what is kept of them, and what others may be shown."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Final

from PIL import Image

import looks
import pictures
from central.blobs.errors import NotAPicture, TooLarge, TooSmall

LONGEST_SIDE: Final = 2400
"""In pixels, of what providers are given: a 4x6 inch print at 300 dpi, with room to crop."""
SMALLEST_SIDE: Final = looks.SMALLEST
"""In pixels, of what providers are given: the least that every look can work on."""
_SAME_SHAPE: Final = 0.01
"""Whole pixels make that much of a difference."""
_CUT_OFF_THE_TOP: Final = 0.3
_KEPT_QUALITY: Final = 95
_LOGO_SIDE: Final = 1024
"""In pixels: more than a logo takes on any screen or sheet."""
_MOST_LOGO_PIXELS: Final = 12_000_000
_AT_ONCE: Final = 2
"""Pictures that one process decodes at a time; the largest takes 400 MB."""

_decoders = BoundedSemaphore(_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: upright, in sRGB, opaque, and nothing but pixels. Sides in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


def accepted(content: bytes) -> Picture:
    """The photo as it is kept, if a picture can be made of it. Raises NotAPicture, TooLarge, TooSmall.

    This is asked at every door through which photos come.
    """
    picture = cleaned(content)
    _refuse_small(picture.width, picture.height)
    return picture


def cleaned(content: bytes) -> Picture:
    """The picture without its passengers. What is as it should be otherwise loses no pixel by that.

    Raises NotAPicture, TooLarge.
    """
    with _decoding():
        picture = pictures.stripped(content)
        if pictures.is_plain(picture):
            pictures.verify(picture)
            return Picture(picture.content, picture.media_type, *pictures.size(picture))
        image = pictures.developed(picture)
        return Picture(_kept(image), "image/jpeg", *image.size)


def size_of(content: bytes) -> pictures.Size:
    """Width and height of a picture as it is shown. Raises NotAPicture, TooLarge."""
    with _decoding():
        return pictures.size(pictures.stripped(content))


def rendition(
    content: bytes, longest_side: int, quality: int = 90, shape: pictures.Size | None = None
) -> bytes:
    """A JPEG to show to others: at most `longest_side` pixels, and nothing but pixels.

    With a `shape` it is cut to that. Raises NotAPicture, TooLarge, TooSmall.
    """
    with _decoding():
        picture = pictures.stripped(content)
        width, height = pictures.size(picture)
        _refuse_small(width, height)
        image = pictures.developed(picture, _fitted(width, height, longest_side))
        if shape is not None:
            image = _cut(image, shape)
            _refuse_small(*image.size)
        image.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        return _shown(image, quality)


def logo(content: bytes) -> bytes:
    """A PNG to lay on other pictures: transparent where it was, and nothing but pixels.

    Raises NotAPicture, TooLarge.
    """
    with _decoding():
        width, height = pictures.size(pictures.stripped(content))
        if width * height > _MOST_LOGO_PIXELS:
            raise TooLarge(f"A logo may have at most {_MOST_LOGO_PIXELS:,} pixels.")
        image = pictures.cut_out(content)
        image.thumbnail((_LOGO_SIDE, _LOGO_SIDE), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        return buffer.getvalue()


@contextmanager
def _decoding() -> Iterator[None]:
    try:
        with _decoders:
            yield
    except pictures.TooCostly as error:
        raise TooLarge(str(error)) from error
    except pictures.PictureError as error:
        raise NotAPicture(str(error)) from error


def _refuse_small(width: int, height: int) -> None:
    if min(width, height) < SMALLEST_SIDE:
        raise TooSmall(f"The photo is too small: it needs {SMALLEST_SIDE} pixels each way.")
    if min(_fitted(width, height, LONGEST_SIDE)) < SMALLEST_SIDE:
        raise TooSmall(
            f"The photo is too narrow: at most {LONGEST_SIDE // SMALLEST_SIDE} times as long as wide."
        )


def _fitted(width: int, height: int, longest_side: int) -> pictures.Size:
    share = min(1.0, longest_side / max(width, height))
    return max(1, int(width * share)), max(1, int(height * share))


def _cut(image: Image.Image, shape: pictures.Size) -> Image.Image:
    """The largest part of that shape: the middle of the width, and more of the top, where heads are."""
    aspect = shape[0] / shape[1]
    if abs(image.width / image.height / aspect - 1) <= _SAME_SHAPE:
        return image
    width, height = (
        min(image.width, round(image.height * aspect)),
        min(image.height, round(image.width / aspect)),
    )
    left, top = (image.width - width) // 2, round((image.height - height) * _CUT_OFF_THE_TOP)
    return image.crop((left, top, left + width, top + height))


def _kept(image: Image.Image) -> bytes:
    """Close to the original, and encoded row by row, as an optimised JPEG would be held whole once more."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_KEPT_QUALITY, subsampling=0)
    return buffer.getvalue()


def _shown(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
    return buffer.getvalue()
