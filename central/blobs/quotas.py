"""What one sender may have unfinished: so many uploads, and so many bytes of them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Final

from central.blobs.errors import QuotaExceeded
from central.blobs.uploads import Upload

IDLE_SECONDS: Final = 600.0
"""An upload that nobody has continued for so long makes room: its sender still has the whole of it."""


@dataclass(frozen=True, slots=True)
class Quota:
    """How much of a sender's may be unfinished when it begins another upload."""

    uploads: int
    size: int


def admit(upload: Upload, quota: Quota) -> None:
    """Note that the upload begins, unless it has begun. Raises QuotaExceeded.

    Of many that begin at once, in whatever process, no more are admitted than one after the other would be.
    """
    folder = upload.path.parent
    folder.mkdir(parents=True, exist_ok=True)
    with _alone_in(folder):
        if not upload.has_begun():
            _make_room(folder, quota)
            upload.path.touch(0o600)


def _make_room(folder: Path, quota: Quota) -> None:
    """Drop idle uploads, the longest idle first, until another may begin. Raises QuotaExceeded."""
    facts = sorted((each.stat().st_mtime, each.stat().st_size, each) for each in _files(folder))
    size = sum(each for _, each, _ in facts)
    while len(facts) >= quota.uploads or size >= quota.size:
        if not facts or facts[0][0] > time() - IDLE_SECONDS:
            raise QuotaExceeded("Too many uploads are unfinished; continue one of them, or try again later.")
        _, smaller, oldest = facts.pop(0)
        oldest.unlink(missing_ok=True)
        size -= smaller


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_file())


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
