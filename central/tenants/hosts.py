"""By which host name a request comes: one of the platform's, or a partner's own domain.

What is neither is refused by Django, as `ALLOWED_HOSTS` says. What a host is, each process remembers for some
seconds, so that a flood of made-up names costs a database nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from central.tenants import domains

REMEMBERED_SECONDS: Final = 10.0
MOST_REMEMBERED: Final = 2_000
_NOTE: Final = "cabina.own_domain"


@dataclass(frozen=True, slots=True)
class OwnDomain:
    """The partner's domain that is asked."""

    name: str
    tenant_id: UUID


class Hosts:
    """Whose host names are; a bounded memory of it."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[UUID | None, float]] = {}
        self._lock = Lock()

    def tenant_at(self, host: str) -> UUID | None:
        """Whose it is, as of some seconds ago at most."""
        known, now = self._known.get(host), monotonic()
        if known is not None and known[1] > now:
            return known[0]
        found = domains.tenant_at(host)
        with self._lock:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[host] = found, now + REMEMBERED_SECONDS
        return found

    def forget(self) -> None:
        """Ask anew."""
        with self._lock:
            self._known.clear()


hosts: Final = Hosts()


def know_host(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Django's middleware: a partner's own domain is a host of ours, and `own_domain` says whose."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        raw = request.META.get("HTTP_HOST", "")
        name = split_domain_port(raw)[0].rstrip(".")
        tenant_id = hosts.tenant_at(name) if _may_be_a_partners(name) else None
        if tenant_id is not None:
            request.META[_NOTE] = OwnDomain(name, tenant_id)
            request.get_host = lambda: raw  # type: ignore[method-assign]
        return get_response(request)

    return answer


def own_domain(request: HttpRequest) -> OwnDomain | None:
    """The partner's domain by which the request came; None: it came by the platform's own."""
    found: OwnDomain | None = request.META.get(_NOTE)
    return found


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """200 for a domain that is served here, else 404: asked by a proxy before it gets a certificate."""
    name = request.GET.get("domain", "").lower().rstrip(".")
    served = _may_be_a_partners(name) and hosts.tenant_at(name) is not None
    return HttpResponse(status=200 if served else 404, content_type="text/plain")


def _may_be_a_partners(name: str) -> bool:
    """Neither one of the platform's own, nor an address, nor what no domain can be: nobody is asked then."""
    named = [each for each in settings.ALLOWED_HOSTS if each != "*"]
    last = name.rpartition(".")[2]
    possible = "." in name and len(name) <= 253 and not last.isdigit() and ":" not in name and name.isascii()
    return possible and not validate_host(name, named)
