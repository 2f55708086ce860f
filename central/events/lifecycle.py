"""An event from its creation to its end; every step is one transaction with the credits that it moves."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from central.events.credits import allocate, give_back, owner_account
from central.events.errors import (
    AmountNotAllowed,
    CreditsShort,
    EndsBeforeItStarts,
    EndsInThePast,
    EndsTooFarAhead,
    EventError,
    EventOver,
    LastsTooLong,
)
from central.events.models import NEVER, Event, GalleryPrivacy
from central.events.states import state_at
from central.idempotency.creations import content_of, is_new
from central.incidents.isolation import About, each_alone
from central.ledger.errors import Shortfall
from central.ledger.pools import not_empty, open_pool
from central.ledger.transfer_requests import TransferRequest
from central.tenants import audit_log
from central.tenants.locks import lock_active
from central.tenants.models import AuditKind
from central.tenants.slugs import create_under, free_slugs
from central.tenants.tariff import tariff
from contract.config import EventState, Orientation, PrintLayout
from contract.ids import new_id

LONGEST: Final = timedelta(days=366)
"""A booth that stays somewhere gets an event for each year."""
FURTHEST: Final = timedelta(days=5 * 366)
"""How far ahead an event may end: credits that nobody remembers must not be set aside for ever."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an event is created from. `credits` move out of the client's balance, else the partner's.

    `id` is the event's; creating twice from one plan gives one event. Without a `slug` it gets one of its
    name. The slug is as it stands in addresses (`events.editing.slug_of`).
    `packs`, `styles`: what it offers (`operations.event_creation`); neither: all that its owner may use.
    """

    tenant_id: UUID
    name: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    credits: int
    client_id: UUID | None = None
    photo_price: int | None = None
    refund_on_failure: bool = False
    slug: str = ""
    welcome_es: str = ""
    welcome_en: str = ""
    welcome_pt: str = ""
    layouts: tuple[str, ...] = (PrintLayout.SINGLE, PrintLayout.STRIP)
    orientations: tuple[str, ...] = (Orientation.PORTRAIT, Orientation.LANDSCAPE)
    copies_limit: int = 2
    gallery_privacy: str = GalleryPrivacy.PRIVATE
    packs: tuple[UUID, ...] = ()
    styles: tuple[UUID, ...] = ()
    id: UUID = field(default_factory=new_id)


_ADDED: Final = (
    "slug", "welcome_es", "welcome_en", "welcome_pt", "layouts", "copies_limit", "gallery_privacy", "packs",
    "styles", "orientations",
)  # fmt: skip


def create(plan: Plan, actor: str, state: EventState = EventState.LIVE) -> Event:
    """The event with its credits, or nothing at all; repeated, the same. See `create_once`."""
    return create_once(plan, actor, state)[0]


def create_once(plan: Plan, actor: str, state: EventState = EventState.LIVE) -> tuple[Event, bool]:
    """The event with its credits, or nothing at all; whether it is new.

    Raises EventError, OtherContent, PartnerInactive.
    """
    try:
        with transaction.atomic():
            lock_active(plan.tenant_id)
            if not is_new(plan.tenant_id, "event", plan.id, content_of(plan, *_ADDED) | {"state": state}):
                return Event.objects.get(tenant_id=plan.tenant_id, id=plan.id), False
            event, made = _made(plan, state)
            if not made:
                return event, False
            open_pool(event.tenant_id, event.id, owner_account(event))
            if plan.credits:
                allocate(event, plan.credits, TransferRequest(plan.id, actor, timezone.now()))
            _record_creation(event, plan, actor)
    except Shortfall as error:
        raise CreditsShort(error) from error
    return event, True


def top_up(event: Event, credits: int, request: TransferRequest) -> bool:
    """Put more of its owner's credits into an event that has not ended (C5). False: a repetition.

    Raises CreditsShort, EventOver, AmountNotAllowed, PartnerInactive, Conflict.
    """
    _refuse_amount(credits)
    try:
        with transaction.atomic():
            lock_active(event.tenant_id)
            # Held against its closing: what comes in afterwards would be left behind.
            held = Event.objects.select_for_update(no_key=True).get(tenant_id=event.tenant_id, id=event.id)
            posted = allocate(held, credits, request)
            if posted and state_at(held, timezone.now()) is EventState.ENDED:
                raise EventOver
            if posted:
                audit_log.record_transfer(held.subject, AuditKind.TOPPED_UP, credits, request)
    except Shortfall as error:
        raise CreditsShort(error) from error
    return posted


def refuse_top_up(event: Event, credits: int) -> None:
    """Refuse what `top_up` would refuse, before anything else is done for it. Raises as it does."""
    _refuse_amount(credits)
    if state_at(event, timezone.now()) is EventState.ENDED:
        raise EventOver


def _refuse_amount(credits: int) -> None:
    limits = tariff()
    if not limits.top_up_least <= credits <= limits.top_up_most:
        least, most = limits.top_up_least, limits.top_up_most
        raise AmountNotAllowed(f"A top-up must be {least} to {most} credits.", least, most)


def decide(event: Event, state: EventState, actor: str) -> None:
    """Set the event live, pause it, or take it back to draft. Raises EventError once it has ended."""
    _refuse_undecidable(state)
    same = Event.objects.filter(tenant_id=event.tenant_id, id=event.id)
    with transaction.atomic():
        held = same.select_for_update(no_key=True).get()
        if held.decided == EventState.ENDED:
            raise EventOver
        same.update(decided=state, decided_at=timezone.now())
        if held.decided != state:
            changes = {"state": (held.decided, state)}
            audit_log.record(held.subject, AuditKind.STATE_SET, actor, changes=changes)
    event.refresh_from_db()


def close(event: Event, actor: str) -> int:
    """End the event and return what its pool has left to the owner (C11); how much. Repeating is harmless.

    What kiosks still hold follows when their leases come back: see `return_leftovers`.
    """
    with transaction.atomic():
        open_event = Event.objects.filter(tenant_id=event.tenant_id, id=event.id).exclude(
            decided=EventState.ENDED
        )
        ended = open_event.update(decided=EventState.ENDED, decided_at=timezone.now())
        returned = give_back(event, actor)
        if ended or returned:
            audit_log.record(event.subject, AuditKind.CLOSED, actor, credits=returned)
    event.refresh_from_db()
    return returned


def delete(event: Event, actor: str) -> int:
    """Close and hide the event; how much was returned. What its booths still deliver is settled."""
    with transaction.atomic():
        # The event before its accounts, also where it was closed before: as those lock who fill it.
        undeleted = Event.objects.filter(tenant_id=event.tenant_id, id=event.id, deleted_at=None)
        deleted = undeleted.update(deleted_at=timezone.now())
        returned = close(event, actor)
        if deleted:
            audit_log.record(event.subject, AuditKind.DELETED, actor)
    event.refresh_from_db()
    return returned


def return_leftovers(actor: str = "platform") -> int:
    """Return what the pools of events that are over have, as they ended by their dates, or as something came
    back to them afterwards; how much in all.

    A draft that was never opened is over by its dates, too.
    """

    def returned(event: Event) -> int:
        return _return_leftovers(event, actor)

    over = Event.objects.filter(leftovers_due_at__lte=timezone.now())
    return sum(each_alone("events.leftovers", over.order_by("leftovers_due_at"), returned, _about))


def _return_leftovers(event: Event, actor: str) -> int:
    """0: its pool is empty, or the event was changed meanwhile, and is due when it is over again."""
    # The event before its accounts, as those lock who fill it.
    same = Event.objects.filter(
        tenant_id=event.tenant_id, id=event.id, leftovers_due_at=event.leftovers_due_at
    )
    due = same.update(leftovers_due_at=NEVER)
    return give_back(event, actor) if due and not_empty([(event.tenant_id, event.id)]) else 0


def _about(event: Event) -> About:
    return About(event.tenant_id, f"event:{event.id}")


def _record_creation(event: Event, plan: Plan, actor: str) -> None:
    described = asdict(plan) | {"slug": event.slug} | dict.fromkeys(("id", "tenant_id", "credits"))
    audit_log.record(
        event.subject,
        AuditKind.CREATED,
        actor,
        changes=audit_log.initially(**described),
        credits=plan.credits,
        transfer_id=plan.id if plan.credits else None,
    )


def _made(plan: Plan, state: EventState) -> tuple[Event, bool]:
    """The plan's event, without its credits; whether it is new."""
    of_tenant = Event.objects.filter(tenant_id=plan.tenant_id)
    _refuse_undecidable(state)
    refuse_dates(plan.starts_at, plan.ends_at, timezone.now())
    least = tariff().event_minimum
    if plan.credits < least:
        raise AmountNotAllowed(f"An event needs at least {least} credits.", least)
    others = {"credits", "slug", "packs", "styles"}
    described = {name: value for name, value in asdict(plan).items() if name not in others}
    slugs = iter([plan.slug]) if plan.slug else free_slugs(of_tenant, plan.name, "evento")
    return create_under(slugs, of_tenant, described | {"decided": state})


def refuse_dates(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raises DatesRefused for dates that no event can have."""
    if ends_at <= starts_at:
        raise EndsBeforeItStarts
    if ends_at <= now:
        raise EndsInThePast
    if ends_at - starts_at > LONGEST:
        raise LastsTooLong(LONGEST.days)
    if ends_at - now > FURTHEST:
        raise EndsTooFarAhead(FURTHEST.days)


def _refuse_undecidable(state: EventState) -> None:
    if state not in (EventState.LIVE, EventState.PAUSED, EventState.DRAFT):
        raise EventError(f"An event cannot be set to {state}, only to live, paused or draft.")
