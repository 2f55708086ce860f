"""Which characters a font file has, read from its own table (OpenType `cmap`, formats 4 and 12)."""

import struct
from pathlib import Path

_UNICODE_TABLES = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))
"""Platform and encoding, the largest repertoire first."""


def characters(path: Path) -> frozenset[int]:
    """The code points of the first font in the file; none when the file cannot be read as a font."""
    try:
        content = path.read_bytes()
        return frozenset(_read(content))
    except (OSError, struct.error, StopIteration):
        return frozenset()


def _read(content: bytes) -> set[int]:
    start = struct.unpack_from(">I", content, 12)[0] if content[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", content, start + 4)[0]
    entries = (struct.unpack_from(">4sIII", content, start + 12 + 16 * number) for number in range(count))
    cmap = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    tables = {}
    for number in range(struct.unpack_from(">H", content, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", content, cmap + 4 + 8 * number)
        tables[platform, encoding] = cmap + offset
    table = next(tables[key] for key in _UNICODE_TABLES if key in tables)
    return _segments(content, table) if content[table : table + 2] == b"\0\4" else _groups(content, table)


def _groups(content: bytes, table: int) -> set[int]:
    """Format 12: ranges."""
    found: set[int] = set()
    for number in range(struct.unpack_from(">I", content, table + 12)[0]):
        first, last, _ = struct.unpack_from(">III", content, table + 16 + 12 * number)
        found.update(range(first, last + 1))
    return found


def _segments(content: bytes, table: int) -> set[int]:
    """Format 4: ranges, in which a glyph may be missing."""
    double = struct.unpack_from(">H", content, table + 6)[0]
    ends, starts = table + 14, table + 16 + double
    deltas, offsets = starts + double, starts + 2 * double
    found: set[int] = set()
    for at in range(0, double, 2):
        first, last = (struct.unpack_from(">H", content, place + at)[0] for place in (starts, ends))
        offset = struct.unpack_from(">H", content, offsets + at)[0]
        if not offset:
            delta = struct.unpack_from(">H", content, deltas + at)[0]
            found.update(c for c in range(first, last + 1) if c + delta & 0xFFFF)
            continue
        glyphs = offsets + at + offset
        found.update(
            c
            for c in range(first, last + 1)
            if struct.unpack_from(">H", content, glyphs + 2 * (c - first))[0]
        )
    return found - {0xFFFF}
