"""An event's state at a moment (E2): what people decided, what its dates say, what its credits allow."""

from datetime import datetime

from django.utils import timezone

from central.events.models import Event
from central.ledger.balances import available
from contract.config import EventState
from contract.problem import Code


def state_at(event: Event, moment: datetime) -> EventState:
    """The state by decision and dates. Credits are another matter: see `shown_state`."""
    decided = EventState(event.decided)
    if decided in (EventState.DRAFT, EventState.ENDED):
        return decided
    if moment < event.starts_at:
        return EventState.SCHEDULED
    if moment >= event.ends_at:
        return EventState.ENDED
    return decided


def shown_state(event: Event, cheapest: int) -> EventState:
    """The state now; `exhausted` when no picture, not even the cheapest, can be paid any more."""
    state = state_at(event, timezone.now())
    if state is EventState.LIVE and available(event.tenant_id, event.id) < max(1, cheapest) and cheapest:
        return EventState.EXHAUSTED
    return state


def refusal_of(event: Event, occurred_at: datetime) -> Code | None:
    """Why a picture asked for at that moment is not made, or None.

    A decision counts from when it was made: what a booth did before, it did in good faith.
    """
    if occurred_at < event.starts_at or event.decided == EventState.DRAFT:
        return Code.EVENT_NOT_STARTED
    if occurred_at >= event.ends_at:
        return Code.EVENT_ENDED
    if occurred_at >= event.decided_at and event.decided == EventState.ENDED:
        return Code.EVENT_ENDED
    if occurred_at >= event.decided_at and event.decided == EventState.PAUSED:
        return Code.EVENT_PAUSED
    return None
