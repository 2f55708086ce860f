"""Notices are kept for half a year, with all that belongs to them, and no longer than their tenant."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from central.notices.models import BellEntry, Crossing, Delivery, Notice, Preference, Subscription

KEPT_FOR: Final = timedelta(days=180)
AT_ONCE: Final = 10_000


def forget_old(now: datetime) -> int:
    """Delete what is older, some at a time; how many rows."""
    deleted = 0
    for statement in _STATEMENTS:
        while rows := _execute(statement, now - KEPT_FOR):
            deleted += rows
    return deleted


def forget_tenant(tenant_id: UUID) -> None:
    """Nobody of this tenant is told anything any more, nor do we keep what they were told, and where.

    In the caller's transaction.
    """
    for model in (Subscription, Preference, Crossing, Delivery, BellEntry, Notice):
        model.objects.filter(tenant_id=tenant_id).delete()


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
