"""The guest's page and what it loads."""

import re
import secrets
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

import assets
from central.base.refusals import HTTP_STATUS
from central.blobs.parts import Part
from central.events.branding import platform_brand
from central.gallery.erasure import erase
from central.gallery.guests import GuestPicture, PageState, find
from central.gallery.hardening import hardened
from central.gallery.words import LANGUAGES, Words, words_for
from central.generations.errors import TooManyErasures
from central.server.addresses import address_of
from central.tenants.errors import TooManyAttempts
from contract.accent import screen_accent
from contract.ids import CLAIM_CODE_LENGTH, CROCKFORD, normalise_code

_CODE: Final = re.compile(rf"[{CROCKFORD}]{{{CLAIM_CODE_LENGTH}}}")
_FONT_FILES: Final = frozenset({"Sora-SemiBold.otf", "Manrope-Medium.ttf", "Manrope-Bold.ttf"})
_PICTURES: Final = {
    "after": "result_sha256",
    "before": "before_sha256",
    "thumbnail": "thumbnail_sha256",
}
_POLL_SECONDS: Final = 3


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The page behind the QR code. A mistyped code is corrected; a malformed one gives 404."""
    canonical = normalise_code(code)
    if not _CODE.fullmatch(canonical):
        return _render(request, GuestPicture(PageState.PENDING, platform_brand()), "", lost=True)
    if canonical != code:
        return hardened(HttpResponseRedirect(reverse("guest-page", args=[canonical])))
    return _render(request, find(code), code)


@require_safe
def state(request: HttpRequest, code: str) -> HttpResponse:
    """The page's state as JSON, for its own script."""
    if not _CODE.fullmatch(code):
        return hardened(HttpResponseNotFound())
    found = find(code)
    left = {"left": found.left.names} if found.left else {}
    return hardened(JsonResponse({"state": found.state} | left))


@require_safe
def picture(request: HttpRequest, code: str, which: str) -> HttpResponseBase:
    """The portrait (`after`, `thumbnail`) or the photo it was made from (`before`); without metadata."""
    found = find(code) if _CODE.fullmatch(code) else None
    if found is None or found.generation is None or found.state is not PageState.READY:
        return hardened(HttpResponseNotFound())
    jpeg = Part(getattr(found.generation, _PICTURES[which]))
    response = StreamingHttpResponse(jpeg, content_type="image/jpeg")
    response["Content-Length"] = str(jpeg.length)
    if "download" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{_file_name(found)}"'
    return hardened(response)


@csrf_exempt
@require_POST
def erase_picture(request: HttpRequest, code: str) -> HttpResponse:
    """Erase the guest's photo and portrait, made or not. The code is enough; no token is asked for."""
    if not _CODE.fullmatch(code):
        return hardened(HttpResponseNotFound())
    try:
        erase(code, address_of(request))
    except (TooManyAttempts, TooManyErasures) as error:
        response = _render(request, find(code), code, busy=True)
        response.status_code = HTTP_STATUS[error.code]
        response["Retry-After"] = str(error.retry_after)
        return response
    return hardened(HttpResponseRedirect(reverse("guest-page", args=[code])))


@require_safe
def font(request: HttpRequest, name: str) -> HttpResponse:
    """One of the page's fonts."""
    if name not in _FONT_FILES:
        return HttpResponseNotFound()
    response = HttpResponse(_font(name), content_type="font/otf" if name.endswith("otf") else "font/ttf")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@cache
def _font(name: str) -> bytes:
    return assets.path("fonts", name).read_bytes()


def _render(
    request: HttpRequest, found: GuestPicture, code: str, *, lost: bool = False, busy: bool = False
) -> HttpResponse:
    nonce = secrets.token_urlsafe(16)
    shown = "lost" if lost else "busy" if busy else found.state.value
    response = render(request, "gallery/guest.html", _context(request, found, code, nonce, shown))
    response.status_code = 404 if lost else 200
    response["Vary"] = "Accept-Language"
    return hardened(response, nonce)


def _context(request: HttpRequest, found: GuestPicture, code: str, nonce: str, shown: str) -> dict[str, Any]:
    accent = screen_accent(found.branding.primary_color)
    words = _words(request, found)
    return {
        "accent": accent.fill,
        "ink": accent.ink,
        "branding": found.branding,
        "by_photo": found.generation is not None and found.generation.failed_by_its_photo,
        "code": code,
        "event_name": found.event_name,
        "languages": LANGUAGES.values(),
        "known": found.claim is not None,
        "left": found.left,
        "nonce": nonce,
        "picture_url": _absolute(code) if found.state is PageState.READY else "",
        "poll_seconds": _POLL_SECONDS,
        "state": shown,
        "unmet": found.claim is not None and found.claim.kiosk_id is None,
        "refusal": words.refusal(found.claim.refusal) if found.claim and found.claim.refusal else "",
        "ticket": found.ticket,
        "words": words,
    }


def _words(request: HttpRequest, found: GuestPicture) -> Words:
    booth = found.claim.language if found.claim else ""
    return words_for(request.GET.get("lang", ""), request.headers.get("Accept-Language", ""), booth)


def _absolute(code: str) -> str:
    return settings.PUBLIC_URL + reverse("guest-picture", args=[code, "thumbnail"])


def _file_name(found: GuestPicture) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", found.event_name.lower()).strip("-") or "cabina"
    return f"{words[:60]}-{found.ticket.lower()}.jpg"
