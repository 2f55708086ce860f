"""Booths, each a process of its own, forked from one that has loaded the program: a third of the time."""

import multiprocessing
import os
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from tests.faults.booth import main

LOADED = ("tests.faults.booth", "cv2", "h2.connection", "httpcore", "keyring.backends.fail", "PIL.ImageCms")
"""The program, and what it loads when it is first used."""
_nursery = multiprocessing.get_context("forkserver")
_nursery.set_forkserver_preload([*LOADED])


class Booth:
    """One life of a booth: `python -m tests.faults.booth`, but for the loading."""

    def __init__(self, folder: Path, seed: int, kill_at: int) -> None:
        self._errors = folder.with_name(f"{folder.name}.errors")
        self._hears, mouth = _nursery.Pipe(duplex=False)
        with mouth:
            told = (str(folder), str(seed), str(kill_at), str(self._errors), mouth)
            self._process = _nursery.Process(target=_live, args=told)
            self._process.start()

    @property
    def said(self) -> Iterator[str]:
        """Line by line, until it is dead."""
        with os.fdopen(os.dup(self._hears.fileno())) as lines:
            yield from lines

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> tuple[int | None, str]:
        """When it is dead: its status, and what stands on its stderr."""
        self._process.join()
        status = self._process.exitcode
        self._process.close()
        self._hears.close()
        return status, self._errors.read_text()


def _live(folder: str, seed: str, kill_at: str, errors: str, mouth: Connection) -> None:
    with Path(errors).open("wb") as stderr:
        os.dup2(stderr.fileno(), 2)
    os.dup2(mouth.fileno(), 1)
    mouth.close()
    main(folder, seed, kill_at)
