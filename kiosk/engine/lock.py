"""One program per data folder: two booths on one store would each promise the same credits."""

import fcntl
import os
from pathlib import Path

from kiosk.domain.errors import SetupError
from kiosk.store.errors import disk_errors
from kiosk.store.privacy import make_private


class FolderLock:
    """Held while the booth runs; the kernel lets go of it even when the program is killed."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "running.lock"
        self._descriptor: int | None = None

    def take(self) -> None:
        """Raises SetupError while another program has it, DiskError when the folder cannot be written."""
        make_private(self._path.parent)
        with disk_errors(self._path):
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise SetupError(f"a booth is running on {self._path.parent} already") from error
        self._descriptor = descriptor

    def give_back(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
