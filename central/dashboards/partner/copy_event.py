"""Another event like one that there is, with its own dates and credits."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.event_forms import CopyForm, made_of
from central.dashboards.partner.tonight import client_names
from central.events import queries
from central.events.models import Event
from central.ledger.accounts import AccountKind, balance_of
from central.operations import event_copies
from central.tenants.models import Role
from central.tenants.visibility import scope_of
from contract.config import EventState


@page(Role.PARTNER)
def copy_event(request: PageRequest, event_id: UUID) -> HttpResponse:
    """The form, and what is sent by it."""
    event = queries.in_sight(scope_of(request.user), event_id)
    client = client_names(event.tenant_id, [event]).get(event.client_id, "")
    form = CopyForm(event, *([request.POST] if request.method == "POST" else []), returns=_source(client))
    made = _copied(form, event, request) if form.is_bound and form.is_valid() else None
    if made is not None:
        messages.success(request, _("Creamos %(event)s.") % {"event": made.name})
        return HttpResponseRedirect(reverse("partner-event", args=[made.id]))
    shown = {"form": form, "event": event, "client": client, "balance": _balance(event)}
    return render(request, "partner/copy_event.html", shown, status=422 if form.is_bound else 200)


def _source(client: str) -> str:
    return _("Salen del saldo de %(client)s.") % {"client": client} if client else _("Salen de tu billetera.")


def _balance(event: Event) -> int:
    """Of whoever pays for it."""
    if event.client_id is not None:
        return balance_of(event.tenant_id, AccountKind.CLIENT, event.client_id)
    return balance_of(event.tenant_id, AccountKind.WALLET, event.tenant_id)


def _copied(form: CopyForm, event: Event, request: PageRequest) -> Event | None:
    """None: the form says why not."""
    return made_of(
        form, lambda: event_copies.duplicate(event, form.copy, request.user.actor, EventState.LIVE)
    )
