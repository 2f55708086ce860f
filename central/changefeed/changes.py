"""The change feed of each kiosk (Y12): no reader can skip a transaction that commits late.

A row carries the id of the transaction that wrote it, and the incarnation of the database in which it did.
Readers advance by (incarnation, transaction, row) and stop before the oldest running transaction, so nothing
can appear behind a cursor later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter

from central.base.models import CURRENT
from central.base.reads import Read
from central.changefeed.models import Change

START: Final = ""
PAGE: Final = 200
VOID = "void"
"""The kind of change that ends a kiosk's open streams: their token was replaced. No kiosk reads it."""


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


class ChangeRow(NamedTuple):
    """A change, and its place in the feed."""

    kind: str
    key: str
    given_in: int
    incarnation: int
    xid: str
    number: int


_ROWS = TypeAdapter(list[ChangeRow])


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


def reading(tenant_id: UUID, kiosk_id: UUID, cursor: str, limit: int = PAGE) -> Read[ChangeRow]:
    """What reads a page behind `cursor`, and one row more.

    A cursor that was not given out by this server starts anew, so changes may be read twice.
    """
    given_in, incarnation, xid, number = _position(cursor)
    parameters = {"tenant": tenant_id, "kiosk": kiosk_id, "limit": limit + 1, "given_in": given_in}
    return Read(_READ, parameters | {"incarnation": incarnation, "xid": str(xid), "number": number}, _ROWS)


def page_of(rows: Sequence[ChangeRow], cursor: str, limit: int = PAGE) -> ChangePage:
    """The page that was read behind this cursor."""
    shown = rows[:limit]
    if shown:
        cursor = ".".join(map(str, shown[-1][2:]))
    changes = tuple(ChangedKey(row.kind, row.key) for row in shown)
    return ChangePage(changes, cursor, more=len(rows) > limit)


def readable(current: str) -> str:
    """A row behind which nothing can appear any more; `current`: the latest incarnation, in SQL."""
    return f"""(changefeed_change.incarnation < {current}
  OR changefeed_change.xid < pg_snapshot_xmin(pg_current_snapshot()))"""


_CURRENT = "(SELECT number FROM current)"

# Ordered by the tables' columns: `xid` alone would be the text that the statement returns. A cursor holds in
# the incarnation that it was given out in; not if it is ahead of the server, which was then set back.
_READ = f"""
WITH current AS MATERIALIZED (SELECT {CURRENT} AS number)
SELECT kind, key, {_CURRENT} AS given_in, incarnation, changefeed_change.xid::text,
  changefeed_change.number
FROM changefeed_change
WHERE tenant_id = %(tenant)s AND kiosk_id = %(kiosk)s
  AND (changefeed_change.incarnation, changefeed_change.xid, changefeed_change.number) > (
    CASE WHEN %(given_in)s::bigint = {_CURRENT} AND (%(incarnation)s::bigint < {_CURRENT}
      OR %(xid)s::xid8 < pg_snapshot_xmax(pg_current_snapshot())) THEN %(incarnation)s::bigint ELSE -1 END,
    %(xid)s::xid8, %(number)s::bigint)
  AND {readable(_CURRENT)}
ORDER BY changefeed_change.incarnation, changefeed_change.xid, changefeed_change.number LIMIT %(limit)s
"""  # noqa: S608 - of constants alone


def _position(cursor: str) -> tuple[int, ...]:
    """In which incarnation it was given out, and the row it names: incarnation, transaction, number."""
    parts = cursor.split(".")
    if len(parts) == 2:  # Given out before there were incarnations.
        parts = ["0", "0", *parts]
    if len(parts) == 4 and all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts):
        return tuple(map(int, parts))
    return -1, -1, 0, 0
