"""A disk of its own for a folder, which can be full; only root may have one."""

import os
import shutil
import subprocess
from pathlib import Path

_FILLER = "filler"


class Disk:
    """`exists`: whether there is one. Without it nothing is filled."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        self.exists = not os.geteuid() and _mounted(folder, size)

    def fill(self, left: int) -> None:
        """So many bytes are left to write. Raises OSError if something else was faster."""
        free = shutil.disk_usage(self._folder).free
        with (self._folder / _FILLER).open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, max(1, free - left))

    def empty(self) -> None:
        (self._folder / _FILLER).unlink(missing_ok=True)

    def clear(self) -> None:
        if self.exists:
            subprocess.run(["umount", "-l", str(self._folder)], check=False)


def _mounted(folder: Path, size: int) -> bool:
    words = ["-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", str(folder)]
    return subprocess.run(["mount", *words], check=False).returncode == 0
