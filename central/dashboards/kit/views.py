"""The living style guide, the brands' colours as a stylesheet, and where everybody begins."""

import re
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.brands import stylesheet
from central.dashboards.kit.header import balance_in_sight
from central.dashboards.kit.live import stream
from central.dashboards.kit.navigation import home_of
from central.dashboards.kit.style_guide import samples
from central.tenants.models import Role

_COLOR: Final = re.compile(r"[0-9a-f]{6}")
_MOST_RADIUS: Final = 64


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the first page of whoever asks."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"))
    return HttpResponseRedirect(home_of(Role(request.user.role)))


@page(Role.PARTNER, Role.CLIENT, Role.USER, methods=("GET", "HEAD"))
def balance(request: PageRequest) -> HttpResponse:
    """The credits in the head of every page."""
    return render(request, "kit/balance.html", {"balance": balance_in_sight(request.user)})


@page(Role.PARTNER, Role.CLIENT, Role.USER, methods=("GET",))
def balance_live(request: PageRequest) -> StreamingHttpResponse:
    """Says when they move."""
    person = request.user
    owner = person.id if person.role == Role.USER else person.client_id
    return stream(("balance", person.tenant_id, owner), lambda: balance_in_sight(person))


@page(Role.MASTER, methods=("GET", "HEAD"))
def style_guide(request: PageRequest) -> HttpResponse:
    """Every component in every state."""
    return render(request, "kit/style_guide.html", samples(request))


@require_safe
def brand(request: HttpRequest, color: str, radius: int) -> HttpResponse:
    """A brand's accent and corners, for a page that may have no style of its own in it."""
    if not _COLOR.fullmatch(color) or radius > _MOST_RADIUS:
        raise Http404
    response = HttpResponse(stylesheet(f"#{color}", radius), content_type="text/css")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
