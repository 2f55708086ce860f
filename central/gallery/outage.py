"""What a page answers while the database is away: 503, and when to try again, in the guest's language.

Under /api the endpoints themselves answer with a problem document (`central.api.problems`).
"""

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Final

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from central.gallery.hardening import hardened
from central.gallery.words import words_for
from central.server.db_pool import OUTAGE, RETRY_SECONDS, drop_dead_connections

log = logging.getLogger(__name__)

_SENTENCES: Final = {
    "es": ("Un momento, por favor", "Ahora no podemos mostrar esta página. Se vuelve a intentar sola."),
    "en": ("One moment, please", "We can't show this page right now. It tries again by itself."),
    "pt": ("Um momento, por favor", "Agora não conseguimos mostrar esta página. Ela tenta de novo sozinha."),
}


class OutagePages:
    """Middleware: whatever page fails for want of the database, it is this one that is answered."""

    async_capable = True
    sync_capable = True

    def __init__(
        self, get_response: Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]
    ) -> None:
        self._get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page; None for another error, which Django then answers."""
        if not isinstance(error, OUTAGE):
            return None
        # Not the path: a guest's is a secret.
        log.error("the database did not answer a %s of a page: %s", request.method, error)
        drop_dead_connections(error)
        return _page(request)


def _page(request: HttpRequest) -> HttpResponse:
    words = words_for(request.GET.get("lang", ""), request.headers.get("Accept-Language", ""))
    title, text = _SENTENCES[words.language]
    nonce = secrets.token_urlsafe(16)
    # A form that was sent is not sent again by itself.
    again = RETRY_SECONDS if request.method == "GET" else 0
    told = {"language": words.language, "title": title, "text": text, "nonce": nonce, "again": again}
    response = render(request, "gallery/outage.html", told, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Vary"] = "Accept-Language"
    return hardened(response, nonce)
