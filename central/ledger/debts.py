"""What events owe for promises that were kept without credits: who pays it, and when.

An event's overdraft is owed by the event's owner. It is paid by whatever comes into the event's pool or to
its owner, in the very transaction that brings it; by what the owner has when the event is closed; and, soon
after it arose, by the worker, as an income does not see a debt that arises beside it.
What an owner pays goes through the pool, so that it counts as put into the event.

Clients get their credits from their partner alone, so what they owe stands in its way, too: else a client
made for one party could be left behind with its debt, and its credits begin again with the next one.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from central.ledger.accounts import AccountKind, account_id, kind_of
from central.ledger.errors import CreditsOwed
from central.ledger.models import TransferKind
from central.ledger.posting import (
    Locked,
    Movement,
    apply_balances,
    insert_transfers,
    lock_accounts,
    movement_of,
    touched,
)
from central.ledger.transfer_requests import TransferRequest

_PAYERS = frozenset({AccountKind.POOL, AccountKind.CLIENT, AccountKind.WALLET})


class Debt(NamedTuple):
    """What an event owes, and its owner's account."""

    event_id: UUID
    payer: UUID

    @property
    def overdraft(self) -> UUID:
        """The account that is below zero."""
        return account_id(AccountKind.OVERDRAFT, self.event_id)

    @property
    def pool(self) -> UUID:
        """The event's pool."""
        return account_id(AccountKind.POOL, self.event_id)


def hand_on(tenant_id: UUID, handed: Movement) -> bool:
    """Move an owner's credits to another one, who pays what it owes. False: a repetition.

    Raises as `posting.post` does, and CreditsOwed: see `_refuse_handing_on`.
    """
    return post_and_collect(tenant_id, [handed], _refuse_handing_on)


def post_and_collect(
    tenant_id: UUID, movements: Sequence[Movement], refuse: Callable[[UUID, Movement], None] | None = None
) -> bool:
    """Post all movements or none, and let what they bring pay what is owed. False: a repetition.

    Raises as `posting.post` does; `refuse` may object to the first movement, if it is new.
    """
    with transaction.atomic():
        if not insert_transfers(tenant_id, movements):
            return False
        if refuse is not None:
            refuse(tenant_id, movements[0])
        debts = debts_met_by(tenant_id, [each.credit for each in movements])
        locked = lock(tenant_id, movements, debts)
        first = movements[0]
        request = TransferRequest(first.id, first.actor, first.occurred_at)
        apply_and_collect(tenant_id, movements, debts, locked, request)
    return True


def payers() -> list[tuple[UUID, UUID]]:
    """Every owner that owes something and has credits: its tenant and its account."""
    with connection.cursor() as cursor:
        cursor.execute(_PAYERS_WITH_CREDITS)
        return list(cursor.fetchall())


def collect_from(tenant_id: UUID, payer: UUID, request: TransferRequest) -> int:
    """Let an owner pay what it owes, as far as its credits reach; how much that was."""
    with transaction.atomic():
        debts = debts_met_by(tenant_id, [payer])
        locked = lock(tenant_id, [], debts)
        return apply_and_collect(tenant_id, [], debts, locked, request, sources=(payer,))


def debts_met_by(tenant_id: UUID, credited: Iterable[UUID]) -> list[Debt]:
    """What owners or the events of pools among these accounts owe; the oldest event's first."""
    able = [each for each in credited if kind_of(each) in _PAYERS]
    if not able:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_MET, {"tenant": tenant_id, "accounts": able})
        return [Debt(*row) for row in cursor.fetchall()]


def lock(tenant_id: UUID, movements: Sequence[Movement], debts: Iterable[Debt]) -> Locked:
    """Lock what the movements touch and whatever may pay, in the common order."""
    ends = {end for debt in debts for end in (debt.overdraft, debt.pool, debt.payer)}
    return lock_accounts(tenant_id, ends.union(touched(movements)))


