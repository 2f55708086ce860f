"""What a WebP file is made of (RFC 9649)."""

import struct
from collections.abc import Iterator
from typing import Final

from pictures.budget import Cost
from pictures.errors import Unreadable, Unsupported
from pictures.parts import LARGEST_PROFILE, MOST_PARTS, Parts, orientation_of

_HEADER: Final = 12
_HAS_ALPHA: Final = 0x10
_PIXELS: Final = frozenset({b"VP8 ", b"VP8L"})
_MEMORY: Final = 16.0
"""Bytes for each pixel: Pillow's decoder is that of animations, which has two canvases beside the frame."""
_PASSES: Final = 8.0
_FOURTEEN_BITS: Final = 0x3FFF


def parts(content: bytes) -> Parts:
    """The picture. Raises Unsupported, Unreadable or what a malformed file makes struct raise."""
    found: dict[bytes, bytes] = {}
    for kind, payload in _chunks(content):
        found.setdefault(kind, payload)
    if b"ANIM" in found or b"ANMF" in found:
        raise Unsupported("An animation is not a photo.")
    needed = _needed(found)
    return Parts(
        content=_file(needed),
        cost=_cost(needed),
        orientation=orientation_of(found.get(b"EXIF", b"")),
        profile=found.get(b"ICCP", b"")[:LARGEST_PROFILE],
    )


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    (size,) = struct.unpack_from("<I", content, 4)
    position, end = _HEADER, 8 + int(size)
    if end > len(content):
        raise Unreadable
    for _ in range(MOST_PARTS):
        if position + 8 > end:
            return
        kind, length = struct.unpack_from("<4sI", content, position)
        payload = content[position + 8 : position + 8 + length]
        if len(payload) < length:
            raise Unreadable
        yield kind, payload
        position += 8 + length + length % 2
    raise Unreadable("The file has too many parts to be a photo.")


def _needed(found: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    pixels = next(((kind, found[kind]) for kind in found if kind in _PIXELS), None)
    if pixels is None:
        raise Unreadable
    if b"ALPH" not in found:
        return [pixels]
    canvas = bytes([_HAS_ALPHA, 0, 0, 0]) + found[b"VP8X"][4:10]
    return [(b"VP8X", canvas), (b"ALPH", found[b"ALPH"]), pixels]


def _cost(needed: list[tuple[bytes, bytes]]) -> Cost:
    """By the largest size that any of its headers names."""
    sizes = [_SIZES[kind](payload) for kind, payload in needed if kind in _SIZES]
    width, height = (max(sides) for sides in zip(*sizes, strict=True))
    return Cost(width, height, _MEMORY, _PASSES)


def _of_canvas(payload: bytes) -> tuple[int, int]:
    return 1 + int.from_bytes(payload[4:7], "little"), 1 + int.from_bytes(payload[7:10], "little")


def _of_lossy(payload: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", payload, 6)
    return width & _FOURTEEN_BITS, height & _FOURTEEN_BITS


def _of_lossless(payload: bytes) -> tuple[int, int]:
    (bits,) = struct.unpack_from("<I", payload, 1)
    return 1 + (bits & _FOURTEEN_BITS), 1 + (bits >> 14 & _FOURTEEN_BITS)


_SIZES: Final = {b"VP8X": _of_canvas, b"VP8 ": _of_lossy, b"VP8L": _of_lossless}


def _file(chunks: list[tuple[bytes, bytes]]) -> bytes:
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(payload)) + payload + bytes(len(payload) % 2) for kind, payload in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body
