"""What a booth keeps is its own user's alone: guests' pictures, their codes, the booth's token."""

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG

from kiosk.store.errors import disk_errors

FOLDER, FILE = 0o700, 0o600
_OURS = ("photos", "results", "assets", "prints", "printed", "looks", "transit", "logs")
_FILES = ("cabina.sqlite*", "token*", "running.lock")
_OTHERS = 0o077


def make_private(folder: Path) -> None:
    """The folder is there. Raises DiskError."""
    with disk_errors(folder):
        folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)


def tighten(data: Path) -> None:
    """Take from others what earlier versions, or whoever copied the folder, gave them. Raises DiskError.

    The data folder comes last: once it is closed, nothing in it needs to be looked at again. One that holds
    other things, too, stays as it is, but not what is ours in it. It is made if it is not there.
    """
    with disk_errors(data):
        data.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        if not S_IMODE(data.stat().st_mode) & _OTHERS:
            return
        for path in _ours(data):
            _close_to_others(path)
        if not {path.name for path in data.iterdir()} - {path.name for path in _ours(data)}:
            _close_to_others(data)


def _ours(data: Path) -> Iterator[Path]:
    for pattern in _FILES:
        yield from data.glob(pattern)
    for name in _OURS:
        folder = data / name
        if folder.is_dir() and not folder.is_symlink():
            yield from folder.iterdir()
            yield folder


def _close_to_others(path: Path) -> None:
    """No link is followed, and nothing of another user's is touched."""
    found = path.lstat()
    if found.st_uid != os.geteuid() or not S_IMODE(found.st_mode) & _OTHERS:
        return
    if S_ISDIR(found.st_mode) or S_ISREG(found.st_mode):
        path.chmod(FOLDER if S_ISDIR(found.st_mode) else FILE)
