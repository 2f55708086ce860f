"""Files that ask for more work than they are worth, made from a few bytes."""

import struct
import zlib

from tests.pictures.files import chunk


def with_scans_again(progressive: bytes, times: int) -> bytes:
    """The JPEG with its last scan so many times more: each goes over the picture, and changes nothing."""
    last = progressive.rindex(b"\xff\xda")
    scan = progressive[last:-2]
    return progressive[:-2] + scan * times + progressive[-2:]


def with_size(jpeg: bytes, width: int, height: int) -> bytes:
    """The JPEG with another size in its header."""
    frame = max(jpeg.find(b"\xff\xc0"), jpeg.find(b"\xff\xc2"))
    return jpeg[: frame + 5] + struct.pack(">HH", height, width) + jpeg[frame + 9 :]


def with_frame(jpeg: bytes, marker: int) -> bytes:
    """The JPEG whose frame says that it is of another kind."""
    frame = max(jpeg.find(b"\xff\xc0"), jpeg.find(b"\xff\xc2"))
    return jpeg[: frame + 1] + bytes((marker,)) + jpeg[frame + 2 :]


def png(width: int, height: int, depth: int = 8, colour: int = 2, interlaced: bool = False) -> bytes:
    """A PNG that claims this size, and has next to no pixels."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    rows = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + rows + chunk(b"IEND", b"")


def webp(kind: bytes, width: int, height: int) -> bytes:
    """A WebP file that claims this size, and has no pixels: lossy (`VP8 `) or lossless (`VP8L`)."""
    if kind == b"VP8L":
        payload = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14)
    else:
        payload = b"\x30\x01\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    payload += bytes(len(payload) % 2)
    body = b"WEBP" + kind + struct.pack("<I", len(payload)) + payload
    return b"RIFF" + struct.pack("<I", len(body)) + body
