"""The credits that people are shown (C17); each is one statement, so it adds up while others spend.

`allocated` is the same for an event, a client, a partner and the platform: whatever was put in (into the
event, or by an owner into what is below it), less what came out again unused. What was used of it since is
part of it.

Balances are read from the accounts; what came into and left them for good, from the flows.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from central.base import pages
from central.base.pages import Page, PageRequest
from central.ledger.accounts import AccountKind, EventKey, account_id, id_bounds
from central.ledger.models import Account


@dataclass(frozen=True, slots=True)
class EventCredits:
    """allocated + overdraft = pool + leased + consumed, always. All in credits.

    `outstanding`: what reclaimed leases may still bring; it is in no account.
    """

    allocated: int
    pool: int
    leased: int
    consumed: int
    overdraft: int
    outstanding: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether the equation holds."""
        return self.allocated + self.overdraft == self.pool + self.leased + self.consumed


@dataclass(frozen=True, slots=True)
class OwnerCredits:
    """What a client has.

    received = available + allocated + forfeited, and allocated + overdraft = unused + used.
    `received`: allocated to it, less what was taken back; `available`: in its own account; `allocated`: put
    into its events, less what came back; `unused`: what those have left; `used`: consumed by them;
    `forfeited`: less what was written off.
    """

    received: int
    available: int
    allocated: int
    unused: int
    used: int
    overdraft: int
    forfeited: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether the equations hold."""
        handed_on = self.allocated + self.overdraft == self.unused + self.used
        return handed_on and self.received == self.available + self.allocated + self.forfeited


@dataclass(frozen=True, slots=True)
class TenantCredits:
    """All credits of a tenant, or of the platform.

    `purchased` is less what was charged back; `given` are top-ups by hand and corrections. `allocated`: put
    into clients and events, less what came back; `unused`: what those have left; `used`: consumed, by events
    or by users themselves, who spent `by_users`, `unlocks` of it for packs.
    purchased + given = available + allocated + by_users + forfeited, and
    allocated + overdraft = unused + used - by_users.
    """

    purchased: int
    given: int
    available: int
    allocated: int
    unused: int
    used: int
    by_users: int
    unlocks: int
    overdraft: int
    forfeited: int

    @property
    def adds_up(self) -> bool:
        """Whether the equations hold."""
        gone = self.allocated + self.by_users + self.forfeited
        handed_on = self.allocated + self.overdraft == self.unused + self.used - self.by_users
        return handed_on and self.purchased + self.given == self.available + gone

    @property
    def generations(self) -> int:
        """What was used for pictures."""
        return self.used - self.unlocks

    @property
    def in_circulation(self) -> int:
        """Issued, and neither used nor forfeited."""
        return self.available + self.unused - self.overdraft


@dataclass(frozen=True, slots=True)
class Overdraft:
    """An event that owes credits, because its promises cost more than it had."""

    tenant_id: UUID
    event_id: UUID
    overdraft: int


def event(tenant_id: UUID, event_id: UUID) -> EventCredits:
    """One event's credits."""
    return events(tenant_id, [event_id])[event_id]


def events(tenant_id: UUID, event_ids: Sequence[UUID]) -> dict[UUID, EventCredits]:
    """Several events' credits at the same instant."""
    rows = _rows(_EVENTS, id_bounds() | {"tenant": tenant_id} | _accounts_of(event_ids))
    return {row[0]: EventCredits(*map(int, row[1:])) for row in rows}


def handed_on(tenant_id: UUID, event_ids: Sequence[UUID]) -> tuple[int, int]:
    """What a tenant's events were allocated together, and what they consumed; one statement."""
    [(allocated, consumed)] = _rows(_HANDED_ON, id_bounds() | {"tenant": tenant_id} | _accounts_of(event_ids))
    return int(allocated), int(consumed)


