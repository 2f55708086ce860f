"""The config snapshot (Y2): built on request, kept byte for byte, signed, and new only when it differs."""

import hashlib
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Min, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from central.base.shapes import shape_of
from central.catalogue.snapshot import packs_for
from central.changefeed.changes import publish_to_all
from central.events.branding import event_brand, tenant_brand
from central.events.models import Event, default_orientations
from central.events.queries import find
from central.events.states import shown_state
from central.fleet.consent import CONSENT
from central.fleet.models import Kiosk, Snapshot
from central.fleet.ticket_prefixes import prefix_of
from central.server import keys
from central.tenants.models import Tenant
from contract.config import ConfigEvent, ConfigPack, EventState, KioskConfig, Limits, Orientation, PrintLayout
from contract.signature import sign

_UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
_NEVER_OPEN: Final = (EventState.DRAFT, EventState.ENDED)


def current(kiosk: Kiosk) -> Snapshot:
    """The kiosk's current snapshot: the last one given out, if nothing has changed since."""
    config = _build(kiosk)
    version = hashlib.sha256(config.model_dump_json().encode()).hexdigest()[:32]
    last = _snapshots(kiosk).first()
    if last is not None and last.version == version:
        return last
    return _issue(kiosk, config, version)


def first_told(kiosk: Kiosk, event_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When the kiosk was first given a snapshot of each event: it cannot have promised a picture before."""
    given = _snapshots(kiosk).filter(event_id__in=event_ids).order_by("event_id").values_list("event_id")
    return {event_id: at for event_id, at in given.annotate(Min("issued_at")) if event_id is not None}


def announce(event: Event) -> None:
    """Tell every kiosk of the event that there is a new snapshot, in the caller's transaction."""
    kiosks = Kiosk.objects.filter(tenant_id=event.tenant_id, event_id=event.id).values_list("id", flat=True)
    publish_to_all(event.tenant_id, kiosks, "config", str(event.id))


def _snapshots(kiosk: Kiosk) -> QuerySet[Snapshot]:
    return Snapshot.objects.filter(tenant_id=kiosk.tenant_id, kiosk_id=kiosk.id).order_by("-issued_at")


def _build(kiosk: Kiosk) -> KioskConfig:
    """Everything but version and date, which follow from the rest."""
    tenant = Tenant.objects.get(id=kiosk.tenant_id)
    event = find(kiosk.tenant_id, kiosk.event_id)
    packs = packs_for(event) if event else ()
    return KioskConfig(
        kiosk_id=kiosk.id,
        kiosk_name=kiosk.name,
        version="",
        issued_at=_UNDATED,
        event=_config_event(event, _cheapest(packs), tenant) if event else None,
        branding=event_brand(event) if event else tenant_brand(kiosk.tenant_id),
        packs=packs,
        layouts=tuple(PrintLayout(layout) for layout in event.layouts) if event else (PrintLayout.SINGLE,),
        orientations=tuple(map(Orientation, event.orientations if event else default_orientations())),
        limits=Limits(copies=event.copies_limit) if event else Limits(),
        consent=CONSENT,
        guest_url=f"{settings.PUBLIC_URL}/g/",
        ticket_prefix=prefix_of(kiosk, event.id) if event else "",
        staff_pin_hash=(event and event.staff_pin_hash) or tenant.staff_pin_hash,
    )


def _cheapest(packs: tuple[ConfigPack, ...]) -> int:
    return min((style.price for pack in packs for style in pack.styles), default=0)


def _config_event(event: Event, cheapest: int, tenant: Tenant) -> ConfigEvent:
    """While its partner is inactive, an event that could open is paused: every booth knows that state."""
    state = shown_state(event, cheapest)
    if state != event.announced:
        # Its other booths do not know yet, whatever it follows from: another price, say.
        Event.objects.filter(tenant_id=event.tenant_id, id=event.id).update(state_due_at=Now())
    if not tenant.active and state not in _NEVER_OPEN:
        state = EventState.PAUSED
    return shape_of(ConfigEvent, event, state=state)


def _issue(kiosk: Kiosk, config: KioskConfig, version: str) -> Snapshot:
    now = timezone.now()
    body = config.model_copy(update={"version": version, "issued_at": now}).model_dump_json().encode()
    return Snapshot.objects.create(
        tenant_id=kiosk.tenant_id,
        kiosk_id=kiosk.id,
        event_id=config.event.id if config.event else None,
        version=version,
        body=body,
        signature=sign(keys.server_key(), body),
        prices={str(style.id): style.price for style in config.styles().values()},
        issued_at=now,
    )
