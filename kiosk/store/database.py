"""One SQLite file: one writing connection with its own thread, and a reading one for each other thread."""

import logging
import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import TypeVar

from kiosk.domain.errors import DiskError, KioskError
from kiosk.store import wal
from kiosk.store.database_files import DatabaseFiles
from kiosk.store.errors import DamagedError, disk_errors, set_aside
from kiosk.store.files import durable_path, sync_folder
from kiosk.store.migrations import migrate
from kiosk.store.privacy import FILE, make_private
from kiosk.store.spare import Spare, take_the_log

T = TypeVar("T")
Transaction = sqlite3.Connection
"""A connection inside a transaction; its rows are `sqlite3.Row`, read by name or by position."""

log = logging.getLogger(__name__)
_BUSY_MILLISECONDS = 5000
_TRIES = 5
_COMMITS_BETWEEN_CHECKPOINTS = 300
"""SQLite's own count pages: 1,000, as many as these write."""


class Database:
    """Opens, migrates and checks the file. Raises DiskError, of which DamagedError means: have it repaired.

    The `owner` is the booth that runs on it; any other program is a visitor. If somebody deletes or replaces
    a file under the owner, it puts what it has back in its place; a visitor raises DiskError.
    """

    def __init__(self, path: Path, owner: bool = False) -> None:
        self.path = path
        self.findings: list[str] = []
        """What was found amiss that is mended, or past mending: a sentence each, for staff and platform."""
        self._owner = owner
        self._files = DatabaseFiles(path)
        self._spare = Spare(path)
        self._copying: Thread | None = None
        self._commits = _COMMITS_BETWEEN_CHECKPOINTS
        self._life = 0
        """Counts the files that were open one after the other."""
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._mine = threading.local()
        self._readers: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False
        try:
            self._connection = self.writer.submit(self._open_writer).result()
        except BaseException:
            self.writer.shutdown()
            raise

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction on the writer thread; durable when it returns, or rolled back.

        Transactions do not nest: whatever takes part in one is passed it. Another inside it is a BugError.
        """
        if getattr(self._mine, "writes", False):
            return self._transact(work)
        try:
            return self.writer.submit(self._transact, work).result()
        except RuntimeError as error:
            if self._closed:
                raise DiskError("the store is closed") from error
            raise

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` on one snapshot of the database, on the calling thread."""
        if getattr(self._mine, "writes", False):
            return self._snapshot(self._connection, work)
        try:
            outcome = self._snapshot(self._reader(), work)
        except KioskError:
            if not self._spare.is_overwritten():
                raise
        else:
            if not self._spare.is_overwritten():
                return outcome
        self.write(lambda _: None)  # It puts back what was there; what was read may be another's.
        return self._snapshot(self._reader(), work)

    def _snapshot(self, connection: Transaction, work: Callable[[Transaction], T]) -> T:
        with disk_errors(self.path):
            connection.execute("BEGIN")
            try:
                return work(connection)
            finally:
                if connection.in_transaction:
                    connection.execute("COMMIT")

    def close(self) -> None:
        """Finish the pending writes and close the file."""
        if self._closed:
            return
        self._closed = True
        with self._lock:
            for connection in self._readers:
                connection.close()
        self.writer.submit(self._close_writer).result()
        self.writer.shutdown()

    def _transact(self, work: Callable[[Transaction], T]) -> T:
        with disk_errors(self.path):
            self._mend_if_overwritten()
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                outcome = work(connection)
                if self._spare.is_overwritten():
                    raise DiskError(f"the database {self.path} was overwritten meanwhile")
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            if not self._files.are_ours():
                self._put_back("deleted or replaced", self._back_up)
            elif self._owner:
                self._checkpoint_now_and_then()
            return outcome

    def _mend_if_overwritten(self) -> None:
        """Before anything is kept that was made of what another has written.

        Raises DamagedError if it cannot be undone, and what is there is no sound database.
        """
        if not self._spare.is_overwritten():
            return
        self._wait_for_the_copy()
        try:
            stranger = self._put_back("overwritten", self._restore)
            if stranger is not None:  # The log beside it was ours.
                for part in ("-wal", "-shm"):
                    stranger.with_name(f"{stranger.name}{part}").unlink(missing_ok=True)
        except DamagedError as error:
            log.error("%s", error)
            with closing(self._connect()) as fresh:
                self._check(fresh)
            self.findings.append("Another program wrote to the booth's database: it may have lost something.")
            self._reconnect()

    def _checkpoint_now_and_then(self) -> None:
        """As SQLite would do it by itself, but with a copy of the file as it is then, made on another thread.

        A reader that began before keeps log and file as they are until the copy is there.
        """
        self._commits += 1
        busy = self._copying is not None and self._copying.is_alive()
        if busy or self._commits < _COMMITS_BETWEEN_CHECKPOINTS or self._spare.is_overwritten():
            return
        self._commits = 0
        try:
            reader = self._connect()
            self._checkpoint(reader)
        except sqlite3.Error as error:  # What was to be kept is kept.
            log.warning("no checkpoint of the database: %s", error)
            return
        self._copying = Thread(target=self._copy, args=(reader,), name="store-copy")
        self._copying.start()

    def _checkpoint(self, reader: sqlite3.Connection) -> None:
        try:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlite3.Error:
            reader.close()
            raise
        finally:
            self._spare.look()

    def _copy(self, reader: sqlite3.Connection) -> None:
        try:
            if not self._spare.copy():
                self._commits = _COMMITS_BETWEEN_CHECKPOINTS
        except OSError as error:
            log.warning("no copy of the database in case that it is overwritten: %s", error)
        finally:
            reader.close()

    def _wait_for_the_copy(self) -> None:
        if self._copying is not None:
            self._copying.join()

    def _back_up(self, copy: Path) -> None:
        with closing(sqlite3.connect(copy)) as target:
            self._connection.backup(target)

    def _restore(self, copy: Path) -> None:
        if not (self._spare.restore(copy) and take_the_log(copy)):
            raise DamagedError(f"the database {self.path} was overwritten")

    def _put_back(self, done: str, make: Callable[[Path], None]) -> Path | None:
        """Whatever was done to the files: all that this program has kept is at the path again.

        Returns where that is now which lay there.
        """
        if not self._owner:
            raise DiskError(f"the database {self.path} was {done} meanwhile")
        self._wait_for_the_copy()
        with durable_path(self.path) as copy:
            make(copy)
            sync_folder(copy)
            stranger = set_aside(self.path)
        kept = f"; what lay there is now {stranger.name}" if stranger else ""
        self.findings.append(f"The booth's database was {done}; it is back in its place{kept}.")
        self._reconnect()
        return stranger

    def _reconnect(self) -> None:
        self._spare.forget()
        self._commits = _COMMITS_BETWEEN_CHECKPOINTS
        self._life += 1
        before, self._connection = self._connection, self._connect()
        # SQLite leaves the files of the new one alone: it sees that the old one has moved.
        before.close()
        self._prepare(self._connection)
        self._spare.look()

    def _close_writer(self) -> None:
        self._wait_for_the_copy()
        try:
            with disk_errors(self.path):
                self._mend_if_overwritten()
        except DiskError as error:
            log.error("%s", error)
        self._connection.close()
        self._spare.close()
        self._files.unmark()
        if self._owner:
            with disk_errors(self.path):
                self._files.note_the_close()

    def _open_writer(self) -> sqlite3.Connection:
        self._mine.writes = True
        with disk_errors(self.path):
            make_private(self.path.parent)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE))
            before = wal.read(self.path) if self._owner else None
            untouched = self._files.are_as_closed()
            connection = self._connect()
            try:
                self._prepare(connection)
                if self._owner:
                    self._judge_the_last_end(connection, before)
                    self._files.mark()
                if not (self._owner and untouched):
                    self._check(connection)
                migrate(connection)
                if self._owner:
                    self._spare.look()
            except BaseException:
                connection.close()
                raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        self._files.look()

    def _judge_the_last_end(self, connection: sqlite3.Connection, log: wal.Log | None) -> None:
        """A log that is garbled or gone is no error for SQLite, but may have held what guests were shown."""
        _, taken, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if log is None and self._files.is_marked():
            self.findings.append(
                "The database's log is gone: what was kept last before the stop may be lost."
            )
        elif log is not None and wal.lost_something(log, taken):
            self.findings.append("The database's log is damaged: what was kept last before the stop is lost.")

    def _check(self, connection: sqlite3.Connection) -> None:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            log.error("the database %s: %s", self.path, found)
            raise DamagedError(f"the database {self.path} is damaged")

    def _reader(self) -> sqlite3.Connection:
        if getattr(self._mine, "life", None) != self._life:
            self._mine.life, self._mine.reader = self._open_reader()
            with self._lock:
                self._readers.append(self._mine.reader)
        reader: sqlite3.Connection = self._mine.reader
        return reader

    def _open_reader(self) -> tuple[int, sqlite3.Connection]:
        """In which life it was opened, and a connection to our own file, not to another's in its place.

        What was done to the files since the last transaction is mended first.
        """
        for _ in range(_TRIES):
            life = self._life
            try:
                reader = self._connect()
            except sqlite3.OperationalError as error:
                log.warning("the database cannot be opened to be read: %s", error)
            else:
                if self._files.are_ours() and life == self._life:
                    reader.execute("PRAGMA query_only = ON")
                    return life, reader
                reader.close()
            self.write(lambda _: None)
        raise DiskError(f"the database {self.path} was deleted or replaced again and again")

    def _connect(self) -> sqlite3.Connection:
        """To a file that exists: none is made where somebody has deleted it."""
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode=rw",
            timeout=_BUSY_MILLISECONDS / 1000,
            isolation_level=None,
            check_same_thread=False,
            uri=True,
        )
        connection.row_factory = sqlite3.Row
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        return connection
