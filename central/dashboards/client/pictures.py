"""Guests' pictures of one's events: all of them, and each one's file."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from central.base.csv_files import Lines
from central.catalogue.lookup import style_names
from central.dashboards.client import states
from central.dashboards.client.picture_filters import PicturesWanted
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.fields import localized
from central.dashboards.kit.lists import asked_for, csv_file, listed
from central.events import queries
from central.events.models import Event
from central.generations import event_pictures
from central.generations.event_pictures import Kind, PictureFilter, Size, kind_of
from central.generations.models import Generation
from central.tenants.models import Role
from central.tenants.visibility import Scope, scope_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, and what the page says of it."""

    picture: Generation
    kind: Kind
    event: Event
    style: str


@page(Role.CLIENT, methods=("GET", "HEAD"))
def pictures(request: PageRequest) -> HttpResponseBase:
    """The newest first; event, style, state and days in the address choose among them."""
    scope = scope_of(request.user)
    wanted = PicturesWanted.of(request.user, request.GET)
    if request.GET.get("format") == "csv":
        return _csv(scope, wanted.filter)
    found = event_pictures.page(scope, wanted.filter, asked_for(request, limit=48))
    shown = {
        "wanted": wanted,
        "listed": listed(request, found),
        "pictures": shown_of(found.items),
        "filtered": wanted.filter != PictureFilter(),
    }
    return render(request, "client/pictures.html", shown)


@page(Role.CLIENT, methods=("GET", "HEAD"))
def file(request: PageRequest, picture_id: UUID, size: Size) -> HttpResponseBase:
    """A finished picture. Browsers keep no copy: its guest may erase it."""
    jpeg = event_pictures.jpeg(scope_of(request.user), picture_id, size)
    response = StreamingHttpResponse(jpeg, content_type="image/jpeg")
    response["Content-Length"] = str(jpeg.length)
    response["Cache-Control"] = "private, no-store"
    return response


def shown_of(found: list[Generation]) -> list[Shown]:
    """With their events' and their styles' names, in two statements."""
    if not found:
        return []
    keys = {(each.tenant_id, each.event_id) for each in found if each.event_id}
    events = {event.id: event for event in queries.having_keys(keys)}
    names = style_names(found[0].tenant_id, {each.style_id for each in found})
    named = {id: localized(name) for id, name in names.items()}
    return [
        Shown(each, kind_of(each), events[each.event_id], named.get(each.style_id, ""))
        for each in found
        if each.event_id
    ]


def _csv(scope: Scope, wanted: PictureFilter) -> StreamingHttpResponse:
    head = (_("Pedida"), _("Evento"), _("Estilo"), _("Estado"))
    return csv_file("fotos", head, partial(event_pictures.page, scope, wanted), _lines)


def _lines(found: list[Generation]) -> Lines:
    return [
        (each.picture.requested_at.isoformat(), each.event.name, each.style, states.PICTURE[each.kind].label)
        for each in shown_of(found)
    ]
