"""The disk under the data folder: is there room, and does it keep what is written?"""

import os
import shutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kiosk.domain.words import words_for
from kiosk.store.files import DISK_FULL_BYTES, DISK_LOW_BYTES


class DiskState(StrEnum):
    """The disk's state in one word."""

    OK = "ok"
    LOW = "low"
    FULL = "full"
    READ_ONLY = "read_only"


@dataclass(frozen=True, slots=True)
class Disk:
    """The outcome of one examination."""

    state: DiskState
    free_bytes: int
    sentence: str


def examine(folder: Path) -> Disk:
    """Ask the disk that `folder` is on; the folder is made when it is missing. Never raises OSError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_and_remove(folder / f".writable-{os.getpid()}")
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Disk(DiskState.READ_ONLY, 0, f"{folder} cannot be written: {words_for(error)}")
    return Disk(_state(free), free, f"{free / 1e9:.1f} GB free")


def _state(free: int) -> DiskState:
    if free < DISK_FULL_BYTES:
        return DiskState.FULL
    return DiskState.LOW if free < DISK_LOW_BYTES else DiskState.OK


def _write_and_remove(probe: Path) -> None:
    try:
        with probe.open("wb") as file:
            file.write(b"ok")
            os.fsync(file.fileno())
    finally:
        probe.unlink(missing_ok=True)
