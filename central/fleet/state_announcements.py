"""Event states that follow from dates and credits change by themselves; booths are told of it here.

Only events whose next moment has come are looked at, and those whose credits moved.
"""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from central.catalogue.models import Grant, Offer, Pack, Style
from central.changefeed.changes import publish_to_all
from central.changefeed.models import Change
from central.events.models import Event
from central.events.queries import having_keys
from central.fleet import silence
from central.fleet.config_snapshots import announce
from central.fleet.credit_changes import look_at_credit_changes
from central.fleet.event_states import SeenState, seen_states
from central.fleet.models import Kiosk
from central.incidents.isolation import About, each_alone
from central.ledger import credit_changes
from contract.config import EventState

_AT_ONCE = 500


def announce_changed_states() -> int:
    """Publish a config change for each event whose state is not the announced one; how many."""
    look_at_credit_changes()
    return sum(each_alone("fleet.announce", _due(), _announce_if_changed, _about, in_transaction=False))


def announce_prices() -> None:
    """Tell every kiosk that works for an event, in the caller's transaction, that prices have changed."""
    _announce_each(Kiosk.objects.filter(event_id__isnull=False))


def announce_packs(pack_ids: Collection[UUID]) -> None:
    """Tell the kiosks of open events that show one of these packs, each once, in the caller's transaction."""
    granted = Grant.objects.filter(tenant_id=OuterRef("tenant_id"), client_id=None, pack_id__in=pack_ids)
    own = Pack.objects.filter(tenant_id=OuterRef("tenant_id"), id__in=pack_ids)
    events = Event.objects.filter(tenant_id=OuterRef("tenant_id"), id=OuterRef("event_id"), deleted_at=None)
    is_open = events.filter(ends_at__gt=Now()).exclude(decided=EventState.ENDED)
    offers = Offer.objects.filter(tenant_id=OuterRef("tenant_id"), event_id=OuterRef("event_id"))
    styles = Style.objects.filter(pack_id__in=pack_ids).values("id")
    shown = ~Exists(offers) | Exists(offers.filter(Q(pack_id__in=pack_ids) | Q(style_id__in=styles)))
    kiosks = Kiosk.objects.filter(shown, Exists(granted) | Exists(own), Exists(is_open))
    _announce_each(kiosks)


def _announce_each(kiosks: QuerySet[Kiosk]) -> None:
    rows = kiosks.values_list("tenant_id", "id", "event_id")
    changes = [
        Change(tenant_id=tenant_id, kiosk_id=kiosk_id, kind="config", key=str(event_id))
        for tenant_id, kiosk_id, event_id in rows
    ]
    Change.objects.bulk_create(changes, batch_size=_AT_ONCE)


def announce_client(tenant_id: UUID, client_id: UUID) -> None:
    """Tell the kiosks of the client's events, in the caller's transaction, that there is a new snapshot."""
    events = Event.objects.filter(tenant_id=tenant_id, client_id=client_id, deleted_at=None).values("id")
    _announce_each(Kiosk.objects.filter(tenant_id=tenant_id, event_id__in=events))


def announce_partner(tenant_id: UUID) -> None:
    """Tell every kiosk of the partner, in the caller's transaction, that there is a new snapshot."""
    kiosks = Kiosk.objects.filter(tenant_id=tenant_id).values_list("id", flat=True)
    publish_to_all(tenant_id, kiosks, "config", str(tenant_id))


def _due() -> Iterator[SeenState]:
    """The events that were due at the beginning, some at a time."""
    ids = list(Event.objects.filter(state_due_at__lte=Now()).values_list("tenant_id", "id"))
    for start in range(0, len(ids), _AT_ONCE):
        yield from seen_states(having_keys(ids[start : start + _AT_ONCE]))


def _about(seen: SeenState) -> About:
    return About(seen.event.tenant_id, f"event:{seen.event.id}")


def _announce_if_changed(seen: SeenState) -> bool:
    """False: its booths know, or it was changed meanwhile and is still due."""
    event = seen.event
    changed = seen.state != event.announced
    same = Event.objects.filter(
        tenant_id=event.tenant_id, id=event.id, announced=event.announced, state_due_at=event.state_due_at
    )
    with transaction.atomic():
        looked_at = bool(same.update(announced=seen.state, state_due_at=seen.until))
        if looked_at and changed:
            announce(event)
            credit_changes.note(event.tenant_id, event.id)
            if seen.state is EventState.LIVE:
                silence.watch_event(event)
    return looked_at and changed
