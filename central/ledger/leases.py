"""Credits reserved for one kiosk, from which it promises pictures while it is offline (X1).

Lock order, as everywhere: accounts by id (a lease's before its pool's), then the lease's row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, F, Sum, Value, When

from central.base import pages
from central.base.pages import Page, PageRequest
from central.ledger.accounts import AccountKind, account_id, open_account
from central.ledger.debts import lock_payers, owed_by_owner_of, post_and_collect
from central.ledger.errors import Conflict, CreditsOwed, LeaseError, LedgerError
from central.ledger.models import Account, LeaseGrant, TransferKind
from central.ledger.models import Lease as Row
from central.ledger.posting import Locked, Movement, lock_accounts, movement_of, post
from central.ledger.transfer_requests import TransferRequest
from contract.ids import new_id
from contract.leases import LeaseState
from contract.problem import Code

MIN_LEASE: Final = 1000
"""Credits: ten pictures at the usual price, for a booth that has no demand to show yet."""
TTL: Final = timedelta(hours=8)
GRACE: Final = timedelta(hours=24)
"""How long an expired lease is left alone, as its kiosk may still come back with promises."""


@dataclass(frozen=True, slots=True)
class LeaseDemand:
    """How many credits a kiosk asks for: enough to have `wanted` left. `kiosks` share the event.

    It gets at least `least`, if its share allows. `unit` is the price of the cheapest picture: a remainder
    too small to promise another one stays in the pool, where any kiosk can use it.
    """

    request_id: UUID
    kiosk_id: UUID
    epoch: int
    event_id: UUID
    wanted: int
    kiosks: int
    renew: UUID | None = None
    least: int = MIN_LEASE
    unit: int = 1


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease. `granted` is all that was ever set aside on it, `spent` all that was promised."""

    tenant_id: UUID
    id: UUID
    event_id: UUID
    kiosk_id: UUID
    epoch: int
    state: LeaseState
    granted: int
    spent: int
    expires_at: datetime
    released: int | None = None

    @property
    def outstanding(self) -> int:
        """What a reclaimed lease may still bring: its kiosk may have promised it before it was told."""
        gone = self.state is not LeaseState.RECLAIMED or self.released is not None
        return 0 if gone else self.granted - self.spent


@dataclass(frozen=True, slots=True)
class LeaseClosing:
    """A lease comes back: by its kiosk (`returned`), or taken by the platform or a partner (`reclaimed`).

    By its kiosk it comes at a place among its ops, or, without a `seq`, behind all that are settled: nothing
    that comes later is backed by it. With `expired_before` it stays if its kiosk has renewed it in the
    meantime.
    """

    lease_id: UUID
    kiosk_id: UUID
    transfer_id: UUID
    at: datetime
    actor: str
    state: LeaseState = LeaseState.RETURNED
    expired_before: datetime | None = None
    epoch: int | None = None
    seq: int | None = None


def grant(tenant_id: UUID, demand: LeaseDemand, now: datetime, expires_at: datetime) -> Lease:
    """Open a lease, or top one up; the same `request_id` always gets the same lease.

    A kiosk that has not given up what was reclaimed from it gets nothing more, nor does an event whose owner
    owes; they are told so, but where there is a lease its time is extended.

    Raises LeaseError: nothing to give, or no such lease to renew; Conflict: the id has moved something else;
    CreditsOwed.
    """
    with transaction.atomic():
        known = _granted_before(tenant_id, demand.kiosk_id, demand.request_id)
        if known is not None:
            return shape(known)
        locked = _lock(tenant_id, demand)
        # A duplicate may have been answered while this one waited for the lock.
        known = _granted_before(tenant_id, demand.kiosk_id, demand.request_id)
        if known is not None:
            return shape(known)
        lease = _renewable(tenant_id, demand) if demand.renew else _opened(tenant_id, demand, expires_at)
        pool_left, left = (_balance(locked, demand.event_id), _in_leases(tenant_id, [lease.id]))
        hindrance = _hindrance(tenant_id, demand)
        if hindrance is not None and not demand.renew:
            raise hindrance
        amount = 0 if hindrance else _amount(tenant_id, demand, pool_left, left)
        if not amount and not demand.renew:
            raise LeaseError("The event has no credits left to lease.", Code.CREDITS_EXHAUSTED)
        _grant(tenant_id, demand, lease, amount, now)
        return shape(_extend(lease, amount, expires_at))


def answered(tenant_id: UUID, kiosk_id: UUID, request_id: UUID) -> Lease | None:
    """The lease that this request got before, as it is now. Raises LeaseError: another kiosk made it."""
    known = _granted_before(tenant_id, kiosk_id, request_id)
    return None if known is None else shape(known)


