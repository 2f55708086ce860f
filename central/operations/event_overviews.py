"""An event as its owners see it: its current state and its credits (C8, C17)."""

from collections.abc import Sequence
from dataclasses import dataclass

from central.catalogue.prices import cheapest_prices
from central.events.credits import event_is_low
from central.events.models import Event
from central.events.states import shown_state
from central.ledger import balances
from central.ledger.balances import EventCredits
from central.tenants.tariff import Tariff, tariff
from contract.config import EventState


@dataclass(frozen=True, slots=True)
class Overview:
    """An event at one instant. `low`: it is running, and will soon be out of credits."""

    event: Event
    state: EventState
    credits: EventCredits
    low: bool


def overview(event: Event) -> Overview:
    """One event's."""
    return overviews([event])[0]


def overviews(events: Sequence[Event]) -> list[Overview]:
    """Several events', in their order, whosever they are; their credits are counted in one statement."""
    counted = balances.events_at([(event.tenant_id, event.id) for event in events])
    numbers = tariff()
    prices = cheapest_prices(events)
    return [
        _seen(event, price, counted[event.tenant_id, event.id], numbers)
        for event, price in zip(events, prices, strict=True)
    ]


def _seen(event: Event, cheapest: int, credits: EventCredits, numbers: Tariff) -> Overview:
    state = shown_state(event, cheapest, credits.pool + credits.leased)
    return Overview(event, state, credits, event_is_low(state, credits, numbers))