def events_at(events_of: Collection[EventKey]) -> dict[EventKey, EventCredits]:
    """Several events' credits at the same instant, whosever they are; one statement."""
    tenants = {tenant_id for tenant_id, _ in events_of}
    if len(tenants) == 1:  # Asked on its own node.
        [tenant_id] = tenants
        counted = events(tenant_id, [event_id for _, event_id in events_of])
        return {(tenant_id, event_id): credits for event_id, credits in counted.items()}
    accounts = _accounts_of(event_id for _, event_id in events_of)
    owner = {
        account: event_id
        for kind in ("events", "pools", "overdrafts", "consumed")
        for account, event_id in zip(accounts[kind], accounts["events"], strict=True)
    }
    parts = {key: dict.fromkeys(_PARTS, 0) for key in events_of}
    if parts:
        for tenant_id, account, part, credits in _rows(
            _EVENTS_AT, id_bounds() | accounts | {"tenants": list(tenants)}
        ):
            if (tenant_id, owner[account]) in parts:
                parts[tenant_id, owner[account]][part] += int(credits)
    return {key: EventCredits(**of_event) for key, of_event in parts.items()}


def client(tenant_id: UUID, client_id: UUID, event_ids: Sequence[UUID]) -> OwnerCredits:
    """A client's credits; `event_ids` are all events that were ever its own."""
    owner = {"owner": account_id(AccountKind.CLIENT, client_id), "tenant": tenant_id}
    [row] = _rows(_CLIENT, id_bounds() | owner | _accounts_of(event_ids))
    return OwnerCredits(*map(int, row))


def tenant(tenant_id: UUID) -> TenantCredits:
    """A partner's credits, with all that its clients and events have; or the platform's own users'."""
    [row] = _rows(_TENANT, id_bounds() | {"tenant": tenant_id})
    return TenantCredits(*map(int, row))


def platform() -> TenantCredits:
    """The credits of all tenants together."""
    [row] = _rows(_PLATFORM, id_bounds())
    return TenantCredits(*map(int, row))


def available(tenant_id: UUID, event_id: UUID) -> int:
    """Credits that can still become pictures at an event: in its pool, and in leases that are open."""
    pool = account_id(AccountKind.POOL, event_id)
    [row] = _rows(_AVAILABLE, {"tenant": tenant_id, "pool": pool, "event": event_id})
    return int(row[0])


def available_at(events: Collection[EventKey]) -> dict[EventKey, int]:
    """`available` at several events, whosever they are, in one statement."""
    left = dict.fromkeys(events, 0)
    if not left:
        return left
    pools = {account_id(AccountKind.POOL, event_id): event_id for _, event_id in left}
    asked = {"tenants": list({tenant_id for tenant_id, _ in left})}
    for tenant_id, owner, credits in _rows(
        _AVAILABLE_AT, asked | {"pools": list(pools), "events": list(pools.values())}
    ):
        event = (tenant_id, pools.get(owner, owner))
        if event in left:
            left[event] += int(credits)
    return left


def overdrafts(tenant_id: UUID | None, asked: PageRequest) -> Page[Overdraft]:
    """Events whose promises cost more than they had, of one tenant or of all. Raises CursorError."""
    owing = Account.objects.filter(kind=AccountKind.OVERDRAFT, balance__lt=0)
    if tenant_id is not None:
        owing = owing.filter(tenant_id=tenant_id)
    found = pages.page(owing, ("opened_at", "id", "tenant_id"), asked)
    return found.map(lambda account: Overdraft(account.tenant_id, account.owner_id, -account.balance))


