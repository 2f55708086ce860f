"""The partner's events: listed, created for a client, edited."""

from functools import partial
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from central.base.csv_files import Lines
from central.base.refusals import DomainError
from central.catalogue.errors import CatalogueError
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.events import STATES, EventsWanted
from central.dashboards.kit.fields import usable_choices
from central.dashboards.kit.lists import asked_for, csv_file, first_of, listed
from central.dashboards.kit.numbers import grouped
from central.dashboards.partner.event_forms import (
    EventForm,
    NewEventForm,
    values_of,
    with_suggestion,
    zone_asked,
)
from central.dashboards.partner.tonight import client_names
from central.events import queries
from central.events.errors import AmountNotAllowed, CreditsShort, DatesRefused, EventBegun, PriceTooLow
from central.events.lifecycle import Plan
from central.events.models import Event
from central.operations import event_changes, event_creation
from central.operations.event_overviews import Overview, overviews
from central.tenants import clients
from central.tenants.audit_log import AdminCommand
from central.tenants.clients import ClientFilter
from central.tenants.models import Role
from central.tenants.visibility import scope_of
from contract.config import EventState

_MOST_CHOICES: Final = 500
_FIELDS: Final[tuple[tuple[type[DomainError], str], ...]] = (
    (CreditsShort, "credits"), (AmountNotAllowed, "credits"), (PriceTooLow, "photo_price"),
    (EventBegun, "starts_at"), (DatesRefused, "ends_at"), (CatalogueError, "styles"),
)  # fmt: skip


@page(Role.PARTNER, methods=("GET", "HEAD"))
def listing(request: PageRequest) -> HttpResponseBase:
    """Filtered by state and client, the newest first."""
    scope, wanted = scope_of(request.user), EventsWanted(request.GET)
    if request.GET.get("format") == "csv":
        head = [_("Evento"), _("Cliente"), _("Estado"), _("Asignados"), _("Usados"), _("Quedan")]
        return csv_file("eventos", head, partial(queries.page, scope, wanted.filter), _lines)
    found = queries.page(scope, wanted.filter, asked_for(request))
    shown = {
        "wanted": wanted, "rows": _named(found.items), "listed": listed(request, found),
        "client": clients.named(request.user.tenant_id, wanted.filter.client_id),
    }  # fmt: skip
    return render(request, "partner/events.html", shown)


@page(Role.PARTNER)
def create(request: PageRequest) -> HttpResponse:
    """An event with its credits, for one of the clients or the partner's own."""
    scope = scope_of(request.user)
    of, more = first_of(partial(clients.page, scope, ClientFilter(active=True)), _MOST_CHOICES)
    sent = request.POST if request.method == "POST" else None
    zone = zone_asked(sent, settings.TIME_ZONE)
    suggests = sent is not None and "suggest" in sent
    given = with_suggestion(request.POST) if suggests else sent
    form = NewEventForm(
        given, zone=zone, clients=of, usable=usable_choices(request.user.tenant_id, None),
        initial={"client": request.GET.get("client", "")},
    )  # fmt: skip
    if more:
        form.fields["client"].help_text = _("Los %(n)s clientes más nuevos.") % {"n": grouped(len(of))}
    if not suggests and form.is_valid():
        try:
            return _created(request, form)
        except DomainError as error:
            form.refuse(error, _field_of(error))
    shown = {"form": form, "title": _("Crear evento"), "button": _("Crear evento")}
    status = 422 if form.is_bound and not suggests else 200
    return render(request, "partner/event_form.html", shown, status=status)


@page(Role.PARTNER)
def edit(request: PageRequest, event_id: UUID) -> HttpResponse:
    """What is described of it; its booths hear of it at once."""
    event = queries.in_sight(scope_of(request.user), event_id)
    sent = request.POST if request.method == "POST" else None
    usable = usable_choices(event.tenant_id, event.client_id)
    form = EventForm(sent, zone=zone_asked(sent, event.time_zone), usable=usable, initial=values_of(event))
    form.open_only(event)
    if form.is_valid():
        try:
            event_changes.edit(event, form.changes(event), AdminCommand.of(request.user.actor))
        except DomainError as error:
            form.refuse(error, _field_of(error))
        else:
            messages.success(request, _("Guardamos los cambios."))
            return HttpResponseRedirect(reverse("partner-event", args=[event.id]))
    shown = {"form": form, "event": event, "title": event.name, "button": _("Guardar")}
    return render(request, "partner/event_form.html", shown, status=422 if form.is_bound else 200)


def _named(events: list[Event]) -> list[tuple[Overview, str]]:
    """Each with its client's name."""
    names = client_names(events[0].tenant_id, events) if events else {}
    return [(each, names.get(each.event.client_id, "")) for each in overviews(events)]


def _lines(events: list[Event]) -> Lines:
    return [
        (
            each.event.name,
            name,
            STATES[each.state][1],
            each.credits.allocated,
            each.credits.consumed,
            each.credits.pool + each.credits.leased,
        )
        for each, name in _named(events)
    ]


def _field_of(error: DomainError) -> str | None:
    return next((field for kind, field in _FIELDS if isinstance(error, kind)), None)


def _created(request: PageRequest, form: NewEventForm) -> HttpResponse:
    given = form.cleaned_data
    owner = UUID(given["client"]) if given["client"] else None
    plan = Plan(
        tenant_id=request.user.tenant_id,
        client_id=queries.owner_of_new(request.user, owner),
        credits=given["credits"],
        id=form.once_id,
        **form.described,
    )
    event, _made = event_creation.create_once(plan, request.user.actor, EventState.LIVE)
    messages.success(request, _("Creamos %(event)s.") % {"event": event.name})
    return HttpResponseRedirect(reverse("partner-event", args=[event.id]))
