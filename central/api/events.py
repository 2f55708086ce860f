"""Events and their credits, for the people who own them (E1, E2, C5, C8, C10, C11, C17)."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID
from zoneinfo import available_timezones

import ninja
from asgiref.sync import sync_to_async
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AfterValidator, Field

from central.api import statements
from central.api.people import AsyncPersonAuth, actor_of, person_asking, person_auth, require
from central.api.shapes import Credits, Name, Page, Row, Status
from central.base import pages
from central.base.pages import PageRequest
from central.events import lifecycle, queries
from central.events.models import Event
from central.events.queries import EventFilter
from central.fleet.leases import reclaim
from central.ledger import leases
from central.ledger.pools import pool_of
from central.ledger.statements import Statement
from central.ledger.transfer_requests import TransferRequest
from central.operations import event_control
from central.operations.event_overviews import Overview, overview, overviews
from central.tenants.models import Role, User
from central.tenants.visibility import scope_of
from contract.config import EventState
from contract.leases import LeaseState
from contract.shape import Moment, Shape

router = Router(tags=["events"], auth=person_auth)


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("there is no such time zone")
    return name


class NewEvent(Shape):
    """An event and what is set aside for it. `id` is made by whoever asks and creates it once."""

    id: UUID
    name: Name
    starts_at: Moment
    ends_at: Moment
    time_zone: Annotated[str, AfterValidator(_known_zone)]
    credits: Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
    client_id: UUID | None = None
    photo_price: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] | None = None
    refund_on_failure: bool = False
    state: EventState = EventState.LIVE


class Meter(Shape):
    """An event's credits: allocated + overdraft = used + reserved + remaining.

    `reserved` is set aside for booths; `overdraft`: promises that were kept though the credits had gone.
    """

    allocated: int
    used: int
    reserved: int
    remaining: int
    overdraft: int
    low: bool

    @classmethod
    def of(cls, seen: Overview) -> Self:
        """The meter as it is shown."""
        return cls(
            allocated=seen.credits.allocated,
            used=seen.credits.consumed,
            reserved=seen.credits.leased,
            remaining=seen.credits.pool,
            overdraft=seen.credits.overdraft,
            low=seen.low,
        )


class EventSeen(Shape):
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

    @classmethod
    def of(cls, seen: Overview) -> Self:
        """The event as it is shown."""
        event = seen.event
        return cls(
            id=event.id,
            tenant_id=event.tenant_id,
            client_id=event.client_id,
            slug=event.slug,
            name=event.name,
            state=seen.state,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            time_zone=event.time_zone,
            photo_price=event.photo_price,
            refund_on_failure=event.refund_on_failure,
            credits=Meter.of(seen),
        )


class Decision(Shape):
    """What an event is to be from now on: live, paused or draft."""

    state: EventState


class TopUp(Shape):
    """More credits for an event, out of its owner's balance."""

    id: UUID
    credits: Credits


class ToppedUp(Shape):
    """What the event has now."""

    status: Status
    credits: Meter


class Ended(Shape):
    """What went back to the owner at once; what booths still hold follows."""

    returned: int
    credits: Meter


class LeaseSeen(Row):
    """What is set aside for one booth."""

    id: UUID
    kiosk_id: UUID
    state: LeaseState
    granted: int
    spent: int
    expires_at: datetime


class Reclaim(Shape):
    """The wish to take a lost booth's lease back, once."""

    id: UUID


@router.post("/events", response={201: EventSeen}, summary="Create an event with its credits")
def create(request: HttpRequest, body: NewEvent) -> ninja.Status[EventSeen]:
    """All or nothing: 402 names what is missing. The same `id` again gives the same event."""
    user = require(request, Role.PARTNER, Role.CLIENT)
    plan = lifecycle.Plan(
        tenant_id=user.tenant_id,
        client_id=queries.owner_of_new(user, body.client_id),
        **body.model_dump(exclude={"client_id", "state"}),
    )
    event = lifecycle.create(plan, actor_of(user), body.state)
    return ninja.Status(201, EventSeen.of(overview(event)))


