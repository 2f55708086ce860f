"""What a PNG file is made of (W3C PNG, third edition)."""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from pictures.budget import Cost
from pictures.errors import Unreadable, Unsupported
from pictures.parts import LARGEST_PROFILE, MOST_PARTS, Parts, orientation_of

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_LARGEST: Final = {b"IHDR": 13, b"PLTE": 768, b"tRNS": 256}
"""Bytes of those chunks that a picture has once."""
_NEEDED: Final = frozenset({*_LARGEST, b"IDAT", b"IEND"})
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def parts(content: bytes) -> Parts:
    """The picture. Raises Unsupported, Unreadable or what a malformed file makes struct or zlib raise."""
    kept = [SIGNATURE]
    orientation, profile = 1, b""
    once: dict[bytes, bytes] = {}
    for kind, chunk in _chunks(content):
        if kind == b"acTL" and struct.unpack_from(">I", chunk, 8)[0] > 1:
            raise Unsupported("An animation is not a photo.")
        if kind == b"eXIf":
            orientation = orientation_of(chunk[8:-4])
        elif kind == b"iCCP":
            profile = _profile(chunk[8:-4])
        elif kind in _NEEDED:
            kept.append(chunk)
            _refuse_strange(kind, chunk, once)
    return Parts(b"".join(kept), _cost(once[b"IHDR"]), orientation, profile)


def _refuse_strange(kind: bytes, chunk: bytes, once: dict[bytes, bytes]) -> None:
    if kind in _LARGEST:
        if kind in once or len(chunk) - 12 > _LARGEST[kind]:
            raise Unreadable
        once[kind] = chunk
    elif b"IHDR" not in once:
        raise Unreadable


def _cost(header: bytes) -> Cost:
    width, height, depth, colour, _, _, interlaced = struct.unpack_from(">IIBBBBB", header, 8)
    bytes_each = _CHANNELS[colour] * depth / 8
    return Cost(width, height, passes=bytes_each * (2 if interlaced else 1))


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
