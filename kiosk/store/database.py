"""One SQLite file: a writing connection on a thread of its own, and a reading one for every other thread."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import sqlite_utils

from kiosk.domain.errors import DiskError
from kiosk.store.errors import DamagedError, disk_errors
from kiosk.store.migrations import migrate

T = TypeVar("T")
Rows = sqlite_utils.Database
"""A connection inside a transaction: `execute` to write, `query` to read rows as dicts."""

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
            self._rows = self.writer.submit(self._open_writer).result()
        except BaseException:
            self.writer.shutdown()
            raise

    def write(self, work: Callable[[Rows], T]) -> T:
        """Run `work` in one transaction on the writer thread; durable when it returns, or not done at all."""
        if getattr(self._mine, "writes", False):
            return self._transact(work)
        try:
            return self.writer.submit(self._transact, work).result()
        except RuntimeError as error:
            if self._closed:
                raise DiskError("the store is closed") from error
            raise

    def read(self, work: Callable[[Rows], T]) -> T:
        """Run `work` on one snapshot of the database, on the calling thread."""
        rows = self._rows if getattr(self._mine, "writes", False) else self._reader()
        if rows.conn.in_transaction:
            return work(rows)
        with disk_errors(self.path):
            rows.execute("BEGIN")
            try:
                return work(rows)
            finally:
                rows.execute("COMMIT")

    def close(self) -> None:
        """Finish what was handed in, then let go of the file."""
        if self._closed:
            return
        self._closed = True
        self.writer.submit(self._rows.conn.close).result()
        self.writer.shutdown()
        with self._lock:
            for connection in self._readers:
                connection.close()

    def _transact(self, work: Callable[[Rows], T]) -> T:
        if self._rows.conn.in_transaction:
            return work(self._rows)
        with disk_errors(self.path):
            self._rows.execute("BEGIN IMMEDIATE")
            try:
                outcome = work(self._rows)
                self._rows.execute("COMMIT")
            except BaseException:
                if self._rows.conn.in_transaction:
                    self._rows.execute("ROLLBACK")
                raise
            return outcome

    def _open_writer(self) -> Rows:
        self._mine.writes = True
        with disk_errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            rows = self._connect()
            try:
                rows.execute("PRAGMA journal_mode = WAL")
                rows.execute("PRAGMA synchronous = FULL")
                self._check(rows)
                migrate(rows)
            except BaseException:
                rows.conn.close()
                raise
        return rows

    def _check(self, rows: Rows) -> None:
        found = rows.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise DamagedError(f"the database {self.path} is damaged: {found}")

    def _reader(self) -> Rows:
        if not hasattr(self._mine, "reader"):
            with disk_errors(self.path):
                self._mine.reader = self._connect()
                self._mine.reader.execute("PRAGMA query_only = ON")
            with self._lock:
                self._readers.append(self._mine.reader.conn)
        reader: Rows = self._mine.reader
        return reader

    def _connect(self) -> Rows:
        connection = sqlite3.connect(
            self.path, timeout=_BUSY_MILLISECONDS / 1000, isolation_level=None, check_same_thread=False
        )
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        connection.execute("PRAGMA foreign_keys = ON")
        return Rows(connection)
