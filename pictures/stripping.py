"""A picture file without its passengers, found by its format and without decoding a pixel."""

from dataclasses import dataclass
from typing import Final

from pictures import jpeg, png, webp
from pictures.errors import Unsupported, reading
from pictures.parts import Parts

_BRAND: Final = slice(8, 12)
_HEIF: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


@dataclass(frozen=True, slots=True)
class Stripped:
    """The picture's own bytes, cut at its end, and what its passengers said of how it is to be shown.

    `orientation` is EXIF's, 1 to 8. `profile` is its ICC profile, empty for sRGB. `whole`: the format's end
    mark was there; otherwise some of what follows the picture may be left in it.
    """

    media_type: str
    content: bytes
    orientation: int
    profile: bytes
    whole: bool
    inks_inverted: bool


def stripped(content: bytes) -> Stripped:
    """Take the file apart and put together what decoding needs.

    Raises Unsupported, Unreadable, TooCostly; what passes can be decoded within the budget.
    """
    with reading():
        media_type, parts = _parts(content)
    parts.cost.check()
    return Stripped(
        media_type, parts.content, parts.orientation, parts.profile, parts.whole, parts.inks_inverted
    )


def _parts(content: bytes) -> tuple[str, Parts]:
    if content.startswith(jpeg.SIGNATURE):
        return "image/jpeg", jpeg.parts(content)
    if content.startswith(png.SIGNATURE):
        return "image/png", png.parts(content)
    if content.startswith(b"RIFF") and content[_BRAND] == b"WEBP":
        return "image/webp", webp.parts(content)
    if content[4:8] == b"ftyp" and content[_BRAND] in _HEIF:
        raise Unsupported("HEIC photos cannot be read here; send the photo as JPEG.")
    raise Unsupported("Only photos in JPEG, PNG or WebP can be read.")
