"""Notices are kept for half a year, with all that belongs to them."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

KEPT_FOR: Final = timedelta(days=180)
AT_ONCE: Final = 10_000


def forget_old(now: datetime) -> int:
    """Delete what is older, some at a time; how many rows."""
    deleted = 0
    for statement in _STATEMENTS:
        while rows := _execute(statement, now - KEPT_FOR):
            deleted += rows
    return deleted


def _execute(statement: str, before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, [before, AT_ONCE])
        return int(cursor.rowcount)


def _statement(table: str, column: str) -> str:
    found = f"SELECT tenant_id, id FROM {table} WHERE {column} < %s LIMIT %s"  # noqa: S608 - of constants alone
    return f"DELETE FROM {table} WHERE (tenant_id, id) IN ({found})"  # noqa: S608 - of constants alone


_STATEMENTS: Final = (
    _statement("notices_delivery", "done_at"),
    _statement("notices_bellentry", "at"),
    _statement("notices_notice", "told_at"),
)
