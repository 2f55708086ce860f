"""The change feed of each kiosk (Y12): no reader can skip a transaction that commits late.

A row carries the id of the transaction that wrote it. Readers advance by (transaction, row) and stop
before the oldest running transaction, so nothing can appear behind a cursor later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from central.changefeed.models import Change

START = ""


@dataclass(frozen=True, slots=True)
class ChangedKey:
    """What kind of thing changed (`generation`, `config`, `photo`, `lease`, `command`), and which."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some changes in order, and the cursor of the next page."""

    changes: tuple[ChangedKey, ...]
    cursor: str
    more: bool


def publish(tenant_id: UUID, kiosk_id: UUID, kind: str, *keys: str) -> None:
    """Publish to one kiosk, in the caller's transaction."""
    Change.objects.bulk_create(
        Change(tenant_id=tenant_id, kiosk_id=kiosk_id, kind=kind, key=key) for key in keys
    )


def publish_to_all(tenant_id: UUID, kiosk_ids: Iterable[UUID], kind: str, key: str) -> None:
    """Publish to several kiosks, in the caller's transaction."""
    Change.objects.bulk_create(
        Change(tenant_id=tenant_id, kiosk_id=kiosk_id, kind=kind, key=key) for kiosk_id in kiosk_ids
    )


def read(tenant_id: UUID, kiosk_id: UUID, cursor: str, limit: int = 200) -> ChangePage:
    """The changes after `cursor`. An unknown cursor starts anew, so changes may be read twice."""
    with connection.cursor() as sql:
        sql.execute(*reading(tenant_id, kiosk_id, cursor, limit))
        rows = sql.fetchall()
    shown = rows[:limit]
    if shown:
        cursor = f"{shown[-1][2]}.{shown[-1][3]}"
    changes = tuple(ChangedKey(kind, key) for kind, key, _, _ in shown)
    return ChangePage(changes, cursor, more=len(rows) > limit)


def reading(tenant_id: UUID, kiosk_id: UUID, cursor: str, limit: int) -> tuple[str, list[Any]]:
    """The statement that reads a page and one row more, and its parameters."""
    xid, number = _position(cursor)
    return _READ, [tenant_id, kiosk_id, xid, number, limit + 1]


# Ordered by the table's column: `xid` alone would be the text that the statement returns.
_READ = """
SELECT kind, key, xid::text, number FROM changefeed_change
WHERE tenant_id = %s AND kiosk_id = %s AND (xid, number) > (%s::xid8, %s)
  AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY changefeed_change.xid, number LIMIT %s
"""


def _position(cursor: str) -> tuple[str, int]:
    xid, _, number = cursor.partition(".")
    if all(part.isascii() and part.isdecimal() and len(part) < 19 for part in (xid, number)):
        return xid, int(number)
    return "0", 0
