"""Moving credits: one call, one atomic set of double-entry transfers, however often it is repeated.

The order matters. Transfers are inserted first, so a repetition stops before it takes any lock; balances
are locked in id order and changed last, so that hot rows are held for as short as can be.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction

from central.ledger.accounts import has_balance
from central.ledger.errors import Conflict, Shortfall, UnknownAccount
from central.ledger.models import Transfer, TransferKind

_REFUNDS = UUID("01900000-0000-7000-8000-00000000f0d5")


@dataclass(frozen=True, slots=True)
class Movement:
    """One transfer as it is asked for. `id` makes it once-only; `actor` is who wanted it."""

    id: UUID
    debit: UUID
    credit: UUID
    amount: int
    kind: TransferKind
    actor: str
    occurred_at: datetime
    reference: str = ""
    op_id: UUID | None = None
    reverses: UUID | None = None


def post(tenant_id: UUID, movements: Sequence[Movement]) -> bool:
    """Post all movements or none. True: posted now; False: all of them had been posted before.

    Raises Conflict, Shortfall, UnknownAccount - and then nothing has changed.
    """
    with transaction.atomic():
        inserted = insert_transfers(tenant_id, movements)
        repeated = [movement for movement in movements if movement.id not in inserted]
        if repeated:
            _refuse_conflicts(tenant_id, repeated)
        move_balances(tenant_id, [each for each in movements if each.id in inserted])
    return bool(inserted)


def post_new(tenant_id: UUID, movement: Movement) -> None:
    """Post a movement that cannot have been posted before. Raises Conflict, Shortfall, UnknownAccount."""
    with transaction.atomic():
        if not insert_transfers(tenant_id, [movement]):
            raise Conflict(movement.id)
        move_balances(tenant_id, [movement])


def refund(tenant_id: UUID, debit_id: UUID, to: UUID, actor: str, at: datetime) -> bool:
    """Take a debit back into account `to`, at most once (C12). False: nothing was debited, or it was done."""
    debit = Transfer.objects.filter(tenant_id=tenant_id, id=debit_id).first()
    if debit is None:
        return False
    back = Movement(
        id=uuid5(_REFUNDS, debit_id.hex),
        debit=debit.credit_id,
        credit=to,
        amount=debit.amount,
        kind=TransferKind.REFUND,
        actor=actor,
        occurred_at=at,
        reference=debit.reference,
        op_id=debit.op_id,
        reverses=debit_id,
    )
    with transaction.atomic():
        if not insert_transfers(tenant_id, [back]):
            return False
        move_balances(tenant_id, [back])
    return True


def insert_transfers(tenant_id: UUID, movements: Sequence[Movement]) -> frozenset[UUID]:
    """Insert, in id order, what is not there yet; the ids that were new. One statement."""
    if not movements:
        return frozenset()
    rows = sorted(movements, key=lambda movement: movement.id)
    columns: list[Any] = [tenant_id, *map(list, zip(*map(_row, rows), strict=True))]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, columns)
        return frozenset(row[0] for row in cursor.fetchall())


def move_balances(tenant_id: UUID, movements: Iterable[Movement]) -> None:
    """Change the balances that the movements touch. Raises Shortfall or UnknownAccount."""
    deltas: Counter[UUID] = Counter()
    for movement in movements:
        deltas[movement.debit] -= movement.amount
        deltas[movement.credit] += movement.amount
    change_balances(tenant_id, {each: delta for each, delta in deltas.items() if has_balance(each)})


def change_balances(tenant_id: UUID, deltas: dict[UUID, int]) -> None:
    """Lock in id order, check every floor, then change; two statements for any number of accounts."""
    balances = lock_accounts(tenant_id, deltas)
    for account, delta in deltas.items():
        if account not in balances:
            raise UnknownAccount(f"account {account} was never opened")
        balance, floor = balances[account]
        if delta < 0 and floor is not None and balance + delta < floor:
            raise Shortfall(account, balance - floor, -delta)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE, [list(deltas.keys()), list(deltas.values()), tenant_id])


def lock_accounts(tenant_id: UUID, accounts: Iterable[UUID]) -> dict[UUID, tuple[int, int | None]]:
    """Hold the accounts until the transaction's end; each one's balance and floor."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [tenant_id, list(accounts)])
        return {account: (balance, floor) for account, balance, floor in cursor.fetchall()}


def _row(movement: Movement) -> tuple[object, ...]:
    return (
        movement.id, movement.debit, movement.credit, movement.amount, movement.kind.value, movement.actor,
        movement.reference, movement.op_id, movement.reverses, movement.occurred_at,
    )  # fmt: skip


_INSERT = """
INSERT INTO ledger_transfer
  (tenant_id, id, debit_id, credit_id, amount, kind, actor, reference, op_id, reverses, occurred_at,
   recorded_at)
SELECT %s, id, debit, credit, amount, kind, actor, reference, op, reverses, occurred, clock_timestamp()
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::uuid[],
            %s::uuid[], %s::timestamptz[])
  AS new(id, debit, credit, amount, kind, actor, reference, op, reverses, occurred)
ON CONFLICT (tenant_id, id) DO NOTHING RETURNING id
"""

_LOCK = """
SELECT id, balance, floor FROM ledger_account
WHERE tenant_id = %s AND id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE
"""

_CHANGE = """
UPDATE ledger_account AS account SET balance = account.balance + delta.amount
FROM unnest(%s::uuid[], %s::bigint[]) AS delta(id, amount)
WHERE account.tenant_id = %s AND account.id = delta.id
"""


def _content(movement: Movement) -> tuple[object, ...]:
    """What makes a repetition the same movement; its moment and actor do not."""
    accounts = (movement.debit, movement.credit)
    return (*accounts, movement.amount, movement.kind, movement.reference, movement.reverses)


def _refuse_conflicts(tenant_id: UUID, repeated: Sequence[Movement]) -> None:
    posted = Transfer.objects.filter(tenant_id=tenant_id, id__in=[each.id for each in repeated])
    content = {
        each.id: (each.debit_id, each.credit_id, each.amount, each.kind, each.reference, each.reverses)
        for each in posted
    }
    for movement in repeated:
        if content.get(movement.id) != _content(movement):
            raise Conflict(movement.id)
