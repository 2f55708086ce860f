"""A booth stays as fast as it was: no statement of its every day looks at all that it ever did."""

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from contract.leases import LeaseState
from kiosk.store import Store
from tests.kiosk.store.conftest import Booth
from tests.kiosk.worlds import Clock, lease

GROWING = (
    "outbox",
    "uploads",
    "fetches",
    "requests",
    "sessions",
    "shots",
    "prints",
    "leases",
    "request_shots",
)


@pytest.fixture
def asked(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Every statement that the store carries out."""
    statements: set[str] = set()
    connect = booth.store.database._connect

    def watched() -> sqlite3.Connection:
        connection = connect()
        connection.set_trace_callback(statements.add)
        return connection

    monkeypatch.setattr(booth.store.database, "_connect", watched)
    booth.store.database._life += 1  # So that readers are opened anew.
    booth.store.database.write(lambda rows: rows.set_trace_callback(statements.add))
    yield statements
    booth.store.database.write(lambda rows: rows.set_trace_callback(None))


DAY: dict[str, Callable[[Booth], object]] = {
    "queue depth": lambda booth: booth.store.queue_depth(),
    "due ops": lambda booth: booth.store.outbox.pending(500, 1_000_000),
    "next op": lambda booth: booth.store.outbox.due_in(),
    "due photos": lambda booth: booth.store.uploads.due(10),
    "next photo": lambda booth: booth.store.uploads.due_in(),
    "due pictures": lambda booth: booth.store.downloads.due(10),
    "next picture": lambda booth: booth.store.downloads.due_in(),
    "leases": lambda booth: booth.store.leases.held(),
    "demand": lambda booth: booth.store.requests.credits_since(300.0),
    "a guest": lambda booth: booth.request(),
    "the end of a session": lambda booth: booth.store.sessions.end(
        booth.guest(), "finished", booth.clock.now()
    ),
    "a photo is sent": lambda booth: booth.store.uploads.sent("a" * 64),
    "a photo fails": lambda booth: booth.store.uploads.failed("a" * 64, "cut", 1.0),
    "an erasure": lambda booth: booth.store.database.write(
        partial(booth.store.erasures.begin, generation_id=booth.request().generation_id)
    ),
    "files of erased pictures": lambda booth: booth.store.erasures.carry_out(),
    "a dead letter is answered": lambda booth: booth.store.database.write(
        lambda rows: booth.store.outbox.answer_dead_letters(rows, "none", "op")
    ),
    "a lease is taken back": lambda booth: booth.store.leases.keep(lease(state=LeaseState.RECLAIMED)),
    "the next sheet": lambda booth: (booth.store.prints.claim_next(), booth.store.prints.unfinished()),
    "old ops": lambda booth: booth.store.outbox.forget_settled(booth.clock.now()),
    "the next start": lambda booth: booth.store.recovery.interrupted_session(),
}


@pytest.mark.parametrize("what", DAY)
def test_no_statement_looks_at_all_rows(booth: Booth, asked: set[str], what: str) -> None:
    booth.request()
    asked.clear()
    DAY[what](booth)
    asked_for = [each for each in asked if each.startswith(("SELECT", "UPDATE", "DELETE", "INSERT"))]
    assert asked_for
    with sqlite3.connect(booth.folder / "cabina.sqlite") as other:
        plans = {each: [row[3] for row in other.execute(f"EXPLAIN QUERY PLAN {each}")] for each in asked_for}
    other.close()
    scans = {each: plan for each, plan in plans.items() if any(_is_scan(step) for step in plan)}
    assert scans == {}


def _is_scan(step: str) -> bool:
    """A scan of an index that holds only what waits is none of all rows."""
    words = step.split()
    waiting = (
        "uploads_unsent",
        "fetches_waiting",
        "outbox_rejected",
        "outbox_pending",
        "leases_open",
        "sessions_open",
    )
    return words[0] == "SCAN" and words[1] in GROWING and not any(name in step for name in waiting)


def checks(folder: Path, deed: Callable[[Path], None] = lambda _: None) -> int:
    """How often a start looks through the whole database."""
    deed(folder)
    asked: list[str] = []

    class Watched(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            asked.append(sql)
            return super().execute(sql, *values)

    connect = sqlite3.connect
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", lambda *args, **named: connect(*args, factory=Watched, **named))
        Store(folder, Clock(), owner=True).close()
    return sum("quick_check" in sql for sql in asked)


def garble(folder: Path) -> None:
    with (folder / "cabina.sqlite").open("r+b") as file:
        file.seek(50_000)
        file.write(b"\0")


def test_the_whole_database_is_looked_through_only_when_something_may_be_wrong(tmp_path: Path) -> None:
    Store(tmp_path, Clock(), owner=True).close()
    assert checks(tmp_path) == 0
    assert checks(tmp_path, lambda folder: (folder / "cabina.sqlite-open").touch()) == 1
    assert checks(tmp_path) == 0
    assert checks(tmp_path, garble) == 1


def test_ops_go_ninety_days_after_they_were_settled_and_no_others(booth: Booth) -> None:
    booth.request()
    booth.guest()
    booth.store.sessions.end(booth.guest(), "finished", booth.clock.now())
    booth.store.database.write(lambda rows: rows.execute("UPDATE outbox SET state = 'settled' WHERE seq > 1"))
    settled = len(booth.rows("SELECT 1 FROM outbox WHERE state = 'settled'"))
    booth.clock.advance(89 * 86_400)
    assert settled
    assert booth.store.outbox.forget_settled(booth.clock.now()) == 0
    booth.clock.advance(2 * 86_400)
    assert booth.store.outbox.forget_settled(booth.clock.now()) == settled
    assert [row["state"] for row in booth.rows("SELECT state FROM outbox")] == ["pending"]
