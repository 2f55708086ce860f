"""An event's state at a moment (E2): what people decided, what its dates say, what its credits allow."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from django.db.models import Q, QuerySet
from django.utils import timezone

from central.events.models import NEVER, Event
from central.ledger.balances import available
from contract.config import EventState
from contract.problem import Code

StateByDate = Literal[
    EventState.DRAFT, EventState.SCHEDULED, EventState.LIVE, EventState.PAUSED, EventState.ENDED
]
"""The states that do not ask for credits."""

LATEST_REQUESTS: Final = timedelta(days=30)
"""After an event's end, what is dated later may still be from a clock that was wrong; then it is no more."""


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


def is_over(event: Event, moment: datetime) -> bool:
    """Whether it takes no more credits, by decision or by its dates; so is a draft that was never opened."""
    return event.decided == EventState.ENDED or event.ends_at <= moment


def next_change(event: Event, moment: datetime) -> datetime:
    """When the state by decision and dates will be another one than it is at this moment; or NEVER."""
    if event.decided in (EventState.DRAFT, EventState.ENDED):
        return NEVER
    return min((each for each in (event.starts_at, event.ends_at) if each > moment), default=NEVER)


def shown_state(event: Event, cheapest: int, left: int | None = None) -> EventState:
    """The state now; `exhausted` when not even the cheapest picture can be paid for.

    `left`: the credits that can still become pictures, if the caller knows.
    """
    state = state_at(event, timezone.now())
    if state is not EventState.LIVE or not cheapest:
        return state
    left = available(event.tenant_id, event.id) if left is None else left
    return with_credits(state, cheapest, left)


def with_credits(state: EventState, cheapest: int, left: int) -> EventState:
    """The state that a state by date becomes when so many credits are left."""
    return EventState.EXHAUSTED if state is EventState.LIVE and left < cheapest else state


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


@dataclass(frozen=True, slots=True)
class Asked:
    """When a picture was requested, as far as anybody can know; a booth's clock may be wrong.

    `earliest`: before it the booth cannot have known of the event. `latest`: when the platform heard of the
    request. `said`: by the booth's clock. `in_doubt`: that clock is known to be wrong.
    """

    earliest: datetime
    said: datetime
    latest: datetime
    in_doubt: bool = False


def refusal_of(event: Event, asked: Asked) -> Code | None:
    """Why a picture is refused, or None. What can have been requested during the event, was (decision 38).

    A decision counts from when it was made: before that, the booth acted in good faith.
    """
    if asked.latest < event.starts_at or event.decided == EventState.DRAFT:
        return Code.EVENT_NOT_STARTED
    if asked.said >= event.ends_at and not _can_be_earlier(event, asked):
        return Code.EVENT_ENDED
    if (asked.earliest if asked.in_doubt else asked.said) < event.decided_at:
        return None
    return _REFUSED_BY.get(EventState(event.decided))


def _can_be_earlier(event: Event, asked: Asked) -> bool:
    """Whether a request that is dated after the event's end can be from before it, and is not too late."""
    return asked.earliest < event.ends_at and asked.latest < event.ends_at + LATEST_REQUESTS


_REFUSED_BY: Final = {EventState.ENDED: Code.EVENT_ENDED, EventState.PAUSED: Code.EVENT_PAUSED}
