"""Event states that follow from dates and credits change by themselves; booths are told of it here."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from central.catalogue.prices import cheapest_prices
from central.changefeed.changes import publish_to_all
from central.changefeed.models import Change
from central.events.models import Event
from central.events.states import shown_state
from central.fleet.config_snapshots import announce
from central.fleet.models import Kiosk
from central.incidents.isolation import About, each_alone
from contract.config import EventState

_STILL_OF_INTEREST = timedelta(days=2)


def announce_changed_states() -> int:
    """Publish a config change for each event whose state is not the announced one; how many."""
    recent = Event.objects.filter(ends_at__gt=timezone.now() - _STILL_OF_INTEREST)
    events = list(recent.exclude(decided=EventState.DRAFT))
    priced = zip(events, cheapest_prices(events), strict=True)
    return sum(each_alone("fleet.announce", priced, _announce_if_changed, _about, in_transaction=False))


def announce_prices() -> None:
    """Tell every kiosk that works for an event, in the caller's transaction, that prices have changed."""
    kiosks = Kiosk.objects.filter(event_id__isnull=False).values_list("tenant_id", "id", "event_id")
    Change.objects.bulk_create(
        Change(tenant_id=tenant_id, kiosk_id=kiosk_id, kind="config", key=str(event_id))
        for tenant_id, kiosk_id, event_id in kiosks
    )


def announce_partner(tenant_id: UUID) -> None:
    """Tell every kiosk of the partner, in the caller's transaction, that there is a new snapshot."""
    kiosks = Kiosk.objects.filter(tenant_id=tenant_id).values_list("id", flat=True)
    publish_to_all(tenant_id, kiosks, "config", str(tenant_id))


def _about(priced: tuple[Event, int]) -> About:
    event, _ = priced
    return About(event.tenant_id, f"event:{event.id}")


def _announce_if_changed(priced: tuple[Event, int]) -> bool:
    event, cheapest = priced
    state = shown_state(event, cheapest)
    if state == event.announced:
        return False
    with transaction.atomic():
        same = Event.objects.filter(tenant_id=event.tenant_id, id=event.id, announced=event.announced)
        changed = bool(same.update(announced=state))
        if changed:
            announce(event)
    return changed
