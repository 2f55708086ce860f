"""How a process shares its database connections.

A lost connection is replaced on the next request for one, so pauses between attempts do not grow with the
outage. When an attempt fails, all who wait fail at once, instead of holding the web server's few threads
until they time out.
"""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool

_PATIENCE_SECONDS: Final = 5.0


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
    """Fail those who wait, unless connections are in use and will come back."""
    from psycopg_pool import PoolTimeout

    if pool.get_stats()["pool_size"]:
        return
    # The pool has no public way to say this; without it they would wait for `timeout`.
    with pool._lock:
        waiting = list(pool._waiting)
        pool._waiting.clear()
    for each in waiting:
        each.fail(PoolTimeout("the database cannot be reached"))
