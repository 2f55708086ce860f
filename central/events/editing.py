"""What may be changed of an event, and until when (E1)."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from central.events.errors import EventBegun, EventError, EventOver
from central.events.lifecycle import refuse_dates
from central.events.models import Event
from central.events.states import state_at
from central.tenants import audit_log
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import SlugTaken
from central.tenants.locks import lock_active
from central.tenants.models import AuditKind
from contract.config import EventState

UNTIL_IT_BEGINS: Final = frozenset({"slug", "starts_at"})
"""Guests have its address in their hands, and pictures were made since."""
EVEN_AFTERWARDS: Final = frozenset({"name", "gallery_privacy"})
"""Its guests' pages and its gallery are still there; its credits are not, and no booth works for it."""
_LIVE: Final = (EventState.LIVE, EventState.PAUSED)


def hold(event: Event) -> Event:
    """The event as it is now; nobody else changes it until the caller's transaction ends.

    Raises PartnerInactive; EventOver: it was deleted.
    """
    lock_active(event.tenant_id)
    held = Event.objects.select_for_update(no_key=True).get(tenant_id=event.tenant_id, id=event.id)
    if held.deleted_at is not None:
        raise EventOver
    return held


def edit(event: Event, changes: Mapping[str, Any], by: AdminCommand) -> frozenset[str]:
    """Change what is another than it was, and say what that is. `event` is then as it is now.

    Raises EventError, PartnerInactive.
    """
    with transaction.atomic():
        held = hold(event)
        changed = {
            name: value for name, value in _stored(changes).items() if not _same(getattr(held, name), value)
        }
        refuse_late(held, changed)
        if {"starts_at", "ends_at"} & changed.keys():
            starts_at, ends_at = (changed.get(name, getattr(held, name)) for name in ("starts_at", "ends_at"))
            refuse_dates(starts_at, ends_at, timezone.now())
        _update(held, changed)
        audit_log.record_edit(held.subject, held, changed, by.actor)
    event.refresh_from_db()
    return frozenset(changed)


def set_staff_pin(event: Event, hashed: str, by: AdminCommand) -> None:
    """The hash of what opens staff mode at the event's booths; empty: its partner's.

    Raises PartnerInactive, EventOver.
    """
    with transaction.atomic():
        held = hold(event)
        Event.objects.filter(tenant_id=held.tenant_id, id=held.id).update(staff_pin_hash=hashed)
        audit_log.record(held.subject, AuditKind.STAFF_PIN_SET, by.actor, changes={"staff_pin": None})


def refuse_late(event: Event, names: Collection[str], moment: datetime | None = None) -> None:
    """Raises EventOver, EventBegun if it is too late to change one of these."""
    state = state_at(event, moment or timezone.now())
    if state is EventState.ENDED and set(names) - EVEN_AFTERWARDS:
        raise EventOver
    if state in _LIVE and set(names) & UNTIL_IT_BEGINS:
        raise EventBegun


def open_fields(event: Event, names: Collection[str]) -> frozenset[str]:
    """Those of these that may still be changed."""
    return frozenset(name for name in names if _may_change(event, name))


def _may_change(event: Event, name: str) -> bool:
    try:
        refuse_late(event, [name])
    except EventError:
        return False
    return True


def slug_of(wanted: str) -> str:
    """As it stands in addresses: without accents, its words joined by hyphens. Raises EventError."""
    slug = slugify(wanted.replace("_", " "))[:60].strip("-")
    if not slug:
        raise EventError("The slug needs a letter or a digit.")
    return slug


def _stored(changes: Mapping[str, Any]) -> dict[str, Any]:
    """As the event's row has them."""
    stored = dict(changes)
    if "slug" in changes:
        stored["slug"] = slug_of(str(changes["slug"]))
    lists = {name: list(value) for name, value in changes.items() if isinstance(value, tuple)}
    return stored | lists


def _same(known: object, said: object) -> bool:
    """Moments are shown to the millisecond, and so they come back."""
    if isinstance(known, datetime) and isinstance(said, datetime):
        return abs(known - said) < timedelta(milliseconds=1)
    return known == said


def _update(event: Event, changed: Mapping[str, object]) -> None:
    try:
        with transaction.atomic():
            if changed:
                Event.objects.filter(tenant_id=event.tenant_id, id=event.id).update(**changed)
    except IntegrityError as error:
        raise SlugTaken from error
