"""A page of a few sentences in the guests' look, in their language and a brand's colours."""

import secrets
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from central.gallery.hardening import hardened
from central.gallery.words import LANGUAGES, Words, words_for
from contract.accent import screen_accent
from contract.config import Branding


def words_of(request: HttpRequest) -> Words:
    """In the language that its address names, else the one that the browser prefers."""
    return words_for(request.GET.get("lang", ""), request.headers.get("Accept-Language", ""))


def short_page(
    request: HttpRequest, template: str, brand: Branding, context: Mapping[str, object], status: int
) -> HttpResponse:
    """The template, which extends `gallery/short.html`; its own texts are in `context`."""
    nonce, accent = secrets.token_urlsafe(16), screen_accent(brand.primary_color)
    frame = {
        "accent": accent.fill,
        "ink": accent.ink,
        "branding": brand,
        "languages": LANGUAGES.values(),
        "nonce": nonce,
        "words": words_of(request),
    }
    response = render(request, template, {**frame, **context}, status=status)
    response["Vary"] = "Accept-Language"
    return hardened(response, nonce)
