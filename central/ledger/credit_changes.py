"""Whose credits have changed: noted with each posting, until whom it concerns has looked.

So that what follows from the credits of an event or of an owner costs nothing while they stay as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from central.ledger.accounts import AccountKind
from central.ledger.models import CreditChange
from contract.ids import new_id

MOST = 20_000


@dataclass(frozen=True, slots=True)
class ChangedOwner:
    """A client or a partner whose credits have changed, and what it has now; `changes` as below."""

    tenant_id: UUID
    kind: AccountKind
    owner_id: UUID
    balance: int
    changes: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ChangedEvent:
    """An event whose credits have changed; `changes` are to be forgotten once it was looked at."""

    tenant_id: UUID
    event_id: UUID
    changes: tuple[UUID, ...]


def changed_events() -> list[ChangedEvent]:
    """Whose credits have changed and whom nobody has looked at since; a bounded number of changes.

    Their balances have to be read afterwards. In any order, so that none is put off for ever.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [MOST])
        return [ChangedEvent(tenant_id, event_id, tuple(ids)) for tenant_id, event_id, ids in cursor]


def changed_owners() -> list[ChangedOwner]:
    """The same for clients' balances and wallets, with what they have."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED_OWNERS, [MOST])
        return [
            ChangedOwner(tenant_id, AccountKind(kind), owner_id, balance, tuple(ids))
            for tenant_id, kind, owner_id, balance, ids in cursor
        ]


def note(tenant_id: UUID, event_id: UUID) -> None:
    """Have the event looked at, in the caller's transaction: something else about it has changed."""
    CreditChange.objects.create(tenant_id=tenant_id, id=new_id(), kind=AccountKind.POOL, owner_id=event_id)


def forget(looked_at: Iterable[ChangedEvent | ChangedOwner]) -> None:
    """These were looked at. What has changed since is noted anew."""
    rows = list(looked_at)
    if rows:
        ids = [change for row in rows for change in row.changes]
        tenants = {row.tenant_id for row in rows}
        CreditChange.objects.filter(tenant_id__in=tenants, id__in=ids).delete()


_CHANGED = """
SELECT change.tenant_id, coalesce(lease.event_id, change.owner_id), array_agg(change.id)
FROM (SELECT tenant_id, id, owner_id FROM ledger_creditchange
        WHERE kind NOT IN ('client', 'wallet') LIMIT %s) AS change
  LEFT JOIN ledger_lease AS lease ON lease.tenant_id = change.tenant_id AND lease.id = change.owner_id
GROUP BY 1, 2
"""

_CHANGED_OWNERS = """
SELECT change.tenant_id, change.kind, change.owner_id, account.balance, array_agg(change.id)
FROM (SELECT tenant_id, id, kind, owner_id FROM ledger_creditchange
        WHERE kind IN ('client', 'wallet') LIMIT %s) AS change
  JOIN ledger_account AS account ON account.tenant_id = change.tenant_id AND account.kind = change.kind
    AND account.owner_id = change.owner_id
GROUP BY 1, 2, 3, 4
"""
