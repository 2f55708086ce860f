"""Notices that the database has come to another server, and begins a new incarnation there (decision 37).

A dump keeps the numbers of the transactions that wrote its rows. On another server they are above the next
transaction's, so statements would leave lines out and feeds would fall silent. The same is true of a tenant
that was moved to another node.
"""

import logging
from typing import Final

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

from central.base.models import CURRENT, Incarnation
from central.operations.up_to_date import IDENTITY

log = logging.getLogger(__name__)

STAMPED: Final = ("changefeed_change", "ledger_transfer")
"""The tables whose rows carry `xid` and `incarnation`."""
_ATTEMPTS: Final = 20
_LOCK: Final = 0x636162696E61
"""`ensure` alone takes it."""


def ensure(*, anew: bool = False) -> bool:
    """Begin a new incarnation if the server is another one than before; whether it was begun.

    Safe to repeat, and while others serve: each attempt waits for a few seconds until nobody writes to the
    two tables. `anew`: begin one in any case. Raises OperationalError if they were never free.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                return _ensure(cursor, anew)
        except OperationalError as error:
            if attempt == _ATTEMPTS or not connection.is_usable():
                raise
            log.info("the tables are in use, trying again: %s", error)
    raise AssertionError("unreachable")


def _ensure(cursor: CursorWrapper, anew: bool) -> bool:
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    server = _server(cursor)
    latest = Incarnation.objects.order_by("-number").first()
    if latest is None and not anew and not _written_in_the_future(cursor):
        Incarnation.objects.create(number=0, server=server)
        return False
    if latest is not None and latest.server == server and not anew:
        return False
    number = _next_number(cursor)
    # Whoever is writing commits before these locks are given: rows of earlier incarnations are all there.
    cursor.execute("SET LOCAL lock_timeout = '3s'")
    for table in STAMPED:
        cursor.execute(f"ALTER TABLE {table} ALTER COLUMN incarnation SET DEFAULT {number}")
    Incarnation.objects.create(number=number, server=server)
    log.warning("the database is on another server now: incarnation %s begins, feeds start anew", number)
    return True


def _server(cursor: CursorWrapper) -> str:
    """The server's own name for itself; on Citus every node's, and which of them has which rows."""
    cursor.execute(IDENTITY)
    [server] = cursor.fetchone() or [""]
    if has_citus(cursor):
        cursor.execute("SET LOCAL citus.multi_shard_modify_mode = 'sequential'")
        for query in _CITUS_IDENTITY:
            cursor.execute(query)
            [part] = cursor.fetchone() or [""]
            server += f" {part}"
    return str(server)


def has_citus(cursor: CursorWrapper) -> bool:
    """Whether the extension is installed in this database."""
    cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')")
    [found] = cursor.fetchone() or [False]
    return bool(found)


def _written_in_the_future(cursor: CursorWrapper) -> bool:
    """Whether some row was written by a transaction that this server has not come to yet."""
    future = "xid >= pg_snapshot_xmax(pg_current_snapshot())"
    found = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {future})" for table in STAMPED)  # noqa: S608
    cursor.execute(f"SELECT {found}")
    [found_some] = cursor.fetchone() or [False]
    return bool(found_some)


def _next_number(cursor: CursorWrapper) -> int:
    """Above every earlier one, and another one for each server that the same dump is restored on."""
    clock = "(extract(epoch FROM clock_timestamp()) * 1e6)::bigint"
    cursor.execute(f"SELECT greatest({CURRENT} + 1, {clock})")
    [number] = cursor.fetchone() or [0]
    return int(number)


_CITUS_IDENTITY = (
    f"SELECT string_agg(result, ',' ORDER BY result) FROM run_command_on_workers($${IDENTITY}$$)",  # noqa: S608
    """SELECT md5(coalesce(string_agg(shardid || ':' || groupid, ',' ORDER BY shardid, groupid), ''))
    FROM pg_dist_placement JOIN pg_dist_shard USING (shardid)
    WHERE logicalrelid IN ('changefeed_change'::regclass, 'ledger_transfer'::regclass)""",
)
