"""An event as its owners see it: its current state and its credits (C8, C17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from central.catalogue.prices import cheapest_price
from central.events.models import Event
from central.events.states import shown_state, state_at
from central.events.thresholds import event_is_low
from central.ledger import balances
from central.ledger.balances import EventCredits
from central.tenants.tariff import tariff
from contract.config import EventState


@dataclass(frozen=True, slots=True)
class Overview:
    """An event at one instant. `low`: it will soon be out of credits."""

    event: Event
    state: EventState
    credits: EventCredits
    low: bool


def overview(event: Event) -> Overview:
    """One event's."""
    return overviews([event])[0]


def overviews(events: Iterable[Event]) -> list[Overview]:
    """Several events', in their order; the credits of one tenant's are counted in one statement."""
    events = list(events)
    ids: dict[UUID, list[UUID]] = {}
    for event in events:
        ids.setdefault(event.tenant_id, []).append(event.id)
    counted = {tenant_id: balances.events(tenant_id, of_tenant) for tenant_id, of_tenant in ids.items()}
    numbers = tariff()
    return [
        Overview(event, _state(event, credits), credits, event_is_low(credits, numbers))
        for event in events
        for credits in [counted[event.tenant_id][event.id]]
    ]


def _state(event: Event, credits: EventCredits) -> EventState:
    state = state_at(event, timezone.now())
    if state is not EventState.LIVE:
        return state  # Only a live event's credits matter, and prices take statements of their own.
    return shown_state(event, cheapest_price(event), credits.pool + credits.leased)
