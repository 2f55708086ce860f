"""Kiosks that nobody has heard of for ten minutes while their event is live: their partner is told, once.

Each kiosk has a moment at which it is looked at. One that was heard of meanwhile is put off, without a look
at anything else; one that is silent is looked at no more until it is heard of again, or its event goes live.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from django.db.models import F
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from central.events.models import Event
from central.events.notices import facts_of
from central.events.queries import having_keys
from central.events.states import state_at
from central.fleet.kiosks import SILENT_AFTER
from central.fleet.models import Kiosk
from central.incidents.isolation import About, each_alone
from central.notices.kinds import NoticeKind
from central.notices.telling import Told, tell
from contract.config import EventState

AT_ONCE: Final = 500


def due_after_heartbeat() -> Combinable:
    """When a kiosk is looked at that has just been heard of: as planned, or after the usual time."""
    return Coalesce(F("silence_due_at"), timezone.now() + SILENT_AFTER)


def watch_event(event: Event) -> None:
    """Look at the kiosks of an event that has just gone live; in the caller's transaction."""
    kiosks = Kiosk.objects.filter(tenant_id=event.tenant_id, event_id=event.id, retired_at=None)
    kiosks.update(silence_due_at=timezone.now() + SILENT_AFTER)


def tell_silences() -> int:
    """Tell whose kiosks have fallen silent at a live event; how many kiosks."""
    _put_off_heard()
    due = list(Kiosk.objects.filter(silence_due_at__lte=Now()).order_by("silence_due_at")[:AT_ONCE])
    events = _events_of(due)
    is_all = len(due) < AT_ONCE
    return sum(
        each_alone("fleet.silence", due, lambda each: _tell_silence(each, events), _about, is_all=is_all)
    )


def _put_off_heard() -> None:
    now = timezone.now()
    heard = Kiosk.objects.filter(silence_due_at__lte=now, last_seen_at__gt=now - SILENT_AFTER)
    heard.update(silence_due_at=F("last_seen_at") + SILENT_AFTER)


def _events_of(kiosks: Sequence[Kiosk]) -> dict[tuple[UUID, UUID], Event]:
    found = having_keys({(each.tenant_id, each.event_id) for each in kiosks if each.event_id})
    return {(event.tenant_id, event.id): event for event in found}


def _tell_silence(kiosk: Kiosk, events: Mapping[tuple[UUID, UUID], Event]) -> bool:
    """False: it was heard of meanwhile, or there is no live event at which it is missed."""
    same = Kiosk.objects.filter(tenant_id=kiosk.tenant_id, id=kiosk.id, last_seen_at=kiosk.last_seen_at)
    if not same.filter(silence_due_at=kiosk.silence_due_at).update(silence_due_at=None):
        return False
    event = events.get((kiosk.tenant_id, kiosk.event_id)) if kiosk.event_id else None
    if event is None or event.deleted_at or kiosk.retired_at or not _is_live(event):
        return False
    since = kiosk.last_seen_at or kiosk.enrolled_at
    tell(
        Told(
            kiosk.tenant_id,
            NoticeKind.BOOTH_SILENT,
            f"silent:{kiosk.id}:{event.id}:{since.isoformat()}",
            facts=facts_of(event, booth=kiosk.name, since=since.isoformat(), subject=f"kiosk:{kiosk.id}"),
            until=event.ends_at,
        )
    )
    return True


def _is_live(event: Event) -> bool:
    return state_at(event, timezone.now()) is EventState.LIVE


def _about(kiosk: Kiosk) -> About:
    return About(kiosk.tenant_id, f"kiosk:{kiosk.id}")
