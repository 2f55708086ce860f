"""The pixels of a picture file as they are meant to be seen."""

import io
import zlib
from typing import Final

from PIL import Image, ImageChops

from pictures.budget import MOST_PIXELS
from pictures.colour import Colours, is_transparent
from pictures.errors import TooManyPixels, Unreadable, reading
from pictures.stripping import Stripped, stripped

Size = tuple[int, int]

_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_PLAIN: Final = frozenset({"RGB", "L", "P", "1"})
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SMALLEST_DRAFT: Final = (1, 1)
_ROWS: Final = 256


def opened(content: bytes, at_least: Size | None = None) -> Image.Image:
    """The file's picture: RGB in sRGB, upright, on white. Raises PictureError.

    `at_least`: so many pixels each way are enough, which a large JPEG is decoded to much faster.
    """
    return developed(stripped(content), at_least)


def cut_out(content: bytes) -> Image.Image:
    """The file's picture to be laid on another one: RGBA in sRGB, upright. Raises PictureError."""
    picture = stripped(content)
    with reading():
        image = _loaded(picture, None)
        return _upright(Colours(image, picture.profile).beside_alpha(image), picture)


def developed(picture: Stripped, at_least: Size | None = None) -> Image.Image:
    """The same of a file that has been taken apart."""
    if at_least is not None and picture.orientation >= 5:
        at_least = at_least[::-1]
    with reading():
        image = _loaded(picture, at_least)
        return _upright(Colours(image, picture.profile).on_white(image), picture)


def size(picture: Stripped) -> Size:
    """Width and height of the upright picture, by its header. Raises PictureError."""
    with reading(), _opened(picture.content) as image:
        return image.size[::-1] if picture.orientation >= 5 else image.size


def is_plain(picture: Stripped) -> bool:
    """Whether the stripped file shows the picture as it is meant to be seen. Raises PictureError.

    Otherwise it has to be turned, converted, or put on white.
    """
    with reading(), _opened(picture.content) as image:
        opaque = image.mode in _PLAIN and not is_transparent(image)
        upright = picture.whole and picture.orientation == 1
        return upright and opaque and Colours(image, picture.profile).are_srgb()


def verify(picture: Stripped) -> None:
    """Decode all of it, a JPEG at an eighth of its size: truncation shows, memory does not.

    Raises PictureError.
    """
    with reading():
        _loaded(picture, _SMALLEST_DRAFT)


def _upright(image: Image.Image, picture: Stripped) -> Image.Image:
    turn = _UPRIGHT.get(picture.orientation)
    return image if turn is None else image.transpose(turn)


def _opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content), formats=_FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise TooManyPixels
    return image


def _loaded(picture: Stripped, at_least: Size | None) -> Image.Image:
    image = _drafted(picture.content, at_least)
    if not picture.whole:
        _refuse_missing_pixels(picture)
    if image.mode == "CMYK" and not picture.inks_inverted:
        return ImageChops.invert(image)  # Pillow takes every CMYK JPEG for one of Adobe's.
    return image


def _drafted(content: bytes, at_least: Size | None = None) -> Image.Image:
    image = _opened(content)
    if at_least is not None:
        image.draft(image.mode, at_least)
    image.load()
    return image


def _refuse_missing_pixels(picture: Stripped) -> None:
    """With no end mark nothing says whether all pixels are there; the decoder would make up the rest.

    So it is given other data to go on with: a picture that is complete does not change.
    """
    head, end = picture.content[:-2], picture.content[-2:]
    seen = {_checksum(_drafted(head + more + end)) for more in (b"", b"\x5a\xc3\x17\xe8" * 4096)}
    if len(seen) > 1:
        raise Unreadable("The end of the photo is missing.")


def _checksum(image: Image.Image) -> int:
    """Of all pixels, some rows at a time, as a large picture is not to be held twice."""
    checksum = 0
    for top in range(0, image.height, _ROWS):
        rows = image.crop((0, top, image.width, min(top + _ROWS, image.height)))
        checksum = zlib.crc32(rows.tobytes(), checksum)
    return checksum
