"""An event from its creation to its end; every step is one transaction with the credits that it moves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import slugify

from central.events.credits import allocate, give_back, open_pool
from central.events.models import Event
from central.ledger.accounts import AccountKind
from central.ledger.errors import Shortfall
from central.ledger.models import Account
from central.tenants.models import Tenant
from contract.config import EventState
from contract.ids import new_id

MINIMUM_CREDITS: Final = 0
"""The least that is set aside for an event (C10)."""


class EventError(Exception):
    """The event cannot be created or changed that way; the sentence says why."""


class CreditsShort(EventError):
    """The owner has less than the event was to get: 402 on the web."""

    def __init__(self, shortfall: Shortfall) -> None:
        missing = shortfall.needed - shortfall.balance
        super().__init__(
            f"The event needs {shortfall.needed} credits and you have {shortfall.balance}: "
            f"{missing} are missing."
        )
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Plan:
    """What an event is created from. `credits` move out of the client's balance, else the partner's."""

    tenant_id: UUID
    name: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    credits: int
    client_id: UUID | None = None
    photo_price: int | None = None
    refund_on_failure: bool = False


def create(plan: Plan, actor: str, state: EventState = EventState.LIVE) -> Event:
    """The event with its credits, or nothing at all. Raises EventError."""
    _refuse_nonsense(plan)
    try:
        with transaction.atomic():
            event = Event.objects.create(
                tenant_id=plan.tenant_id,
                id=new_id(),
                client_id=plan.client_id,
                slug=_free_slug(plan),
                name=plan.name,
                starts_at=plan.starts_at,
                ends_at=plan.ends_at,
                time_zone=plan.time_zone,
                decided=state,
                photo_price=plan.photo_price,
                refund_on_failure=plan.refund_on_failure,
            )
            open_pool(event)
            if plan.credits:
                allocate(event, plan.credits, actor)
    except Shortfall as error:
        raise CreditsShort(error) from error
    return event


def decide(event: Event, state: EventState) -> None:
    """Set the event live, pause it, or take it back to draft. Raises EventError once it has ended."""
    if state not in (EventState.LIVE, EventState.PAUSED, EventState.DRAFT):
        raise EventError(f"an event becomes {state} by itself, or by being closed")
    changed = (
        Event.objects.filter(tenant_id=event.tenant_id, id=event.id)
        .exclude(decided=EventState.ENDED)
        .update(decided=state, decided_at=timezone.now())
    )
    if not changed:
        raise EventError("the event has ended")
    event.refresh_from_db()


def close(event: Event, actor: str) -> int:
    """End the event and return what its pool has left to the owner (C11); how much. Repeating is harmless.

    What kiosks still hold follows when their leases come back: see `return_leftovers`.
    """
    with transaction.atomic():
        open_event = Event.objects.filter(tenant_id=event.tenant_id, id=event.id).exclude(
            decided=EventState.ENDED
        )
        open_event.update(decided=EventState.ENDED, decided_at=timezone.now())
        returned = give_back(event, actor)
    event.refresh_from_db()
    return returned


def return_leftovers(actor: str = "platform") -> int:
    """Return what came back to the pools of closed events afterwards; how much in all."""
    with transaction.atomic():
        return sum(give_back(event, actor) for event in _closed_with_credits())


def _closed_with_credits() -> list[Event]:
    full = Account.objects.filter(
        tenant_id=OuterRef("tenant_id"), kind=AccountKind.POOL, owner_id=OuterRef("id"), balance__gt=0
    )
    return list(Event.objects.filter(Exists(full), decided=EventState.ENDED)[:500])


def _refuse_nonsense(plan: Plan) -> None:
    if plan.ends_at <= plan.starts_at:
        raise EventError("the event ends before it starts")
    if plan.credits < MINIMUM_CREDITS:
        raise EventError(f"an event gets at least {MINIMUM_CREDITS} credits")
    if not Tenant.objects.filter(id=plan.tenant_id, active=True).exists():
        raise EventError("the partner is not active")


def _free_slug(plan: Plan) -> str:
    """The name without accents, words joined by single hyphens; numbered if the tenant has it already."""
    wanted = slugify(plan.name.replace("_", " "))[:60].strip("-") or "evento"
    taken = set(
        Event.objects.filter(tenant_id=plan.tenant_id, slug__startswith=wanted).values_list("slug", flat=True)
    )
    number = 2
    slug = wanted
    while slug in taken:
        slug = f"{wanted}-{number}"
        number += 1
    return slug
