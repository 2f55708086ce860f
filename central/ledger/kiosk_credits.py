"""The credits that a kiosk learns of with every sync."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from central.ledger.accounts import AccountKind, account_id
from central.ledger.leases import Lease
from contract.leases import LeaseState


@dataclass(frozen=True, slots=True)
class KioskCredits:
    """A kiosk's open leases, expired ones included, and what its event's pool has left."""

    leases: tuple[Lease, ...]
    pool: int


def credits_of_kiosk(tenant_id: UUID, kiosk_id: UUID, epoch: int, event_id: UUID | None) -> KioskCredits:
    """The kiosk's credits in this epoch, in one statement."""
    pool = account_id(AccountKind.POOL, event_id) if event_id else None
    with connection.cursor() as cursor:
        cursor.execute(_KIOSK_CREDITS, [tenant_id, pool, tenant_id, kiosk_id, epoch])
        rows = cursor.fetchall()
    leases = [
        Lease(
            tenant_id=tenant_id,
            id=lease_id,
            event_id=lease_event_id,
            kiosk_id=kiosk_id,
            epoch=epoch,
            state=LeaseState.OPEN,
            granted=granted,
            spent=spent,
            expires_at=expires_at,
        )
        for _, lease_id, lease_event_id, granted, spent, expires_at in rows
        if lease_id is not None
    ]
    return KioskCredits(tuple(leases), max(0, int(rows[0][0])))


_KIOSK_CREDITS = """
SELECT pool.credits, lease.id, lease.event_id, granted, spent, expires_at
FROM (SELECT coalesce(sum(balance), 0) FROM ledger_account WHERE tenant_id = %s AND id = %s) AS pool(credits)
LEFT JOIN ledger_lease AS lease
  ON lease.tenant_id = %s AND kiosk_id = %s AND epoch = %s AND state = 'open'
ORDER BY opened_at
"""
