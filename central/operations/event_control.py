"""Decisions of an event's owners, announced to its booths at once."""

from uuid import UUID

from django.db import transaction

from central.events import lifecycle
from central.events.models import Event
from central.fleet import config_snapshots
from central.guests import guest_list, mails
from central.ledger.transfer_requests import TransferRequest
from central.tenants import clients
from contract.config import EventState


def decide(event: Event, state: EventState, actor: str) -> None:
    """Set the event live, pause it, or take it back to draft. Raises EventError."""
    with transaction.atomic():
        lifecycle.decide(event, state, actor)
        config_snapshots.announce(event)


def close(event: Event, actor: str) -> int:
    """End the event; how many credits went back to its owner at once."""
    with transaction.atomic():
        returned = lifecycle.close(event, actor)
        config_snapshots.announce(event)
    return returned


def top_up_from_wallet(event: Event, credits: int, request: TransferRequest, allocation_id: UUID) -> bool:
    """Put the partner's own credits into an event: through its client's balance, if it is a client's.

    Two changes, one after the other: should the event not take them, the credits stay with the client.
    `allocation_id` is the first one's. False: a repetition. Raises what `lifecycle.top_up` does, Shortfall.
    """
    if event.client_id is not None:
        lifecycle.refuse_top_up(event, credits)
        allocation = TransferRequest(allocation_id, request.actor, request.at, reference=f"event:{event.id}")
        clients.allocate(event.tenant_id, event.client_id, credits, allocation)
    return lifecycle.top_up(event, credits, request)


def delete(event: Event, actor: str) -> int:
    """End and hide the event, and forget its guests; how many credits went back to its owner at once."""
    with transaction.atomic():
        returned = lifecycle.delete(event, actor)
        mails.forget(event)
        guest_list.forget(event)
        config_snapshots.announce(event)
    return returned
