"""How a process shares its connections to the database, and what happens while there is no database.

A connection that is lost is replaced when somebody asks for one: no pause between attempts grows with the
outage. Whoever waits is told at once that an attempt has failed, instead of holding one of the web server's
few threads until its patience ends.
"""

from typing import Any

from psycopg_pool import ConnectionPool, PoolTimeout

_PATIENCE_SECONDS = 5.0


def pool_options(most: int) -> dict[str, Any]:
    """For `OPTIONS["pool"]`: up to so many connections."""
    return {
        "min_size": 1,
        "max_size": most,
        "timeout": _PATIENCE_SECONDS,
        "reconnect_timeout": 0.0,
        "reconnect_failed": _fail_waiting,
    }


def _fail_waiting(pool: "ConnectionPool[Any]") -> None:
    """Unless some connections are in use, and will come back."""
    if pool.get_stats()["pool_size"]:
        return
    # The pool has no public way to say this; without it they would wait for `timeout`.
    with pool._lock:
        waiting = list(pool._waiting)
        pool._waiting.clear()
    for each in waiting:
        each.fail(PoolTimeout("the database cannot be reached"))
