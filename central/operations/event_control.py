"""Decisions of an event's owners, announced to its booths at once."""

from django.db import transaction

from central.events import lifecycle
from central.events.models import Event
from central.fleet import config_snapshots
from central.guests import guest_list
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


def delete(event: Event, actor: str) -> int:
    """End and hide the event, and forget its guests; how many credits went back to its owner at once."""
    with transaction.atomic():
        returned = lifecycle.delete(event, actor)
        guest_list.forget(event)
        config_snapshots.announce(event)
    return returned
