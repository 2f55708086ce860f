"""The credits that a kiosk learns of with every sync."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from pydantic import TypeAdapter

from central.base.reads import Read
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


class CreditsRow(NamedTuple):
    """What the pool has, and all these leases."""

    pool: int
    leases: list[Lease]


def reading(tenant_id: UUID, kiosk_id: UUID, epoch: int, event_id: UUID | None) -> Read[CreditsRow]:
    """What reads the kiosk's credits in this epoch, as one row."""
    pool = account_id(AccountKind.POOL, event_id) if event_id else None
    return Read(_CREDITS, {"tenant": tenant_id, "kiosk": kiosk_id, "epoch": epoch, "pool": pool}, _ROWS)


def credits_of(rows: Sequence[CreditsRow]) -> KioskCredits:
    """The credits that were read."""
    [(pool, leases)] = rows
    leases = sorted(leases, key=lambda lease: lease.id)  # By time, as their ids are.
    still = tuple(each for each in leases if each.state is LeaseState.OPEN)
    reclaimed = tuple(each for each in leases if each.state is LeaseState.RECLAIMED)
    return KioskCredits(still, reclaimed, max(0, pool))


_ROWS = TypeAdapter(list[CreditsRow])
_CREDITS = """
SELECT
  coalesce((SELECT balance FROM ledger_account WHERE tenant_id = %(tenant)s AND id = %(pool)s), 0) AS pool,
  (SELECT coalesce(json_agg(lease), '[]') FROM ledger_lease AS lease
   WHERE tenant_id = %(tenant)s AND kiosk_id = %(kiosk)s
     AND (state = 'open' AND epoch = %(epoch)s OR state = 'reclaimed' AND released IS NULL)) AS leases
"""
