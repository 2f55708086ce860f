"""The threads of a run, and how far they have come."""

import threading
import time
from collections.abc import Callable

from django.db import connections

from tests.faults.fire.journal import Journal


class Crowd:
    """One connection each. That one of them ends early is a fault."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._threads: list[threading.Thread] = []

    def __len__(self) -> int:
        return len(self._threads)

    def start(self, do: Callable[..., None], *arguments: object) -> None:
        """One more."""
        self._threads.append(threading.Thread(target=self._run, args=(do, *arguments)))
        self._threads[-1].start()

    def reach(self, figure: str, number: float, seconds: float) -> bool:
        """Wait until there is so much of a figure; False: not in so many seconds, or nobody is left."""
        deadline = time.monotonic() + seconds
        while self._journal.figures[figure] < number:
            if time.monotonic() > deadline or not any(thread.is_alive() for thread in self._threads):
                return False
            time.sleep(0.02)
        return True

    def join(self) -> None:
        """Wait for all of them, also those that are started meanwhile."""
        for thread in self._threads:
            thread.join()

    def _run(self, do: Callable[..., None], *arguments: object) -> None:
        try:
            do(*arguments)
        except BaseException as error:
            self._journal.wrong(f"a thread ended: {error!r}")
            raise
        finally:
            connections.close_all()
