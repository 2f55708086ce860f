"""What a WebP file is made of (RFC 9649)."""

import struct
from collections.abc import Iterator
from typing import Final

from pictures.errors import Unreadable, Unsupported
from pictures.parts import LARGEST_PROFILE, MOST_PARTS, Parts, orientation_of

_HEADER: Final = 12
_HAS_ALPHA: Final = 0x10
_PIXELS: Final = frozenset({b"VP8 ", b"VP8L"})


def parts(content: bytes) -> Parts:
    """The picture. Raises Unsupported, Unreadable or what a malformed file makes struct raise."""
    found: dict[bytes, bytes] = {}
    for kind, payload in _chunks(content):
        found.setdefault(kind, payload)
    if b"ANIM" in found or b"ANMF" in found:
        raise Unsupported("An animation is not a photo.")
    return Parts(
        content=_file(_needed(found)),
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


def _file(chunks: list[tuple[bytes, bytes]]) -> bytes:
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(payload)) + payload + bytes(len(payload) % 2) for kind, payload in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body
