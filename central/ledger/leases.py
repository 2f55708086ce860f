"""Credits set aside for one kiosk, so that it can promise pictures while it is offline (X1).

Lock order, as everywhere: accounts by id (a lease's before its pool's), then the lease's row.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from central.ledger.accounts import AccountKind, account_id, open_account
from central.ledger.errors import LeaseError
from central.ledger.models import Account, Lease, LeaseGrant, TransferKind
from central.ledger.posting import Movement, lock_accounts, post_new
from contract.ids import new_id
from contract.leases import LeaseState
from contract.problem import Code

MIN_LEASE: Final = 1000
"""Credits: ten pictures at the usual price. A booth that just came online has no demand to show yet."""
TTL: Final = timedelta(hours=8)
GRACE: Final = timedelta(hours=24)
"""How long after its expiry a lease is left alone, as the kiosk may still come back with promises."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A kiosk's wish for credits; `wanted` is what it would like to have left, `kiosks` share the event."""

    request_id: UUID
    kiosk_id: UUID
    epoch: int
    event_id: UUID
    wanted: int
    kiosks: int
    renew: UUID | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """A lease comes back: by its kiosk (`returned`), or taken by the platform or a partner (`reclaimed`)."""

    lease_id: UUID
    kiosk_id: UUID
    transfer_id: UUID
    at: datetime
    actor: str
    state: LeaseState = LeaseState.RETURNED


def grant(tenant_id: UUID, asked: Asked, now: datetime, expires_at: datetime) -> Lease:
    """Open a lease, or top one up; the same `request_id` is answered with the same lease, for ever.

    Raises LeaseError: nothing to give, or no such lease to renew; Conflict: the id has moved something else.
    """
    with transaction.atomic():
        known = _granted_before(tenant_id, asked)
        if known is not None:
            return known
        pool_left = _hold(tenant_id, asked)
        known = _granted_before(tenant_id, asked)  # By its twin, while this one waited for the pool.
        if known is not None:
            return known
        lease = _renewable(tenant_id, asked) if asked.renew else _opened(tenant_id, asked, expires_at)
        amount = _amount(tenant_id, asked, pool_left, _left(tenant_id, lease))
        if not amount and not asked.renew:
            raise LeaseError("the event has no credits left to set aside", Code.CREDITS_EXHAUSTED)
        _grant(tenant_id, asked, lease, amount, now)
        _extend(lease, amount, expires_at)
    return lease


def give_back(tenant_id: UUID, returned: Returned) -> Lease:
    """Close a lease and move what it has left back to its pool. Repeating changes nothing.

    Raises LeaseError for a lease that is not this kiosk's, Conflict when the id has moved something else.
    """
    with transaction.atomic():
        lease = find(tenant_id, returned.kiosk_id, returned.lease_id)
        account, pool = account_id(AccountKind.LEASE, lease.id), account_id(AccountKind.POOL, lease.event_id)
        left, _ = lock_accounts(tenant_id, [account, pool])[account]
        closed = Lease.objects.filter(tenant_id=tenant_id, id=lease.id, state=LeaseState.OPEN).update(
            state=returned.state, closed_at=returned.at
        )
        if closed and left:
            movement = Movement(
                id=returned.transfer_id,
                debit=account,
                credit=pool,
                amount=left,
                kind=TransferKind.LEASE_RETURN,
                actor=returned.actor,
                occurred_at=returned.at,
                reference=f"lease:{lease.id}",
            )
            post_new(tenant_id, movement)
        return find(tenant_id, returned.kiosk_id, lease.id)


def find(tenant_id: UUID, kiosk_id: UUID, lease_id: UUID) -> Lease:
    """This kiosk's lease. Raises LeaseError."""
    lease = Lease.objects.filter(tenant_id=tenant_id, id=lease_id, kiosk_id=kiosk_id).first()
    if lease is None:
        raise LeaseError("this kiosk has no such lease", Code.LEASE_UNKNOWN)
    return lease


def open_leases(tenant_id: UUID, kiosk_id: UUID, epoch: int) -> list[Lease]:
    """The kiosk's open leases of this epoch, expired ones included."""
    leases = Lease.objects.filter(tenant_id=tenant_id, kiosk_id=kiosk_id, epoch=epoch, state=LeaseState.OPEN)
    return list(leases.order_by("opened_at"))