def give_back(tenant_id: UUID, closing: LeaseClosing) -> Lease:
    """Close a lease and move what it has left back to its pool. Repeating changes nothing.

    The kiosk also gives up what was reclaimed from it. Raises LeaseError for a lease that is not this
    kiosk's, Conflict when the id has moved something else.
    """
    with transaction.atomic():
        lease = _find(tenant_id, closing.kiosk_id, closing.lease_id)
        account = account_id(AccountKind.LEASE, lease.id)
        # Before the lease's row, as a charge does: from then on it knows all that was promised.
        left, _ = lock_accounts(tenant_id, _accounts(lease))[account]
        if _close(tenant_id, closing) and left:
            back = _returning(lease, left, TransferRequest(closing.transfer_id, closing.actor, closing.at))
            if not post_and_collect(tenant_id, [back]):
                raise Conflict(back.id)
        return find(tenant_id, closing.kiosk_id, lease.id)


def _accounts(lease: Row) -> list[UUID]:
    """The lease's, and those that its credits go to when it comes back."""
    event_id = lease.event_id
    kinds = (AccountKind.POOL, AccountKind.OVERDRAFT)
    return [account_id(AccountKind.LEASE, lease.id), *(account_id(kind, event_id) for kind in kinds)]


def _close(tenant_id: UUID, closing: LeaseClosing) -> bool:
    """Whether the lease was open until now; one that was reclaimed before, its kiosk gives up."""
    lease = Row.objects.filter(tenant_id=tenant_id, id=closing.lease_id)
    still = lease.filter(state=LeaseState.OPEN)
    if closing.expired_before is not None:
        still = still.filter(expires_at__lt=closing.expired_before)
    if closing.state is not LeaseState.RETURNED:
        # What was all promised already leaves nothing outstanding.
        spent = Case(When(spent=F("granted"), then=Value(0)))
        return bool(still.update(state=closing.state, closed_at=closing.at, released=spent))
    given_up: dict[str, Any] = {
        "released": F("granted") - F("spent"),
        "returned_epoch": closing.epoch,
        "returned_seq": closing.seq,
    }
    if still.update(state=closing.state, closed_at=closing.at, **given_up):
        return True
    lease.filter(state=LeaseState.RECLAIMED, released=None).update(**given_up)
    return False


def one(tenant_id: UUID, lease_id: UUID) -> Lease:
    """The lease, whichever kiosk has it. Raises LeaseError: there is no such lease."""
    return shape(_any_kiosks(tenant_id, lease_id))


def write_off(tenant_id: UUID, lease_id: UUID) -> Lease:
    """Give up what a reclaimed lease may still bring, as its kiosk is lost for good. Repeating is harmless.

    From then on nothing is backed by it. Raises LeaseError: there is no such lease, or it is still open.
    """
    with transaction.atomic():
        lock_accounts(tenant_id, [account_id(AccountKind.LEASE, lease_id)])
        reclaimed = Row.objects.filter(tenant_id=tenant_id, id=lease_id, state=LeaseState.RECLAIMED)
        reclaimed.filter(released=None).update(released=F("granted") - F("spent"))
        lease = _any_kiosks(tenant_id, lease_id)
        if lease.state == LeaseState.OPEN:
            raise LeaseError("This lease is open; reclaim it first.", Code.CONFLICT)
        return shape(lease)


def reclaim(tenant_id: UUID, lease_id: UUID, request: TransferRequest) -> Lease:
    """Take the lease of a lost kiosk back (P5), whichever kiosk has it. Repeating changes nothing.

    Raises LeaseError: there is no such lease.
    """
    lease = _any_kiosks(tenant_id, lease_id)
    taken = LeaseClosing(
        lease.id, lease.kiosk_id, request.id, request.at, request.actor, LeaseState.RECLAIMED
    )
    return give_back(tenant_id, taken)


def reclaim_all(tenant_id: UUID, request: TransferRequest) -> None:
    """Take every open lease of the tenant back; the request is idempotent."""
    for lease in Row.objects.filter(tenant_id=tenant_id, state=LeaseState.OPEN).order_by("id"):
        reclaim(tenant_id, lease.id, request.part(lease.id.hex))


def reclaim_of_kiosk(tenant_id: UUID, kiosk_id: UUID, request: TransferRequest) -> None:
    """Take every open lease of the kiosk back, in the caller's transaction; the request is idempotent."""
    still = list(Row.objects.filter(tenant_id=tenant_id, kiosk_id=kiosk_id, state=LeaseState.OPEN))
    # All at once: one after the other, a lease's account would be locked after the pool of another one.
    lock_accounts(tenant_id, {account for lease in still for account in _accounts(lease)})
    lock_payers(tenant_id, {lease.event_id for lease in still})
    for lease in still:
        reclaim(tenant_id, lease.id, request.part(lease.id.hex))


