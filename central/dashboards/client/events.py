"""One's events as a list."""

from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.pages import PageRequest as PartOfList
from central.dashboards.client import states
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.lists import asked_for, csv_file, listed
from central.events import queries
from central.events.queries import EventFilter
from central.operations.event_overviews import Overview, overviews
from central.tenants.models import Role
from central.tenants.visibility import scope_of
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
def events(request: PageRequest) -> HttpResponse:
    """The newest first; `state` in the address chooses among them."""
    scope, wanted = scope_of(request.user), Wanted(request.GET)
    if request.GET.get("format") == "csv":
        return _csv(overviews(queries.page(scope, wanted.filter, PartOfList(limit=100)).items))
    found = queries.page(scope, wanted.filter, asked_for(request, limit=20))
    shown = {"wanted": wanted, "listed": listed(request, found), "events": overviews(found.items)}
    return render(request, "client/events.html", shown)


def _csv(seen: list[Overview]) -> HttpResponse:
    head = (_("Evento"), _("Estado"), _("Empieza"), _("Termina"), _("Puestos"), _("Usados"), _("Quedan"))
    rows = (
        (
            each.event.name,
            states.EVENT[each.state].label,
            each.event.starts_at.isoformat(),
            each.event.ends_at.isoformat(),
            each.credits.allocated,
            each.credits.consumed,
            each.credits.pool + each.credits.leased,
        )
        for each in seen
    )
    return csv_file("eventos", head, rows)
