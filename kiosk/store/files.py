"""Where pictures lie, and how a file survives a power cut: whole under its name, or not there at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from kiosk.store.errors import DamagedError, disk_errors
from kiosk.store.privacy import FILE, make_private

DISK_LOW_BYTES = 2_000_000_000
"""Room for about a thousand guests: time to tell somebody."""
DISK_FULL_BYTES = 200_000_000
"""Room for a few guests: the booth closes before a shot is lost half-way."""

_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the store keeps files; pictures are named by their digest."""

    data: Path

    @property
    def database(self) -> Path:
        return self.data / "cabina.sqlite"

    def photo(self, sha256: str) -> Path:
        return self.data / "photos" / f"{sha256}.jpg"

    def result(self, sha256: str) -> Path:
        return self.data / "results" / f"{sha256}.jpg"

    def asset(self, sha256: str) -> Path:
        return self.data / "assets" / sha256

    def looks_of(self, photo_sha256: str) -> list[Path]:
        """Every look of a photo that there is."""
        return list((self.data / "looks").glob(f"{photo_sha256[:32]}-*"))


def check_not_lost(folders: Folders) -> None:
    """Raises DamagedError when there are photos, and no database: a booth begins with neither."""
    with disk_errors(folders.database):
        kept = folders.database.exists() and folders.database.stat().st_size > 0
        if not kept and next((folders.data / "photos").glob("*.jpg"), None):
            raise DamagedError(f"the database {folders.database} is gone or empty, but its photos are there")


@contextmanager
def durable(target: Path) -> Iterator[BinaryIO]:
    """A new file that is `target` once the block has ended; none if it raises. Raises DiskError.

    Temporary name, fsync, rename, fsync of the folder.
    """
    with disk_errors(target):
        make_private(target.parent)
        temporary = target.with_name(f"{target.name}.{uuid4().hex}{_UNFINISHED}")
        try:
            descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE)
            with os.fdopen(descriptor, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.rename(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)


@contextmanager
def durable_path(target: Path) -> Iterator[Path]:
    """The same for whoever writes by name: the path of a file that is `target` once the block has ended."""
    with disk_errors(target):
        temporary = target.with_name(f"{target.name}.{uuid4().hex}{_UNFINISHED}")
        try:
            yield temporary
            temporary.chmod(FILE)
            sync_folder(temporary)
            temporary.rename(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)


def write_durably(target: Path, content: bytes) -> None:
    """These bytes as `target`, whole or not at all. Raises DiskError."""
    with durable(target) as file:
        file.write(content)


def adopt_durably(source: Path, target: Path) -> None:
    """Move a finished file of the same disk to its place. Raises DiskError."""
    with disk_errors(target):
        make_private(target.parent)
        source.chmod(FILE)
        sync_folder(source)
        source.rename(target)
        sync_folder(target.parent)


def sweep_unfinished(folder: Path) -> None:
    """Remove what a crash left half-written; nothing refers to it."""
    with disk_errors(folder):
        for path in folder.glob(f"*{_UNFINISHED}") if folder.is_dir() else ():
            path.unlink(missing_ok=True)


def digest(path: Path) -> str:
    """The SHA-256 of a file, in lower-case hexadecimal. Raises DiskError."""
    with disk_errors(path), path.open("rb") as file:
        hasher = sha256()
        while block := file.read(1 << 20):
            hasher.update(block)
    return hasher.hexdigest()


def sync_folder(path: Path) -> None:
    """What a folder names is on the disk; one that is not there names nothing. So is what a file holds."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
