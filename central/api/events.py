"""Events and their credits, for the people who own them (E1, E2, C5, C8, C10, C11, C17)."""

from datetime import datetime
from typing import Annotated
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
from central.api.shapes import Credits, Name, Row, Status
from central.catalogue.prices import cheapest_price
from central.events import lifecycle
from central.events.credits import credits_of
from central.events.models import Event
from central.events.queries import event_in, events_in
from central.events.states import shown_state
from central.events.thresholds import event_is_low
from central.fleet import config_snapshots
from central.fleet.leases import reclaim
from central.ledger import leases
from central.ledger.balances import EventCredits
from central.ledger.pools import pool_of
from central.ledger.transfer_requests import TransferRequest
from central.tenants import clients
from central.tenants.models import Role, User
from central.tenants.tariff import Tariff, tariff
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
    client_id = user.client_id if user.role == Role.CLIENT else body.client_id
    if client_id is not None:
        clients.find(user.tenant_id, client_id)
    plan = lifecycle.Plan(
        tenant_id=user.tenant_id,
        client_id=client_id,
        **body.model_dump(exclude={"client_id", "state"}),
    )
    return ninja.Status(201, _seen(lifecycle.create(plan, actor_of(user), body.state), tariff()))


@router.get("/events", response=list[EventSeen], summary="One's events, the newest first")
def every(
    request: HttpRequest, before: UUID | None = None, limit: Annotated[int, Query(ge=1, le=100)] = 50
) -> list[EventSeen]:
    """Ask with `before`, the last one's id, for the next ones."""
    scope, numbers = scope_of(_owner(request)), tariff()
    events = events_in(scope)
    if before is not None:
        events = events.filter(created_at__lt=event_in(scope, before).created_at)
    return [_seen(event, numbers) for event in events[:limit]]


@router.get("/events/{event_id}", response=EventSeen, summary="An event")
def one(request: HttpRequest, event_id: UUID) -> EventSeen:
    """With its credits at this instant."""
    return _seen(_own(request, event_id), tariff())


@router.put(
    "/events/{event_id}/state", response=EventSeen, summary="Set an event live, pause it, make it a draft"
)
def decide(request: HttpRequest, event_id: UUID, body: Decision) -> EventSeen:
    """Its booths hear of it at once."""
    event = _own(request, event_id)
    lifecycle.decide(event, body.state)
    config_snapshots.announce(event)
    return _seen(event, tariff())


@router.post("/events/{event_id}/top-ups", response=ToppedUp, summary="Put more credits into an event")
def top_up(request: HttpRequest, event_id: UUID, body: TopUp) -> ToppedUp:
    """Out of its owner's balance, while it has not ended, within the tariff's limits."""
    event = _own(request, event_id)
    transfer = TransferRequest(body.id, actor_of(person_asking(request)), timezone.now())
    done = lifecycle.top_up(event, body.credits, transfer)
    return ToppedUp(status=Status.of(done), credits=_meter(credits_of(event), tariff()))


@router.post("/events/{event_id}/close", response=Ended, summary="End an event")
def close(request: HttpRequest, event_id: UUID) -> Ended:
    """What is unspent goes back to its owner. Repeating is harmless."""
    event = _own(request, event_id)
    returned = lifecycle.close(event, actor_of(person_asking(request)))
    config_snapshots.announce(event)
    return Ended(returned=returned, credits=_meter(credits_of(event), tariff()))


@router.delete("/events/{event_id}", response=Ended, summary="End an event and show it no more")
def delete(request: HttpRequest, event_id: UUID) -> Ended:
    """Like closing. What its booths still bring is settled all the same."""
    event = _own(request, event_id)
    returned = lifecycle.delete(event, actor_of(person_asking(request)))
    config_snapshots.announce(event)
    return Ended(returned=returned, credits=_meter(credits_of(event), tariff()))


@router.get("/events/{event_id}/leases", response=list[LeaseSeen], summary="What is set aside for booths")
def every_lease(request: HttpRequest, event_id: UUID) -> list[LeaseSeen]:
    """The newest first, closed ones included."""
    event = _own(request, event_id)
    return [LeaseSeen.model_validate(lease) for lease in leases.of_event(event.tenant_id, event.id)]


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
def statement(
    request: HttpRequest, event_id: UUID, cursor: statements.Cursor = "", limit: statements.Limit = 50
) -> statements.StatementPage:
    """Of its pool."""
    event = _own(request, event_id)
    return statements.page(event.tenant_id, pool_of(event.id), cursor, limit)


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
    return event_in(scope_of(_owner(request)), event_id)


def _meter(credits: EventCredits, numbers: Tariff) -> Meter:
    return Meter(
        allocated=credits.allocated,
        used=credits.consumed,
        reserved=credits.leased,
        remaining=credits.pool,
        overdraft=credits.overdraft,
        low=event_is_low(credits, numbers),
    )


def _seen(event: Event, numbers: Tariff) -> EventSeen:
    return EventSeen(
        id=event.id,
        tenant_id=event.tenant_id,
        client_id=event.client_id,
        slug=event.slug,
        name=event.name,
        state=shown_state(event, cheapest_price(event)),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        time_zone=event.time_zone,
        photo_price=event.photo_price,
        refund_on_failure=event.refund_on_failure,
        credits=_meter(credits_of(event), numbers),
    )
