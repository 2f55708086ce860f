"""One loop: retried with full jitter, woken by news, held back only by the platform's own word."""

import logging
import threading

import pytest

from contract.problem import Code
from kiosk.domain.errors import NetworkError, RefusedError, SetupError
from kiosk.domain.retry import LONGEST_SECONDS, Backoff, jitter
from kiosk.sync.workers.stream import keys
from kiosk.sync.workers.worker import PERSON_SECONDS, SHORTEST_PATIENCE, Worker
from tests.kiosk.worlds import Clock


@pytest.fixture
def clock():
    return Clock()


class Job:
    """Does what the list says, one by one, then succeeds for ever."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.runs = 0
        self.reports = []

    def __call__(self):
        self.runs += 1
        if self.outcomes:
            raise self.outcomes.pop(0)
        return 20.0

    def worker(self, clock, random=lambda: 1.0):
        report = lambda _, error: self.reports.append(error)  # noqa: E731
        return Worker("test", self, report, clock, Backoff(random))


def test_jitter_is_full_and_its_window_doubles_up_to_two_minutes():
    windows = [jitter(failures, lambda: 1.0) for failures in range(1, 12)]
    assert windows == [1, 2, 4, 8, 16, 32, 64, 120, 120, 120, 120]
    assert jitter(10, lambda: 0.0) == 0
    assert jitter(10_000, lambda: 1.0) == 120


def test_failures_in_a_row_wait_longer_and_a_success_ends_that(clock):
    cut = NetworkError("cut")
    job = Job(cut, cut, cut)
    worker = job.worker(clock)
    assert [worker.step() for _ in range(4)] == [1, 2, 4, 20]
    job.outcomes = [cut]
    assert worker.step() == 1
    assert job.reports == [cut, cut, cut, None, cut]


def test_retry_after_is_obeyed_even_when_woken(clock):
    job = Job(NetworkError("patience", retry_after=90))
    worker = job.worker(clock)
    assert worker.step() == 90
    worker.wake()
    clock.advance(60)
    assert worker.step() == 30
    assert job.runs == 1
    clock.advance(30)
    assert worker.step() == 20
    assert job.runs == 2


def test_a_reason_to_ask_again_ends_a_named_wait_but_not_at_once(clock):
    job = Job(NetworkError("patience", retry_after=90))
    worker = job.worker(clock)
    worker.step()
    worker.retry()
    assert worker.step() == SHORTEST_PATIENCE
    clock.advance(SHORTEST_PATIENCE)
    assert worker.step() == 20
    assert job.runs == 2
    worker._woken = False
    worker.retry()
    assert not worker._woken, "what is well is left alone"


@pytest.mark.parametrize(
    "error", [SetupError("not enrolled"), RefusedError("copy", Code.EPOCH_MISMATCH, 409)]
)
def test_what_a_person_must_mend_is_looked_at_steadily(clock, error):
    worker = Job(*[error] * 5).worker(clock)
    assert {worker.step() for _ in range(5)} == {PERSON_SECONDS}


def test_a_bug_is_logged_with_its_trace_and_the_worker_lives_on(clock, caplog):
    job = Job(ZeroDivisionError("ours"))
    worker = job.worker(clock)
    with caplog.at_level(logging.ERROR):
        assert worker.step() == 1
    assert "ZeroDivisionError" in caplog.text
    assert worker.step() == 20


@pytest.mark.parametrize("outcomes", [(), (NetworkError("cut"),)])
def test_a_report_that_fails_is_logged_and_the_worker_lives_on(clock, caplog, outcomes):
    """A report looks things up in the store, which may be what failed."""
    job = Job(*outcomes)

    def report(*_):
        raise ZeroDivisionError("ours")

    worker = Worker("test", job, report, clock, Backoff(lambda: 1.0))
    with caplog.at_level(logging.ERROR):
        assert worker.step() == (1 if outcomes else 20)
    assert "ZeroDivisionError" in caplog.text


def test_a_wake_ends_the_wait_and_the_end_ends_the_thread(clock):
    ran = threading.Semaphore(0)

    def job():
        ran.release()
        return LONGEST_SECONDS

    worker = Worker("test", job, lambda *_: None, clock, Backoff(lambda: 1.0))
    worker.start()
    assert ran.acquire(timeout=60)
    for _ in range(3):
        worker.wake()
        assert ran.acquire(timeout=60)
    worker.end()
    assert worker.join(60)


def test_a_wake_during_the_work_is_not_lost(clock):
    began, go_on, again = threading.Event(), threading.Event(), threading.Event()

    def job():
        if began.is_set():
            again.set()
        began.set()
        go_on.wait(60)
        return LONGEST_SECONDS

    worker = Worker("test", job, lambda *_: None, clock, Backoff(lambda: 1.0))
    worker.start()
    assert began.wait(60)
    worker.wake()
    go_on.set()
    assert again.wait(60)
    worker.end()
    assert worker.join(60)


@pytest.mark.parametrize(
    ("lines", "heard"),
    [
        (["event: config", "data: {}", ""], ["config"]),
        (["event:generation", "data:x", "data:y", ""], ["generation"]),
        ([": keep-alive", "", "data: x", ""], ["message"]),
        (["event: lease", ""], []),
        (["event: lease", "data: x"], []),
        (
            ["id: 7", "event: a", "data: 1", "", "event: b", "data: 2", "", "data: 3", ""],
            ["a", "b", "message"],
        ),
    ],
)
def test_keys_of_a_stream(lines, heard):
    assert list(keys(lines)) == heard
