"""Events and their credits, for the people who own them (E1, E2, C5, C8, C10, C11, C17)."""

from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID
from zoneinfo import available_timezones

import ninja
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AfterValidator, Field, StringConstraints

from central.api import files, statements
from central.api.auth import command_of, host_auth, keeper_auth, owner_auth, person_asking
from central.api.shapes import (
    Body,
    Credits,
    Line,
    Name,
    Packs,
    Page,
    Patch,
    Row,
    StaffPin,
    Status,
    Styles,
    created,
    optional,
)
from central.base import pages
from central.base.pages import PageRequest
from central.catalogue.grants import Named
from central.catalogue.offers import offers_at, offers_of
from central.events import bounds, lifecycle, queries
from central.events.editing import slug_of
from central.events.models import Event as EventRow
from central.events.models import GalleryPrivacy
from central.events.queries import EventFilter
from central.events.suggestions import suggested_credits
from central.fleet.leases import reclaim, write_off
from central.ledger import leases
from central.ledger.pools import pool_of
from central.ledger.statements import Statement
from central.ledger.transfer_requests import TransferRequest
from central.operations import event_changes, event_control, event_creation
from central.operations.event_overviews import Overview, overview, overviews
from central.tenants.visibility import scope_of
from contract.config import EventState, Orientation, PrintLayout
from contract.leases import LeaseState
from contract.shape import STORABLE, Moment, NewId, Shape

router = Router(tags=["events"], auth=host_auth)
Choice = TypeVar("Choice", PrintLayout, Orientation)


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("unknown time zone")
    return name


def _no_twins(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    if len(set(choices)) != len(choices):
        raise ValueError("a choice is named twice")
    return choices


Guests = Annotated[int, Query(ge=1, le=bounds.MOST_GUESTS)]
AskedPrice = Annotated[int, Query(ge=1, le=bounds.MOST_PHOTO_PRICE)]
TimeZone = Annotated[Line, Field(max_length=80), AfterValidator(_known_zone)]
PhotoPrice = Annotated[int, Field(strict=True, ge=1, le=bounds.MOST_PHOTO_PRICE)]
Layouts = Annotated[
    tuple[PrintLayout, ...],
    Field(min_length=1, max_length=2, json_schema_extra={"uniqueItems": True}),
    AfterValidator(_no_twins),
]
Orientations = Annotated[
    tuple[Orientation, ...], Field(min_length=1, max_length=2), AfterValidator(_no_twins)
]
"""What guests may choose for a single portrait; they begin with the first."""
Copies = Annotated[int, Field(strict=True, ge=0, le=bounds.MOST_COPIES)]
Greeting = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=bounds.LONGEST_GREETING, pattern=STORABLE)
]


class Welcome(Body):
    """The greeting on the attract screen; without one the event's name. What is empty is shown in Spanish."""

    es: Greeting = ""
    en: Greeting = ""
    pt: Greeting = ""


class NewEvent(Body):
    """An event and the credits allocated to it. The caller chooses `id`, so that repeating is safe.

    `slug`: its address, without accents; left out: one of its name. `packs`, `styles`: what it offers;
    neither: all that its owner may use. `photo_price`: for every photo; null: each style's own.
    `copies_limit`: prints that a guest may have of a picture.
    """

    id: NewId
    name: Name
    starts_at: Moment
    ends_at: Moment
    time_zone: TimeZone
    credits: Annotated[int, Field(strict=True, ge=0, le=bounds.MOST_CREDITS)]
    client_id: UUID | None = None
    photo_price: PhotoPrice | None = None
    refund_on_failure: bool = False
    state: EventState = EventState.LIVE
    slug: Line = ""
    packs: Packs = ()
    styles: Styles = ()
    welcome: Welcome = Welcome()
    layouts: Layouts = (PrintLayout.SINGLE, PrintLayout.STRIP)
    orientations: Orientations = (Orientation.PORTRAIT, Orientation.LANDSCAPE)
    copies_limit: Copies = 2
    gallery_privacy: GalleryPrivacy = GalleryPrivacy.PRIVATE


class EventPatch(Patch):
    """Fields left out keep their values. Start and slug can be changed until it begins; afterwards, until it
    ends, all others; then only its name and who sees its gallery.
    """

    name: Name = optional()
    slug: Line = optional()
    starts_at: Moment = optional()
    ends_at: Moment = optional()
    time_zone: TimeZone = optional()
    photo_price: PhotoPrice | None = optional()
    refund_on_failure: bool = optional()
    packs: Packs = optional()
    styles: Styles = optional()
    welcome: Welcome = optional()
    layouts: Layouts = optional()
    orientations: Orientations = optional()
    copies_limit: Copies = optional()
    gallery_privacy: GalleryPrivacy = optional()


class EventStaffPin(Body):
    """4 to 12 digits; null: the partner's. Only a hash of it is kept, and it is never shown."""

    pin: StaffPin | None


class SuggestedCredits(Shape):
    """For one picture of each guest, and 20 per cent to spare."""

    credits: int


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
    """An event as its owners see it. `own_staff_pin`: staff mode has another PIN than the partner's."""

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
    packs: list[UUID]
    styles: list[UUID]
    welcome: Welcome
    layouts: list[PrintLayout]
    orientations: list[Orientation]
    copies_limit: int
    gallery_privacy: GalleryPrivacy
    own_staff_pin: bool
    credits: Meter


class StateChange(Body):
    """The event's new state: live, paused or draft."""

    state: EventState


class TopUp(Body):
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


class LeaseReclaim(Body):
    """The caller chooses `id`: it is applied once."""

    id: NewId


