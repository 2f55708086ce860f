"""What follows for an event from credits that moved: another state, or leftovers although it is over."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from django.db.models.functions import Now
from django.utils import timezone

from central.events.models import Event
from central.events.notices import tell_credits
from central.events.queries import having_keys
from central.events.states import is_over
from central.fleet.event_states import seen_states
from central.incidents.isolation import About, each_alone
from central.ledger import credit_changes
from central.ledger.accounts import EventKey
from central.ledger.credit_changes import ChangedEvent
from central.ledger.pools import not_empty
from central.tenants.models import PLATFORM_ID

_AT_ONCE = 500


class _Consequence(NamedTuple):
    """An event for which something is due now: `state_due_at` or `leftovers_due_at`."""

    event: Event
    field: str

    @property
    def due_at(self) -> datetime:
        """When it is due so far."""
        at: datetime = getattr(self.event, self.field)
        return at


def look_at_credit_changes() -> None:
    """Make due what follows from each change since the last look; what has been seen to is forgotten.

    What is due already is left alone and looked at once more: it may be in the works, and not know of this.
    """
    changed = credit_changes.changed_events()
    if not changed:
        return
    parts = list(_parts(changed))
    told = each_alone("notices.credits", parts, _told, _about_all)
    untold = {*map(_key, chain(*parts))} - {*map(_key, chain(*told))}
    consequences = [each for part in parts for each in _consequences(part)]
    now = timezone.now()
    to_come = [each for each in consequences if each.due_at > now]
    is_all = sum(len(each.changes) for each in changed) < credit_changes.MOST
    done = each_alone("fleet.credit_changes", to_come, _make_due, _about, is_all=is_all)
    unfinished = untold | {_key(each.event) for each in set(consequences) - set(done)}
    credit_changes.forget(each for each in changed if (each.tenant_id, each.event_id) not in unfinished)


def _parts(changed: Sequence[ChangedEvent]) -> Iterator[list[Event]]:
    for start in range(0, len(changed), _AT_ONCE):
        yield having_keys([(each.tenant_id, each.event_id) for each in changed[start : start + _AT_ONCE]])


def _told(events: list[Event]) -> list[Event]:
    tell_credits(events)
    return events


def _about_all(events: list[Event]) -> About:
    return About(PLATFORM_ID, "events")


def _consequences(events: Sequence[Event]) -> Iterator[_Consequence]:
    over = [event for event in events if is_over(event, timezone.now())]
    left = not_empty(map(_key, over))
    for event in over:
        if _key(event) in left:
            yield _Consequence(event, "leftovers_due_at")
    for seen in seen_states(events):
        if seen.state != seen.event.announced:
            yield _Consequence(seen.event, "state_due_at")


def _make_due(due: _Consequence) -> _Consequence:
    event = due.event
    Event.objects.filter(tenant_id=event.tenant_id, id=event.id).update(**{due.field: Now()})
    return due


def _key(event: Event) -> EventKey:
    return event.tenant_id, event.id


def _about(due: _Consequence) -> About:
    return About(due.event.tenant_id, f"event:{due.event.id}")
