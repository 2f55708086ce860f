"""An event's state at a moment (E2): what people decided, what its dates say, what its credits allow."""

from datetime import datetime
from typing import Literal

from django.db.models import Q, QuerySet
from django.utils import timezone

from central.events.models import Event
from central.ledger.balances import available
from contract.config import EventState
from contract.problem import Code

StateByDate = Literal[
    EventState.DRAFT, EventState.SCHEDULED, EventState.LIVE, EventState.PAUSED, EventState.ENDED
]
"""The states that do not ask for credits."""


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


def shown_state(event: Event, cheapest: int, left: int | None = None) -> EventState:
    """The state now; `exhausted` when not even the cheapest picture can be paid for.

    `left`: the credits that can still become pictures, if the caller knows.
    """
    state = state_at(event, timezone.now())
    if state is not EventState.LIVE or not cheapest:
        return state
    left = available(event.tenant_id, event.id) if left is None else left
    return EventState.EXHAUSTED if left < cheapest else state


def in_state(events: QuerySet[Event], state: StateByDate, moment: datetime) -> QuerySet[Event]:
    """The events whose `state_at` this moment is `state`."""
    over = Q(decided=EventState.ENDED) | ~Q(decided=EventState.DRAFT) & Q(ends_at__lte=moment)
    if state == EventState.DRAFT:
        return events.filter(decided=EventState.DRAFT)
    if state == EventState.ENDED:
        return events.filter(over)
    if state == EventState.SCHEDULED:
        undecided = (EventState.DRAFT, EventState.ENDED)
        return events.filter(starts_at__gt=moment).exclude(decided__in=undecided)
    return events.filter(decided=state, starts_at__lte=moment, ends_at__gt=moment)


def refusal_of(event: Event, occurred_at: datetime) -> Code | None:
    """Why a picture requested at that moment is refused, or None.

    A decision counts from when it was made: before that, the booth acted in good faith.
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
