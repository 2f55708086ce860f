"""Fonts, sounds, sample photos and translations that come with the program; licences stand beside them.

A leaf that any package may read.
"""

from importlib.resources import files
from pathlib import Path


def path(*parts: str) -> Path:
    """Where a file or folder of this package is, as in `path("photos", "gioconda.jpg")`.

    A real path, because Qt and OpenCV open files by name: the wheel is installed as plain files.
    """
    found = files(__name__).joinpath(*parts)
    if not isinstance(found, Path):
        raise TypeError("Cabina must be installed as plain files, not inside an archive")
    return found
