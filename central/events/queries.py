"""Queries for events: by id, by scope, by filter."""

from collections.abc import Collection
from typing import Annotated, Final, NamedTuple, Self
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone
from pydantic import Field

from central.base import pages
from central.base.pages import Page, PageRequest, SearchText
from central.events.models import Event
from central.events.states import StateByDate, in_state
from central.ledger.accounts import EventKey
from central.tenants import clients
from central.tenants.errors import NotFound
from central.tenants.models import Role, User
from central.tenants.visibility import Scope, scope_of, within
from contract.config import EventState
from contract.shape import Moment, Shape

_NEWEST: Final = ("created_at", "id", "tenant_id")


class EventFilter(Shape):
    """Filters of the list of events."""

    partner_id: UUID | None = None
    client_id: UUID | None = None
    state: Annotated[
        StateByDate | None, Field(description="An event without credits counts as live here.")
    ] = None
    text: Annotated[SearchText, Field(description="In the event's name.")] = ""
    since: Annotated[Moment | None, Field(description="Events that end after this moment.")] = None
    until: Annotated[Moment | None, Field(description="Events that start before this moment.")] = None


class NamedEvent(NamedTuple):
    """What there is to choose from: an event's name, and what its dates are read by."""

    id: UUID
    name: str
    time_zone: str
    decided: str

    @classmethod
    def of(cls, events: QuerySet[Event]) -> list[Self]:
        """Of these, in one statement."""
        return [cls(*each) for each in events.values_list(*cls._fields)]


def find(tenant_id: UUID, event_id: UUID | None) -> Event | None:
    """The tenant's event; None if there is none or no id is given."""
    return Event.objects.filter(tenant_id=tenant_id, id=event_id).first() if event_id else None


def having_keys(keys: Collection[EventKey]) -> list[Event]:
    """The events of these keys, whosever they are, in one statement."""
    tenants, ids = ({key[part] for key in keys} for part in (0, 1))
    found = Event.objects.filter(tenant_id__in=tenants, id__in=ids)
    wanted = set(keys)
    return [event for event in found if (event.tenant_id, event.id) in wanted]


def existing(tenant_id: UUID, event_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the ids that are the tenant's events', deleted ones included."""
    if not event_ids:
        return frozenset()
    found = Event.objects.filter(tenant_id=tenant_id, id__in=event_ids).values_list("id", flat=True)
    return frozenset(found)


def in_sight(scope: Scope, event_id: UUID) -> Event:
    """The event, if it is in sight and not deleted. Raises NotFound."""
    event = of(scope).filter(id=event_id).first()
    if event is None:
        raise NotFound("event")
    return event


def page(scope: Scope, wanted: EventFilter, asked: PageRequest) -> Page[Event]:
    """The events in sight, the newest first. Raises CursorError."""
    return pages.page(_wanted(scope, wanted), _NEWEST, asked)


def named(scope: Scope, wanted: EventFilter, most: int, also: UUID | None = None) -> list[NamedEvent]:
    """The same, so many of them, and behind them `also`, if it is in sight at all; no more than is shown."""
    newest = _wanted(scope, wanted).order_by(*(f"-{column}" for column in _NEWEST))
    found = NamedEvent.of(newest[:most])
    if also is None or any(each.id == also for each in found):
        return found
    return found + NamedEvent.of(of(scope).filter(id=also))


def _wanted(scope: Scope, wanted: EventFilter) -> QuerySet[Event]:
    events = within(of(scope), Scope(wanted.partner_id, wanted.client_id))
    if wanted.state is not None:
        events = in_state(events, wanted.state, timezone.now())
    if wanted.text:
        events = events.filter(name__icontains=wanted.text)
    if wanted.since is not None:
        events = events.filter(ends_at__gt=wanted.since)
    if wanted.until is not None:
        events = events.filter(starts_at__lt=wanted.until)
    return events


def count_to_come(scope: Scope) -> int:
    """How many events have not ended, drafts included."""
    return of(scope).filter(ends_at__gt=timezone.now()).exclude(decided=EventState.ENDED).count()


def counts_of(tenant_id: UUID, client_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many events each of these clients has; in one statement."""
    owned = of(Scope(tenant_id)).filter(client_id__in=client_ids)
    counted = owned.order_by().values_list("client_id").annotate(Count("id"))
    return dict.fromkeys(client_ids, 0) | {id: events for id, events in counted if id is not None}


def owner_of_new(user: User, client_id: UUID | None) -> UUID | None:
    """The client that will own an event this person creates: a client itself; a partner's choice, or None.

    Raises NotFound.
    """
    owner = user.client_id if user.role == Role.CLIENT else client_id
    return None if owner is None else clients.in_sight(scope_of(user), owner).id


def ever_owned_by(tenant_id: UUID, client_id: UUID) -> list[UUID]:
    """All events this client ever owned, deleted ones included: their credits count."""
    return list(Event.objects.filter(tenant_id=tenant_id, client_id=client_id).values_list("id", flat=True))


def of(scope: Scope) -> QuerySet[Event]:
    """Those in the scope that are not deleted."""
    return within(Event.objects.filter(deleted_at=None), scope)
