"""Where credits come from and go back to: purchases, gifts by hand, chargebacks, corrections (C9, C15)."""

from uuid import UUID, uuid5

from central.ledger.accounts import AccountKind, account_id
from central.ledger.debts import post_and_collect
from central.ledger.errors import NotRefundable, UnknownAccount
from central.ledger.models import Transfer, TransferKind
from central.ledger.posting import Movement, movement_of, post
from central.ledger.transfer_requests import TransferRequest

_CHARGEBACKS = UUID("01900000-0000-7000-8000-0000000c4a6b")


def purchase(tenant_id: UUID, account: UUID, credits: int, request: TransferRequest, reference: str) -> bool:
    """Issue credits that were paid for; `reference` names the purchase. False: a repetition."""
    return _issue(tenant_id, account, credits, request.about(reference), TransferKind.PURCHASE)


def top_up(tenant_id: UUID, account: UUID, credits: int, request: TransferRequest) -> bool:
    """Issue credits by hand; the request's note says why (M5). False: a repetition."""
    return _issue(tenant_id, account, credits, request, TransferKind.TOP_UP)


def adjust(tenant_id: UUID, account: UUID, credits: int, request: TransferRequest) -> bool:
    """Correct a balance by `credits`, which may be negative; never below zero. Raises Shortfall."""
    if credits > 0:
        return _issue(tenant_id, account, credits, request, TransferKind.ADJUSTMENT)
    taken = movement_of(request, account, _issued(tenant_id), -credits, TransferKind.ADJUSTMENT)
    return post(tenant_id, [taken])


def charge_back(tenant_id: UUID, purchase_id: UUID, request: TransferRequest) -> bool:
    """Reverse a purchase, once, however often it is asked for; the account may go below zero.

    False: it was reversed before. Raises UnknownAccount: no such transfer; NotRefundable: no purchase.
    """
    bought = Transfer.objects.filter(tenant_id=tenant_id, id=purchase_id).first()
    if bought is None:
        raise UnknownAccount(f"There is no purchase {purchase_id}.")
    if bought.kind != TransferKind.PURCHASE:
        raise NotRefundable("Only purchases can be charged back.")
    back = Movement(
        id=uuid5(_CHARGEBACKS, purchase_id.hex),
        debit=bought.credit_id,
        credit=bought.debit_id,
        amount=bought.amount,
        kind=TransferKind.CHARGEBACK,
        actor=request.actor,
        occurred_at=request.at,
        reference=bought.reference,
        op_id=request.id,
        reverses=purchase_id,
        note=request.note,
    )
    return post(tenant_id, [back], owing=True)


def _issue(
    tenant_id: UUID, account: UUID, credits: int, request: TransferRequest, kind: TransferKind
) -> bool:
    issued = movement_of(request, _issued(tenant_id), account, credits, kind)
    return post_and_collect(tenant_id, [issued])


def _issued(tenant_id: UUID) -> UUID:
    return account_id(AccountKind.ISSUED, tenant_id)
