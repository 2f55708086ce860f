"""What a JPEG file is made of (ITU T.81 annex B, JFIF 1.02, EXIF, ICC.1 annex B.4, CIPA DC-007).

Kept are the segments that decode the first picture: tables, frame, scans, and the two that say what its
channels are. Behind it phones append previews, depth maps, films and notes of their own.
"""

import re
import struct
from collections.abc import Iterator
from typing import Final

from pictures.budget import Cost
from pictures.errors import Unreadable, Unsupported
from pictures.parts import LARGEST_PROFILE, MOST_PARTS, Parts, orientation_of

SIGNATURE: Final = b"\xff\xd8\xff"
_START, _END = b"\xff\xd8", b"\xff\xd9"
_END_OF_IMAGE: Final = 0xD9
_START_OF_SCAN: Final = 0xDA
_JFIF, _APP1, _ICC, _ADOBE = 0xE0, 0xE1, 0xE2, 0xEE
_STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE: Final = 0xC2
_READ: Final = frozenset({0xC0, 0xC1, _PROGRESSIVE})
"""Baseline, extended and progressive: no camera writes frames that are lossless, arithmetic or in layers."""
_TABLES: Final = frozenset({0xC4, 0xDB, 0xDD})
_CODING: Final = _READ | _TABLES | {_START_OF_SCAN}
_MARKER: Final = re.compile(rb"\xff[^\x00\xff]", re.DOTALL)
_AFTER_SCAN: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_MOST_SCANS: Final = 100
"""Progressive photos have about ten; each costs the decoder a pass over the whole picture."""

_Segment = tuple[int, bytes]


def parts(content: bytes) -> Parts:
    """The first picture of the file. Raises Unreadable or what a malformed file makes struct raise."""
    kept: list[bytes] = [_START]
    exif: list[bytes] = []
    profile: dict[int, bytes] = {}
    segments, frame = _Walk(content), _Frame()
    for marker, segment in segments:
        frame.note(marker, segment)
        if marker == _APP1 and segment[4:9] == b"Exif\0":
            exif.append(segment[4:])
        elif marker == _ICC and segment[4:16] == b"ICC_PROFILE\0":
            profile.setdefault(segment[16], segment[18:])
        else:
            kept.append(_bare(marker, segment))
    return Parts(
        content=b"".join((*kept, _END)),
        cost=frame.cost(),
        orientation=next((found for each in exif if (found := orientation_of(each)) != 1), 1),
        profile=b"".join(profile[number] for number in sorted(profile))[:LARGEST_PROFILE],
        whole=segments.whole,
        inks_inverted=any(each.startswith(b"\xff\xee") for each in kept),
    )


def _bare(marker: int, segment: bytes) -> bytes:
    """The segment as the decoder needs it; nothing for a passenger."""
    if marker == _JFIF and segment[4:9] == b"JFIF\0" and len(segment) >= 18:
        return b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"  # Without its thumbnail.
    if marker == _ADOBE and segment[4:9] == b"Adobe" and len(segment) >= 16:
        return b"\xff\xee\x00\x0e" + segment[4:16]
    return segment if marker in _CODING else b""


class _Frame:
    """The picture's size, and how much of it all scans together go over."""

    def __init__(self) -> None:
        self._size: tuple[int, int] | None = None
        self._shares: dict[int, float] = {}
        self._passes = 0.0
        self._scans = 0
        self._progressive = False

    def note(self, marker: int, segment: bytes) -> None:
        """Count this segment. Raises Unreadable, Unsupported."""
        if marker == _START_OF_SCAN:
            self._scans += 1
            self._passes += sum(self._shares[segment[5 + 2 * each]] for each in range(segment[4]))
        elif marker in _FRAMES:
            if marker not in _READ:
                raise Unsupported("Only usual JPEG photos can be read; save the photo anew.")
            if self._size is not None:
                raise Unreadable
            self._begin(marker, segment)

    def _begin(self, marker: int, segment: bytes) -> None:
        height, width, count = struct.unpack_from(">HHB", segment, 5)
        sampled = {segment[10 + 3 * each]: segment[11 + 3 * each] for each in range(count)}
        finest = max(each >> 4 for each in sampled.values()) * max(each & 15 for each in sampled.values())
        self._size = width, height
        self._shares = {name: (each >> 4) * (each & 15) / finest for name, each in sampled.items()}
        self._progressive = marker == _PROGRESSIVE

    def cost(self) -> Cost:
        """Raises Unreadable if there is no picture."""
        if self._size is None or not self._scans:
            raise Unreadable
        buffered = self._progressive or self._scans > 1
        memory = 4.0 + 2.0 * sum(self._shares.values()) * buffered
        return Cost(*self._size, memory, self._passes)


class _Walk:
    """The segments up to the first picture's end, each scan with its data. `whole`: that end was there."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._scans = 0
        self.whole = False

    def __iter__(self) -> Iterator[_Segment]:
        position = len(_START)
        for _ in range(MOST_PARTS):
            found = _MARKER.search(self._content, position)
            if found is None:
                return self._missing_end()
            position, marker = found.start(), self._content[found.start() + 1]
            if marker == _END_OF_IMAGE:
                self.whole = True
                return None
            if marker in _STANDALONE:
                position += 2
                continue
            behind = self._behind(position, marker)
            if behind is None:
                return self._missing_end()
            yield marker, self._content[position:behind]
            position = behind
        raise Unreadable("The file has too many parts to be a photo.")

    def _behind(self, position: int, marker: int) -> int | None:
        """Where the segment ends; None beyond the end of the file."""
        (length,) = struct.unpack_from(">H", self._content.ljust(position + 4, b"\0"), position + 2)
        behind = position + 2 + int(length)
        if length < 2 or behind > len(self._content):
            return None
        return self._behind_scan(behind) if marker == _START_OF_SCAN else behind

    def _behind_scan(self, position: int) -> int:
        self._scans += 1
        if self._scans > _MOST_SCANS:
            raise Unreadable("The file has too many parts to be a photo.")
        marker = _AFTER_SCAN.search(self._content, position)
        return len(self._content) if marker is None else marker.start()

    def _missing_end(self) -> None:
        """Some phones forget it; without a single scan it is no picture."""
        if not self._scans:
            raise Unreadable
