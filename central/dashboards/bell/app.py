"""What makes the pages an app: a manifest, and the worker that shows notices while no page is open."""

from functools import cache
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from central.dashboards.kit.templatetags.kit import asset

_WORKER: Final = Path(__file__).parent / "static" / "bell" / "worker.js"


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """At the root, as a worker is in charge of what is below it. Browsers look for newer ones themselves."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """By which a browser offers to install the pages."""
    response = JsonResponse(
        {
            "id": "/",
            "name": "Cabina",
            "short_name": "Cabina",
            "description": _("Eventos, créditos y cabinas, en tu teléfono."),
            "start_url": reverse("home"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#0a0a10",
            "theme_color": "#0a0a10",
            "icons": _icons(),
        },
        content_type="application/manifest+json",
    )
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _icons() -> list[dict[str, str]]:
    """Browsers cut a maskable one into any shape; only the others have their own."""
    drawn = {"src": asset("kit/icon.svg"), "type": "image/svg+xml", "sizes": "any"}
    return [drawn, *(_png(size, "any") for size in (192, 512)), _png(512, "maskable")]


def _png(size: int, purpose: str) -> dict[str, str]:
    name = f"kit/icon-{size}.png" if purpose == "any" else f"kit/icon-{purpose}-{size}.png"
    return {"src": asset(name), "type": "image/png", "sizes": f"{size}x{size}", "purpose": purpose}


@cache
def _script() -> bytes:
    return _WORKER.read_bytes()