def _rows(query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def _accounts_of(event_ids: Iterable[UUID]) -> dict[str, list[UUID]]:
    ids = list(dict.fromkeys(event_ids))
    return {
        "events": ids,
        "pools": [account_id(AccountKind.POOL, each) for each in ids],
        "overdrafts": [account_id(AccountKind.OVERDRAFT, each) for each in ids],
        "consumed": [account_id(AccountKind.CONSUMED, each) for each in ids],
    }


# The queries are put together from constants alone.
_WANTED = """
wanted AS (
  SELECT * FROM unnest(%(events)s::uuid[], %(pools)s::uuid[], %(overdrafts)s::uuid[], %(consumed)s::uuid[])
    AS event(id, pool, overdraft, consumed)
), counted AS (
  SELECT wanted.id,
    (SELECT coalesce(sum(total), 0) FROM ledger_flow WHERE tenant_id = %(tenant)s AND credit_id = wanted.pool
       AND debit_id BETWEEN %(owners_low)s AND %(owners_high)s)
    - (SELECT coalesce(sum(total), 0) FROM ledger_flow WHERE tenant_id = %(tenant)s AND debit_id = wanted.pool
       AND (credit_id BETWEEN %(owners_low)s AND %(owners_high)s
            OR credit_id BETWEEN %(forfeited_low)s AND %(forfeited_high)s)) AS allocated,
    (SELECT coalesce(sum(balance), 0) FROM ledger_account
       WHERE tenant_id = %(tenant)s AND id = wanted.pool) AS pool,
    (SELECT coalesce(sum(balance), 0) FROM ledger_lease AS lease JOIN ledger_account AS account
       ON account.tenant_id = lease.tenant_id AND account.kind = 'lease' AND account.owner_id = lease.id
       WHERE lease.tenant_id = %(tenant)s AND lease.event_id = wanted.id) AS leased,
    (SELECT coalesce(sum(total), 0) FROM ledger_flow
       WHERE tenant_id = %(tenant)s AND credit_id = wanted.consumed)
    - (SELECT coalesce(sum(total), 0) FROM ledger_flow
       WHERE tenant_id = %(tenant)s AND debit_id = wanted.consumed) AS consumed,
    (SELECT coalesce(-sum(balance), 0) FROM ledger_account
       WHERE tenant_id = %(tenant)s AND id = wanted.overdraft) AS overdraft,
    (SELECT coalesce(sum(granted - spent), 0) FROM ledger_lease WHERE tenant_id = %(tenant)s
       AND event_id = wanted.id AND state = 'reclaimed' AND released IS NULL) AS outstanding
  FROM wanted
)
"""

_EVENTS = f"WITH {_WANTED} SELECT id, allocated, pool, leased, consumed, overdraft, outstanding FROM counted"  # noqa: S608

_HANDED_ON = """
SELECT coalesce(sum(allocated), 0), coalesce(sum(consumed), 0) FROM (
  SELECT total AS allocated, 0 AS consumed FROM ledger_flow
  WHERE tenant_id = %(tenant)s AND credit_id = ANY(%(pools)s::uuid[])
    AND debit_id BETWEEN %(owners_low)s AND %(owners_high)s
  UNION ALL
  SELECT -total, 0 FROM ledger_flow
  WHERE tenant_id = %(tenant)s AND debit_id = ANY(%(pools)s::uuid[])
    AND (credit_id BETWEEN %(owners_low)s AND %(owners_high)s
         OR credit_id BETWEEN %(forfeited_low)s AND %(forfeited_high)s)
  UNION ALL
  SELECT 0, total FROM ledger_flow WHERE tenant_id = %(tenant)s AND credit_id = ANY(%(consumed)s::uuid[])
  UNION ALL
  SELECT 0, -total FROM ledger_flow WHERE tenant_id = %(tenant)s AND debit_id = ANY(%(consumed)s::uuid[])
) AS moved
"""

_CLIENT = f"""WITH {_WANTED}, below AS (
  SELECT coalesce(sum(allocated), 0) AS allocated, coalesce(sum(pool + leased), 0) AS unused,
    coalesce(sum(consumed), 0) AS used, coalesce(sum(overdraft), 0) AS overdraft FROM counted
)
SELECT
  (SELECT coalesce(sum(total), 0) FROM ledger_flow
     WHERE tenant_id = %(tenant)s AND credit_id = %(owner)s AND debit_id <> ALL(%(pools)s::uuid[])
       AND NOT debit_id BETWEEN %(forfeited_low)s AND %(forfeited_high)s)
  - (SELECT coalesce(sum(total), 0) FROM ledger_flow
     WHERE tenant_id = %(tenant)s AND debit_id = %(owner)s AND credit_id <> ALL(%(pools)s::uuid[])
       AND NOT credit_id BETWEEN %(forfeited_low)s AND %(forfeited_high)s),
  (SELECT coalesce(sum(balance), 0) FROM ledger_account WHERE tenant_id = %(tenant)s AND id = %(owner)s),
  allocated, unused, used, overdraft,
  (SELECT coalesce(sum(total), 0) FROM ledger_flow WHERE tenant_id = %(tenant)s
     AND debit_id = ANY(array_append(%(pools)s::uuid[], %(owner)s::uuid))
     AND credit_id BETWEEN %(forfeited_low)s AND %(forfeited_high)s)
  - (SELECT coalesce(sum(total), 0) FROM ledger_flow WHERE tenant_id = %(tenant)s AND credit_id = %(owner)s
     AND debit_id BETWEEN %(forfeited_low)s AND %(forfeited_high)s)
FROM below
"""  # noqa: S608

_ISSUED_AND_ENDED = """
WITH flow AS (
  SELECT debit_id, credit_id, kind, total FROM ledger_flow
  WHERE {whose}
), issued AS (
  SELECT kind,
    CASE WHEN debit_id BETWEEN %(issued_low)s AND %(issued_high)s THEN total ELSE -total END AS total
  FROM flow WHERE debit_id BETWEEN %(issued_low)s AND %(issued_high)s
    OR credit_id BETWEEN %(issued_low)s AND %(issued_high)s
), account AS (
  SELECT kind, sum(balance) AS balance FROM ledger_account
  WHERE {whose} GROUP BY kind
)
SELECT
  (SELECT coalesce(sum(total), 0) FROM issued WHERE kind IN ('purchase', 'chargeback')),
  (SELECT coalesce(sum(total), 0) FROM issued WHERE kind NOT IN ('purchase', 'chargeback')),
  (SELECT coalesce(sum(balance), 0) FROM account WHERE kind IN ('wallet', 'user')),
  (SELECT coalesce(sum(total) FILTER (WHERE credit_id BETWEEN %(below_low)s AND %(below_high)s
       AND NOT debit_id BETWEEN %(below_low)s AND %(below_high)s
       AND NOT debit_id BETWEEN %(consumed_low)s AND %(consumed_high)s), 0)
     - coalesce(sum(total) FILTER (WHERE debit_id BETWEEN %(below_low)s AND %(below_high)s
       AND NOT credit_id BETWEEN %(below_low)s AND %(below_high)s
       AND NOT credit_id BETWEEN %(consumed_low)s AND %(consumed_high)s), 0)
     FROM flow),
  (SELECT coalesce(sum(balance), 0) FROM account WHERE kind IN ('client', 'pool', 'lease')),
  (SELECT coalesce(sum(total) FILTER (WHERE credit_id BETWEEN %(consumed_low)s AND %(consumed_high)s), 0)
     - coalesce(sum(total) FILTER (WHERE debit_id BETWEEN %(consumed_low)s AND %(consumed_high)s), 0)
     FROM flow),
  (SELECT coalesce(sum(total) FILTER (WHERE credit_id BETWEEN %(consumed_low)s AND %(consumed_high)s
       AND debit_id BETWEEN %(users_low)s AND %(users_high)s), 0)
     - coalesce(sum(total) FILTER (WHERE debit_id BETWEEN %(consumed_low)s AND %(consumed_high)s
       AND credit_id BETWEEN %(users_low)s AND %(users_high)s), 0)
     FROM flow),
  (SELECT coalesce(sum(total), 0) FROM flow WHERE kind = 'pack_unlock'),
  (SELECT coalesce(-sum(balance), 0) FROM account WHERE kind = 'overdraft'),
  (SELECT coalesce(sum(total) FILTER (WHERE credit_id BETWEEN %(forfeited_low)s AND %(forfeited_high)s), 0)
     - coalesce(sum(total) FILTER (WHERE debit_id BETWEEN %(forfeited_low)s AND %(forfeited_high)s), 0)
     FROM flow)
"""

_TENANT = _ISSUED_AND_ENDED.format(whose="tenant_id = %(tenant)s")
_PLATFORM = _ISSUED_AND_ENDED.format(whose="true")

_AVAILABLE = """
SELECT (SELECT coalesce(sum(balance), 0) FROM ledger_account WHERE tenant_id = %(tenant)s AND id = %(pool)s)
  + (SELECT coalesce(sum(balance), 0) FROM ledger_lease AS lease JOIN ledger_account AS account
       ON account.tenant_id = lease.tenant_id AND account.kind = 'lease' AND account.owner_id = lease.id
       WHERE lease.tenant_id = %(tenant)s AND lease.event_id = %(event)s AND lease.state = 'open')
"""

_PARTS = ("allocated", "pool", "leased", "consumed", "overdraft", "outstanding")

# Each part by itself, so that a cluster's nodes add up their own tenants'.
_EVENTS_AT = """
SELECT tenant_id, credit_id, 'allocated', sum(total) FROM ledger_flow
WHERE tenant_id = ANY(%(tenants)s::uuid[]) AND credit_id = ANY(%(pools)s::uuid[])
  AND debit_id BETWEEN %(owners_low)s AND %(owners_high)s GROUP BY 1, 2
UNION ALL
SELECT tenant_id, debit_id, 'allocated', -sum(total) FROM ledger_flow
WHERE tenant_id = ANY(%(tenants)s::uuid[]) AND debit_id = ANY(%(pools)s::uuid[])
  AND (credit_id BETWEEN %(owners_low)s AND %(owners_high)s
       OR credit_id BETWEEN %(forfeited_low)s AND %(forfeited_high)s) GROUP BY 1, 2
UNION ALL
SELECT tenant_id, id, 'pool', balance FROM ledger_account
WHERE tenant_id = ANY(%(tenants)s::uuid[]) AND id = ANY(%(pools)s::uuid[])
UNION ALL
SELECT lease.tenant_id, lease.event_id, 'leased', sum(balance)
FROM ledger_lease AS lease JOIN ledger_account AS account
  ON account.tenant_id = lease.tenant_id AND account.kind = 'lease' AND account.owner_id = lease.id
WHERE lease.tenant_id = ANY(%(tenants)s::uuid[]) AND lease.event_id = ANY(%(events)s::uuid[]) GROUP BY 1, 2
UNION ALL
SELECT tenant_id, credit_id, 'consumed', sum(total) FROM ledger_flow
WHERE tenant_id = ANY(%(tenants)s::uuid[]) AND credit_id = ANY(%(consumed)s::uuid[]) GROUP BY 1, 2
UNION ALL
SELECT tenant_id, debit_id, 'consumed', -sum(total) FROM ledger_flow
WHERE tenant_id = ANY(%(tenants)s::uuid[]) AND debit_id = ANY(%(consumed)s::uuid[]) GROUP BY 1, 2
UNION ALL
SELECT tenant_id, id, 'overdraft', -balance FROM ledger_account
WHERE tenant_id = ANY(%(tenants)s::uuid[]) AND id = ANY(%(overdrafts)s::uuid[])
UNION ALL
SELECT tenant_id, event_id, 'outstanding', sum(granted - spent) FROM ledger_lease
WHERE tenant_id = ANY(%(tenants)s::uuid[]) AND event_id = ANY(%(events)s::uuid[])
  AND state = 'reclaimed' AND released IS NULL GROUP BY 1, 2
"""

_AVAILABLE_AT = """
SELECT tenant_id, id, balance FROM ledger_account
WHERE tenant_id = ANY(%(tenants)s::uuid[]) AND id = ANY(%(pools)s::uuid[])
UNION ALL
SELECT lease.tenant_id, lease.event_id, sum(account.balance)
FROM ledger_lease AS lease JOIN ledger_account AS account
  ON account.tenant_id = lease.tenant_id AND account.kind = 'lease' AND account.owner_id = lease.id
WHERE lease.tenant_id = ANY(%(tenants)s::uuid[]) AND lease.event_id = ANY(%(events)s::uuid[])
  AND lease.state = 'open'
GROUP BY lease.tenant_id, lease.event_id
"""
