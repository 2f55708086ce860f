"""Guests' pictures of one's events: all of them, and each one's file."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final, get_args
from uuid import UUID

from django import forms
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from central.base.csv_files import Lines
from central.catalogue.lookup import style_names
from central.dashboards.client import states
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.lists import asked_for, csv_file, first_of, listed
from central.events import queries
from central.events.models import Event
from central.events.queries import EventFilter
from central.generations import event_pictures
from central.generations.event_pictures import Kind, PictureFilter, Size, kind_of
from central.generations.models import Generation
from central.tenants.models import Role
from central.tenants.visibility import Scope, scope_of

_MOST_CHOICES: Final = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, and what the page says of it."""

    picture: Generation
    kind: Kind
    event: Event
    style: str


class Wanted(forms.Form):
    """The filters of the list."""

    event = forms.TypedChoiceField(
        label=gettext_lazy("Evento"), required=False, coerce=UUID, empty_value=None
    )
    kind = forms.ChoiceField(label=gettext_lazy("Estado"), required=False)

    def __init__(self, events: list[Event], more: bool, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["event"].choices = [("", _("Todos")), *((str(each.id), each.name) for each in events)]
        if more:
            fields["event"].help_text = _("Los %(n)d eventos más nuevos.") % {"n": len(events)}
        fields["kind"].choices = [
            ("", _("Todas")),
            *((kind, states.PICTURE[kind].label) for kind in get_args(Kind)),
        ]

    @property
    def filter(self) -> PictureFilter:
        """What is asked for; whatever is no choice asks for nothing."""
        self.is_valid()
        given = self.cleaned_data
        return PictureFilter(event_id=given.get("event"), kind=given.get("kind") or None)


@page(Role.CLIENT, methods=("GET", "HEAD"))
def pictures(request: PageRequest) -> HttpResponseBase:
    """The newest first; `event` and `kind` in the address choose among them."""
    scope = scope_of(request.user)
    events, more = first_of(partial(queries.page, scope, EventFilter()), _MOST_CHOICES)
    wanted = Wanted(events, more, request.GET)
    if request.GET.get("format") == "csv":
        return _csv(scope, wanted.filter)
    found = event_pictures.page(scope, wanted.filter, asked_for(request, limit=48))
    shown = listed(request, found)
    return render(
        request,
        "client/pictures.html",
        {"wanted": wanted, "listed": shown, "pictures": shown_of(found.items)},
    )


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
    language = (get_language() or "es")[:2]
    named = {id: getattr(name, language) or name.es for id, name in names.items()}
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
