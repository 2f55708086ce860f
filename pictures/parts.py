"""What every format is taken apart into."""

import struct
from dataclasses import dataclass
from typing import Final

from pictures.budget import Cost

MOST_PARTS: Final = 50_000
"""Segments or chunks of one file; a 20 MB PNG by a thrifty encoder has 5,000."""
LARGEST_PROFILE: Final = 4 * 1024 * 1024
_ORIENTATION: Final = 0x0112
_WIDTHS: Final = {3: "H", 4: "I"}


@dataclass(frozen=True, slots=True)
class Parts:
    """See `Stripped`."""

    content: bytes
    cost: Cost
    orientation: int = 1
    profile: bytes = b""
    whole: bool = True
    inks_inverted: bool = True


def orientation_of(exif: bytes) -> int:
    """The orientation that an EXIF block names; 1 where it names none, or nonsense.

    Read here, as a decoder that reads the whole block trips over tags that nobody needs.
    """
    while exif.startswith(b"Exif\0"):  # Some programs write the prefix twice.
        exif = exif[6:]
    try:
        return _orientation(exif)
    except struct.error:
        return 1


def _orientation(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, directory)
    for entry in range(directory + 2, directory + 2 + 12 * count, 12):
        tag, kind = struct.unpack_from(f"{order}HH", tiff, entry)
        if tag == _ORIENTATION and kind in _WIDTHS:
            (value,) = struct.unpack_from(order + _WIDTHS[kind], tiff, entry + 8)
            return int(value) if 1 <= value <= 8 else 1
    return 1
