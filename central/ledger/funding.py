"""Paying for pictures that booths have promised: a whole batch in a handful of statements (C19).

A promise backed by a lease is a fact: it is paid from the lease, else from the pool, else from the event's
overdraft, and never refused. Backed means that the lease's promises, this one included, are within what
was ever granted on it: more than that the kiosk cannot have promised. Anything else is paid from the pool,
if the pool has it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from central.ledger.accounts import AccountKind, account_id, kind_of
from central.ledger.errors import Conflict
from central.ledger.models import Lease, TransferKind
from central.ledger.posting import Movement, change, hold, insert
from contract.problem import Code


@dataclass(frozen=True, slots=True)
class Charge:
    """One picture to be paid for. The op's id becomes the transfer's. `lease_id` None: unfunded."""

    op_id: UUID
    event_id: UUID
    lease_id: UUID | None
    price: int
    occurred_at: datetime


def hold_all(tenant_id: UUID, lease_ids: Iterable[UUID], event_ids: Iterable[UUID]) -> None:
    """Lock leases, their events' pools and these events' pools and overdrafts, in the one order there is.

    For a transaction that goes on to lock some of them in another order: it holds them all then.
    """
    leases = list(lease_ids)
    theirs = Lease.objects.filter(tenant_id=tenant_id, id__in=leases).values_list("event_id", flat=True)
    accounts = [account_id(AccountKind.LEASE, each) for each in leases]
    for event_id in {*event_ids, *theirs}:
        accounts += [account_id(kind, event_id) for kind in (AccountKind.POOL, AccountKind.OVERDRAFT)]
    if accounts:
        hold(tenant_id, accounts)


class _Backing(NamedTuple):
    """A lease, and for how much more a kiosk may have promised on it."""

    id: UUID
    event_id: UUID
    left: int


@dataclass
class _Purse:
    """What the batch may spend, as it is spent. `held` and `left` by account; `backing` by lease."""

    held: dict[UUID, tuple[int, int | None]] = field(default_factory=dict)
    left: dict[UUID, int] = field(default_factory=dict)
    backing: dict[UUID, int] = field(default_factory=dict)
    spent: Counter[UUID] = field(default_factory=Counter)
    movements: list[Movement] = field(default_factory=list)

    def put_in(self, held: Mapping[UUID, tuple[int, int | None]]) -> None:
        """Accounts that are locked from now on."""
        self.held |= held
        self.left |= {account: balance for account, (balance, _) in held.items()}


def charge(tenant_id: UUID, kiosk_id: UUID, charges: Sequence[Charge]) -> dict[UUID, Code | None]:
    """Pay what can be paid, in order; for each op None (paid), `credits_exhausted` or `lease_unknown`.

    Raises Conflict when an op's id has been a transfer's before, or is there twice; the caller's
    transaction has to end then.
    """
    with transaction.atomic(savepoint=False):
        purse, unknown = _open_purse(tenant_id, kiosk_id, charges)
        answers: dict[UUID, Code | None] = {}
        for each in charges:
            if each.op_id in unknown:
                answers[each.op_id] = Code.LEASE_UNKNOWN
            else:
                answers[each.op_id] = _pay(purse, each, f"kiosk:{kiosk_id}")
        _post(tenant_id, purse)
    return answers


def is_backed(tenant_id: UUID, kiosk_id: UUID, charges: Iterable[Charge]) -> frozenset[UUID]:
    """The ops that are facts: promised on a lease of this kiosk, within what was granted on it."""
    leases = {lease.id: lease for lease in _leases(tenant_id, kiosk_id, charges)}
    spent: Counter[UUID] = Counter()
    backed = set()
    for each in charges:
        lease = leases.get(each.lease_id) if each.lease_id else None
        if lease is not None and _fits(lease, each) and spent[lease.id] + each.price <= lease.left:
            spent[lease.id] += each.price
            backed.add(each.op_id)
    return frozenset(backed)


def _open_purse(tenant_id: UUID, kiosk_id: UUID, charges: Sequence[Charge]) -> tuple[_Purse, frozenset[UUID]]:
    """Lock what is needed, leases before pools, and the pools only if the leases do not suffice."""
    wanted = [account_id(AccountKind.LEASE, each.lease_id) for each in charges if each.lease_id]
    held = hold(tenant_id, wanted) if wanted else {}
    leases = {lease.id: lease for lease in _leases(tenant_id, kiosk_id, charges)}
    unknown = frozenset(
        each.op_id for each in charges if each.lease_id and not _fits(leases.get(each.lease_id), each)
    )
    purse = _Purse(backing={lease.id: lease.left for lease in leases.values()})
    purse.put_in(held)
    short = _events_short_of_lease(purse, [each for each in charges if each.op_id not in unknown])
    if short:
        purse.put_in(hold(tenant_id, [account_id(AccountKind.POOL, event_id) for event_id in short]))
    return purse, unknown


def _leases(tenant_id: UUID, kiosk_id: UUID, charges: Iterable[Charge]) -> list[_Backing]:
    ids = {each.lease_id for each in charges if each.lease_id}
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LEASES, [tenant_id, kiosk_id, list(ids)])
        return [_Backing(*row) for row in cursor.fetchall()]


def _fits(lease: _Backing | None, charge: Charge) -> bool:
    return lease is not None and lease.event_id == charge.event_id


def _events_short_of_lease(purse: _Purse, charges: Iterable[Charge]) -> frozenset[UUID]:
    left, short = dict(purse.left), set()
    for each in charges:
        account = account_id(AccountKind.LEASE, each.lease_id) if each.lease_id else None
        if account is not None and each.price <= left.get(account, 0):
            left[account] -= each.price
        else:
            short.add(each.event_id)
    return frozenset(short)


def _pay(purse: _Purse, charge: Charge, actor: str) -> Code | None:
    backed = charge.lease_id is not None and charge.price <= purse.backing.get(charge.lease_id, 0)
    source = _source(purse, charge, backed)
    if source is None:
        return Code.CREDITS_EXHAUSTED
    if backed and charge.lease_id is not None:
        purse.backing[charge.lease_id] -= charge.price
        purse.spent[charge.lease_id] += charge.price
    if charge.price:
        _take(purse, charge, source, actor)
    return None


def _source(purse: _Purse, charge: Charge, backed: bool) -> UUID | None:
    """The account that pays, or None."""
    lease = account_id(AccountKind.LEASE, charge.lease_id) if backed and charge.lease_id else None
    pool = account_id(AccountKind.POOL, charge.event_id)
    if lease is not None and purse.left.get(lease, 0) >= charge.price:
        return lease
    if purse.left.get(pool, 0) >= charge.price:
        return pool
    return account_id(AccountKind.OVERDRAFT, charge.event_id) if backed else None


def _take(purse: _Purse, charge: Charge, source: UUID, actor: str) -> None:
    overdraft = source == account_id(AccountKind.OVERDRAFT, charge.event_id)
    purse.left[source] = purse.left.get(source, 0) - charge.price
    purse.movements.append(
        Movement(
            id=charge.op_id,
            debit=source,
            credit=account_id(AccountKind.CONSUMED, charge.event_id),
            amount=charge.price,
            kind=TransferKind.OVERDRAFT if overdraft else TransferKind.GENERATION,
            actor=actor,
            occurred_at=charge.occurred_at,
            reference=f"event:{charge.event_id}",
            op_id=charge.op_id,
        )
    )


def _post(tenant_id: UUID, purse: _Purse) -> None:
    fresh = set(insert(tenant_id, purse.movements))
    for movement in purse.movements:
        if movement.id not in fresh:
            raise Conflict(movement.id)
        fresh.remove(movement.id)
    overdrafts = {each.debit for each in purse.movements if kind_of(each.debit) is AccountKind.OVERDRAFT}
    if overdrafts:
        purse.put_in(hold(tenant_id, overdrafts))
    if purse.movements:
        change(tenant_id, purse.movements, purse.held)
    if purse.spent:
        with connection.cursor() as cursor:
            cursor.execute(_SPEND, [list(purse.spent.keys()), list(purse.spent.values()), tenant_id])


_LEASES = """
SELECT id, event_id, granted - spent FROM ledger_lease
WHERE tenant_id = %s AND kiosk_id = %s AND id = ANY(%s::uuid[])
"""

_SPEND = """
UPDATE ledger_lease AS lease SET spent = lease.spent + promise.amount
FROM unnest(%s::uuid[], %s::bigint[]) AS promise(id, amount)
WHERE lease.tenant_id = %s AND lease.id = promise.id
"""
