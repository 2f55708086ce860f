"""Codes to print and to send: of the event's page, and of its booths'."""

from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from central.dashboards.event_pages.owners import address_of_event, event_page, own
from central.dashboards.kit.access import PageRequest
from central.events.models import Event
from central.fleet import kiosks
from central.fleet.models import Kiosk
from central.qr_codes.addresses import event_address, kiosk_address
from central.qr_codes.files import png, svg
from central.qr_codes.sheets import SIZES, sheet

_READING: Final = ("GET", "HEAD")
_FORMATS: Final = {"png": ("image/png", png), "svg": ("image/svg+xml", svg)}


@event_page(methods=_READING)
def codes(request: PageRequest, event_id: UUID) -> HttpResponse:
    """How they look, and their files."""
    event = own(request, event_id)
    booths = _booths(event)
    shown = {
        "event": event,
        "back": address_of_event(request, event),
        "address": event_address(event),
        "booths": [(kiosk, kiosk_address(kiosk)) for kiosk in booths],
        "sizes": SIZES,
    }
    return render(request, "event_pages/qr_codes.html", shown)


@event_page(methods=_READING)
def event_code(request: PageRequest, event_id: UUID, form: str) -> HttpResponse:
    """The event's code as a file."""
    event = own(request, event_id)
    return _file(request, event_address(event), form, event.slug)


@event_page(methods=_READING)
def booth_code(request: PageRequest, event_id: UUID, kiosk_id: UUID, form: str) -> HttpResponse:
    """The code of a booth that works at the event."""
    event = own(request, event_id)
    booths = _booths(event)
    for number, kiosk in enumerate(booths, start=1):
        if kiosk.id == kiosk_id:
            return _file(request, kiosk_address(kiosk), form, f"{event.slug}-{number}")
    raise Http404


@event_page(methods=_READING)
def code_sheet(request: PageRequest, event_id: UUID) -> HttpResponse:
    """All of them, to print, on paper of the size in the address."""
    event: Event = own(request, event_id)
    size = request.GET.get("size", "a4")
    if size not in SIZES:
        raise Http404
    content = sheet(event, get_language() or "es", size)
    return _download(content, "application/pdf", f"{event.slug}-{size}.pdf")


def _booths(event: Event) -> list[Kiosk]:
    found = kiosks.at_events(event.tenant_id, [event.id])[event.id]
    return [kiosk for kiosk in found if kiosk.retired_at is None]


def _file(request: PageRequest, address: str, form: str, name: str) -> HttpResponse:
    if form not in _FORMATS:
        raise Http404
    media_type, drawn = _FORMATS[form]
    response = _download(drawn(address), media_type, f"{name}-qr.{form}")
    if "show" in request.GET:
        response["Content-Disposition"] = "inline"
    return response


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
