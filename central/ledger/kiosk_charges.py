"""Paying for pictures that booths have promised: a whole batch in a handful of statements (C19).

A promise backed by a lease is a fact: it is paid from the lease, else from the pool, else from the event's
overdraft, and never refused. Backed means that the lease's promises, this one included, are within what
was ever granted on it: more than that the kiosk cannot have promised. A lease that its kiosk gave up, or that
the partner wrote off, backs nothing any more. Anything else is paid from the pool, if the pool has it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from central.ledger.accounts import AccountKind, account_id
from central.ledger.debts import lock_payers
from central.ledger.errors import Conflict
from central.ledger.models import Lease, Transfer, TransferKind
from central.ledger.posting import Payment, Payments, Promised, lock_accounts, post_locked
from central.pg_arrays import array_of
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


def lock_leases_and_pools(tenant_id: UUID, lease_ids: Iterable[UUID], asked: Mapping[UUID, int]) -> None:
    """Lock leases, the pools and overdrafts of their events and of these, and the owners of what these owe.

    In the common lock order, for a transaction that would otherwise go on to lock some of them in another
    one. `asked`: what the transaction may take from each event, which then owes what its pool does not have.
    """
    leases = list(lease_ids)
    theirs = Lease.objects.filter(tenant_id=tenant_id, id__in=leases).values_list("event_id", flat=True)
    events = {*asked, *theirs}
    accounts = [account_id(AccountKind.LEASE, each) for each in leases]
    for event_id in events:
        accounts += [account_id(kind, event_id) for kind in (AccountKind.POOL, AccountKind.OVERDRAFT)]
    if accounts:
        locked = lock_accounts(tenant_id, accounts)
        pools = {event_id: account_id(AccountKind.POOL, event_id) for event_id in asked}
        short = [each for each, pool in pools.items() if pool in locked and asked[each] > locked[pool][0]]
        lock_payers(tenant_id, events, will_owe=short)


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
    """An account that pays for pictures of one event. One that is not locked has nothing."""

    paid: Payments
    left: int = 0


class Purse:
    """What a kiosk's batch may spend: the leases that it names, locked, and the pools behind them."""

    def __init__(
        self, tenant_id: UUID, kiosk_id: UUID, charges: Iterable[Charge], actor: str | None = None
    ) -> None:
        """Lock and read the leases, in the caller's transaction. `actor` None: the kiosk itself."""
        self._tenant_id = tenant_id
        self._actor = actor or f"kiosk:{kiosk_id}"
        self._locked: dict[UUID, tuple[int, int | None]] = {}
        self._sources: dict[UUID, _Source] = {}
        self._leases: dict[UUID, _Backing] = {}
        lease_ids = {run.lease_id for run in _runs(charges) if run.lease_id}
        for account, balance, floor, *lease in _lock_leases(tenant_id, kiosk_id, lease_ids):
            self._locked[account] = (balance, floor)
            self._leases[lease[0]] = _Backing(*lease)

    def unbacked(self, charges: Iterable[Charge]) -> frozenset[UUID]:
        """The ops that are no facts: not promised on a lease of this kiosk, within what was granted on it."""
        trials = {lease_id: replace(lease) for lease_id, lease in self._leases.items()}
        unbacked: list[UUID] = []
        for run in _runs(charges):
            lease = _lease_of(run, trials)
            for each in run.charges:
                if lease is not None and lease.backs(each):
                    lease.spend(each)
                else:
                    unbacked.append(each.op_id)
        return frozenset(unbacked)

    def pay(self, charges: Sequence[Charge]) -> list[Code | None]:
        """Pay what can be paid, in order; for each of them None, `credits_exhausted` or `lease_unknown`.

        Raises Conflict when an op's id has been a transfer's before, or is there twice; the caller's
        transaction has to end then.
        """
        _refuse_repeats(charges)
        runs = _runs(charges)
        # The pools only if the leases do not suffice, and behind them (decision 9).
        self._lock(account_id(AccountKind.POOL, event_id) for event_id in self._short_of_lease(runs))
        answers: list[Code | None] = []
        for run in runs:
            payer = _Payer(self, run, _lease_of(run, self._leases))
            answers += [payer.pay(each) for each in run.charges]
        self._post()
        return answers

    def source(self, kind: AccountKind, owner_id: UUID, event_id: UUID) -> _Source:
        """The account as it is after what was taken from it."""
        account = account_id(kind, owner_id)
        if account not in self._sources:
            late = kind is AccountKind.OVERDRAFT
            paid_as = TransferKind.OVERDRAFT if late else TransferKind.GENERATION
            consumed = account_id(AccountKind.CONSUMED, event_id)
            paid = Payments(account, consumed, paid_as, self._actor, f"event:{event_id}", [])
            self._sources[account] = _Source(paid, self._locked.get(account, (0, None))[0])
        return self._sources[account]

    def _lock(self, accounts: Iterable[UUID]) -> None:
        """Lock these accounts, in the common lock order."""
        wanted = set(accounts)
        self._locked |= lock_accounts(self._tenant_id, wanted) if wanted else {}

    def _short_of_lease(self, runs: Iterable[_Run]) -> set[UUID]:
        """The events whose pools must pay, as a lease has less than was promised on it, or there is none."""
        left: dict[UUID, int] = {}
        short = set()
        for run in runs:
            if run.lease_id is None or any(each.after_return for each in run.charges):
                short.add(run.event_id)
            elif _lease_of(run, self._leases):
                lease = account_id(AccountKind.LEASE, run.lease_id)
                before = left.get(lease, self._locked.get(lease, (0, None))[0])
                left[lease] = before - sum(each.price for each in run.charges)
                if left[lease] < 0:
                    short.add(run.event_id)
        return short

    def _post(self) -> None:
        paid = [source.paid for source in self._sources.values() if source.paid.all]
        if not paid:
            return
        self._lock(each.debit for each in paid if each.kind is TransferKind.OVERDRAFT)
        promised = [Promised(each.id, each.spent, each.late) for each in self._leases.values() if each.spent]
        post_locked(self._tenant_id, paid, self._locked, promised)


