"""Credits handed on from owner to owner, by their accounts (C9)."""

from uuid import UUID

from central.ledger.debts import hand_on
from central.ledger.models import TransferKind
from central.ledger.posting import movement_of
from central.ledger.transfer_requests import TransferRequest


def allocate(tenant_id: UUID, source: UUID, to: UUID, credits: int, request: TransferRequest) -> bool:
    """Hand credits down: wallet to client. False: a repetition. Raises Shortfall, Conflict, CreditsOwed."""
    given = movement_of(request, source, to, credits, TransferKind.ALLOCATION)
    return hand_on(tenant_id, given)


def take_back(tenant_id: UUID, source: UUID, to: UUID, credits: int, request: TransferRequest) -> bool:
    """Hand credits up again: client to wallet. False: a repetition. Raises as `allocate` does."""
    back = movement_of(request, source, to, credits, TransferKind.TRANSFER)
    return hand_on(tenant_id, back)