@router.get("/events", response=Page[EventSeen], summary="List events")
def list_events(
    request: HttpRequest, wanted: Query[EventFilter], asked: Query[PageRequest]
) -> pages.Page[EventSeen]:
    """A client's own, a partner's with its clients', a master's all; the newest first."""
    page = queries.page(scope_of(_owner(request)), wanted, asked)
    return pages.Page([EventSeen.of(each) for each in overviews(page.items)], page.next)


@router.get("/events/{event_id}", response=EventSeen, summary="An event")
def one(request: HttpRequest, event_id: UUID) -> EventSeen:
    """With its credits at this instant."""
    return EventSeen.of(overview(_own(request, event_id)))


@router.put(
    "/events/{event_id}/state", response=EventSeen, summary="Set an event live, pause it, make it a draft"
)
def decide(request: HttpRequest, event_id: UUID, body: Decision) -> EventSeen:
    """Its booths hear of it at once."""
    event = _own(request, event_id)
    event_control.decide(event, body.state)
    return EventSeen.of(overview(event))


@router.post("/events/{event_id}/top-ups", response=ToppedUp, summary="Put more credits into an event")
def top_up(request: HttpRequest, event_id: UUID, body: TopUp) -> ToppedUp:
    """Out of its owner's balance, while it has not ended, within the tariff's limits."""
    event = _own(request, event_id)
    transfer = TransferRequest(body.id, actor_of(person_asking(request)), timezone.now())
    done = lifecycle.top_up(event, body.credits, transfer)
    return ToppedUp(status=Status.of(done), credits=Meter.of(overview(event)))


@router.post("/events/{event_id}/close", response=Ended, summary="End an event")
def close(request: HttpRequest, event_id: UUID) -> Ended:
    """What is unspent goes back to its owner. Repeating is harmless."""
    event = _own(request, event_id)
    returned = event_control.close(event, actor_of(person_asking(request)))
    return Ended(returned=returned, credits=Meter.of(overview(event)))


@router.delete("/events/{event_id}", response=Ended, summary="End an event and show it no more")
def delete(request: HttpRequest, event_id: UUID) -> Ended:
    """Like closing. What its booths still bring is settled all the same."""
    event = _own(request, event_id)
    returned = event_control.delete(event, actor_of(person_asking(request)))
    return Ended(returned=returned, credits=Meter.of(overview(event)))


@router.get("/events/{event_id}/leases", response=Page[LeaseSeen], summary="List an event's leases")
def list_leases(request: HttpRequest, event_id: UUID, asked: Query[PageRequest]) -> pages.Page[leases.Lease]:
    """What is set aside for booths; the newest first, closed ones included."""
    event = _own(request, event_id)
    return leases.page(event.tenant_id, event.id, asked)


@router.post(
    "/events/{event_id}/leases/{lease_id}/reclaim",
    response=LeaseSeen,
    summary="Take a lost booth's lease back",
)
def reclaim_lease(request: HttpRequest, event_id: UUID, lease_id: UUID, body: Reclaim) -> LeaseSeen:
    """Its credits are in the pool again. What the booth promised on it is honoured if it comes back."""
    require(request, Role.PARTNER, Role.MASTER)
    event = _own(request, event_id)
    transfer = TransferRequest(body.id, actor_of(person_asking(request)), timezone.now())
    return LeaseSeen.model_validate(reclaim(event, lease_id, transfer))


@router.get("/events/{event_id}/statement", response=statements.StatementPage, summary="An event's movements")
def statement(request: HttpRequest, event_id: UUID, asked: Query[PageRequest]) -> Statement:
    """Of its pool."""
    event = _own(request, event_id)
    return statements.page(event.tenant_id, pool_of(event.id), asked)


@router.get(
    "/events/{event_id}/statement.csv", auth=AsyncPersonAuth(), summary="All of them, for a spreadsheet"
)
async def statement_csv(request: HttpRequest, event_id: UUID) -> StreamingHttpResponse:
    """The same, whole."""
    event = await sync_to_async(_own)(request, event_id)
    return statements.csv_file(event.tenant_id, pool_of(event.id), event.slug)


def _owner(request: HttpRequest) -> User:
    return require(request, Role.PARTNER, Role.CLIENT, Role.MASTER)


def _own(request: HttpRequest, event_id: UUID) -> Event:
    return queries.in_sight(scope_of(_owner(request)), event_id)
