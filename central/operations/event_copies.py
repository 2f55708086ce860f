"""Another event like one that there is: described alike, with dates and credits of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from central.blobs.holdings import Holder, hold
from central.blobs.models import Holding, Purpose
from central.blobs.strays import lock
from central.catalogue.offers import offers_of
from central.events.lifecycle import Plan
from central.events.models import Event
from central.operations.event_creation import create_once
from central.tenants.branding import BRAND_FIELDS
from contract.config import EventState

_ALIKE: Final = (
    "tenant_id", "client_id", "time_zone", "photo_price", "refund_on_failure", "welcome_es", "welcome_en",
    "welcome_pt", "copies_limit", "gallery_privacy",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Copy:
    """What is another than in the event that is copied. The caller chooses `id`, so that repeating is safe.

    `ends_at` None: it lasts as long as the other one.
    """

    id: UUID
    name: str
    starts_at: datetime
    credits: int
    ends_at: datetime | None = None


def duplicate(
    event: Event, copy: Copy, actor: str, state: EventState = EventState.DRAFT
) -> tuple[Event, bool]:
    """The new event, with its credits, what the other one offers and its own part of its brand; whether it is
    new. Neither pictures, booths nor staff PIN come along.

    Raises what `event_creation.create_once` raises, also when its owner may no longer use what it offers.
    """
    with transaction.atomic():
        made, is_new = create_once(plan(event, copy), actor, state)
        if is_new:
            _copy_brand(event, made)
    return made, is_new


def plan(event: Event, copy: Copy) -> Plan:
    """What the new event is created from: to be shown in a form, or as it is."""
    offered = offers_of(event.tenant_id, event.id)
    alike: dict[str, Any] = {name: getattr(event, name) for name in _ALIKE}
    return Plan(
        id=copy.id,
        name=copy.name,
        starts_at=copy.starts_at,
        ends_at=copy.ends_at or copy.starts_at + (event.ends_at - event.starts_at),
        credits=copy.credits,
        layouts=tuple(event.layouts),
        orientations=tuple(event.orientations),
        packs=tuple(sorted(offered.packs)),
        styles=tuple(sorted(offered.styles)),
        **alike,
    )


def _copy_brand(event: Event, to: Event) -> None:
    """What it says itself; what it inherits, the new one inherits, too. Its logo is held for both."""
    own = {name: getattr(event, name) for name in BRAND_FIELDS}
    if event.logo_sha256 and not _share_logo(event, to):
        own["logo_sha256"] = ""
    Event.objects.filter(tenant_id=to.tenant_id, id=to.id).update(**own)
    to.refresh_from_db()


def _share_logo(event: Event, to: Event) -> bool:
    lock(event.logo_sha256)
    held = Holding.objects.filter(
        tenant_id=event.tenant_id, event_id=event.id, sha256=event.logo_sha256, purpose=Purpose.LOGO
    ).first()
    if held is None:
        return False  # It was replaced at this very moment.
    facts = {name: getattr(held, name) for name in ("stored_sha256", "media_type", "size")}
    hold(Holder(to.tenant_id, to.id), event.logo_sha256, Purpose.LOGO, **facts)
    return True
