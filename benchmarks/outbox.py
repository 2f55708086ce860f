"""What a booth's promise costs until it is durable, beside bare SQLite inserts of the same rows.

`python -m benchmarks.outbox` prints a Markdown table. `--beside CHECKOUT` measures another in the same run.
"""

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[1]
REQUESTS, COUNTED, ROUNDS = 600, 50, 5
PASTS = (0, 20_000)
"""Ops that the platform has taken, of the weeks before."""
_TABLES = ("requests", "outbox", "uploads")
Measure = tuple[float, float, float]
"""Requests a second, CPU microseconds and statements of one."""


# --- in the measured process --------------------------------------------------------------------------


def _timed(work: list[Callable[[], object]]) -> tuple[float, float]:
    began, cpu = perf_counter(), process_time()
    for each in work:
        each()
    return len(work) / (perf_counter() - began), (process_time() - cpu) / len(work) * 1e6


def _booth(folder: Path, past: int) -> Measure:
    """Real promises, each of a guest and a photo that are there already."""
    from kiosk.store import Store
    from tests.kiosk.store.conftest import Booth
    from tests.kiosk.worlds import Clock, config, enrolled, named, signed

    clock = Clock()
    booth = Booth(folder, clock, Store(folder, clock, owner=True))
    booth.store.enrollment.keep(enrolled())
    booth.store.configs.keep(*signed(config()))
    booth.store.database.write(lambda transaction: _fill(transaction, past))
    guests = [booth.guest() for _ in range(REQUESTS + COUNTED)]
    shots = [(guest, booth.shot(guest, jpeg=str(guest).encode())) for guest in guests]
    work: list[Callable[[], object]] = [
        lambda guest=guest, shot=shot: booth.store.requests.make(  # type: ignore[misc]
            guest, shot, named("ink"), 100, clock.now()
        )
        for guest, shot in shots
    ]
    rate, cpu = _timed(work[:REQUESTS])
    statements: list[str] = []
    booth.store.database.write(lambda transaction: transaction.set_trace_callback(statements.append))
    statements.clear()
    for each in work[REQUESTS:]:
        each()
    counted = len(statements) / COUNTED
    booth.store.close()
    return rate, cpu, counted


def _fill(transaction: sqlite3.Connection, past: int) -> None:
    sql = (
        "INSERT INTO outbox (op_id, epoch, seq, kind, occurred_at, payload, subject, state,"
        " recorded_monotonic, recorded_boot) VALUES (?, 0, ?, 'print.completed', ?, ?, '', 'settled', 0, '')"
    )
    at, payload = "2026-01-01T00:00:00+00:00", json.dumps({"filler": "x" * 500})
    transaction.executemany(sql, ((f"past-{seq}", seq, at, payload) for seq in range(past)))


def _bare(folder: Path, booth: Path) -> Measure:
    """The rows that the booth has written, into the same tables, one transaction for each promise."""
    with closing(sqlite3.connect(booth / "cabina.sqlite")) as source:
        schema = [sql for (sql,) in source.execute("SELECT sql FROM sqlite_schema WHERE sql NOT NULL")]
        newest = (source.execute(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT {REQUESTS}")
                  for table in _TABLES)  # fmt: skip
        rows = list(zip(*(each.fetchall()[::-1] for each in newest), strict=True))
    with closing(sqlite3.connect(folder / "bare.sqlite", isolation_level=None)) as target:
        target.execute("PRAGMA journal_mode = WAL")
        target.execute("PRAGMA synchronous = FULL")
        for sql in schema:
            if "sqlite_" not in sql:
                target.execute(sql)

        def insert(of_one: tuple[tuple[object, ...], ...]) -> None:
            target.execute("BEGIN IMMEDIATE")
            for table, row in zip(_TABLES, of_one, strict=True):
                marks = ", ".join("?" * len(row))
                target.execute(f"INSERT INTO {table} VALUES ({marks})", row)
            target.execute("COMMIT")

        return (*_timed([lambda row=row: insert(row) for row in rows]), len(_TABLES) + 2)  # type: ignore[misc]


# --- the comparison -----------------------------------------------------------------------------------


def _measure(checkout: Path, *words: str) -> Measure:
    """In a fresh process of that checkout."""
    done = subprocess.run(
        [sys.executable, "-P", str(Path(__file__).resolve()), "--child", *words],
        env=os.environ | {"PYTHONPATH": str(checkout)},
        cwd=checkout,
        stdout=subprocess.PIPE,
        check=True,
        timeout=300,
    )
    rate, cpu, statements = json.loads(done.stdout)
    return rate, cpu, statements


def _compare(checkouts: list[Path], past: int, rounds: int) -> Iterator[str]:
    taken: dict[str, list[Measure]] = {}
    for _ in range(rounds):
        for checkout in checkouts:
            with (
                tempfile.TemporaryDirectory(dir=ROOT) as booth,
                tempfile.TemporaryDirectory(dir=ROOT) as bare,
            ):
                name = f"the booth ({checkout.name})" if len(checkouts) > 1 else "the booth"
                taken.setdefault(name, []).append(_measure(checkout, "booth", booth, str(past)))
                if checkout is checkouts[0]:
                    taken.setdefault("bare inserts", []).append(_measure(checkout, "bare", bare, booth))
    medians = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)]
        for name, rows in taken.items()
    }
    reference = medians["bare inserts"][0]
    for name, (rate, cpu, statements) in medians.items():
        yield f"| {past:,} | {name} | {rate:.0f} | {rate / reference:.2f} | {cpu:.0f} | {statements:.1f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beside", type=Path, action="append", default=[])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--child", nargs=3, metavar=("KIND", "FOLDER", "OF"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        kind, folder, of = asked.child
        measured = _booth(Path(folder), int(of)) if kind == "booth" else _bare(Path(folder), Path(of))
        sys.stdout.write(json.dumps(measured))
        return
    print(
        "| ops before | what | requests a second | times bare inserts | CPU µs of one | statements of one |"
    )
    print("|---:|---|---:|---:|---:|---:|")
    for past in PASTS:
        for row in _compare([ROOT, *(path.resolve() for path in asked.beside)], past, asked.rounds):
            print(row, flush=True)


if __name__ == "__main__":
    main()
