"""Refunding a picture's debit, at most once, by a transfer that names it (C12, C13)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from central.ledger.accounts import AccountKind, kind_of
from central.ledger.debts import apply_and_collect, debts_met_by, lock
from central.ledger.errors import NotRefundable
from central.ledger.models import Transfer, TransferKind
from central.ledger.posting import Locked, Movement, insert_missing, insert_transfers, lock_accounts
from central.ledger.transfer_requests import TransferRequest

_REFUNDS = UUID("01900000-0000-7000-8000-00000000f0d5")
_REFUNDABLE = (TransferKind.GENERATION, TransferKind.OVERDRAFT)


def refund(tenant_id: UUID, debit_id: UUID, to: UUID, actor: str, at: datetime) -> bool:
    """Refund a debit to account `to`; what an overdraft paid goes back there, as far as it is still owed.

    False: nothing was debited, or it was refunded before. Raises NotRefundable for a debit of anything but a
    picture.
    """
    return bool(refund_all(tenant_id, [debit_id], to, actor, at))


def refund_all(tenant_id: UUID, debit_ids: Iterable[UUID], to: UUID, actor: str, at: datetime) -> int:
    """Refund several debits as `refund` does, all or none; returns how many were refunded now."""
    debits = Transfer.objects.filter(tenant_id=tenant_id, id__in=list(debit_ids))
    backs = [_back(debit, to, actor, at) for debit in debits]
    with transaction.atomic():
        fresh = insert_missing(tenant_id, backs)
        if fresh:
            # Before looking for debts: a promise that makes one holds the pool.
            lock_accounts(tenant_id, [to])
            debts = debts_met_by(tenant_id, [to])
            locked = lock(tenant_id, [*fresh, replace(fresh[0], credit=to)], debts)
            onward = [*_surpluses(fresh, to, locked)]
            insert_transfers(tenant_id, onward)
            request = TransferRequest(fresh[0].id, actor, at)
            apply_and_collect(tenant_id, [*fresh, *onward], debts, locked, request)
    return len(fresh)


def _back(debit: Transfer, to: UUID, actor: str, at: datetime) -> Movement:
    if debit.kind not in _REFUNDABLE or kind_of(debit.credit_id) is not AccountKind.CONSUMED:
        raise NotRefundable("Only pictures can be refunded.")
    owed = kind_of(debit.debit_id) is AccountKind.OVERDRAFT
    return Movement(
        id=uuid5(_REFUNDS, debit.id.hex),
        debit=debit.credit_id,
        credit=debit.debit_id if owed else to,
        amount=debit.amount,
        kind=TransferKind.REFUND,
        actor=actor,
        occurred_at=at,
        reference=debit.reference,
        op_id=debit.op_id,
        reverses=debit.id,
    )


def _surpluses(backs: Sequence[Movement], pool: UUID, locked: Locked) -> Iterator[Movement]:
    """What an overdraft gets back although the pool has repaid it meanwhile goes on to the pool."""
    late = [each for each in backs if each.credit != pool]
    for overdraft in {each.credit for each in late}:
        given = [each for each in late if each.credit == overdraft]
        surplus = locked[overdraft][0] + sum(each.amount for each in given)
        if surplus > 0:
            yield replace(
                given[0], id=uuid5(given[0].id, "surplus"), debit=overdraft, credit=pool, amount=surplus,
                kind=TransferKind.OVERDRAFT, reverses=None,
            )  # fmt: skip
