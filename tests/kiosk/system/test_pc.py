"""What the PC says of itself."""

import os
import shutil
from collections import namedtuple

import pytest

from kiosk.store.files import DISK_FULL_BYTES, DISK_LOW_BYTES
from kiosk.system.disk import DiskState, examine
from kiosk.system.libraries import missing_packages, qt_trouble

Usage = namedtuple("Usage", "total used free")


def test_a_disk_that_is_asked_keeps_nothing_of_the_question(tmp_path):
    disk = examine(tmp_path / "data")
    assert disk.state in {DiskState.OK, DiskState.LOW} and disk.free_bytes > 0
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize(
    ("free", "state"),
    [
        (DISK_LOW_BYTES, DiskState.OK),
        (DISK_LOW_BYTES - 1, DiskState.LOW),
        (DISK_FULL_BYTES - 1, DiskState.FULL),
    ],
)
def test_a_disk_fills_up(tmp_path, monkeypatch, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, free))
    assert examine(tmp_path).state is state


def test_a_disk_that_fails_while_writing_is_read_only(tmp_path, monkeypatch):
    def broken(_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    disk = examine(tmp_path)
    assert disk.state is DiskState.READ_ONLY and "does not read or write" in disk.sentence
    assert list(tmp_path.iterdir()) == []


def test_the_linker_is_asked_for_every_library():
    assert {"libgl1", "libxcb-cursor0", "libpulse0"} < set(missing_packages(""))
    assert "libcups2" not in missing_packages(""), "what has no library beside it is not asked for"
    known = "\tlibGL.so.1 (libc6,x86-64) => /lib/libGL.so.1\n"
    assert "libgl1" not in missing_packages(known) and "libegl1" in missing_packages(known)


def test_this_machine_has_what_the_tests_of_the_screens_need():
    assert missing_packages() == []
    assert qt_trouble() == ""
