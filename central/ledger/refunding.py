"""Taking a picture's debit back, at most once, by a transfer that names it (C12, C13)."""

from datetime import datetime
from uuid import UUID, uuid5

from central.ledger.accounts import AccountKind, kind_of
from central.ledger.errors import NotRefundable
from central.ledger.models import Transfer, TransferKind
from central.ledger.posting import Movement, post

_REFUNDS = UUID("01900000-0000-7000-8000-00000000f0d5")
_REFUNDABLE = (TransferKind.GENERATION, TransferKind.OVERDRAFT)


def refund(tenant_id: UUID, debit_id: UUID, to: UUID, actor: str, at: datetime) -> bool:
    """Give a debit back to account `to`; what an overdraft paid goes back there. False: nothing was debited,
    or it was given back before. Raises NotRefundable for a debit that is no picture's.
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
    return post(tenant_id, [back])
