"""How a process gives memory back to the system."""

import ctypes
import sys
from typing import Final

_MMAP_THRESHOLD: Final = (-3, 1024 * 1024)
_ARENAS: Final = (-8, 2)


def give_back_pictures() -> None:
    """Let what a picture took go back to the system once it is made (glibc).

    By itself glibc raises the size from which memory is mapped apart up to 32 MB, as such blocks are freed.
    From then on it keeps what pictures took, once for each thread that made some: 381 MB after 24 looks, not
    142.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # Not every Linux has glibc.
        for setting in (_MMAP_THRESHOLD, _ARENAS):
            mallopt(*setting)
