"""Paying for pictures that booths have promised: a whole batch in a handful of statements (C19).

A promise backed by a lease is a fact: it is paid from the lease, else from the pool, else from the event's
overdraft, and never refused. Backed means that the lease's promises, this one included, are within what
was ever granted on it: more than that the kiosk cannot have promised. A lease that its kiosk gave up, or that
the partner wrote off, backs nothing any more. Anything else is paid from the pool, if the pool has it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from central.ledger.accounts import AccountKind, account_id
from central.ledger.errors import Conflict
from central.ledger.models import Lease, TransferKind
from central.ledger.posting import Movement, Promised, lock_accounts, post_locked
from contract.problem import Code


class Charge(NamedTuple):
    """One picture to be paid for. The op's id becomes the transfer's. `lease_id` None: unfunded.

    `after_return`: the kiosk says so behind its own return of the lease.
    """

    op_id: UUID
    event_id: UUID
    lease_id: UUID | None
    price: int
    occurred_at: datetime
    after_return: bool = False


def lock_leases_and_pools(tenant_id: UUID, lease_ids: Iterable[UUID], event_ids: Iterable[UUID]) -> None:
    """Lock leases, their events' pools and these events' pools and overdrafts, in the common lock order.

    For a transaction that would otherwise go on to lock some of them in another order.
    """
    leases = list(lease_ids)
    theirs = Lease.objects.filter(tenant_id=tenant_id, id__in=leases).values_list("event_id", flat=True)
    accounts = [account_id(AccountKind.LEASE, each) for each in leases]
    for event_id in {*event_ids, *theirs}:
        accounts += [account_id(kind, event_id) for kind in (AccountKind.POOL, AccountKind.OVERDRAFT)]
    if accounts:
        lock_accounts(tenant_id, accounts)


class _Run(NamedTuple):
    """Charges that follow each other and have one event and one lease, or none."""

    event_id: UUID
    lease_id: UUID | None
    charges: tuple[Charge, ...]


@dataclass(slots=True)
class _Backing:
    """A lease: how much more its kiosk can have promised on it, and what this batch promises.

    `ended`: nothing more, whatever is left. `late`: what is promised here, but paid from elsewhere.
    """

    id: UUID
    event_id: UUID
    left: int
    ended: bool
    spent: int = 0
    late: int = 0

    def backs(self, charge: Charge) -> bool:
        """Whether the promise is within what was granted, and made before the lease was given up."""
        return not (self.ended or charge.after_return) and charge.price <= self.left

    def spend(self, charge: Charge, late: bool = False) -> None:
        """Count a promise."""
        self.left -= charge.price
        self.spent += charge.price
        self.late += charge.price * late


@dataclass(slots=True)
class _Source:
    """An account that pays. One that is not locked has nothing."""

    account: UUID
    kind: TransferKind
    left: int = 0


class _Purse:
    """What a batch may spend: locked accounts, and the leases of the kiosk that the batch names."""

    def __init__(self, tenant_id: UUID) -> None:
        self.tenant_id = tenant_id
        self.leases: Mapping[UUID, _Backing] = {}
        self.locked: dict[UUID, tuple[int, int | None]] = {}
        self.movements: list[Movement] = []
        self._sources: dict[UUID, _Source] = {}

    def lock(self, accounts: Iterable[UUID]) -> None:
        """Lock these accounts, in the common lock order."""
        wanted = set(accounts)
        self.locked |= lock_accounts(self.tenant_id, wanted) if wanted else {}

    def source(self, kind: AccountKind, owner_id: UUID) -> _Source:
        """The account as it is after what was taken from it."""
        account = account_id(kind, owner_id)
        if account not in self._sources:
            late = kind is AccountKind.OVERDRAFT
            paid_as = TransferKind.OVERDRAFT if late else TransferKind.GENERATION
            self._sources[account] = _Source(account, paid_as, self.locked.get(account, (0, None))[0])
        return self._sources[account]


class _Payer:
    """Who pays for pictures of one event that were promised on one lease, or on none."""

    def __init__(self, purse: _Purse, actor: str, event_id: UUID, lease_id: UUID | None) -> None:
        self._purse = purse
        self._actor = actor
        self._backing = purse.leases.get(lease_id) if lease_id else None
        self._lease = purse.source(AccountKind.LEASE, lease_id) if lease_id else None
        self._pool = purse.source(AccountKind.POOL, event_id)
        self._overdraft = purse.source(AccountKind.OVERDRAFT, event_id)
        self._consumed = account_id(AccountKind.CONSUMED, event_id)
        self._reference = f"event:{event_id}"
        self._unknown = lease_id is not None and not _is_of(self._backing, event_id)

    def pay(self, charge: Charge) -> Code | None:
        """Take the price from wherever it is; None: paid."""
        if self._unknown:
            return Code.LEASE_UNKNOWN
        backed = self._backing is not None and self._backing.backs(charge)
        source = self._source(charge.price, backed)
        if source is None:
            return Code.CREDITS_EXHAUSTED
        if backed and self._backing is not None:
            self._backing.spend(charge, late=source is not self._lease)
        if charge.price:
            source.left -= charge.price
            self._purse.movements.append(self._movement(charge, source))
        return None

    def _source(self, price: int, backed: bool) -> _Source | None:
        if backed and self._lease is not None and self._lease.left >= price:
            return self._lease
        if self._pool.left >= price:
            return self._pool
        return self._overdraft if backed else None

    def _movement(self, charge: Charge, source: _Source) -> Movement:
        return Movement(
            id=charge.op_id,
            debit=source.account,
            credit=self._consumed,
            amount=charge.price,
            kind=source.kind,
            actor=self._actor,
            occurred_at=charge.occurred_at,
            reference=self._reference,
            op_id=charge.op_id,
        )


def charge(tenant_id: UUID, kiosk_id: UUID, charges: Sequence[Charge]) -> dict[UUID, Code | None]:
    """Pay what can be paid, in order; for each op None (paid), `credits_exhausted` or `lease_unknown`.

    Raises Conflict when an op's id has been a transfer's before, or is there twice; the caller's
    transaction has to end then.
    """
    _refuse_repeats(charges)
    with transaction.atomic(savepoint=False):
        runs = _runs(charges)
        purse = _open_purse(tenant_id, kiosk_id, runs)
        answers: dict[UUID, Code | None] = {}
        for run in runs:
            payer = _Payer(purse, f"kiosk:{kiosk_id}", run.event_id, run.lease_id)
            answers |= {each.op_id: payer.pay(each) for each in run.charges}
        _post(purse)
    return answers


def is_backed(tenant_id: UUID, kiosk_id: UUID, charges: Sequence[Charge]) -> frozenset[UUID]:
    """The ops that are facts: promised on a lease of this kiosk, within what was granted on it."""
    runs = _runs(charges)
    leases = _leases(tenant_id, kiosk_id, runs)
    backed = set()
    for run in runs:
        lease = leases.get(run.lease_id) if run.lease_id else None
        for each in run.charges:
            if lease is not None and lease.event_id == run.event_id and lease.backs(each):
                lease.spend(each)
                backed.add(each.op_id)
    return frozenset(backed)


def _refuse_repeats(charges: Sequence[Charge]) -> None:
    if len({each.op_id for each in charges}) < len(charges):
        [(op_id, _), *_] = Counter(each.op_id for each in charges).most_common(1)
        raise Conflict(op_id)


def _runs(charges: Iterable[Charge]) -> list[_Run]:
    runs = groupby(charges, lambda charge: (charge.event_id, charge.lease_id))
    return [_Run(event_id, lease_id, tuple(run)) for (event_id, lease_id), run in runs]


def _is_of(lease: _Backing | None, event_id: UUID) -> bool:
    return lease is not None and lease.event_id == event_id


def _open_purse(tenant_id: UUID, kiosk_id: UUID, runs: Sequence[_Run]) -> _Purse:
    """Lock what is needed, leases before pools, and the pools only if the leases do not suffice."""
    purse = _Purse(tenant_id)
    purse.lock(account_id(AccountKind.LEASE, each.lease_id) for each in runs if each.lease_id)
    purse.leases = _leases(tenant_id, kiosk_id, runs)
    purse.lock(account_id(AccountKind.POOL, event_id) for event_id in _short_of_lease(purse, runs))
    return purse


def _leases(tenant_id: UUID, kiosk_id: UUID, runs: Iterable[_Run]) -> dict[UUID, _Backing]:
    ids = {each.lease_id for each in runs if each.lease_id}
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LEASES, [tenant_id, kiosk_id, list(ids)])
        return {row[0]: _Backing(*row) for row in cursor.fetchall()}


def _short_of_lease(purse: _Purse, runs: Iterable[_Run]) -> set[UUID]:
    """The events whose pools must pay, as a lease has less than was promised on it, or there is none."""
    left: dict[UUID, int] = {}
    short = set()
    for run in runs:
        if run.lease_id is None or any(each.after_return for each in run.charges):
            short.add(run.event_id)
        elif _is_of(purse.leases.get(run.lease_id), run.event_id):
            lease = account_id(AccountKind.LEASE, run.lease_id)
            before = left.get(lease, purse.locked.get(lease, (0, None))[0])
            left[lease] = before - sum(each.price for each in run.charges)
            if left[lease] < 0:
                short.add(run.event_id)
    return short


def _post(purse: _Purse) -> None:
    if not purse.movements:
        return
    purse.lock(each.debit for each in purse.movements if each.kind is TransferKind.OVERDRAFT)
    promised = [Promised(each.id, each.spent, each.late) for each in purse.leases.values() if each.spent]
    post_locked(purse.tenant_id, purse.movements, purse.locked, promised)


_LEASES = """
SELECT id, event_id, granted - spent, released IS NOT NULL FROM ledger_lease
WHERE tenant_id = %s AND kiosk_id = %s AND id = ANY(%s::uuid[])
"""
