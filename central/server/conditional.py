"""Answers that the asker has already: 304 by `If-None-Match`, as RFC 9110 compares it.

A proxy that compresses an answer makes its ETag a weak one; either matches.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags

_KEPT: Final = ("Cache-Control", "Content-Location", "ETag", "Expires", "Last-Modified", "Vary")


def has_already(request: HttpRequest, etag: str) -> bool:
    """Whether the asker has the answer with this ETag."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag.removeprefix("W/") in {each.removeprefix("W/") for each in known}


def not_twice(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Django's middleware: what has an ETag, whoever gave it, is not sent to whoever has it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method not in ("GET", "HEAD") or response.status_code != 200 or "ETag" not in response:
            return response
        if not has_already(request, response["ETag"]):
            return response
        response.close()
        kept = {name: response[name] for name in _KEPT if name in response}
        return HttpResponseNotModified(headers=kept)

    return answer
