"""Pictures for tests: honest ones and hostile ones."""

import io
import struct
import zlib
from functools import cache

import numpy as np
from PIL import Image

from tests import once


def photo(width: int = 900, height: int = 1200, seed: int = 1) -> Image.Image:
    """A smooth, colourful picture that compresses like a photo."""
    noise = np.random.default_rng(seed).integers(0, 255, (6, 5, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)


def jpeg(width: int = 900, height: int = 1200, seed: int = 1, **options: object) -> bytes:
    """The photo as JPEG bytes; options are Pillow's."""
    buffer = io.BytesIO()
    photo(width, height, seed).save(buffer, "JPEG", **{"quality": 90} | options)
    return buffer.getvalue()


@cache
def encoded(form: str, width: int = 600, height: int = 800) -> bytes:
    """The photo as PNG, WEBP, GIF, ... bytes."""
    return once.made(f"photo-{width}x{height}.{form}", lambda: _encoded(form, width, height))


def _encoded(form: str, width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    photo(width, height).save(buffer, form)
    return buffer.getvalue()


def jpeg_with_gps(orientation: int = 6) -> bytes:
    """A photo as a phone takes it: lying on its side, with its place and its maker."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretMaker"
    exif.get_ifd(0x8825)[2] = (34.0, 36.0, 13.0)
    return jpeg(800, 600, exif=exif, comment=b"secret comment")


@cache
def bomb_png(side: int = 30_000) -> bytes:
    """A small file that claims to be an enormous picture, and is: every row is zeros."""
    return once.made(f"bomb-{side}.png", lambda: _bomb_png(side))


def _bomb_png(side: int) -> bytes:
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = packer.compress(bytes((side // 8 + 1) * side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
