"""How the booth gives memory back to the system."""

import ctypes
import sys


def give_back_memory() -> None:
    """Let the system have what is freed already (glibc); takes a few milliseconds, on any thread.

    By itself glibc keeps what lies between two blocks that are still in use. Photos leave such gaps, on every
    thread that works on them, and as they never fit the next photo exactly, they become more.
    """
    if not sys.platform.startswith("linux"):
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:  # Not every Linux has glibc.
        trim(0)
