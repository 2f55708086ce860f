"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: as many hops back as there are proxies that we trust."""
    forwarded = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    hops = [*forwarded, request.META.get("REMOTE_ADDR") or "unknown"]
    return str(hops[max(0, len(hops) - 1 - settings.TRUSTED_PROXIES)])[:64]
