"""What SQLite and the file system say when they cannot keep something, as the booth's errors."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kiosk.domain.errors import BugError, DiskError
from kiosk.domain.words import words_for

_SENTENCES = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "the disk is read-only",
    "SQLITE_IOERR": "the disk does not read or write",
    "SQLITE_CANTOPEN": "the database cannot be opened",
    "SQLITE_BUSY": "another program holds the database",
    "SQLITE_PERM": "the database may not be written by this user",
}
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
SET_ASIDE = ".damaged-"
"""Between the name of a database and the moment when it was set aside."""
_OUR_FAULT = (sqlite3.ProgrammingError, sqlite3.IntegrityError, sqlite3.InterfaceError)


class DamagedError(DiskError):
    """The database file is not what was written, or not there. `kiosk doctor --repair` saves what it can."""


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn what goes wrong with `path` into DiskError, and what we did wrong into BugError."""
    try:
        yield
    except _OUR_FAULT as error:
        raise BugError(f"the store misused its database: {error}") from error
    except sqlite3.Error as error:
        raise _disk_error(path, error) from error
    except OSError as error:
        raise DiskError(f"{words_for(error)}: {error.filename or path}") from error


def _disk_error(path: Path, error: sqlite3.Error) -> DiskError | BugError:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(_DAMAGED):
        return DamagedError(f"the database {path} is damaged")
    for prefix, sentence in _SENTENCES.items():
        if name.startswith(prefix):
            return DiskError(f"{sentence}: {path}")
    return BugError(f"the store's statement failed: {error}")


def set_aside(path: Path) -> Path | None:
    """Rename a database and its log so that another can take its place; nothing is deleted.

    Returns the new name, or None if there was no database.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    kept = path.with_name(f"{path.name}{SET_ASIDE}{stamp}")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    return kept if kept.exists() else None
