"""How an event ends: closed, with what returns shown first, or deleted by whoever types its name."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.event_forms import DeletionForm
from central.dashboards.kit.numbers import grouped
from central.events import queries
from central.events.closing import preview
from central.events.models import Event
from central.ledger.accounts import AccountKind, balance_of
from central.operations import event_control
from central.tenants import clients
from central.tenants.models import Role
from central.tenants.visibility import scope_of


@page(Role.PARTNER, dangerous=True)
def close(request: PageRequest, event_id: UUID) -> HttpResponse:
    """What closing would do, and the button that does it; harmless to repeat."""
    event = queries.in_sight(scope_of(request.user), event_id)
    if request.method != "POST":
        return render(request, "partner/close.html", _shown(event))
    returned = event_control.close(event, request.user.actor)
    _say(request, _("%(event)s terminó."), event, returned)
    return HttpResponseRedirect(reverse("partner-event", args=[event.id]))


@page(Role.PARTNER, dangerous=True)
def delete(request: PageRequest, event_id: UUID) -> HttpResponse:
    """What would be gone, and the form that deletes it."""
    event = queries.in_sight(scope_of(request.user), event_id)
    form = DeletionForm(event, *([request.POST] if request.method == "POST" else []))
    if not form.is_bound or not form.is_valid():
        shown = _shown(event) | {"form": form}
        return render(request, "partner/delete_event.html", shown, status=422 if form.is_bound else 200)
    returned = event_control.delete(event, request.user.actor)
    _say(request, _("%(event)s se borró."), event, returned)
    return HttpResponseRedirect(reverse("partner-events"))


def _say(request: PageRequest, words: str, event: Event, returned: int) -> None:
    """And what whoever paid for it has now."""
    client, balance = _payer(event)
    now = _("El saldo de %(client)s es de %(balance)s.") if client else _("Tu billetera tiene %(balance)s.")
    facts = {"event": event.name, "client": client, "balance": grouped(balance)}
    back = _("Volvieron %(credits)s créditos.") % {"credits": grouped(returned)}
    messages.success(request, f"{words % facts} {back} {now % facts}")


def _payer(event: Event) -> tuple[str, int]:
    """The client's name, empty if it is the partner's own event, and the balance that credits return to."""
    if event.client_id is None:
        return "", balance_of(event.tenant_id, AccountKind.WALLET, event.tenant_id)
    client = clients.find(event.tenant_id, event.client_id)
    return client.name, balance_of(event.tenant_id, AccountKind.CLIENT, client.id)


def _shown(event: Event) -> dict[str, Any]:
    client, balance = _payer(event)
    whose = _("Saldo de %(client)s") % {"client": client} if client else _("Tu billetera")
    return {"event": event, "preview": preview(event), "whose": whose, "balance": balance}
