"""What owners of events are told: their credits run low, they owe, they end soon, somebody made one."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models.functions import Now
from django.utils import timezone

from central.events.credits import event_is_low
from central.events.models import NEVER, Event
from central.events.states import is_over, state_at
from central.incidents.isolation import About, each_alone
from central.ledger import balances
from central.ledger.balances import EventCredits
from central.notices.crossings import Place, crossed
from central.notices.kinds import NoticeKind
from central.notices.telling import Fact, Told, tell, tell_each
from central.tenants.models import Client
from central.tenants.tariff import tariff
from contract.config import EventState

ENDS_SOON: Final = timedelta(hours=24)
"""As the trigger has it that sets `ending_due_at`."""
AT_ONCE: Final = 500


def facts_of(event: Event, **others: Fact) -> dict[str, Fact]:
    """What notices about an event say of it."""
    return {"event": event.name, "zone": event.time_zone, "subject": f"event:{event.id}", **others}


def tell_credits(events: Sequence[Event]) -> None:
    """Tell the partners of those events whose credits are low now or that owe now, and were not before.

    In the caller's transaction; as many statements for one event as for many.
    """
    counted = balances.events_at([(each.tenant_id, each.id) for each in events])
    numbers, now = tariff(), timezone.now()
    places = {Place(each.tenant_id, each.id): each for each in events}
    low, owing = set(), set()
    for place, event in places.items():
        credits = counted[place.tenant_id, place.subject_id]
        if event.deleted_at is None and event_is_low(state_at(event, now), credits, numbers):
            low.add(place)
        if credits.overdraft > 0:
            owing.add(place)
    _tell_crossings(NoticeKind.LOW_POOL, places, low, counted)
    _tell_crossings(NoticeKind.OVERDRAFT, places, owing, counted)


def _tell_crossings(
    kind: NoticeKind,
    events: Mapping[Place, Event],
    beyond: set[Place],
    counted: Mapping[tuple[UUID, UUID], EventCredits],
) -> None:
    new = crossed(kind, beyond, events.keys() - beyond)
    tell_each(
        Told(
            place.tenant_id,
            kind,
            f"{kind}:{crossing}",
            facts=facts_of(events[place], **_numbers(kind, counted[place.tenant_id, place.subject_id])),
        )
        for place, crossing in new.items()
    )


def _numbers(kind: NoticeKind, credits: EventCredits) -> dict[str, Fact]:
    if kind is NoticeKind.OVERDRAFT:
        return {"credits": credits.overdraft}
    used = 100 * credits.consumed // credits.allocated if credits.allocated else 0
    return {"credits": credits.pool, "percent": used}


def tell_creation(event: Event, credits: int, actor: str) -> None:
    """Tell the partner that a client has made an event; in the caller's transaction."""
    if event.client_id is None:
        return
    client = Client.objects.get(tenant_id=event.tenant_id, id=event.client_id)
    facts = facts_of(event, client=client.name, starts_at=event.starts_at.isoformat(), credits=credits)
    tell(
        Told(event.tenant_id, NoticeKind.EVENT_CREATED, f"event_created:{event.id}", actor=actor, facts=facts)
    )


def tell_endings() -> int:
    """Remind clients whose event ends within a day; how many events."""
    due = list(Event.objects.filter(ending_due_at__lte=Now()).order_by("ending_due_at")[:AT_ONCE])
    is_all = len(due) < AT_ONCE
    return sum(each_alone("events.endings", due, _tell_ending, _about, is_all=is_all))


def _tell_ending(event: Event) -> bool:
    """False: it was changed meanwhile and is still due, or there is nobody or nothing to remind of."""
    same = Event.objects.filter(tenant_id=event.tenant_id, id=event.id, ending_due_at=event.ending_due_at)
    if not same.update(ending_due_at=NEVER) or event.client_id is None or not _is_to_be_reminded_of(event):
        return False
    tell(
        Told(
            event.tenant_id,
            NoticeKind.EVENT_ENDS,
            f"event_ends:{event.id}:{event.ends_at.isoformat()}",
            client_id=event.client_id,
            facts=facts_of(event, ends_at=event.ends_at.isoformat()),
            until=event.ends_at,
        )
    )
    return True


def _is_to_be_reminded_of(event: Event) -> bool:
    """Not one that was made within its last day: whoever made it knows."""
    now = timezone.now()
    unopened = state_at(event, now) is EventState.DRAFT
    made_late = event.created_at > event.ends_at - ENDS_SOON
    return not (event.deleted_at or is_over(event, now) or unopened or made_late)


def _about(event: Event) -> About:
    return About(event.tenant_id, f"event:{event.id}")
