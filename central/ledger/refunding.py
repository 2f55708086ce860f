"""Taking a picture's debit back, at most once, by a transfer that names it (C12, C13)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from central.ledger.accounts import AccountKind, kind_of
from central.ledger.errors import NotRefundable
from central.ledger.models import Transfer, TransferKind
from central.ledger.posting import Movement, change, claim, hold, post

_REFUNDS = UUID("01900000-0000-7000-8000-00000000f0d5")
_REFUNDABLE = (TransferKind.GENERATION, TransferKind.OVERDRAFT)


def refund(tenant_id: UUID, debit_id: UUID, to: UUID, actor: str, at: datetime) -> bool:
    """Give a debit back to account `to`; what an overdraft paid goes back there, as far as it is still owed.

    False: nothing was debited, or it was given back before. Raises NotRefundable for a debit that is no
    picture's.
    """
    debit = Transfer.objects.filter(tenant_id=tenant_id, id=debit_id).first()
    if debit is None:
        return False
    if debit.kind not in _REFUNDABLE or kind_of(debit.credit_id) is not AccountKind.CONSUMED:
        raise NotRefundable("Only a picture's price is given back.")
    owed = kind_of(debit.debit_id) is AccountKind.OVERDRAFT
    back = Movement(
        id=uuid5(_REFUNDS, debit_id.hex),
        debit=debit.credit_id,
        credit=debit.debit_id if owed else to,
        amount=debit.amount,
        kind=TransferKind.REFUND,
        actor=actor,
        occurred_at=at,
        reference=debit.reference,
        op_id=debit.op_id,
        reverses=debit_id,
    )
    return _settle(tenant_id, back, to) if owed else post(tenant_id, [back])


def _settle(tenant_id: UUID, back: Movement, pool: UUID) -> bool:
    """Give back to an overdraft; what the pool has paid of it in the meantime goes on to the pool."""
    with transaction.atomic():
        if not claim(tenant_id, [back]):
            return False
        held = hold(tenant_id, [back.credit, pool])
        surplus = held[back.credit][0] + back.amount
        onward = replace(
            back, id=uuid5(back.id, "surplus"), debit=back.credit, credit=pool, amount=surplus,
            kind=TransferKind.OVERDRAFT, reverses=None,
        )  # fmt: skip
        moved = [back, onward] if surplus > 0 else [back]
        claim(tenant_id, moved[1:])
        change(tenant_id, moved, held)
    return True
