"""QR codes to print (E4): of an event and of a booth, as files, and an event's sheet."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from central.api import files
from central.api.auth import host_auth, keeper_auth, person_asking
from central.events import queries
from central.fleet import kiosks
from central.qr_codes.addresses import event_address, kiosk_address
from central.qr_codes.files import png, svg
from central.qr_codes.sheets import sheet
from central.tenants.visibility import scope_of

router = Router(tags=["QR codes"], auth=host_auth)

Language = Annotated[Literal["es", "en", "pt"], Query(description="Of the sheet's words.")]


@router.get("/events/{event_id}/qr.png", summary="Get an event's QR code", openapi_extra=files.PNG)
def event_png(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Of its page, as PNG."""
    return _file(png(_of_event(request, event_id)), "image/png", "qr.png")


@router.get(
    "/events/{event_id}/qr.svg", summary="Get an event's QR code as a drawing", openapi_extra=files.SVG
)
def event_svg(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Of its page, as SVG."""
    return _file(svg(_of_event(request, event_id)), "image/svg+xml", "qr.svg")


@router.get(
    "/events/{event_id}/qr-sheet.pdf", summary="Get a sheet of an event's QR codes", openapi_extra=files.PDF
)
def event_sheet(request: HttpRequest, event_id: UUID, language: Language = "es") -> HttpResponse:
    """To print on A4: the code of its page, and those of its booths."""
    event = queries.in_sight(scope_of(person_asking(request)), event_id)
    return _file(sheet(event, language), "application/pdf", f"{event.slug}.pdf")


@router.get(
    "/kiosks/{kiosk_id}/qr.png", summary="Get a kiosk's QR code", auth=keeper_auth, openapi_extra=files.PNG
)
def kiosk_png(request: HttpRequest, kiosk_id: UUID) -> HttpResponse:
    """Of the page of whichever event it works for, as PNG."""
    return _file(png(_of_kiosk(request, kiosk_id)), "image/png", "qr.png")


@router.get(
    "/kiosks/{kiosk_id}/qr.svg",
    summary="Get a kiosk's QR code as a drawing",
    auth=keeper_auth,
    openapi_extra=files.SVG,
)
def kiosk_svg(request: HttpRequest, kiosk_id: UUID) -> HttpResponse:
    """Of the page of whichever event it works for, as SVG."""
    return _file(svg(_of_kiosk(request, kiosk_id)), "image/svg+xml", "qr.svg")


def _of_event(request: HttpRequest, event_id: UUID) -> str:
    return event_address(queries.in_sight(scope_of(person_asking(request)), event_id))


def _of_kiosk(request: HttpRequest, kiosk_id: UUID) -> str:
    return kiosk_address(kiosks.in_sight(scope_of(person_asking(request)), kiosk_id))


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=media_type, headers=headers)
