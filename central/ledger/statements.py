"""An account's movements, the newest first, with the balance after each (C17).

The first page fixes the instant: its cursor carries the database's snapshot, so later pages show neither
less nor more, whatever is spent meanwhile, and the balances add up down to the first line. A snapshot holds
in its incarnation of the database: what is older is visible, what is newer is not.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from central.base.models import CURRENT
from central.base.pages import Page, PageRequest, opened, sealed
from central.ledger.accounts import AccountKind, kind_of
from central.ledger.models import TransferKind

MOST_LINES: Final = 500
Kind = TransferKind
"""What a transfer is for."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One transfer. `amount` is negative when credits left."""

    id: UUID
    recorded_at: datetime
    occurred_at: datetime
    kind: str
    amount: int
    other_kind: AccountKind
    other_owner: UUID | None
    actor: str
    reference: str
    note: str


@dataclass(frozen=True, slots=True)
class StatementLine(Movement):
    """`balance`: the balance after it."""

    balance: int


@dataclass(frozen=True, slots=True)
class Sought:
    """Of which movements a list is to be; nothing: of all. `since`, `until`: when they were recorded."""

    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Some lines; `balance` is the account's at the statement's instant; `next` leads on, None at the end."""

    items: tuple[StatementLine, ...]
    balance: int
    next: str | None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page begins: with what is older than `before`. `running` is the balance after that line."""

    snapshot: str
    balance: int
    running: int
    before: str = "infinity"
    before_id: str = UUID(int=0).hex
    incarnation: int = 0


def page(tenant_id: UUID, account: UUID, cursor: str | None = None, limit: int = 50) -> Statement:
    """A page of an account that keeps a balance. Raises CursorError for a cursor of something else."""
    place = _continued(account, cursor) if cursor else _beginning(tenant_id, account)
    limit = max(1, min(limit, MOST_LINES))
    rows = _rows(tenant_id, account, place, limit + 1)
    lines = _lines(rows[:limit], place.running)
    last = lines[-1] if len(rows) > limit else None
    return Statement(lines, place.balance, _cursor(account, place, last) if last else None)


def matching(tenant_id: UUID, account: UUID, sought: Sought, asked: PageRequest) -> Page[Movement]:
    """The movements of an account that are sought, the newest first: without balances, as others are between
    them. Raises CursorError for a cursor of something else, also of another search."""
    name = f"{_name(account)}:{sought.kind}:{sought.since}:{sought.until}"
    place = _Place(*opened(asked.cursor, name)) if asked.cursor else _beginning(tenant_id, account)
    rows = _rows(tenant_id, account, place, asked.limit + 1, sought)
    found = [_movement(row) for row in rows[: asked.limit]]
    further = found[-1] if len(rows) > asked.limit else None
    return Page(found, sealed(_behind(place, further, 0), name) if further else None)


def _beginning(tenant_id: UUID, account: UUID) -> _Place:
    with connection.cursor() as sql:
        sql.execute(_BEGIN, {"tenant": tenant_id, "account": account})
        row = sql.fetchone()
    assert row is not None
    snapshot, balance, incarnation = str(row[0]), int(row[1]), int(row[2])
    return _Place(snapshot, balance, balance, incarnation=incarnation)


def _continued(account: UUID, cursor: str) -> _Place:
    return _Place(*opened(cursor, _name(account)))


def _cursor(account: UUID, place: _Place, last: StatementLine) -> str:
    return sealed(_behind(place, last, last.balance - last.amount), _name(account))


def _behind(place: _Place, last: Movement, running: int) -> list[object]:
    """The place where the next page begins."""
    before = (last.recorded_at.isoformat(), last.id.hex)
    return [place.snapshot, place.balance, running, *before, place.incarnation]


def _name(account: UUID) -> str:
    """An account's pages lead through its own statement only."""
    return f"statement:{account.hex}"


def _rows(
    tenant_id: UUID, account: UUID, place: _Place, limit: int, sought: Sought = Sought()
) -> list[tuple[Any, ...]]:
    parameters: dict[str, Any] = {
        "tenant": tenant_id,
        "account": account,
        "snapshot": place.snapshot,
        "incarnation": place.incarnation,
        "limit": limit,
    }
    parameters |= {"before": place.before, "before_id": place.before_id}
    parameters |= {"kind": sought.kind, "since": sought.since, "until": sought.until}
    with connection.cursor() as sql:
        sql.execute(_READ, parameters)
        return list(sql.fetchall())


def _lines(rows: list[tuple[Any, ...]], running: int) -> tuple[StatementLine, ...]:
    lines = []
    for row in rows:
        movement = _movement(row)
        lines.append(StatementLine(**asdict(movement), balance=running))
        running -= movement.amount
    return tuple(lines)


def _movement(row: tuple[Any, ...]) -> Movement:
    id_, recorded, occurred, kind, amount, other, *others = row
    return Movement(id_, recorded, occurred, kind, amount, kind_of(other), *others)


# Of the account's table, so that the snapshot is that of the node that has its transfers.
_BEGIN = f"""
SELECT pg_current_snapshot()::text, coalesce(sum(balance), 0), {CURRENT}
FROM ledger_account WHERE tenant_id = %(tenant)s AND id = %(account)s
"""  # noqa: S608

# Each side is read from its own index; together they are one page at most twice over.
_SIDE = """
(SELECT id, recorded_at, occurred_at, kind, {sign}amount AS amount, {other} AS other, actor, reference, note
 FROM ledger_transfer
 WHERE tenant_id = %(tenant)s AND {side} = %(account)s
   AND (recorded_at, id) < (%(before)s::timestamptz, %(before_id)s::uuid)
   AND (%(kind)s::text IS NULL OR kind = %(kind)s::text)
   AND (%(since)s::timestamptz IS NULL OR recorded_at >= %(since)s::timestamptz)
   AND (%(until)s::timestamptz IS NULL OR recorded_at < %(until)s::timestamptz)
   AND (incarnation < %(incarnation)s
     OR incarnation = %(incarnation)s AND pg_visible_in_snapshot(xid, %(snapshot)s::pg_snapshot))
 ORDER BY recorded_at DESC, id DESC LIMIT %(limit)s)
"""

_READ = f"""
SELECT line.id, recorded_at, occurred_at, line.kind, amount, other, account.owner_id, actor, reference, note
FROM ({_SIDE.format(sign="-", side="debit_id", other="credit_id")}
      UNION ALL {_SIDE.format(sign="", side="credit_id", other="debit_id")}) AS line
LEFT JOIN ledger_account AS account ON account.tenant_id = %(tenant)s AND account.id = other
ORDER BY recorded_at DESC, line.id DESC LIMIT %(limit)s
"""  # noqa: S608