def find(tenant_id: UUID, kiosk_id: UUID, lease_id: UUID) -> Lease:
    """This kiosk's lease. Raises LeaseError."""
    return shape(_find(tenant_id, kiosk_id, lease_id))


def states(tenant_id: UUID, kiosk_id: UUID, lease_ids: Iterable[UUID]) -> dict[UUID, LeaseState]:
    """The state of each of these leases; those that are not this kiosk's are left out."""
    leases = Row.objects.filter(tenant_id=tenant_id, kiosk_id=kiosk_id, id__in=list(lease_ids))
    return {lease_id: LeaseState(state) for lease_id, state in leases.values_list("id", "state")}


def page(tenant_id: UUID, event_id: UUID, asked: PageRequest) -> Page[Lease]:
    """The leases of an event, the newest first, closed ones included. Raises CursorError."""
    leases = Row.objects.filter(tenant_id=tenant_id, event_id=event_id)
    return pages.page(leases, ("opened_at", "id"), asked).map(shape)


def page_of_kiosk(tenant_id: UUID, kiosk_id: UUID, asked: PageRequest) -> Page[Lease]:
    """The leases of a kiosk, the newest first, closed ones included. Raises CursorError."""
    leases = Row.objects.filter(tenant_id=tenant_id, kiosk_id=kiosk_id)
    return pages.page(leases, ("opened_at", "id"), asked).map(shape)


def overdue(now: datetime) -> list[tuple[UUID, LeaseClosing]]:
    """The leases whose grace is over: each one's tenant, and how it is taken back."""
    reclaimed, limit = LeaseState.RECLAIMED, now - GRACE
    return [
        (row.tenant_id, LeaseClosing(row.id, row.kiosk_id, new_id(), now, "platform", reclaimed, limit))
        for row in Row.objects.filter(state=LeaseState.OPEN, expires_at__lt=limit).order_by("id")
    ]


def _any_kiosks(tenant_id: UUID, lease_id: UUID) -> Row:
    lease = Row.objects.filter(tenant_id=tenant_id, id=lease_id).first()
    if lease is None:
        raise LeaseError("There is no such lease.", Code.LEASE_UNKNOWN)
    return lease


def _find(tenant_id: UUID, kiosk_id: UUID, lease_id: UUID) -> Row:
    lease = Row.objects.filter(tenant_id=tenant_id, id=lease_id, kiosk_id=kiosk_id).first()
    if lease is None:
        raise LeaseError("This kiosk has no such lease.", Code.LEASE_UNKNOWN)
    return lease


def _granted_before(tenant_id: UUID, kiosk_id: UUID, request_id: UUID) -> Row | None:
    done = LeaseGrant.objects.filter(tenant_id=tenant_id, id=request_id).first()
    if done is None:
        return None
    if done.kiosk_id != kiosk_id:
        raise LeaseError("This request id belongs to another kiosk.", Code.CONFLICT)
    return _find(tenant_id, kiosk_id, done.lease_id)


def _lock(tenant_id: UUID, demand: LeaseDemand) -> Locked:
    """Lock the pool, and the lease to be renewed."""
    accounts = [account_id(AccountKind.POOL, demand.event_id)]
    if demand.renew:
        accounts.append(account_id(AccountKind.LEASE, demand.renew))
    return lock_accounts(tenant_id, accounts)


def _balance(locked: Locked, event_id: UUID) -> int:
    pool = account_id(AccountKind.POOL, event_id)
    return locked[pool][0] if pool in locked else 0


def _renewable(tenant_id: UUID, demand: LeaseDemand) -> Row:
    assert demand.renew is not None
    lease = _find(tenant_id, demand.kiosk_id, demand.renew)
    if (lease.state, lease.event_id, lease.epoch) != (LeaseState.OPEN, demand.event_id, demand.epoch):
        raise LeaseError("This lease is closed; request a new one.", Code.LEASE_UNKNOWN)
    return lease


def _opened(tenant_id: UUID, demand: LeaseDemand, expires_at: datetime) -> Row:
    lease = Row.objects.create(
        tenant_id=tenant_id,
        id=new_id(),
        event_id=demand.event_id,
        kiosk_id=demand.kiosk_id,
        epoch=demand.epoch,
        granted=0,
        expires_at=expires_at,
    )
    open_account(tenant_id, AccountKind.LEASE, lease.id)
    return lease


