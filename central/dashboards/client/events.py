"""One's events as a list."""

from functools import partial

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from central.base.csv_files import Lines
from central.dashboards.client import states
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.events import EventsWanted
from central.dashboards.kit.lists import asked_for, csv_file, listed
from central.events import queries
from central.events.models import Event
from central.events.queries import EventFilter
from central.operations.event_overviews import overviews
from central.tenants.models import Role
from central.tenants.visibility import Scope, scope_of


@page(Role.CLIENT, methods=("GET", "HEAD"))
def events(request: PageRequest) -> HttpResponseBase:
    """The newest first; `state` in the address chooses among them."""
    scope, wanted = scope_of(request.user), EventsWanted(request.GET)
    if request.GET.get("format") == "csv":
        return _csv(scope, wanted.filter)
    found = queries.page(scope, wanted.filter, asked_for(request, limit=20))
    shown = {"wanted": wanted, "listed": listed(request, found), "events": overviews(found.items)}
    return render(request, "client/events.html", shown)


def _csv(scope: Scope, wanted: EventFilter) -> StreamingHttpResponse:
    head = (_("Evento"), _("Estado"), _("Empieza"), _("Termina"), _("Puestos"), _("Usados"), _("Quedan"))
    return csv_file("eventos", head, partial(queries.page, scope, wanted), _lines)


def _lines(events: list[Event]) -> Lines:
    return [
        (
            each.event.name,
            states.EVENT[each.state].label,
            each.event.starts_at.isoformat(),
            each.event.ends_at.isoformat(),
            each.credits.allocated,
            each.credits.consumed,
            each.credits.pool + each.credits.leased,
        )
        for each in overviews(events)
    ]
