"""The states of many events at one moment, in a few statements, whosever they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from central.catalogue.prices import cheapest_prices
from central.events.models import Event
from central.events.states import next_change, state_at, with_credits
from central.ledger.balances import available_at
from contract.config import EventState


@dataclass(frozen=True, slots=True)
class SeenState:
    """An event, its state at one moment, and when its dates will change that."""

    event: Event
    state: EventState
    until: datetime


def seen_states(events: Sequence[Event]) -> list[SeenState]:
    """The events' states now, in their order; credits are asked of those alone that could spend them."""
    now = timezone.now()
    running = [event for event in events if state_at(event, now) is EventState.LIVE]
    keys = [(event.tenant_id, event.id) for event in running]
    cheapest, left = dict(zip(keys, cheapest_prices(running), strict=True)), available_at(keys)

    def seen(event: Event) -> SeenState:
        key, by_date = (event.tenant_id, event.id), state_at(event, now)
        state = with_credits(by_date, cheapest.get(key, 0), left.get(key, 0))
        return SeenState(event, state, next_change(event, now))

    return list(map(seen, events))
