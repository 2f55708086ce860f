"""Another event like one that there is: with its look, styles and limits, its own dates and credits."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.event_forms import CopyForm, made_of
from central.dashboards.kit.header import balance_in_sight
from central.events import queries
from central.events.models import Event
from central.operations import event_copies
from central.tenants.models import Role
from central.tenants.visibility import scope_of
from contract.config import EventState


@page(Role.CLIENT)
def copy_event(request: PageRequest, event_id: UUID) -> HttpResponse:
    """The form, and what is sent by it."""
    event = queries.in_sight(scope_of(request.user), event_id)
    returns = _("Lo que no se use vuelve a tu saldo cuando termina.")
    form = CopyForm(event, *([request.POST] if request.method == "POST" else []), returns=returns)
    made = _copied(form, event, request) if form.is_bound and form.is_valid() else None
    if made is not None:
        messages.success(request, _("Creamos %(event)s.") % {"event": made.name})
        return HttpResponseRedirect(reverse("client-event", args=[made.id]))
    shown = {"form": form, "event": event, "balance": balance_in_sight(request.user)}
    return render(request, "client/copy_event.html", shown, status=422 if form.is_bound else 200)


def _copied(form: CopyForm, event: Event, request: PageRequest) -> Event | None:
    """None: the form says why not."""
    return made_of(
        form, lambda: event_copies.duplicate(event, form.copy, request.user.actor, EventState.LIVE)
    )
