"""What can still be read of a damaged database, row by row, in a new one of the present shape.

A page that is garbled costs the rows that lie on it, and an index nothing: rows are read by their numbers,
past whatever cannot be read.
"""

import itertools
import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk.store.errors import SET_ASIDE, disk_errors, set_aside
from kiosk.store.files import Folders, durable_path, sync_folder
from kiosk.store.migrations import migrate

_MOST_PROBED = 200_000
"""Numbers between two rows that can be read: so many are tried, one by one."""
_MOST_MISSED = 2_000
"""In a row, where the table's end cannot be read: more than garbled pages side by side hold rows."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """`kept`: the damaged database, if there was one. `lost`: sentences about what could not be read."""

    kept: Path | None
    rows: int
    lost: tuple[str, ...]


def repair(folders: Folders) -> Repaired:
    """Put a database with all that can be read in the damaged one's place; nothing is deleted.

    Nobody may have it open. Raises DiskError.
    """
    source = _source(folders)
    with disk_errors(folders.database), durable_path(folders.database) as target:
        rows, lost = salvage(source, target, folders)
        sync_folder(target)
        kept = set_aside(folders.database)
    return Repaired(kept or source, rows, tuple(lost))


def salvage(source: Path | None, target: Path, folders: Folders) -> tuple[int, list[str]]:
    """Make `target` of what can be read of `source`; how many rows that are, and what could not be read."""
    with closing(sqlite3.connect(target, isolation_level=None)) as new:
        migrate(new)
        if source is None:
            return 0, ["There is no database: what the photos belong to is not known."]
        with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as old:
            new.execute("BEGIN IMMEDIATE")
            rows, lost = _copy_all(old, new)
            _mend(new)
            _queue_photos(new, folders)
            new.execute("COMMIT")
        return rows, lost


def _source(folders: Folders) -> Path | None:
    """The database; or, after a repair that was cut short, the newest one that was set aside."""
    path = folders.database
    if path.exists() and path.stat().st_size:
        return path
    return max(path.parent.glob(f"{path.name}{SET_ASIDE}*[0-9]"), default=None)


def _copy_all(old: sqlite3.Connection, new: sqlite3.Connection) -> tuple[int, list[str]]:
    tables = [row[0] for row in new.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    total, lost = 0, []
    for table in tables:
        columns = _columns(old, table)
        if columns is None:
            lost.append(f"Nothing of the table {table} could be read.")
            continue
        present = _present(new, table)
        shared = [name for name in columns if name in present]
        if not shared:  # An older version has no such table.
            continue
        copied, missed = _copy(old, new, table, shared)
        total += copied
        if missed:
            lost.append(f"At least {missed} rows of the table {table} could not be read.")
    return total, lost


def _copy(
    old: sqlite3.Connection, new: sqlite3.Connection, table: str, columns: list[str]
) -> tuple[int, int]:
    names, places = ", ".join(columns), ", ".join("?" * len(columns))
    copied = missed = 0
    for row in _rows(old, table, names):
        if row is None:
            missed += 1
            continue
        try:
            new.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", row)  # noqa: S608
            copied += 1
        except sqlite3.Error:
            missed += 1
    return copied, missed


def _rows(old: sqlite3.Connection, table: str, names: str) -> Iterator[tuple[object, ...] | None]:
    """Every row that can be read; None for each number at which there may have been another."""
    first, last = f"SELECT rowid, {names} FROM {table} NOT INDEXED", 0  # noqa: S608
    try:
        for row in old.execute(f"{first} ORDER BY rowid"):
            last = row[0]
            yield row[1:]
    except sqlite3.DatabaseError:
        yield from _rows_behind(old, first, last)


def _rows_behind(old: sqlite3.Connection, first: str, last: int) -> Iterator[tuple[object, ...] | None]:
    """Those behind the first damage: from the end as far as that can be read, and one by one in between."""
    behind = [*_until_damage(old, f"{first} WHERE rowid > {last} ORDER BY rowid DESC")]
    until, missed = (behind[-1][0] if behind else math.inf), 0
    for number in range(last + 1, last + _MOST_PROBED):
        if number >= until or (missed >= _MOST_MISSED and not behind):
            break
        if found := [*_until_damage(old, f"{first} WHERE rowid = {number}")]:
            yield from itertools.repeat(None, missed)
            yield found[0][1:]
        missed = 0 if found else missed + 1
    # Where the end cannot be read, nobody knows how many rows lay there.
    yield from itertools.repeat(None, missed if behind else 1)
    for row in reversed(behind):
        yield row[1:]


def _until_damage(old: sqlite3.Connection, sql: str) -> Iterator[tuple[int, ...]]:
    try:
        yield from old.execute(sql)
    except sqlite3.DatabaseError:
        return


def _columns(old: sqlite3.Connection, table: str) -> list[str] | None:
    """None if they cannot be read; none at all, if an older version has no such table."""
    try:
        return [row[1] for row in old.execute(f"PRAGMA table_info({table})")]
    except sqlite3.DatabaseError:
        return None


def _present(new: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in new.execute(f"PRAGMA table_info({table})")}


def _mend(new: sqlite3.Connection) -> None:
    """What rows of one table promise of those of another holds again, as far as it can."""
    new.execute(
        "UPDATE enrollment SET next_seq = max(next_seq,"
        " (SELECT coalesce(max(seq), 0) + 1 FROM outbox WHERE outbox.epoch = enrollment.epoch))"
    )
    for table, event, at in (
        ("requests", "event_id", "requested_at"),
        ("shots", "''", "taken_at"),
        ("prints", "''", "created_at"),
    ):
        new.execute(
            "INSERT OR IGNORE INTO sessions"  # noqa: S608
            " (id, event_id, language, started_at, ended_at, outcome)"
            f" SELECT session_id, {event}, 'es', {at}, {at}, 'abandoned' FROM {table}"
        )


def _queue_photos(new: sqlite3.Connection, folders: Folders) -> None:
    """Photos that pictures wait for, and of which nobody knows any more whether they were sent."""
    waiting = new.execute(
        "SELECT DISTINCT shots.sha256 FROM requests JOIN shots ON shots.id = shot_id"
        " WHERE state = 'awaiting_photo' AND shots.sha256 NOT IN (SELECT sha256 FROM uploads)"
    ).fetchall()
    for (sha256,) in waiting:
        photo = folders.photo(sha256)
        if photo.exists():
            row = (sha256, str(photo), photo.stat().st_size)
            new.execute("INSERT INTO uploads (sha256, path, size) VALUES (?, ?, ?)", row)
