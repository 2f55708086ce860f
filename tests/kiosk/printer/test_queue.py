"""The printer thread: woken at once, never asleep over a print, never ended by a bug, stopped at once."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue

import pytest

from kiosk.printer import PrintQueue
from kiosk.printer.loop import PrintLoop
from kiosk.printer.simulated import SimulatedPrinter
from tests.kiosk.printer.memory_store import MemoryStore

_LONG_SECONDS = 1000.0
_SOON_SECONDS = 5.0


class Steps:
    """The loop's steps, each of which would rest for long; `within` happens in the first."""

    def __init__(self) -> None:
        self.taken: Queue[int] = Queue()
        self.within: Callable[[], None] = lambda: None
        self._number = 0

    def step(self) -> float:
        self._number += 1
        self.taken.put(self._number)
        if self._number == 1:
            self.within()
        return _LONG_SECONDS

    def next(self) -> int:
        return self.taken.get(timeout=_SOON_SECONDS)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    steps = Steps()
    monkeypatch.setattr(PrintLoop, "step", lambda _loop: steps.step())
    return steps


@pytest.fixture
def queue(tmp_path: Path, steps: Steps) -> Iterator[PrintQueue]:
    printer = SimulatedPrinter(tmp_path, seconds=0)
    queue = PrintQueue(printer, MemoryStore(), lambda status: None, lambda print_id, state: None)
    yield queue
    queue.stop()


def test_a_new_print_wakes_it(queue: PrintQueue, steps: Steps):
    queue.start()
    assert steps.next() == 1
    queue.wake()
    assert steps.next() == 2


def test_a_print_that_comes_while_it_works_is_seen(queue: PrintQueue, steps: Steps):
    steps.within = queue.wake
    queue.start()
    assert (steps.next(), steps.next()) == (1, 2)


def test_a_bug_is_logged_and_the_next_print_comes_out(
    queue: PrintQueue, steps: Steps, caplog: pytest.LogCaptureFixture
):
    def fail() -> None:
        queue.wake()
        raise KeyError("a bug")

    steps.within = fail
    queue.start()
    assert (steps.next(), steps.next()) == (1, 2)
    assert "unexpected failure" in caplog.text
    caplog.clear()


def test_it_stops_at_once(queue: PrintQueue, steps: Steps):
    queue.start()
    steps.next()
    queue.stop()
    assert "printer" not in {thread.name for thread in threading.enumerate()}
