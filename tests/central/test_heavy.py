"""Large pictures are made in processes of their own: the worker's memory does not grow with them."""

import os
from pathlib import Path

import pytest

from central.blobs.errors import TooSmall
from central.blobs.pictures import LONGEST_SIDE, rendition, size_of
from central.generations import heavy
from central.generations.providers import looks
from central.generations.providers.base import Finished, PermanentError, TemporaryError, Work
from central.server.apart import DiedApart, apart
from tests.central.pictures import jpeg

MB = 1024 * 1024


def the_most_it_took() -> int:
    """Bytes that this process had in memory at most, since it was asked the last time."""
    status = Path("/proc/self/status").read_text()
    [line] = [each for each in status.splitlines() if each.startswith("VmHWM")]
    Path("/proc/self/clear_refs").write_text("5")
    return int(line.split()[1]) * 1024


def work_on(photo: bytes, look: str = "pencil") -> Work:
    return Work(photo, look, "", "", "#aa3355")


def die(*asked: object) -> bytes:
    os.abort()


def test_a_large_look_takes_the_worker_no_memory() -> None:
    photo = jpeg(1500, 1500)
    the_most_it_took()
    before = the_most_it_took()
    finished = looks.LooksProvider().submit(work_on(photo))
    assert the_most_it_took() - before < 24 * MB, "some 100 if it is made here"
    assert isinstance(finished, Finished)
    assert size_of(finished.picture) == (1500, 1500)


def test_a_large_look_is_the_one_that_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = jpeg(600, 400)
    here = looks.LooksProvider().submit(work_on(photo))
    monkeypatch.setattr(heavy, "MOST_HERE", 0)
    assert looks.LooksProvider().submit(work_on(photo)) == here


def test_a_refusal_comes_back_from_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heavy, "MOST_HERE", 0)
    with pytest.raises(PermanentError, match="no look called moustache") as refused:
        looks.LooksProvider().submit(work_on(jpeg(), "moustache"))
    assert refused.value.code == "style_broken"
    with pytest.raises(TooSmall, match="too small"):
        heavy.made(rendition, 8, jpeg(40, 40), LONGEST_SIDE)


def test_what_is_no_picture_is_refused_by_the_work_itself() -> None:
    with pytest.raises(PermanentError, match="could not be read"):
        looks.LooksProvider().submit(work_on(b"no picture"))


def test_a_process_that_dies_is_a_fault_that_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system is short of memory, or a decoder is mistaken: the worker lives, and tries again."""
    monkeypatch.setattr(heavy, "MOST_HERE", 0)
    monkeypatch.setattr(looks, "picture_in", die)
    with pytest.raises(TemporaryError):
        looks.LooksProvider().submit(work_on(jpeg()))


def test_work_that_dies_or_says_nothing_is_told_apart() -> None:
    with pytest.raises(DiedApart):
        apart(os._exit, 3)


def test_what_the_work_prints_is_no_part_of_its_answer() -> None:
    assert apart(print, "hello") is None
