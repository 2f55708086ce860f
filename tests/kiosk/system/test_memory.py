"""What was freed goes back to the system, also from between blocks that are still in use."""

import ctypes
import os
import platform
from pathlib import Path

import pytest

from kiosk.system.memory import give_back_memory

BLOCK, COUNT = 100_000, 600
"""Smaller than what glibc maps apart."""


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="malloc_trim is glibc's")
def test_what_lies_between_blocks_in_use_goes_back_too() -> None:
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    blocks = [libc.malloc(BLOCK) for _ in range(COUNT)]
    for block in blocks:
        ctypes.memset(block, 1, BLOCK)
    for gap in blocks[::2]:
        libc.free(gap)
    before = resident()
    give_back_memory()
    after = resident()
    for block in blocks[1::2]:
        libc.free(block)
    assert before - after > BLOCK * COUNT / 2 * 0.8
