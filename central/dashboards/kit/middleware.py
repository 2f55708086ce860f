"""What only pages need: sessions, languages, CSRF, messages, and the headers of every page.

One middleware of Django's that passes everything else on: a booth's sync pays one comparison for all of it.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware
from django_htmx.middleware import HtmxMiddleware

from central.dashboards.kit.hardening import harden
from central.dashboards.kit.languages import choose_language
from central.dashboards.kit.looking import look
from central.dashboards.kit.persons import know_person
from central.tenants.hosts import own_domain

Answer = Callable[[HttpRequest], HttpResponseBase]

NOT_PAGES: Final = (
    "/api/",
    "/g/",
    "/u/",
    "/mail/",
    "/fonts/",
    "/static/",
    "/healthz",
    "/robots.txt",
    "/domains/",
    "/openapi.json",
)
"""The beginnings of addresses that booths, programs and guests use, who have neither session nor account."""


def is_page(request: HttpRequest) -> bool:
    """Whether this is asked for by a person with a browser, who may be logged in."""
    return not request.path_info.startswith(NOT_PAGES)


class OwnCsrf(CsrfViewMiddleware):
    """Django's, for whom a partner's own domain is an origin of ours, behind a proxy that ends its TLS."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        own = own_domain(request)
        secure = own is not None and request.META.get("HTTP_ORIGIN") == f"https://{own.name}"
        return secure or bool(super()._origin_verified(request))  # type: ignore[misc]


class Pages:
    """Django's middleware."""

    def __init__(self, get_response: Answer) -> None:
        self._others = get_response
        self._csrf = OwnCsrf(get_response)
        chain: Any = get_response
        for each in (
            HtmxMiddleware, MessageMiddleware, look, know_person, OwnCsrf, choose_language,
            SessionMiddleware, GZipMiddleware, harden,
        ):  # fmt: skip
            chain = each(chain)
        self._pages: Answer = chain

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._pages(request) if is_page(request) else self._others(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse a form that does not come from a page of ours."""
        return self._csrf.process_view(request, view, (), {}) if is_page(request) else None