def _hindrance(tenant_id: UUID, demand: LeaseDemand) -> LedgerError | None:
    """Why this kiosk gets no more credits, whatever the event has."""
    reclaimed = Row.objects.filter(
        tenant_id=tenant_id, kiosk_id=demand.kiosk_id, state=LeaseState.RECLAIMED, released=None
    )
    outstanding = reclaimed.aggregate(total=Sum(F("granted") - F("spent")))["total"]
    if outstanding:
        return LeaseError(
            f"{outstanding} credits of leases that were reclaimed from this kiosk are outstanding: "
            "it has to give them up, or its partner has to write them off.",
            Code.LEASE_OUTSTANDING,
        )
    owed = owed_by_owner_of(tenant_id, demand.event_id)
    return CreditsOwed(owed) if owed else _recklessness(tenant_id)


def _recklessness(tenant_id: UUID) -> LeaseError | None:
    """No more than a partner has may be outstanding: it could lend the same credits to ever more kiosks."""
    with connection.cursor() as cursor:
        cursor.execute(_AT_STAKE, {"tenant": tenant_id})
        outstanding, owed, has = cursor.fetchone() or (0, 0, 0)
    if not outstanding or outstanding + owed <= has:
        return None
    return LeaseError(
        f"{outstanding} credits of reclaimed leases are outstanding, more than this kiosk's partner has: "
        "its kiosks have to give them up, or it has to write them off.",
        Code.LEASE_OUTSTANDING,
    )


def _amount(tenant_id: UUID, demand: LeaseDemand, pool_left: int, left: int) -> int:
    """What is given: enough for the demand, not more than a fair share of what the event has not used."""
    if left >= demand.wanted:
        return 0
    open_now = Row.objects.filter(tenant_id=tenant_id, event_id=demand.event_id, state=LeaseState.OPEN)
    mine = open_now.filter(kiosk_id=demand.kiosk_id)
    fair = (pool_left + _in_leases(tenant_id, open_now.values("id"))) // max(1, demand.kiosks)
    allowed = min(pool_left, fair - _in_leases(tenant_id, mine.values("id")))
    needed = max(demand.wanted, demand.least) - left
    return needed if needed <= allowed else max(0, allowed - (left + allowed) % demand.unit)


def _in_leases(tenant_id: UUID, lease_ids: Any) -> int:  # noqa: ANN401 - ids, or a query for them
    accounts = Account.objects.filter(tenant_id=tenant_id, kind=AccountKind.LEASE, owner_id__in=lease_ids)
    return int(accounts.aggregate(total=Sum("balance"))["total"] or 0)


def _grant(tenant_id: UUID, demand: LeaseDemand, lease: Row, amount: int, now: datetime) -> None:
    LeaseGrant.objects.create(
        tenant_id=tenant_id,
        id=demand.request_id,
        lease_id=lease.id,
        kiosk_id=demand.kiosk_id,
        amount=amount,
    )
    if amount:
        granted = Movement(
            id=demand.request_id,
            debit=account_id(AccountKind.POOL, demand.event_id),
            credit=account_id(AccountKind.LEASE, lease.id),
            amount=amount,
            kind=TransferKind.LEASE_GRANT,
            actor=f"kiosk:{demand.kiosk_id}",
            occurred_at=now,
            reference=f"lease:{lease.id}",
        )
        if not post(tenant_id, [granted]):
            raise Conflict(granted.id)


def _returning(lease: Row, left: int, request: TransferRequest) -> Movement:
    account, pool = account_id(AccountKind.LEASE, lease.id), account_id(AccountKind.POOL, lease.event_id)
    return movement_of(request.about(f"lease:{lease.id}"), account, pool, left, TransferKind.LEASE_RETURN)


def _extend(lease: Row, amount: int, expires_at: datetime) -> Row:
    lease.granted += amount
    lease.expires_at = expires_at
    Row.objects.filter(tenant_id=lease.tenant_id, id=lease.id).update(
        granted=lease.granted, expires_at=expires_at
    )
    return lease


def shape(row: Row) -> Lease:
    return Lease(
        tenant_id=row.tenant_id,
        id=row.id,
        event_id=row.event_id,
        kiosk_id=row.kiosk_id,
        epoch=row.epoch,
        state=LeaseState(row.state),
        granted=row.granted,
        spent=row.spent,
        expires_at=row.expires_at,
        released=row.released,
    )


_AT_STAKE = """
WITH reclaimed AS (
  SELECT coalesce(sum(granted - spent), 0) AS total FROM ledger_lease
  WHERE tenant_id = %(tenant)s AND state = 'reclaimed' AND released IS NULL)
SELECT total,
  (SELECT coalesce(-sum(balance), 0) FROM ledger_account
   WHERE tenant_id = %(tenant)s AND owing AND total > 0),
  (SELECT coalesce(sum(balance), 0) FROM ledger_account
   WHERE tenant_id = %(tenant)s AND balance > 0 AND total > 0)
FROM reclaimed
"""
