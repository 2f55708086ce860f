"""What a page answers while the database is away: 503, and when to try again, in the guest's language.

Under /api the endpoints themselves answer with a problem document (`central.api.problems`).
"""

import logging
import secrets
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from central.gallery.hardening import hardened
from central.gallery.words import words_for
from central.server.db_pool import RETRY_SECONDS, drop_dead_connections, is_outage

log = logging.getLogger(__name__)

_SENTENCES: Final = {
    "es": (
        "Un momento, por favor",
        "Ahora no podemos mostrar esta página. Se recarga sola en unos segundos.",
    ),
    "en": ("One moment, please", "We can't show this page right now. It reloads by itself in a few seconds."),
    "pt": (
        "Um momento, por favor",
        "Agora não dá para mostrar esta página. Ela recarrega sozinha em segundos.",
    ),
}
_NOT_DONE: Final = {
    "es": (
        "No se pudo hacer",
        "No pudimos hacer lo que pediste. Volvé a la página anterior y probá de nuevo.",
    ),
    "en": ("That did not work", "We could not do what you asked. Please go back and try again."),
    "pt": (
        "Não foi possível",
        "Não conseguimos fazer o que você pediu. Volte à página anterior e tente de novo.",
    ),
}
"""Of a form that was sent: nobody sends it again by itself, and its sender must know."""


class OutagePages:
    """Middleware: whatever page fails for want of the database, it is this one that is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page; None for another error, which Django then answers."""
        if not is_outage(error):
            return None
        # Not the path: a guest's is a secret.
        log.error("the database did not answer a %s of a page: %s", request.method, error)
        drop_dead_connections(error)
        return _page(request)


def _page(request: HttpRequest) -> HttpResponse:
    words = words_for(request.GET.get("lang", ""), request.headers.get("Accept-Language", ""))
    shown = request.method in ("GET", "HEAD")
    title, text = (_SENTENCES if shown else _NOT_DONE)[words.language]
    nonce = secrets.token_urlsafe(16)
    again = RETRY_SECONDS if shown else 0
    told = {"language": words.language, "title": title, "text": text, "nonce": nonce, "again": again}
    response = render(request, "gallery/outage.html", told, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Vary"] = "Accept-Language"
    return hardened(response, nonce)
