"""What a PNG file is made of (W3C PNG, third edition)."""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from pictures.errors import Unreadable, Unsupported
from pictures.parts import LARGEST_PROFILE, MOST_PARTS, Parts, orientation_of

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_NEEDED: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})


def parts(content: bytes) -> Parts:
    """The picture. Raises Unsupported, Unreadable or what a malformed file makes struct or zlib raise."""
    kept = [SIGNATURE]
    orientation, profile = 1, b""
    for kind, chunk in _chunks(content):
        if kind == b"acTL" and struct.unpack_from(">I", chunk, 8)[0] > 1:
            raise Unsupported("An animation is not a photo.")
        if kind == b"eXIf":
            orientation = orientation_of(chunk[8:-4])
        elif kind == b"iCCP":
            profile = _profile(chunk[8:-4])
        elif kind in _NEEDED:
            kept.append(chunk)
    return Parts(b"".join(kept), orientation, profile)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = len(SIGNATURE)
    for _ in range(MOST_PARTS):
        length, kind = struct.unpack_from(">I4s", content, position)
        behind = position + 12 + int(length)
        if behind > len(content):
            raise Unreadable
        yield kind, content[position:behind]
        if kind == b"IEND":
            return
        position = behind
    raise Unreadable("The file has too many parts to be a photo.")


def _profile(chunk: bytes) -> bytes:
    """The profile, behind its name; empty when it is broken, as a photo is more than its profile."""
    _, _, packed = chunk.partition(b"\0")
    try:
        return zlib.decompressobj().decompress(packed[1:], LARGEST_PROFILE)
    except zlib.error:
        return b""
