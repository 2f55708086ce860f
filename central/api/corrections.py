"""What went wrong is put right: a wallet corrected by a master, credits taken back from a client."""

from typing import Annotated, Self
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field, model_validator

from central.api.people import actor_of, person_auth, require
from central.api.shapes import Credits, Moved, Note, Reason, Status
from central.ledger.accounts import AccountKind, balance_of
from central.ledger.transfer_requests import TransferRequest
from central.tenants import clients, partners
from central.tenants.models import Role
from contract.shape import Shape

router = Router(tags=["corrections"], auth=person_auth)


class Correction(Shape):
    """Credits to add, or, below zero, to take away; and why. `id` makes it happen once."""

    id: UUID
    credits: Annotated[int, Field(strict=True, ge=-1_000_000_000, le=1_000_000_000)]
    reason: Reason

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.credits:
            raise ValueError("a correction by nothing")
        return self


class TakenBack(Shape):
    """Credits to move from a client back to its partner. `id` makes it happen once."""

    id: UUID
    credits: Credits
    note: Note = ""


@router.post("/partners/{partner_id}/corrections", response=Moved, summary="Correct a partner's wallet")
def correct(request: HttpRequest, partner_id: UUID, body: Correction) -> Moved:
    """Kept apart from purchases and gifts; never below zero. `balance`: what the wallet has now."""
    master = require(request, Role.MASTER)
    transfer = TransferRequest(body.id, actor_of(master), timezone.now(), body.reason)
    done = partners.adjust(partner_id, body.credits, transfer)
    return Moved(status=Status.of(done), balance=balance_of(partner_id, AccountKind.WALLET, partner_id))


@router.post("/clients/{client_id}/returns", response=Moved, summary="Take credits back from a client")
def take_back(request: HttpRequest, client_id: UUID, body: TakenBack) -> Moved:
    """What it has not set aside for events. `balance`: what the client has now."""
    partner = require(request, Role.PARTNER)
    transfer = TransferRequest(body.id, actor_of(partner), timezone.now(), body.note)
    done = clients.take_back(partner.tenant_id, client_id, body.credits, transfer)
    left = balance_of(partner.tenant_id, AccountKind.CLIENT, client_id)
    return Moved(status=Status.of(done), balance=left)