def reclaim_expired(now: datetime) -> list[Lease]:
    """Take back, into their pools, the leases whose grace is over; which they were."""
    overdue = Lease.objects.filter(state=LeaseState.OPEN, expires_at__lt=now - GRACE)
    return [
        give_back(
            lease.tenant_id,
            Returned(lease.id, lease.kiosk_id, new_id(), now, "platform", LeaseState.RECLAIMED),
        )
        for lease in overdue
    ]


def _granted_before(tenant_id: UUID, asked: Asked) -> Lease | None:
    done = LeaseGrant.objects.filter(tenant_id=tenant_id, id=asked.request_id).first()
    if done is None:
        return None
    if done.kiosk_id != asked.kiosk_id:
        raise LeaseError("this request was made by another kiosk", Code.CONFLICT)
    return find(tenant_id, asked.kiosk_id, done.lease_id)


def _hold(tenant_id: UUID, asked: Asked) -> int:
    """Lock the pool, and the lease to be renewed; what the pool has left."""
    pool = account_id(AccountKind.POOL, asked.event_id)
    accounts = [pool] + ([account_id(AccountKind.LEASE, asked.renew)] if asked.renew else [])
    held = lock_accounts(tenant_id, accounts)
    return held[pool][0] if pool in held else 0


def _renewable(tenant_id: UUID, asked: Asked) -> Lease:
    assert asked.renew is not None
    lease = find(tenant_id, asked.kiosk_id, asked.renew)
    if (lease.state, lease.event_id, lease.epoch) != (LeaseState.OPEN, asked.event_id, asked.epoch):
        raise LeaseError("this lease is closed; ask for another", Code.LEASE_UNKNOWN)
    return lease


def _opened(tenant_id: UUID, asked: Asked, expires_at: datetime) -> Lease:
    lease = Lease.objects.create(
        tenant_id=tenant_id,
        id=new_id(),
        event_id=asked.event_id,
        kiosk_id=asked.kiosk_id,
        epoch=asked.epoch,
        granted=0,
        expires_at=expires_at,
    )
    open_account(tenant_id, AccountKind.LEASE, lease.id)
    return lease


def _amount(tenant_id: UUID, asked: Asked, pool_left: int, left: int) -> int:
    """What is given: enough for the demand, not more than a fair share of what the event has not used."""
    open_now = Lease.objects.filter(tenant_id=tenant_id, event_id=asked.event_id, state=LeaseState.OPEN)
    mine = open_now.filter(kiosk_id=asked.kiosk_id)
    fair = (pool_left + _in_leases(tenant_id, open_now.values("id"))) // max(1, asked.kiosks)
    allowed = max(0, fair - _in_leases(tenant_id, mine.values("id")))
    return min(max(asked.wanted, MIN_LEASE) - left, allowed, pool_left) if left < asked.wanted else 0


def _in_leases(tenant_id: UUID, lease_ids: Any) -> int:  # noqa: ANN401 - ids, or a query for them
    accounts = Account.objects.filter(tenant_id=tenant_id, kind=AccountKind.LEASE, owner_id__in=lease_ids)
    return int(accounts.aggregate(total=Sum("balance"))["total"] or 0)


def _left(tenant_id: UUID, lease: Lease) -> int:
    return _in_leases(tenant_id, [lease.id])


def _grant(tenant_id: UUID, asked: Asked, lease: Lease, amount: int, now: datetime) -> None:
    LeaseGrant.objects.create(
        tenant_id=tenant_id,
        id=asked.request_id,
        lease_id=lease.id,
        kiosk_id=asked.kiosk_id,
        amount=amount,
    )
    if amount:
        movement = Movement(
            id=asked.request_id,
            debit=account_id(AccountKind.POOL, asked.event_id),
            credit=account_id(AccountKind.LEASE, lease.id),
            amount=amount,
            kind=TransferKind.LEASE_GRANT,
            actor=f"kiosk:{asked.kiosk_id}",
            occurred_at=now,
            reference=f"lease:{lease.id}",
        )
        post_new(tenant_id, movement)


def _extend(lease: Lease, amount: int, expires_at: datetime) -> None:
    lease.granted += amount
    lease.expires_at = expires_at
    Lease.objects.filter(tenant_id=lease.tenant_id, id=lease.id).update(
        granted=lease.granted, expires_at=expires_at
    )