class _Payer:
    """Who pays for pictures of one event that were promised on one lease, or on none."""

    def __init__(self, purse: Purse, run: _Run, backing: _Backing | None) -> None:
        self._backing = backing
        self._lease = purse.source(AccountKind.LEASE, backing.id, run.event_id) if backing else None
        self._pool = purse.source(AccountKind.POOL, run.event_id, run.event_id)
        self._overdraft = purse.source(AccountKind.OVERDRAFT, run.event_id, run.event_id)
        self._unknown = run.lease_id is not None and backing is None

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
            source.paid.all.append(Payment(charge.op_id, charge.price, charge.occurred_at))
        return None

    def _source(self, price: int, backed: bool) -> _Source | None:
        if backed and self._lease is not None and self._lease.left >= price:
            return self._lease
        if self._pool.left >= price:
            return self._pool
        return self._overdraft if backed else None


def charge(tenant_id: UUID, kiosk_id: UUID, charges: Sequence[Charge]) -> dict[UUID, Code | None]:
    """Pay these charges out of a new purse; see `Purse.pay`."""
    with transaction.atomic(savepoint=False):
        answers = Purse(tenant_id, kiosk_id, charges).pay(charges)
    return dict(zip((each.op_id for each in charges), answers, strict=True))


def _refuse_repeats(charges: Sequence[Charge]) -> None:
    if len({each.op_id.int for each in charges}) < len(charges):
        [(op_id, _), *_] = Counter(each.op_id for each in charges).most_common(1)
        raise Conflict(op_id)


def _runs(charges: Iterable[Charge]) -> list[_Run]:
    runs = (tuple(run) for _, run in groupby(charges, _payers))
    return [_Run(run[0].event_id, run[0].lease_id, run) for run in runs]


def _payers(charge: Charge) -> tuple[int, int | None]:
    """Event and lease, as numbers: ids themselves are compared in Python."""
    return charge.event_id.int, charge.lease_id.int if charge.lease_id else None


def _lease_of(run: _Run, leases: Mapping[UUID, _Backing]) -> _Backing | None:
    """The lease, if the kiosk has it, and for this event."""
    lease = leases.get(run.lease_id) if run.lease_id else None
    return lease if lease is not None and lease.event_id == run.event_id else None


def _lock_leases(
    tenant_id: UUID, kiosk_id: UUID, lease_ids: Collection[UUID]
) -> list[tuple[UUID, int, int | None, *tuple[Any, ...]]]:
    """Lock those of the leases that are the kiosk's: each one's account, as always first, and the lease.

    Account, balance and floor, and what `_Backing` takes.
    """
    if not lease_ids:
        return []
    accounts = array_of(account_id(AccountKind.LEASE, each) for each in lease_ids)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_LEASES, [tenant_id, accounts, array_of(lease_ids), kiosk_id])
        return list(cursor.fetchall())


# The lease's row, too, though its account's lock keeps everybody else away: of a row that is not locked, the
# statement would return what was there before it waited.
_LOCK_LEASES = """
SELECT account.id, balance, floor, lease.id, event_id, granted - spent, released IS NOT NULL
FROM ledger_account AS account JOIN ledger_lease AS lease
  ON lease.tenant_id = account.tenant_id AND lease.id = account.owner_id
WHERE account.tenant_id = %s AND account.id = ANY(%s::uuid[]) AND lease.id = ANY(%s::uuid[]) AND kiosk_id = %s
ORDER BY account.id FOR NO KEY UPDATE
"""


def ids_in_use(tenant_id: UUID, op_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the ids that transfers have already, whatever these move."""
    used = Transfer.objects.filter(tenant_id=tenant_id, id__in=list(op_ids))
    return frozenset(used.values_list("id", flat=True))
