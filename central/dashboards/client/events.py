"""One's events as a list."""

from functools import partial
from typing import Any, Final

from django import forms
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.csv_files import Lines
from central.dashboards.client import states
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.lists import asked_for, csv_file, listed
from central.events import queries
from central.events.models import Event
from central.events.queries import EventFilter
from central.operations.event_overviews import overviews
from central.tenants.models import Role
from central.tenants.visibility import Scope, scope_of
from contract.config import EventState

_BY_DATE: Final = (
    EventState.LIVE, EventState.SCHEDULED, EventState.PAUSED, EventState.DRAFT, EventState.ENDED
)  # fmt: skip


class Wanted(forms.Form):
    """The filter of the list."""

    state = forms.ChoiceField(label=gettext_lazy("Estado"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["state"].choices = [
            ("", _("Todos")), *((state.value, states.EVENT[state].label) for state in _BY_DATE)
        ]  # fmt: skip

    @property
    def filter(self) -> EventFilter:
        """What is asked for; whatever is no choice asks for nothing."""
        self.is_valid()
        return EventFilter.model_validate({"state": self.cleaned_data.get("state") or None})


@page(Role.CLIENT, methods=("GET", "HEAD"))
def events(request: PageRequest) -> HttpResponseBase:
    """The newest first; `state` in the address chooses among them."""
    scope, wanted = scope_of(request.user), Wanted(request.GET)
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
