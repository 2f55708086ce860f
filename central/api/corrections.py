"""Corrections: of a wallet by a master, of a client's balance by its partner."""

from typing import Annotated, Self
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field, model_validator

from central.api.auth import master_auth, partner_auth, person_asking
from central.api.shapes import Body, Credits, CreditsMoved, Note, Reason, Status
from central.ledger.accounts import AccountKind, balance_of
from central.ledger.transfer_requests import TransferRequest
from central.tenants import clients, partners
from contract.shape import NewId

router = Router(tags=["corrections"], auth=master_auth)


class Correction(Body):
    """Credits to add or, if negative, to remove, and why. The caller chooses `id`: it is applied once."""

    id: NewId
    credits: Annotated[int, Field(strict=True, ge=-1_000_000_000, le=1_000_000_000)]
    reason: Reason

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.credits:
            raise ValueError("a correction must not be zero")
        return self


class CreditReturn(Body):
    """Credits to return from a client to its partner. The caller chooses `id`: it is applied once."""

    id: NewId
    credits: Credits
    note: Note = ""


@router.post(
    "/partners/{partner_id}/corrections", response=CreditsMoved, summary="Correct a partner's wallet"
)
def correct(request: HttpRequest, partner_id: UUID, body: Correction) -> CreditsMoved:
    """Recorded apart from purchases and gifts; never below zero. `balance`: the wallet's new balance."""
    master = person_asking(request)
    transfer = TransferRequest(body.id, master.actor, timezone.now(), body.reason)
    done = partners.adjust(partner_id, body.credits, transfer)
    return CreditsMoved(
        status=Status.of(done), balance=balance_of(partner_id, AccountKind.WALLET, partner_id)
    )


@router.post(
    "/clients/{client_id}/returns",
    response=CreditsMoved,
    summary="Take credits back from a client",
    auth=partner_auth,
)
def take_back(request: HttpRequest, client_id: UUID, body: CreditReturn) -> CreditsMoved:
    """Only what is not allocated to events. `balance`: the client's new balance."""
    partner = person_asking(request)
    transfer = TransferRequest(body.id, partner.actor, timezone.now(), body.note)
    done = clients.take_back(partner.tenant_id, client_id, body.credits, transfer)
    left = balance_of(partner.tenant_id, AccountKind.CLIENT, client_id)
    return CreditsMoved(status=Status.of(done), balance=left)