def lock_payers(tenant_id: UUID, event_ids: Iterable[UUID], will_owe: Iterable[UUID] = ()) -> None:
    """Lock the owners of those of these events that owe, and of those that will, all at once (decision 9).

    For a transaction that lets several events be paid, one after the other. Their pools are locked before:
    whatever makes one of them owe holds its pool.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PAYERS_OF, [tenant_id, list(event_ids), list(will_owe)])
        payers = [row[0] for row in cursor.fetchall()]
    if payers:
        lock_accounts(tenant_id, payers)


def apply_and_collect(  # noqa: PLR0913 - a posting and who pays
    tenant_id: UUID,
    movements: Sequence[Movement],
    debts: Iterable[Debt],
    locked: Locked,
    request: TransferRequest,
    *,
    sources: Collection[UUID] = (),
) -> int:
    """Change balances by movements that are inserted, and pay debts out of them, as `request` asks.

    Whatever the movements credit pays, as do `sources`. Returns how much was paid.
    """
    after = Counter({account: balance for account, (balance, _) in locked.items()})
    for movement in movements:
        after[movement.debit] -= movement.amount
        after[movement.credit] += movement.amount
    able = {*sources, *(each.credit for each in movements)}
    payments = [each for debt in debts for each in _payment(debt, after, able, request)]
    if payments:
        insert_transfers(tenant_id, payments)
    if movements or payments:
        apply_balances(tenant_id, [*movements, *payments], locked)
    return sum(each.amount for each in payments if kind_of(each.credit) is AccountKind.OVERDRAFT)


def _payment(
    debt: Debt, after: Counter[UUID], able: Collection[UUID], request: TransferRequest
) -> list[Movement]:
    """The pool pays first, then the owner into the pool; `after`: the balances, which are moved on."""
    owed = -after[debt.overdraft]
    from_pool = min(owed, after[debt.pool]) if debt.pool in able else 0
    from_payer = min(owed - from_pool, after[debt.payer]) if debt.payer in able else 0
    ways = (
        ("owed", debt.payer, debt.pool, max(0, from_payer)),
        ("overdraft", debt.pool, debt.overdraft, max(0, from_pool) + max(0, from_payer)),
    )
    moved = []
    for what, source, to, amount in ways:
        if amount > 0:
            after[source] -= amount
            after[to] += amount
            part = request.part(f"{what}:{debt.event_id}").about(f"event:{debt.event_id}")
            moved.append(movement_of(part, source, to, amount, TransferKind.OVERDRAFT))
    return moved


def refuse_debtor(tenant_id: UUID, payer: UUID, paying_for: UUID | None = None) -> None:
    """Raises CreditsOwed when the owner of events, or a client of this partner, owes anything.

    Not if it now pays for an event of its own that owes, and nobody else does.
    """
    debts = _debts_in_the_way_of(tenant_id, payer)
    pays = paying_for in {debt.event_id for debt in debts} and {debt.payer for debt in debts} == {payer}
    if debts and not pays:
        raise CreditsOwed(sum(debts.values()))


def _refuse_handing_on(tenant_id: UUID, handed: Movement) -> None:
    """Raises CreditsOwed when whoever hands credits on owes anything, or a client of this partner does.

    Not if whoever gets them needs them all for what it owes, or is the only one who owes.
    """
    debts = _debts_in_the_way_of(tenant_id, handed.debit)
    owed = sum(debts.values())
    its = sum(credits for debt, credits in debts.items() if debt.payer == handed.credit)
    if its < owed and its < handed.amount:
        raise CreditsOwed(owed)


def _debts_in_the_way_of(tenant_id: UUID, payer: UUID) -> dict[Debt, int]:
    """What the owner owes; of a partner, also what its clients owe."""
    everybody = kind_of(payer) is AccountKind.WALLET
    with connection.cursor() as cursor:
        cursor.execute(_OWED_BY, [tenant_id, everybody, payer])
        return {Debt(event_id, by): owed for event_id, by, owed in cursor.fetchall()}


def owed_by_owner_of(tenant_id: UUID, event_id: UUID) -> int:
    """How much the event's owner owes, for whichever of its events."""
    with connection.cursor() as cursor:
        cursor.execute(_OWED_BY_OWNER, [tenant_id, tenant_id, account_id(AccountKind.OVERDRAFT, event_id)])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


_MET = """
SELECT owner_id, payer_id FROM ledger_account
WHERE tenant_id = %(tenant)s AND owing AND (
  payer_id = ANY(%(accounts)s::uuid[]) OR kind = 'overdraft' AND owner_id IN (
    SELECT owner_id FROM ledger_account
    WHERE tenant_id = %(tenant)s AND id = ANY(%(accounts)s::uuid[]) AND kind = 'pool'))
ORDER BY opened_at, id
"""

_PAYERS_OF = """
SELECT DISTINCT payer_id FROM ledger_account
WHERE tenant_id = %s AND kind = 'overdraft' AND owner_id = ANY(%s::uuid[]) AND payer_id IS NOT NULL
  AND (owing OR owner_id = ANY(%s::uuid[]))
"""

_PAYERS_WITH_CREDITS = """
SELECT DISTINCT debt.tenant_id, debt.payer_id
FROM ledger_account AS debt JOIN ledger_account AS payer
  ON payer.tenant_id = debt.tenant_id AND payer.id = debt.payer_id
WHERE debt.owing AND payer.balance > 0 ORDER BY 1, 2
"""

_OWED_BY = """
SELECT owner_id, payer_id, -balance FROM ledger_account
WHERE tenant_id = %s AND owing AND (%s OR payer_id = %s)
"""

_OWED_BY_OWNER = """
SELECT -coalesce(sum(balance), 0) FROM ledger_account WHERE tenant_id = %s AND owing AND payer_id = (
  SELECT payer_id FROM ledger_account WHERE tenant_id = %s AND id = %s)
"""
