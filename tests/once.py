"""What takes long to make is made once, and all processes of a run have it from here."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FOLDER = "CABINA_TESTS_ONCE"
"""The setting that names its folder."""


def make_folder(config: pytest.Config) -> None:
    """The processes that this one starts know it by its environment; it goes when this one ends."""
    if not hasattr(config, "workerinput"):
        folder = tempfile.mkdtemp(prefix="cabina-once-")
        os.environ[FOLDER] = folder
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def made(name: str, make: Callable[[], bytes]) -> bytes:
    """The content of this name: the first process that asks makes it."""
    with turn(name) as place:
        if not place.exists():
            place.write_bytes(make())
        return place.read_bytes()


@contextmanager
def turn(name: str) -> Iterator[Path]:
    """Where the thing of this name is, or has to be made: nobody else makes it meanwhile."""
    place = Path(os.environ[FOLDER]) / name
    with place.with_name(f"{name}.turn").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield place
