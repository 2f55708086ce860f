"""What brings the database back if somebody writes over its file, as `cp` does with a backup.

SQLite's log has all that was kept since its last checkpoint, and the file what was kept before. Nothing but
a checkpoint writes to the file, and only this program makes them: so a file that has changed otherwise was
overwritten, and a copy of it, as it was after a checkpoint, is whole again with the log. The copy has no
name, so nobody can do it any harm, and it is gone when the program ends.
"""

import os
import shutil
import sqlite3
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, NamedTuple

_SALT_AT = 16
"""In the log's header; the salt counts how often the log began anew.
Source: https://www.sqlite.org/fileformat2.html#the_write_ahead_log"""


class _Copy(NamedTuple):
    """Of the database, and the salt of the log that goes with it."""

    file: BinaryIO
    salt: int


class Spare:
    """Of one open database. `look` and `copy` go together; nothing here is for two threads at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._content: tuple[int, int] | None = None
        self._log: BinaryIO | None = None
        self._copy: _Copy | None = None
        self._database: BinaryIO | None = None
        self._former: list[BinaryIO] = []
        """Databases. Closing one would let go of SQLite's locks on it, as they are this process's."""

    def look(self) -> None:
        """What the file holds now is ours."""
        self._content = self._state()

    def is_overwritten(self) -> bool:
        """Somebody else has written to the file since, or is doing so."""
        return self._content is not None and self._state() not in (None, self._content)

    def copy(self) -> bool:
        """Copy the file, which is as after a checkpoint and stays so meanwhile; False if it did not.

        May raise OSError.
        """
        log = self._open_log()
        salt = _salt(log)
        database = self._open_database()
        with ExitStack() as unless_whole:
            file = unless_whole.enter_context(tempfile.TemporaryFile(dir=self._path.parent))
            shutil.copyfileobj(database, file)
            if salt is None or self.is_overwritten():
                return False
            unless_whole.pop_all()
        self._drop_copy()
        self._copy = _Copy(file, salt)
        return True

    def restore(self, target: Path) -> bool:
        """Make the whole database of copy and log; False if they do not go together. May raise OSError."""
        if self._copy is None or self._log is None or not self._follows(self._copy):
            return False
        log = target.with_name(f"{target.name}-wal")
        for source, path in ((self._copy.file, target), (self._log, log)):
            source.seek(0)
            with path.open("wb") as file:
                shutil.copyfileobj(source, file)
        return True

    def forget(self) -> None:
        """Another file is at the path from now on."""
        self._drop_copy()
        if self._log is not None:
            self._log.close()
        if self._database is not None:
            self._former.append(self._database)
        self._log = self._database = self._content = None

    def close(self) -> None:
        """Once no connection is open."""
        self.forget()
        for file in self._former:
            file.close()

    def _follows(self, copy: _Copy) -> bool:
        """It begins anew once with the first write behind a checkpoint; more often it has lost something."""
        salt = _salt(self._log) if self._log else None
        return salt is not None and (salt - copy.salt) % 2**32 in (0, 1)

    def _open_log(self) -> BinaryIO:
        if self._log is None:
            self._log = self._path.with_name(f"{self._path.name}-wal").open("rb")
        return self._log

    def _open_database(self) -> BinaryIO:
        if self._database is None:
            self._database = self._path.open("rb")
        self._database.seek(0)
        return self._database

    def _drop_copy(self) -> None:
        if self._copy is not None:
            self._copy.file.close()
            self._copy = None

    def _state(self) -> tuple[int, int] | None:
        """None while no file is there: that is seen elsewhere."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size


def _salt(log: BinaryIO) -> int | None:
    found = os.pread(log.fileno(), 4, _SALT_AT)
    return int.from_bytes(found, "big") if len(found) == 4 else None


def take_the_log(database: Path) -> bool:
    """Bring what the log beside a database holds into it, and check that it is sound."""
    connection = sqlite3.connect(database)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    finally:
        connection.close()
