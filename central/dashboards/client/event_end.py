"""How an event ends: closed, with what returns shown first, or deleted by whoever types its name."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.event_forms import DeletionForm
from central.dashboards.kit.header import balance_in_sight
from central.dashboards.kit.numbers import grouped
from central.events import queries
from central.events.closing import preview
from central.events.models import Event
from central.operations import event_control
from central.tenants.models import Role
from central.tenants.visibility import scope_of

_GONE: Final = gettext_lazy("%(event)s se borró. Volvieron %(credits)s créditos; tu saldo es de %(balance)s.")
_OVER: Final = gettext_lazy("%(event)s terminó. Volvieron %(credits)s créditos; tu saldo es de %(balance)s.")


@page(Role.CLIENT, dangerous=True)
def close(request: PageRequest, event_id: UUID) -> HttpResponse:
    """What closing would do, and the button that does it; harmless to repeat."""
    event = _own(request, event_id)
    if request.method != "POST":
        return _shown(request, event, "client/close_event.html", None)
    returned = event_control.close(event, request.user.actor)
    _say(request, _OVER, event, returned)
    return HttpResponseRedirect(reverse("client-event", args=[event.id]))


@page(Role.CLIENT, dangerous=True)
def delete(request: PageRequest, event_id: UUID) -> HttpResponse:
    """What would be gone, and the form that deletes it."""
    event = _own(request, event_id)
    form = DeletionForm(event, *([request.POST] if request.method == "POST" else []))
    if not form.is_bound or not form.is_valid():
        return _shown(request, event, "client/delete_event.html", form)
    returned = event_control.delete(event, request.user.actor)
    _say(request, _GONE, event, returned)
    return HttpResponseRedirect(reverse("client-events"))


def _own(request: PageRequest, event_id: UUID) -> Event:
    return queries.in_sight(scope_of(request.user), event_id)


def _say(request: PageRequest, words: object, event: Event, returned: int) -> None:
    facts = {"credits": grouped(returned), "balance": grouped(balance_in_sight(request.user) or 0)}
    messages.success(request, str(words) % {"event": event.name, **facts})


def _shown(request: PageRequest, event: Event, template: str, form: DeletionForm | None) -> HttpResponse:
    shown = {
        "event": event,
        "preview": preview(event),
        "balance": balance_in_sight(request.user),
        "form": form,
    }
    return render(request, template, shown, status=422 if form is not None and form.is_bound else 200)
