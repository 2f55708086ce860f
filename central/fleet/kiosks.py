"""Kiosks as the people see them who look after them (P5): listed, named, assigned, retired."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, SmallIntegerField, When
from django.utils import timezone
from pydantic import Field

from central.base import pages
from central.base.pages import Page, PageRequest, SearchText
from central.changefeed.changes import VOID, publish
from central.events import queries
from central.events.errors import EventOver
from central.events.states import state_at
from central.fleet import history
from central.fleet.errors import KioskRetired
from central.fleet.models import Happening, Kiosk, RemoteCommand
from central.ledger import leases
from central.ledger.transfer_requests import TransferRequest
from central.tenants import audit_log
from central.tenants.errors import NotFound
from central.tenants.locks import lock_existing
from central.tenants.models import AuditKind
from central.tenants.visibility import Scope, within
from central.tokens import new_token, token_hash
from contract.config import EventState
from contract.heartbeat import Health
from contract.shape import Shape

SILENT_AFTER: Final = timedelta(minutes=10)
"""Twenty heartbeats."""


class KioskState(StrEnum):
    """Whether a kiosk is in service, and heard of."""

    ACTIVE = "active"
    SILENT = "silent"
    RETIRED = "retired"


class KioskFilter(Shape):
    """Filters of the list of kiosks. `text`: in the name."""

    partner_id: UUID | None = None
    event_id: UUID | None = None
    state: KioskState | None = None
    silent_minutes: Annotated[
        int | None,
        Field(ge=1, le=5_256_000, description="Kiosks in service that have not been heard of for so long."),
    ] = None
    text: SearchText = ""


def state_of(kiosk: Kiosk, now: datetime) -> KioskState:
    """As `page` filters it."""
    if kiosk.retired_at is not None:
        return KioskState.RETIRED
    heard = kiosk.last_seen_at is not None and kiosk.last_seen_at > now - SILENT_AFTER
    return KioskState.ACTIVE if heard else KioskState.SILENT


def page(scope: Scope, wanted: KioskFilter, asked: PageRequest) -> Page[Kiosk]:
    """The kiosks in sight, the newest first, retired ones included. Raises CursorError."""
    return pages.page(_wanted(scope, wanted, timezone.now()), ("enrolled_at", "id", "tenant_id"), asked)


def page_worst_first(scope: Scope, wanted: KioskFilter, asked: PageRequest) -> Page[Kiosk]:
    """The same, in the order in which they want somebody: silent, failed, worried, well, retired.

    Raises CursorError.
    """
    now = timezone.now()
    ranked = _wanted(scope, wanted, now).annotate(trouble=_trouble(now))
    return pages.page(ranked, ("trouble", "enrolled_at", "id", "tenant_id"), asked)


def _wanted(scope: Scope, wanted: KioskFilter, now: datetime) -> QuerySet[Kiosk]:
    kiosks = within(_in_sight(scope), Scope(wanted.partner_id))
    if wanted.event_id is not None:
        kiosks = kiosks.filter(event_id=wanted.event_id)
    if wanted.state is not None:
        kiosks = kiosks.filter(_in_state(wanted.state, now))
    if wanted.silent_minutes is not None:
        kiosks = kiosks.filter(_silent_since(now - timedelta(minutes=wanted.silent_minutes)))
    if wanted.text:
        kiosks = kiosks.filter(name__icontains=wanted.text)
    return kiosks


def _trouble(now: datetime) -> Case:
    """From 0 to 5, the more the worse; a silent one is worse where there is an event that misses it."""
    has = {health: Q(health__parts__contains=[{"health": health.value}]) for health in Health}
    silent = _silent_since(now - SILENT_AFTER)
    return Case(
        When(~Q(retired_at=None), then=0),
        When(silent & ~Q(event_id=None), then=5),
        When(silent, then=3),
        When(has[Health.FAILED], then=4),
        When(has[Health.WARNING], then=2),
        default=1,
        output_field=SmallIntegerField(),
    )


def at_events(tenant_id: UUID, event_ids: Collection[UUID]) -> dict[UUID, list[Kiosk]]:
    """The kiosks that are to work for each of the tenant's events, by name; one statement."""
    found: dict[UUID, list[Kiosk]] = {event_id: [] for event_id in event_ids}
    for kiosk in Kiosk.objects.filter(tenant_id=tenant_id, event_id__in=found).order_by("name", "id"):
        if kiosk.event_id is not None:
            found[kiosk.event_id].append(kiosk)
    return found


def in_sight(scope: Scope, kiosk_id: UUID) -> Kiosk:
    """The kiosk, if it is in sight. Raises NotFound."""
    kiosk = _in_sight(scope).filter(id=kiosk_id).first()
    if kiosk is None:
        raise NotFound("kiosk")
    return kiosk


