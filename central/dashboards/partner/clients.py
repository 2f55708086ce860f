"""A partner's clients: listed, created, edited, closed and let in again (P3)."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from central.base.csv_files import Lines
from central.base.refusals import DomainError
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.lists import asked_for, csv_file, listed
from central.dashboards.partner.client_forms import ClientForm, values_of
from central.events import queries
from central.ledger.accounts import AccountKind, balances_of
from central.operations import client_changes
from central.operations.client_standing import ClientStanding
from central.tenants import clients, people
from central.tenants.audit_log import AdminCommand
from central.tenants.clients import ClientFilter, NewClient
from central.tenants.errors import AddressMissing, AddressTaken
from central.tenants.models import Client, Role
from central.tenants.visibility import scope_of


class ClientsWanted(forms.Form):
    """The filter of the list, from its address; what no list can be filtered by asks for nothing."""

    q = forms.CharField(
        label=gettext_lazy("Buscar"), required=False, max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )  # fmt: skip
    active = forms.ChoiceField(
        label=gettext_lazy("Estado"), required=False,
        choices=[
            ("", gettext_lazy("Todos")), ("yes", gettext_lazy("Activos")), ("no", gettext_lazy("Inactivos")),
        ],
    )  # fmt: skip

    @property
    def filter(self) -> ClientFilter:
        """What is asked for."""
        self.is_valid()
        given = self.cleaned_data
        active = {"yes": True, "no": False}.get(given.get("active", ""))
        try:
            return ClientFilter(text=given.get("q", ""), active=active)
        except ValidationError:
            return ClientFilter(active=active)

    @property
    def asks(self) -> bool:
        """Whether anything is."""
        return self.filter != ClientFilter()


@page(Role.PARTNER, methods=("GET", "HEAD"))
def listing(request: PageRequest) -> HttpResponseBase:
    """With their balances and how many events they have, the newest first."""
    scope, wanted = scope_of(request.user), ClientsWanted(request.GET)
    if request.GET.get("format") == "csv":
        head = [_("Cliente"), _("Correo"), _("Teléfono"), _("Estado"), _("Saldo"), _("Eventos")]
        return csv_file("clientes", head, partial(clients.page, scope, wanted.filter), _lines)
    found = clients.page(scope, wanted.filter, asked_for(request))
    shown = {"wanted": wanted, "rows": _counted(found.items), "listed": listed(request, found)}
    return render(request, "partner/clients.html", shown)


@page(Role.PARTNER)
def create(request: PageRequest) -> HttpResponse:
    """A client with an empty balance; who has an address is mailed a link to choose a password."""
    tenant_id = request.user.tenant_id
    form = ClientForm(request.POST if request.method == "POST" else None, partner=tenant_id)
    if form.is_valid():
        new = NewClient(id=form.once_id, **form.described)
        try:
            client, _made = client_changes.create(tenant_id, new, AdminCommand.of(request.user.actor))
        except DomainError as error:
            _refuse(form, error)
        else:
            said = _("Le mandamos un enlace a %(email)s.") % {"email": client.email} if client.email else ""
            messages.success(
                request, f"{_('Creamos a %(client)s.') % {'client': client.name}} {said}".strip()
            )
            return _to(client)
    return _form(request, form, _("Agregar cliente"))


@page(Role.PARTNER)
def edit(request: PageRequest, client_id: UUID) -> HttpResponse:
    """What is described of it, and what it may use."""
    client = clients.in_sight(scope_of(request.user), client_id)
    sent = request.POST if request.method == "POST" else None
    form = ClientForm(sent, partner=client.tenant_id, initial=values_of(client))
    form.fields["email"].help_text = _("Con esta dirección entra. Si cambia, tiene que volver a entrar.")
    if form.is_valid():
        by = AdminCommand.of(request.user.actor)
        try:
            client_changes.edit(client.tenant_id, client.id, form.changes, by)
        except DomainError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Guardamos los cambios."))
            return _to(client)
    return _form(request, form, _("Editar cliente"), client)


@page(Role.PARTNER)
def standing(request: PageRequest, client_id: UUID) -> HttpResponse:
    """Close the client, or let it in again: what follows from it is counted and said first."""
    client = clients.in_sight(scope_of(request.user), client_id)
    if request.method == "POST":
        active = {"yes": True, "no": False}.get(request.POST.get("active", ""))
        if active is None:
            raise Http404
        by = AdminCommand.of(request.user.actor)
        client_changes.edit(client.tenant_id, client.id, {"active": active}, by)
        said = _("%(client)s puede volver a entrar.") if active else _("%(client)s ya no puede entrar.")
        messages.success(request, said % {"client": client.name})
        return _to(client)
    shown = {"client": client, "standing": ClientStanding.of(client)}
    return render(request, "partner/client_standing.html", shown)


@page(Role.PARTNER, methods=("POST",))
def invite(request: PageRequest, client_id: UUID) -> HttpResponse:
    """Mail the link once more, to whoever has chosen no password yet."""
    client = clients.in_sight(scope_of(request.user), client_id)
    address = people.mail_link_to_client(client.tenant_id, client.id, request.user.actor)
    messages.success(request, _("Le mandamos un enlace a %(email)s.") % {"email": address})
    return _to(client)


def _to(client: Client) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("partner-client", args=[client.id]))


def _form(request: PageRequest, form: ClientForm, title: str, client: Client | None = None) -> HttpResponse:
    shown = {"form": form, "title": title, "client": client}
    return render(request, "partner/client_form.html", shown, status=422 if form.is_bound else 200)


def _refuse(form: ClientForm, error: DomainError) -> None:
    form.refuse(error, "email" if isinstance(error, AddressTaken | AddressMissing) else None)


def _counted(found: list[Client]) -> list[tuple[Client, int, int]]:
    """Each with its balance and how many events it has, in two statements."""
    keys = [(client.tenant_id, client.id) for client in found]
    balances = balances_of(AccountKind.CLIENT, keys)
    events: dict[UUID, int] = queries.counts_of(keys[0][0], [key[1] for key in keys]) if keys else {}
    return [(client, balances[key], events[client.id]) for client, key in zip(found, keys, strict=True)]


def _lines(found: list[Client]) -> Lines:
    states: dict[bool, Any] = {True: _("Activo"), False: _("Inactivo")}
    return [
        (client.name, client.email, client.phone, states[client.active], balance, events)
        for client, balance, events in _counted(found)
    ]
