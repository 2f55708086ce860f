"""The connections that a process shares, and what happens while the database is down."""

from threading import Lock
from typing import Any, Final

from django.db import InterfaceError, OperationalError, connection
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg_pool import ConnectionPool

OUTAGE: Final = (OperationalError, InterfaceError)
"""What is raised while the database, or the node of the rows that are asked for, does not answer; and by
deadlocks, lock time-outs and the like, which `is_outage` tells from it.
"""
RETRY_SECONDS: Final = 2
_BROKEN: Final = ("08", "57")
_AWAY: Final = (*_BROKEN, "53", "58")
_CANCELLED: Final = "57014"
_checking = Lock()


def pool_use() -> dict[str, int]:
    """This process's connections that are in use and idle, and the requests that wait for one."""
    pool: ConnectionPool[Any] | None = getattr(DatabaseWrapper, "_connection_pools", {}).get("default")
    if pool is None:
        return {}
    told = pool.get_stats()
    idle = told.get("pool_available", 0)
    waiting = told.get("requests_waiting", 0)
    return {"in_use": told.get("pool_size", 0) - idle, "idle": idle, "waited_for": waiting}


def let_go() -> None:
    """Give the connection back to the pool until the next query, before something that takes long."""
    assert not connection.in_atomic_block, "others would wait for this transaction's connection and locks"
    connection.close()


def is_outage(error: Exception) -> bool:
    """Whether the database does not answer, has no room, or is broken; a deadlock is a mistake of ours."""
    state = _sqlstate(error)
    away = state is None or (state.startswith(_AWAY) and state != _CANCELLED)
    return isinstance(error, OUTAGE) and away


def drop_dead_connections(error: Exception) -> None:
    """One connection broke, and so may have all that wait in the pool: each would fail one more request."""
    state = _sqlstate(error)
    pool: ConnectionPool[Any] | None = getattr(connection, "pool", None)
    if pool is None or not (state is None or state.startswith(_BROKEN)):
        return
    if _checking.acquire(blocking=False):
        try:
            pool.check()
        finally:
            _checking.release()


def _sqlstate(error: Exception) -> str | None:
    """The database's own word on the error; None where it could not even say that."""
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    return state
