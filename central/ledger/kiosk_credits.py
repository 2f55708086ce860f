"""The credits that a kiosk learns of with every sync."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from central.ledger.accounts import AccountKind, account_id
from central.ledger.leases import Lease
from contract.leases import LeaseState


@dataclass(frozen=True, slots=True)
class KioskCredits:
    """A kiosk's open leases, expired ones included, and what its event's pool has left.

    `reclaimed`: leases that were taken back, of whatever epoch, and that it has not given up yet.
    """

    leases: tuple[Lease, ...]
    reclaimed: tuple[Lease, ...]
    pool: int


def credits_of_kiosk(tenant_id: UUID, kiosk_id: UUID, epoch: int, event_id: UUID | None) -> KioskCredits:
    """The kiosk's credits in this epoch, in one statement."""
    pool = account_id(AccountKind.POOL, event_id) if event_id else None
    with connection.cursor() as cursor:
        cursor.execute(_KIOSK_CREDITS, [tenant_id, pool, tenant_id, kiosk_id, epoch])
        rows = cursor.fetchall()
    leases = [_lease(tenant_id, kiosk_id, *row[1:]) for row in rows if row[1] is not None]
    still = tuple(each for each in leases if each.state is LeaseState.OPEN)
    reclaimed = tuple(each for each in leases if each.state is LeaseState.RECLAIMED)
    return KioskCredits(still, reclaimed, max(0, int(rows[0][0])))


def _lease(tenant_id: UUID, kiosk_id: UUID, lease_id: UUID, state: str, *told: Any) -> Lease:  # noqa: ANN401
    event_id, epoch, granted, spent, expires_at = told
    return Lease(
        tenant_id=tenant_id,
        id=lease_id,
        event_id=event_id,
        kiosk_id=kiosk_id,
        epoch=epoch,
        state=LeaseState(state),
        granted=granted,
        spent=spent,
        expires_at=expires_at,
    )


_KIOSK_CREDITS = """
SELECT pool.credits, lease.id, state, lease.event_id, epoch, granted, spent, expires_at
FROM (SELECT coalesce(sum(balance), 0) FROM ledger_account WHERE tenant_id = %s AND id = %s) AS pool(credits)
LEFT JOIN ledger_lease AS lease
  ON lease.tenant_id = %s AND kiosk_id = %s
    AND (state = 'open' AND epoch = %s OR state = 'reclaimed' AND released IS NULL)
ORDER BY opened_at
"""
