"""`kill -9` of the database's first process under `central run`: it is started again, or everything ends."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest

from central.server import database_watch, postgres
from central.server.database_watch import MOST_FAILURES, DatabaseWatch
from demo.platform import free_port
from tests.migrated import begin_migrated

FEW_CHANCES = """
import sys
from central.server import database_watch
database_watch.MOST_FAILURES = 5
database_watch._LONGEST_PAUSE = 1.0
from central.__main__ import main
sys.exit(main())
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not below pytest's own folder, which is closed to the database's user."""
    made = Path(tempfile.mkdtemp(prefix="cabina-dead-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def until(condition: Callable[[], bool], what: str) -> None:
    """Look ten times a second, for a minute at most."""
    pause = threading.Event()
    for _ in range(600):
        if condition():
            return
        pause.wait(0.1)
    pytest.fail(f"not within a minute: {what}")


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def first_process(folder: Path) -> int:
    """0 while there is none."""
    return postgres._number_in(folder / "postgres") or 0


def kill_database(folder: Path) -> None:
    number = first_process(folder)
    assert number
    os.kill(number, signal.SIGKILL)


def ended_or_killed_again(program: "subprocess.Popen[bytes]", folder: Path) -> bool:
    if postgres.lives(folder / "postgres"):
        with contextlib.suppress(ProcessLookupError):
            os.kill(first_process(folder), signal.SIGKILL)
    return program.poll() is not None


@pytest.mark.timeout(170)
def test_a_killed_database_is_started_again_and_one_that_keeps_dying_ends_the_platform(folder: Path) -> None:
    begin_migrated(folder)
    port = free_port()
    command = [sys.executable, "-c", FEW_CHANCES, "run", "--port", str(port), "--data", str(folder)]
    page = f"http://127.0.0.1:{port}/api/v1/packs"
    with (folder / "log").open("wb") as log:
        program = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), "the first answer")
        with psycopg.connect(postgres.address(folder)) as kept:
            kept.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
        dead = first_process(folder)
        kill_database(folder)
        until(lambda: first_process(folder) not in (0, dead), "another database")
        until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), "an answer afterwards")
        with psycopg.connect(postgres.address(folder)) as found:
            assert found.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
        assert program.poll() is None
        until(lambda: ended_or_killed_again(program, folder), "the end")
        assert program.wait() == 1
        assert b"cannot be started again" in (folder / "log").read_bytes()
        assert not answers(page)
    finally:
        program.terminate()
        program.wait(30)


class Times:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_tries_are_ever_rarer_and_then_it_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times, tries = Times(), list[float]()

    def fail(data: Path) -> None:
        tries.append(times.now)
        raise postgres.DatabaseError("no room on the disk")

    monkeypatch.setattr(postgres, "start_again", fail)
    monkeypatch.setattr(database_watch.log, "disabled", True)
    watch = DatabaseWatch(folder, times)
    with pytest.raises(postgres.DatabaseError, match="no room on the disk"):
        for _ in range(10_000):
            watch.tend()
            times.now += 0.2
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert len(tries) == MOST_FAILURES
    assert pauses == sorted(pauses)
    assert 1 <= pauses[0] < 2 and 30 <= pauses[-1] < 31


def test_the_lock_of_a_dead_database_whose_number_another_program_has_is_no_hindrance(folder: Path) -> None:
    with postgres.running(folder):
        database = folder / "postgres"
        dead = first_process(folder)
        kill_database(folder)
        until(lambda: not Path(f"/proc/{dead}").exists(), "its end")
        lock = (database / "postmaster.pid").read_text()
        number = str(os.getppid() if os.geteuid() else os.getpid())
        until(lambda: not anybody_in(database), "the end of its backends")
        (database / "postmaster.pid").write_text("\n".join([number, *lock.splitlines()[1:]]))
        assert not postgres.lives(database)
        postgres.start_again(folder)
        assert postgres.lives(database)


def anybody_in(database: Path) -> bool:
    return any(postgres._works_in(process, database) for process in Path("/proc").glob("[0-9]*"))
