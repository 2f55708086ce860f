"""Credits handed on from owner to owner, by their accounts (C9)."""

from uuid import UUID

from central.ledger.debts import post_and_collect
from central.ledger.models import TransferKind
from central.ledger.posting import movement_of
from central.ledger.transfer_requests import TransferRequest


def allocate(tenant_id: UUID, source: UUID, to: UUID, credits: int, request: TransferRequest) -> bool:
    """Hand credits down: wallet to client. False: a repetition. Raises Shortfall, Conflict, CreditsOwed."""
    given = movement_of(request, source, to, credits, TransferKind.ALLOCATION)
    return post_and_collect(tenant_id, [given], spender=source)


def take_back(tenant_id: UUID, source: UUID, to: UUID, credits: int, request: TransferRequest) -> bool:
    """Hand credits up again: client to wallet. False: a repetition. Raises as `allocate` does."""
    back = movement_of(request, source, to, credits, TransferKind.TRANSFER)
    return post_and_collect(tenant_id, [back], spender=source)
