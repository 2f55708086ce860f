"""An event's page, which its printed code and its booths' codes lead to (E4)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from central.events import queries
from central.events.branding import event_brand, platform_brand
from central.events.models import Event
from central.events.states import state_at
from central.fleet.models import Kiosk
from central.gallery.event_words import EVENT_WORDS
from central.gallery.hardening import hardened
from central.gallery.short_pages import short_page, words_of
from central.qr_codes.addresses import event_address, named_by
from contract.config import EventState


@require_safe
def event_page(request: HttpRequest, key: str) -> HttpResponse:
    """What the party is, and when; of a draft or a deleted event no more than of none."""
    named = named_by(key)
    return _render(request, queries.find(*named) if named else None)


@require_safe
def kiosk_page(request: HttpRequest, key: str) -> HttpResponse:
    """The page of the event that the booth works for now: the code on a booth outlives its parties."""
    named = named_by(key)
    kiosk = None
    if named:
        kiosk = Kiosk.objects.filter(tenant_id=named[0], id=named[1], retired_at=None).first()
    event = queries.find(kiosk.tenant_id, kiosk.event_id) if kiosk else None
    if event is None:
        return _render(request, None)
    return hardened(HttpResponseRedirect(event_address(event)))


def _render(request: HttpRequest, event: Event | None) -> HttpResponse:
    state = state_at(event, timezone.now()) if event and event.deleted_at is None else EventState.DRAFT
    shown = event if state is not EventState.DRAFT else None
    brand = event_brand(shown) if shown else platform_brand()
    language, welcome = words_of(request).language, shown.welcome if shown else None
    context = {
        "event": shown,
        "greeting": welcome and (getattr(welcome, language) or welcome.es),
        "said": EVENT_WORDS[language],
        "state": state.value,
    }
    return short_page(request, "gallery/event.html", brand, context, 200 if shown else 404)
