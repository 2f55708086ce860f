"""Who asks: a kiosk, by its bearer token."""

from typing import cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from central.fleet.models import Kiosk
from central.fleet.tokens import kiosk_of


class KioskAuth(HttpBearer):
    """For plain endpoints."""

    def authenticate(self, request: HttpRequest, token: str) -> Kiosk | None:
        """The kiosk, or None: 401."""
        return kiosk_of(token)


class AsyncKioskAuth(HttpBearer):
    """For asynchronous endpoints."""

    async def authenticate(self, request: HttpRequest, token: str) -> Kiosk | None:
        """The kiosk, or None: 401."""
        return await sync_to_async(kiosk_of)(token)


def kiosk_asking(request: HttpRequest) -> Kiosk:
    """The kiosk that `authenticate` found."""
    return cast("Kiosk", request.auth)  # type: ignore[attr-defined]


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: as many hops back as there are proxies that we trust."""
    forwarded = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    hops = [*forwarded, request.META.get("REMOTE_ADDR") or "unknown"]
    return str(hops[max(0, len(hops) - 1 - settings.TRUSTED_PROXIES)])[:64]
