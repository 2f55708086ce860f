"""Paying for a premium pack (C4). Whether it is unlocked already, its app knows."""

from uuid import UUID

from central.ledger.accounts import AccountKind, account_id, open_account
from central.ledger.models import TransferKind
from central.ledger.posting import movement_of, post
from central.ledger.transfer_requests import TransferRequest


def pay(tenant_id: UUID, user_id: UUID, request: TransferRequest, price: int, reference: str) -> bool:
    """Move the price out of the user's balance, for good. False: a repetition. Raises Shortfall, Conflict."""
    account = open_account(tenant_id, AccountKind.USER, user_id)
    consumed = account_id(AccountKind.CONSUMED, user_id)
    return post(
        tenant_id, [movement_of(request.about(reference), account, consumed, price, TransferKind.PACK_UNLOCK)]
    )
