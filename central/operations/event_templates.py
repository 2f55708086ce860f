"""How an owner's events usually are, kept under a name, and new events made from it (L8).

A client's templates are its own, as a partner's are; neither sees the other's.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from central.base import pages
from central.base.pages import Page, PageRequest
from central.base.refusals import DomainError
from central.events.lifecycle import Plan
from central.events.models import Event, EventTemplate
from central.idempotency.creations import is_new
from central.operations import event_copies
from central.operations.event_copies import Copy
from central.operations.event_creation import create_once
from central.tenants import audit_log
from central.tenants.audit_log import AdminCommand
from central.tenants.branding import BRAND_FIELDS
from central.tenants.errors import NotFound
from central.tenants.locks import lock_active, lock_list
from central.tenants.models import AuditKind
from contract.config import EventState
from contract.problem import Code

MOST_TEMPLATES: Final = 50
"""Of one owner."""
_OWN: Final = frozenset({"tenant_id", "client_id", "id", "name", "slug", "starts_at", "ends_at", "credits"})
"""What each event has of its own."""
_BRAND: Final = tuple(name for name in BRAND_FIELDS if name != "logo_sha256")
_THINGS: Final = ("packs", "styles")


class TooManyTemplates(DomainError):
    """Nothing was kept."""

    code = Code.LIMIT_REACHED
    sentence = f"There are {MOST_TEMPLATES} templates already; delete one first."


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose templates: a client's, or the partner's own (None)."""

    tenant_id: UUID
    client_id: UUID | None = None


def create(
    event: Event, template_id: UUID, name: str, by: AdminCommand, owner: Owner | None = None
) -> EventTemplate:
    """Keep how the event is described, for its owner, or for its partner; repeated, the same.

    Its own part of its brand comes along, but for its logo, which stays with the event.
    Raises TooManyTemplates, OtherContent, PartnerInactive.
    """
    owner = owner or Owner(event.tenant_id, event.client_id)
    with transaction.atomic():
        lock_active(owner.tenant_id)
        lock_list(owner.client_id or owner.tenant_id, b"cabina.templates")
        content = {"event_id": event.id, "name": name}
        if not is_new(owner.tenant_id, "event template", template_id, content):
            return in_sight(owner, template_id)
        if _of(owner).count() >= MOST_TEMPLATES:
            raise TooManyTemplates
        made = EventTemplate.objects.create(
            tenant_id=owner.tenant_id,
            client_id=owner.client_id,
            id=template_id,
            name=name,
            described=_described(event),
        )
        audit_log.record(made.subject, AuditKind.CREATED, by.actor)
    return made


def page(owner: Owner, asked: PageRequest) -> Page[EventTemplate]:
    """The owner's templates, the newest first. Raises CursorError."""
    return pages.page(_of(owner), ("created_at", "id"), asked)


def in_sight(owner: Owner, template_id: UUID) -> EventTemplate:
    """The owner's template. Raises NotFound."""
    found = _of(owner).filter(id=template_id).first()
    if found is None:
        raise NotFound("event template")
    return found


def use(
    template: EventTemplate,
    copy: Copy,
    actor: str,
    state: EventState = EventState.DRAFT,
    client_id: UUID | None = None,
) -> tuple[Event, bool]:
    """The new event of the template's owner, with credits and dates of its own; whether it is new.

    `client_id`: of a partner's template, the client whose event it is to be. Raises what
    `event_creation.create_once` raises, also when its owner may no longer use what it offers.
    """
    with transaction.atomic():
        planned = replace(plan(template, copy), client_id=template.client_id or client_id)
        made, new = create_once(planned, actor, state)
        if new:
            brand = {name: template.described[name] for name in _BRAND}
            Event.objects.filter(tenant_id=made.tenant_id, id=made.id).update(**brand)
            made.refresh_from_db()
    return made, new


def plan(template: EventTemplate, copy: Copy) -> Plan:
    """What the new event is created from: to be shown in a form, or as it is."""
    kept = dict(template.described)
    lasts = timedelta(seconds=kept.pop("lasts_seconds"))
    fields: dict[str, Any] = {name: each for name, each in kept.items() if name not in _BRAND}
    for name in ("layouts", "orientations"):
        fields[name] = tuple(fields[name])
    for name in _THINGS:
        fields[name] = tuple(UUID(each) for each in fields[name])
    return Plan(
        tenant_id=template.tenant_id,
        client_id=template.client_id,
        id=copy.id,
        name=copy.name,
        starts_at=copy.starts_at,
        ends_at=copy.ends_at or copy.starts_at + lasts,
        credits=copy.credits,
        **fields,
    )


def rename(template: EventTemplate, name: str, by: AdminCommand) -> None:
    """Give it another name. Repeating changes nothing. Raises NotFound: it was deleted; PartnerInactive."""
    with transaction.atomic():
        lock_active(template.tenant_id)
        held = _row(template).select_for_update().first()
        if held is None:
            raise NotFound("event template")
        audit_log.record_edit(held.subject, held, {"name": name}, by.actor)
        _row(template).update(name=name)
    template.name = name


def delete(template: EventTemplate, by: AdminCommand) -> None:
    """Forget it; the events that were made from it stay. Safe to repeat. Raises PartnerInactive."""
    with transaction.atomic():
        lock_active(template.tenant_id)
        if _row(template).delete()[0]:
            audit_log.record(template.subject, AuditKind.DELETED, by.actor)


def forget_all(tenant_id: UUID) -> None:
    """Forget the templates of a partner that is deleted, in the caller's transaction."""
    EventTemplate.objects.filter(tenant_id=tenant_id).delete()


def _of(owner: Owner) -> QuerySet[EventTemplate]:
    return EventTemplate.objects.filter(tenant_id=owner.tenant_id, client_id=owner.client_id)


def _row(template: EventTemplate) -> QuerySet[EventTemplate]:
    return EventTemplate.objects.filter(tenant_id=template.tenant_id, id=template.id)


def _described(event: Event) -> dict[str, object]:
    """As JSON. What an event is planned from, but for what each has of its own."""
    planned = event_copies.plan(event, Copy(event.id, "", event.starts_at, 0))
    kept = {name: getattr(planned, name) for name in Plan.__dataclass_fields__ if name not in _OWN}
    things = {name: [str(each) for each in kept[name]] for name in _THINGS}
    brand = {name: getattr(event, name) for name in _BRAND}
    return kept | things | brand | {"lasts_seconds": (event.ends_at - event.starts_at).total_seconds()}
