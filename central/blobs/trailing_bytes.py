"""Where a picture ends according to its format, so that anything after it can be refused.

JPEG: ITU T.81 annex B; PNG: W3C PNG 3rd edition, 5; WebP: RFC 9649, 2.3.
"""

import re
import struct
from typing import Final

_PNG_SIGNATURE_LENGTH: Final = 8
_JPEG_START: Final = b"\xff\xd8\xff"
_END_OF_IMAGE: Final = 0xD9
_START_OF_SCAN: Final = 0xDA
_STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_AFTER_SCAN: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


def end_of_picture(content: bytes, media_type: str) -> int:
    """The offset behind the picture's last byte. Raises ValueError, IndexError or struct.error."""
    if media_type == "image/png":
        return _end_of_png(content)
    if media_type == "image/webp":
        (size,) = struct.unpack_from("<I", content, 4)
        return 8 + int(size) + int(size) % 2
    return _end_of_jpegs(content)


def _end_of_png(content: bytes) -> int:
    position = _PNG_SIGNATURE_LENGTH
    while True:
        length, kind = struct.unpack_from(">I4s", content, position)
        position += 12 + int(length)
        if kind == b"IEND":
            return position


def _end_of_jpegs(content: bytes) -> int:
    """Behind the last of the pictures: cameras append previews as whole JPEGs (CIPA DC-007)."""
    end = _end_of_jpeg(content, 0)
    while content.startswith(_JPEG_START, end):
        end = _end_of_jpeg(content, end)
    return end


def _end_of_jpeg(content: bytes, start: int) -> int:
    position = start + 2
    while True:
        if content[position] != 0xFF:
            raise ValueError(f"a JPEG marker was expected at byte {position}")
        marker = content[position + 1]
        if marker == _END_OF_IMAGE:
            return position + 2
        position = _behind_segment(content, position, marker)


def _behind_segment(content: bytes, position: int, marker: int) -> int:
    if marker == 0xFF:
        return position + 1
    if marker in _STANDALONE:
        return position + 2
    (length,) = struct.unpack_from(">H", content, position + 2)
    behind = position + 2 + int(length)
    return _behind_scan(content, behind) if marker == _START_OF_SCAN else behind


def _behind_scan(content: bytes, position: int) -> int:
    marker = _AFTER_SCAN.search(content, position)
    if marker is None:
        raise ValueError("the JPEG's last scan has no end")
    return marker.start()
