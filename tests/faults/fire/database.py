"""The database that is shot at: its backends killed, the whole of it restarted, its log read."""

import re
import shlex
import threading
from pathlib import Path

import psycopg

from central.server import postgres

NAME = "fire"
"""The application name of the connections that may be killed."""


class Target:
    """An embedded database that runs with fsync. For many threads."""

    def __init__(self, data: Path) -> None:
        self._folder = data.resolve() / "postgres"
        self._postgres = postgres.address(data)
        self.url = f"{self._postgres}&application_name={NAME}"
        self._lock = threading.Lock()
        self._connection: psycopg.Connection | None = None
        self.deadlocks = 0
        self.stopped: list[str] = []

    def kill(self, backend: int | None = None) -> bool:
        """Kill one backend, a random one in mid-transaction if none is named; whether there was one."""
        with self._lock:
            try:
                return bool(self._ask(_KILL, [NAME, backend, backend]))
            except psycopg.OperationalError:
                self._close()
                return False

    def stop(self, mode: str) -> None:
        """Stop the server; `immediate`: as a crash does."""
        with self._lock:
            self._read_deadlocks()
            self._close()
            self._settings = shlex.split((self._folder / "postmaster.opts").read_text())[3:]
            postgres.control(self._folder, "stop", "-m", mode)
            self.stopped.append(mode)

    def start(self) -> None:
        """Start it as it was."""
        postgres.control(self._folder, "start", "-l", "log", "-o", " ".join(self._settings))

    def end(self) -> None:
        """Read the last figures."""
        with self._lock:
            self._read_deadlocks()
            self._close()

    def deadlocks_in_log(self) -> list[str]:
        """Each deadlock that the server's own log tells of, with its cycle."""
        log = postgres.logs(self._folder)
        return re.findall(r"ERROR:  deadlock detected\n(?:.*DETAIL.*\n)?(?:\t.*\n)*", log)

    def _read_deadlocks(self) -> None:
        try:
            [count] = self._ask(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()", []
            )
        except psycopg.OperationalError:
            self._close()
        else:
            self.deadlocks += count

    def _ask(self, query: str, parameters: list[object]) -> list[int]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._postgres, autocommit=True)
        return [row[0] for row in self._connection.execute(query, parameters).fetchall()]

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


_KILL = """
SELECT pid FROM (
  SELECT pid FROM pg_stat_activity
  WHERE application_name = %s AND CASE WHEN %s::int IS NULL THEN state <> 'idle' ELSE pid = %s::int END
  ORDER BY random() LIMIT 1
) AS victim WHERE pg_terminate_backend(pid)
"""
