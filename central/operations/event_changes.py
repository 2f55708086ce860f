"""Changes of an event by its owners (E1), announced to its booths at once."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from central.catalogue.grants import Named
from central.catalogue.offers import offer_only, offers_of
from central.events import editing
from central.events.models import Event
from central.fleet.config_snapshots import announce
from central.operations.event_creation import bind_price
from central.server.hashing import pin_hash
from central.tenants import audit_log
from central.tenants.audit_log import AdminCommand
from central.tenants.hashes_for_people import hashed_for
from central.tenants.models import AuditKind

_OFFERS = frozenset({"packs", "styles"})


def edit(event: Event, changes: Mapping[str, Any], by: AdminCommand) -> None:
    """Change what is named. With neither packs nor styles it offers all that its owner may use.

    Raises EventError, CatalogueError, PartnerInactive; then nothing has changed.
    """
    described = {name: value for name, value in changes.items() if name not in _OFFERS}
    with transaction.atomic():
        changed = editing.edit(event, described, by)
        if _OFFERS & changes.keys():
            _offer(event, changes, by)
        if "photo_price" in changed:
            bind_price(event)
        announce(event)


def set_staff_pin(event: Event, pin: str | None, by: AdminCommand) -> None:
    """None: its partner's from now on. Raises PartnerInactive, EventOver, HashingBusy, TooManyAttempts."""
    # Takes its time, so outside of the transaction.
    hashed = "" if pin is None else hashed_for(by.actor, lambda: pin_hash(pin))
    with transaction.atomic():
        editing.set_staff_pin(event, hashed, by)
        announce(event)


def _offer(event: Event, changes: Mapping[str, Any], by: AdminCommand) -> None:
    known = offers_of(event.tenant_id, event.id)
    packs, styles = changes.get("packs", known.packs), changes.get("styles", known.styles)
    if Named(frozenset(packs), frozenset(styles)) == known:
        return
    editing.refuse_late(event, _OFFERS)
    offer_only(event, packs, styles)
    exchanged = {
        "packs": audit_log.exchanged(known.packs, packs),
        "styles": audit_log.exchanged(known.styles, styles),
    }
    audit_log.record(event.subject, AuditKind.EDITED, by.actor, changes=exchanged)
