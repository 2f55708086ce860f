"""One SQLite file: one writing connection with its own thread, and a reading one for each other thread."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from kiosk.domain.errors import DiskError
from kiosk.store.errors import DamagedError, disk_errors
from kiosk.store.migrations import migrate

T = TypeVar("T")
Transaction = sqlite3.Connection
"""A connection inside a transaction; its rows are `sqlite3.Row`, read by name or by position."""

_BUSY_MILLISECONDS = 5000


class Database:
    """Opens, migrates and checks the file. Raises DiskError, of which DamagedError means: set it aside."""

    def __init__(self, path: Path) -> None:
        self.path = path
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
        connection = self._connection if getattr(self._mine, "writes", False) else self._reader()
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
        self.writer.submit(self._connection.close).result()
        self.writer.shutdown()
        with self._lock:
            for connection in self._readers:
                connection.close()

    def _transact(self, work: Callable[[Transaction], T]) -> T:
        connection = self._connection
        with disk_errors(self.path):
            connection.execute("BEGIN IMMEDIATE")
            try:
                outcome = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return outcome

    def _open_writer(self) -> sqlite3.Connection:
        self._mine.writes = True
        with disk_errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = self._connect()
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                self._check(connection)
                migrate(connection)
            except BaseException:
                connection.close()
                raise
        return connection

    def _check(self, connection: sqlite3.Connection) -> None:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise DamagedError(f"the database {self.path} is damaged: {found}")

    def _reader(self) -> sqlite3.Connection:
        if not hasattr(self._mine, "reader"):
            with disk_errors(self.path):
                self._mine.reader = self._connect()
                self._mine.reader.execute("PRAGMA query_only = ON")
            with self._lock:
                self._readers.append(self._mine.reader)
        reader: sqlite3.Connection = self._mine.reader
        return reader

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=_BUSY_MILLISECONDS / 1000, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection
