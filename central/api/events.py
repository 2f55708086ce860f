"""Events and their credits, for the people who own them (E1, E2, C5, C8, C10, C11, C17)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import available_timezones

import ninja
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AfterValidator, Field

from central.api import statements
from central.api.auth import person_asking, person_auth, require
from central.api.shapes import Credits, Line, Name, Page, Row, Status, created
from central.base import pages
from central.base.pages import PageRequest
from central.events import lifecycle, queries
from central.events.models import Event as EventRow
from central.events.queries import EventFilter
from central.fleet.leases import reclaim, write_off
from central.ledger import leases
from central.ledger.pools import pool_of
from central.ledger.statements import Statement
from central.ledger.transfer_requests import TransferRequest
from central.operations import event_control, event_creation
from central.operations.event_overviews import Overview, overview, overviews
from central.tenants.models import Role, User
from central.tenants.visibility import scope_of
from contract.config import EventState
from contract.leases import LeaseState
from contract.shape import Moment, NewId, Shape

router = Router(tags=["events"], auth=person_auth)


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("unknown time zone")
    return name


class NewEvent(Shape):
    """An event and the credits allocated to it. The caller chooses `id`, so that repeating is safe."""

    id: NewId
    name: Name
    starts_at: Moment
    ends_at: Moment
    time_zone: Annotated[Line, Field(max_length=80), AfterValidator(_known_zone)]
    credits: Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
    client_id: UUID | None = None
    photo_price: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] | None = None
    refund_on_failure: bool = False
    state: EventState = EventState.LIVE


class Meter(Row):
    """An event's credits: allocated + overdraft = used + reserved + remaining.

    `allocated`: put in, less what came back; `reserved`: leased to booths; `overdraft`: owed for promises
    that were kept without credits.
    `outstanding`: what leases that were reclaimed may still bring, by booths that did not know it yet.
    `low`: the event is running, and its pool is nearly empty or mostly used.
    """

    allocated: int
    used: int
    reserved: int
    remaining: int
    overdraft: int
    outstanding: int
    low: bool


class Event(Row):
    """An event as its owners see it."""

    id: UUID
    tenant_id: UUID
    client_id: UUID | None
    slug: str
    name: str
    state: EventState
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    photo_price: int | None
    refund_on_failure: bool
    credits: Meter


class StateChange(Shape):
    """The event's new state: live, paused or draft."""

    state: EventState


class TopUp(Shape):
    """Additional credits for an event, from its owner's balance."""

    id: NewId
    credits: Credits


class TopUpResult(Shape):
    """The event's credits after the top-up."""

    status: Status
    credits: Meter


class EventClosed(Shape):
    """`returned`: credits that went back to the owner at once; what booths still hold follows."""

    returned: int
    credits: Meter


class EventLease(Row):
    """Credits leased to one booth. `outstanding`: what it may still bring although it was reclaimed."""

    id: UUID
    kiosk_id: UUID
    state: LeaseState
    granted: int
    spent: int
    outstanding: int
    expires_at: datetime


class LeaseReclaim(Shape):
    """The caller chooses `id`: it is applied once."""

    id: NewId


@router.post("/events", response={200: Event, 201: Event}, summary="Create an event")
def create(request: HttpRequest, body: NewEvent) -> ninja.Status[Event]:
    """With its credits, or not at all: 402 says how many are missing. Safe to repeat with the same `id`."""
    user = require(request, Role.PARTNER, Role.CLIENT)
    plan = lifecycle.Plan(
        tenant_id=user.tenant_id,
        client_id=queries.owner_of_new(user, body.client_id),
        **body.model_dump(exclude={"client_id", "state"}),
    )
    event, made = event_creation.create_once(plan, user.actor, body.state)
    return created(_shown(overview(event)), made)


@router.get("/events", response=Page[Event], summary="List events")
def list_events(
    request: HttpRequest, wanted: Query[EventFilter], asked: Query[PageRequest]
) -> pages.Page[Event]:
    """A client sees its own, a partner its own and its clients', a master all. Newest first."""
    page = queries.page(scope_of(_owner(request)), wanted, asked)
    return pages.Page([_shown(each) for each in overviews(page.items)], page.next)


@router.get("/events/{event_id}", response=Event, summary="Get an event")
def one(request: HttpRequest, event_id: UUID) -> Event:
    """With its state and its credits at this instant."""
    return _shown(overview(_own(request, event_id)))


@router.put("/events/{event_id}/state", response=Event, summary="Set an event's state")
def decide(request: HttpRequest, event_id: UUID, body: StateChange) -> Event:
    """Live, paused or draft. Its booths are told at once."""
    event = _own(request, event_id)
    event_control.decide(event, body.state)
    return _shown(overview(event))


@router.post("/events/{event_id}/top-ups", response=TopUpResult, summary="Top up an event")
def top_up(request: HttpRequest, event_id: UUID, body: TopUp) -> TopUpResult:
    """From its owner's balance, until it ends, within the tariff's limits."""
    event = _own(request, event_id)
    transfer = TransferRequest(body.id, person_asking(request).actor, timezone.now())
    done = lifecycle.top_up(event, body.credits, transfer)
    return TopUpResult(status=Status.of(done), credits=_meter(overview(event)))


@router.post("/events/{event_id}/close", response=EventClosed, summary="Close an event")
def close(request: HttpRequest, event_id: UUID) -> EventClosed:
    """Unspent credits return to its owner. Safe to repeat."""
    event = _own(request, event_id)
    returned = event_control.close(event, person_asking(request).actor)
    return EventClosed(returned=returned, credits=_meter(overview(event)))


@router.delete("/events/{event_id}", response=EventClosed, summary="Delete an event")
def delete(request: HttpRequest, event_id: UUID) -> EventClosed:
    """Closes and hides it. What its booths still report is settled all the same."""
    event = _own(request, event_id)
    returned = event_control.delete(event, person_asking(request).actor)
    return EventClosed(returned=returned, credits=_meter(overview(event)))


@router.get("/events/{event_id}/leases", response=Page[EventLease], summary="List an event's leases")
def list_leases(request: HttpRequest, event_id: UUID, asked: Query[PageRequest]) -> pages.Page[leases.Lease]:
    """Credits set aside for booths. Newest first, closed leases included."""
    event = _own(request, event_id)
    return leases.page(event.tenant_id, event.id, asked)


@router.post(
    "/events/{event_id}/leases/{lease_id}/reclaim",
    response=EventLease,
    summary="Reclaim a lease",
)
def reclaim_lease(request: HttpRequest, event_id: UUID, lease_id: UUID, body: LeaseReclaim) -> EventLease:
    """For a lost booth: its credits return to the pool. Should it reconnect, its promises are kept."""
    require(request, Role.PARTNER, Role.MASTER)
    event = _own(request, event_id)
    transfer = TransferRequest(body.id, person_asking(request).actor, timezone.now())
    return EventLease.of(reclaim(event, lease_id, transfer))


@router.post(
    "/events/{event_id}/leases/{lease_id}/write-off",
    response=EventLease,
    summary="Write off a reclaimed lease",
)
def write_off_lease(request: HttpRequest, event_id: UUID, lease_id: UUID) -> EventLease:
    """For a booth that never comes back: its promises are no longer kept, and it may lease again.

    Safe to repeat.
    """
    require(request, Role.PARTNER, Role.MASTER)
    return EventLease.of(write_off(_own(request, event_id), lease_id))


@router.get(
    "/events/{event_id}/statement", response=statements.StatementPage, summary="Get an event's statement"
)
def statement(request: HttpRequest, event_id: UUID, asked: Query[PageRequest]) -> Statement:
    """Of its pool. Newest first."""
    event = _own(request, event_id)
    return statements.page(event.tenant_id, pool_of(event.id), asked)


@router.get("/events/{event_id}/statement.csv", summary="Export an event's statement")
def statement_csv(request: HttpRequest, event_id: UUID) -> StreamingHttpResponse:
    """All of it, as CSV."""
    event = _own(request, event_id)
    return statements.csv_file(event.tenant_id, pool_of(event.id), event.slug)


def _shown(seen: Overview) -> Event:
    return Event.of(seen.event, state=seen.state, credits=_meter(seen))


def _meter(seen: Overview) -> Meter:
    credits = seen.credits
    parts = {"used": credits.consumed, "reserved": credits.leased, "remaining": credits.pool}
    return Meter.of(credits, low=seen.low, **parts)


def _owner(request: HttpRequest) -> User:
    return require(request, Role.PARTNER, Role.CLIENT, Role.MASTER)


def _own(request: HttpRequest, event_id: UUID) -> EventRow:
    return queries.in_sight(scope_of(_owner(request)), event_id)