def rename(kiosk: Kiosk, name: str, actor: str) -> Kiosk:
    """Give it another name, which its booth shows, too. Repeating changes nothing. Raises KioskRetired."""
    with transaction.atomic():
        held = lock_in_service(kiosk)
        if held.name != name:
            history.entry(held, Happening.RENAMED, actor, note=name).save()
            audit_log.record_edit(held.subject, held, {"name": name}, actor)
            _change(held, name=name)
            publish(held.tenant_id, held.id, "config", str(held.id))
    return held


def assign(kiosk: Kiosk, event_id: UUID | None, actor: str) -> Kiosk:
    """Have it work for this event of its partner, or for none. Repeating changes nothing.

    A lease on the event before stays, as its booth may have promised pictures on it that are not here yet:
    the booth gives it back once it has the new event; that of a lost booth is taken back after its grace.
    Raises NotFound, EventOver, KioskRetired, PartnerDeleted.
    """
    with transaction.atomic():
        lock_existing(kiosk.tenant_id)
        held = lock_in_service(kiosk)
        _refuse_unassignable(held, event_id)
        if held.event_id != event_id:
            history.entry(held, Happening.ASSIGNED, actor, subject_id=event_id).save()
            assigned = {"event_id": event_id}
            audit_log.record_edit(held.subject, held, assigned, actor, AuditKind.ASSIGNED)
            _change(held, event_id=event_id, silence_due_at=timezone.now() + SILENT_AFTER)
            publish(held.tenant_id, held.id, "config", str(event_id or held.id))
    return held


def retire(kiosk: Kiosk, request: TransferRequest) -> bool:
    """Take it out of service: its token opens nothing from now on, and its leases are reclaimed.

    What it had promised still comes if it is enrolled again. Its history stays. False: it was retired before.
    """
    with transaction.atomic():
        held = lock(kiosk)
        if held.retired_at is not None:
            return False
        now = timezone.now()
        # In its next epoch nobody is: also a request that is under way is refused as a copy's.
        secret = token_hash(new_token(held.tenant_id))
        _change(held, retired_at=now, event_id=None, token_hash=secret, epoch=F("epoch") + 1)
        leases.reclaim_of_kiosk(held.tenant_id, held.id, request)
        waiting = RemoteCommand.objects.filter(tenant_id=held.tenant_id, kiosk_id=held.id, done_at=None)
        waiting.filter(Q(expires_at=None) | Q(expires_at__gt=now)).update(expires_at=now)
        history.entry(held, Happening.RETIRED, request.actor, at=now).save()
        audit_log.record(held.subject, AuditKind.RETIRED, request.actor)
        publish(held.tenant_id, held.id, VOID, str(held.id))
    return True


def lock_in_service(kiosk: Kiosk) -> Kiosk:
    """`lock`, for a kiosk that is not retired. Raises KioskRetired."""
    held = lock(kiosk)
    if held.retired_at is not None:
        raise KioskRetired
    return held


def lock(kiosk: Kiosk) -> Kiosk:
    """The kiosk as it is now, until the caller's transaction ends; before any account. Raises NotFound."""
    same = Kiosk.objects.select_for_update(no_key=True).filter(tenant_id=kiosk.tenant_id, id=kiosk.id)
    held = same.defer("settled_ahead").first()
    if held is None:
        raise NotFound("kiosk")
    return held


def _change(kiosk: Kiosk, **values: object) -> None:
    Kiosk.objects.filter(tenant_id=kiosk.tenant_id, id=kiosk.id).update(**values)
    kiosk.refresh_from_db(fields=list(values))


def _refuse_unassignable(kiosk: Kiosk, event_id: UUID | None) -> None:
    if event_id is None:
        return
    event = queries.in_sight(Scope(kiosk.tenant_id), event_id)
    if state_at(event, timezone.now()) is EventState.ENDED:
        raise EventOver


def _in_sight(scope: Scope) -> QuerySet[Kiosk]:
    return Kiosk.objects.all() if scope.tenant_id is None else Kiosk.objects.filter(tenant_id=scope.tenant_id)


def _in_state(state: KioskState, now: datetime) -> Q:
    if state is KioskState.RETIRED:
        return Q(retired_at__isnull=False)
    if state is KioskState.SILENT:
        return _silent_since(now - SILENT_AFTER)
    return Q(retired_at=None, last_seen_at__gt=now - SILENT_AFTER)


def _silent_since(moment: datetime) -> Q:
    return Q(retired_at=None) & (Q(last_seen_at=None) | Q(last_seen_at__lte=moment))