@router.post("/events", response={200: Event, 201: Event}, summary="Create an event", auth=owner_auth)
def create(request: HttpRequest, body: NewEvent) -> ninja.Status[Event]:
    """With its credits, or not at all: 402 says how many are missing. Safe to repeat with the same `id`."""
    user = person_asking(request)
    slug = slug_of(body.slug) if body.slug else ""
    plan = lifecycle.Plan(
        tenant_id=user.tenant_id,
        client_id=queries.owner_of_new(user, body.client_id),
        slug=slug,
        **_columns(body.model_dump(exclude={"client_id", "state", "slug"})),
    )
    event, made = event_creation.create_once(plan, user.actor, body.state)
    return created(_shown(overview(event)), made)


@router.get("/events", response=Page[Event], summary="List events")
def list_events(
    request: HttpRequest, wanted: Query[EventFilter], asked: Query[PageRequest]
) -> pages.Page[Event]:
    """A client sees its own, a partner its own and its clients', a master all. Newest first."""
    page = queries.page(scope_of(person_asking(request)), wanted, asked)
    offered = offers_at([(event.tenant_id, event.id) for event in page.items])
    shown = [_with(each, offered[each.event.tenant_id, each.event.id]) for each in overviews(page.items)]
    return pages.Page(shown, page.next)


@router.get("/events/{event_id}", response=Event, summary="Get an event")
def one(request: HttpRequest, event_id: UUID) -> Event:
    """With its state and its credits at this instant."""
    return _shown(overview(_own(request, event_id)))


@router.patch("/events/{event_id}", response=Event, summary="Edit an event")
def edit(request: HttpRequest, event_id: UUID, body: EventPatch) -> Event:
    """Its booths hear of it at once. 409 for what cannot be changed any more."""
    event = _own(request, event_id)
    event_changes.edit(event, _columns(body.changes()), command_of(person_asking(request)))
    return _shown(overview(event))


@router.put(
    "/events/{event_id}/staff-pin", response={204: None}, summary="Set an event's staff PIN", auth=keeper_auth
)
def set_event_staff_pin(request: HttpRequest, event_id: UUID, body: EventStaffPin) -> ninja.Status[None]:
    """For staff mode at its booths, which hear of it at once."""
    event = _own(request, event_id)
    event_changes.set_staff_pin(event, body.pin, command_of(person_asking(request)))
    return ninja.Status(204, None)


@router.get("/suggested-credits", response=SuggestedCredits, summary="Suggest credits for an event")
def suggest(
    request: HttpRequest, guests: Guests = 1, photo_price: AskedPrice | None = None
) -> SuggestedCredits:
    """For so many guests, at the event's price for every photo, else the usual one."""
    return SuggestedCredits(credits=suggested_credits(guests, photo_price))


@router.put("/events/{event_id}/state", response=Event, summary="Set an event's state")
def decide(request: HttpRequest, event_id: UUID, body: StateChange) -> Event:
    """Live, paused or draft. Its booths are told at once."""
    event = _own(request, event_id)
    event_control.decide(event, body.state, person_asking(request).actor)
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
    auth=keeper_auth,
)
def reclaim_lease(request: HttpRequest, event_id: UUID, lease_id: UUID, body: LeaseReclaim) -> EventLease:
    """For a lost booth: its credits return to the pool. Should it reconnect, its promises are kept."""
    event = _own(request, event_id)
    transfer = TransferRequest(body.id, person_asking(request).actor, timezone.now())
    return EventLease.of(reclaim(event, lease_id, transfer))


@router.post(
    "/events/{event_id}/leases/{lease_id}/write-off",
    response=EventLease,
    summary="Write off a reclaimed lease",
    auth=keeper_auth,
)
def write_off_lease(request: HttpRequest, event_id: UUID, lease_id: UUID) -> EventLease:
    """For a booth that never comes back: its promises are no longer kept, and it may lease again.

    Safe to repeat.
    """
    return EventLease.of(write_off(_own(request, event_id), lease_id, person_asking(request).actor))


@router.get(
    "/events/{event_id}/statement", response=statements.StatementPage, summary="Get an event's statement"
)
def statement(request: HttpRequest, event_id: UUID, asked: Query[PageRequest]) -> Statement:
    """Of its pool. Newest first."""
    event = _own(request, event_id)
    return statements.page(event.tenant_id, pool_of(event.id), asked)


@router.get(
    "/events/{event_id}/statement.csv", summary="Export an event's statement", openapi_extra=files.CSV
)
def statement_csv(request: HttpRequest, event_id: UUID) -> StreamingHttpResponse:
    """All of it, as CSV."""
    event = _own(request, event_id)
    return statements.csv_file(event.tenant_id, pool_of(event.id), event.slug)


def _shown(seen: Overview) -> Event:
    return _with(seen, offers_of(seen.event.tenant_id, seen.event.id))


def _with(seen: Overview, offered: Named) -> Event:
    event = seen.event
    return Event.of(
        event,
        state=seen.state,
        credits=_meter(seen),
        packs=sorted(offered.packs),
        styles=sorted(offered.styles),
        welcome=Welcome(es=event.welcome_es, en=event.welcome_en, pt=event.welcome_pt),
        own_staff_pin=bool(event.staff_pin_hash),
    )


def _columns(asked: dict[str, Any]) -> dict[str, Any]:
    """As the event's table has them: its greeting is three columns."""
    greeting = asked.pop("welcome", {})
    return asked | {f"welcome_{language}": text for language, text in greeting.items()}


def _meter(seen: Overview) -> Meter:
    credits = seen.credits
    parts = {"used": credits.consumed, "reserved": credits.leased, "remaining": credits.pool}
    return Meter.of(credits, low=seen.low, **parts)


def _own(request: HttpRequest, event_id: UUID) -> EventRow:
    return queries.in_sight(scope_of(person_asking(request)), event_id)
