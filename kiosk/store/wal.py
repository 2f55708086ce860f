"""SQLite's write-ahead log after a booth that did not end well: is it there, and is all of it taken?

SQLite itself passes over a garbled frame, and over all that comes after it, without a word.
Source: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

_HEADER = struct.Struct(">IIIIIIII")
_FRAME = struct.Struct(">IIII")
_FRAME_BYTES = 24
_MAGIC = 0x377F0682
"""Its lowest bit says in which byte order the checksums are computed."""


class Log(NamedTuple):
    """A log as it lies in its file. `commits`: the numbers of the frames that end a transaction, from 1."""

    is_sound: bool
    commits: tuple[int, ...]


def read(path: Path) -> Log | None:
    """The log beside the database `path`; None if there is none, or nothing is in it. May raise OSError."""
    try:
        with path.with_name(f"{path.name}-wal").open("rb") as file:
            head = file.read(_HEADER.size)
            if not head:
                return None
            if not _is_header(head):
                return Log(False, ())
            _, _, page_bytes, _, *salts, _, _ = _HEADER.unpack(head)
            return Log(True, tuple(_commits(file, page_bytes, tuple(salts))))
    except FileNotFoundError:
        return None


def lost_something(log: Log, frames_taken: int) -> bool:
    """Whether SQLite took less than what was durable.

    A transaction that was being written when the power went may look whole, as no frame of it counts before
    all are on the disk. So one more than were taken proves nothing, but two do.
    """
    return not log.is_sound or sum(number > frames_taken for number in log.commits) > 1


def _commits(file: BinaryIO, page_bytes: int, salts: tuple[int, ...]) -> Iterator[int]:
    number, at = 1, _HEADER.size
    while True:
        file.seek(at)
        head = file.read(_FRAME.size)
        if len(head) < _FRAME.size:
            return
        _, pages_after, *of_frame = _FRAME.unpack(head)
        if tuple(of_frame) != salts:
            return
        if pages_after:
            yield number
        number, at = number + 1, at + _FRAME_BYTES + page_bytes


def _is_header(head: bytes) -> bool:
    if len(head) < _HEADER.size:
        return False
    magic, _, _, _, _, _, first, second = _HEADER.unpack(head)
    order = ">" if magic & 1 else "<"
    return magic | 1 == _MAGIC | 1 and _checksum(struct.unpack(f"{order}6I", head[:24])) == (first, second)


def _checksum(words: tuple[int, ...]) -> tuple[int, int]:
    first = second = 0
    for one, two in zip(words[::2], words[1::2], strict=True):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return first, second
