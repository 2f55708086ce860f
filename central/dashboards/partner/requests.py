"""What clients ask for: listed, and answered from the list, the first page or the notice (P3, L4)."""

from functools import partial
from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.csv_files import Lines
from central.base.refusals import DomainError
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.fields import Words, credits_field
from central.dashboards.kit.forms import Form
from central.dashboards.kit.lists import asked_for, csv_file, listed
from central.dashboards.kit.numbers import grouped
from central.dashboards.partner.client_forms import LONGEST_NOTE
from central.dashboards.partner.tonight import client_names
from central.ledger.accounts import AccountKind, balance_of
from central.ledger.errors import LedgerError
from central.tenants import clients, credit_requests
from central.tenants.credit_requests import Grant, RequestFilter
from central.tenants.models import CreditRequest, RequestState, Role
from central.tenants.visibility import scope_of

STATES: Final[dict[RequestState, tuple[str, Promise]]] = {
    RequestState.OPEN: ("warning", gettext_lazy("Espera respuesta")),
    RequestState.APPROVED: ("good", gettext_lazy("Otorgado")),
    RequestState.DECLINED: ("plain", gettext_lazy("Rechazado")),
}
"""Tone and word of each badge."""


class RequestsWanted(forms.Form):
    """The filter of the list, from its address; whatever is no choice asks for nothing."""

    client = forms.UUIDField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("Estado"), required=False,
        choices=[("", gettext_lazy("Todos")), *((state.value, STATES[state][1]) for state in STATES)],
    )  # fmt: skip

    @property
    def filter(self) -> RequestFilter:
        """What is asked for."""
        self.is_valid()
        given = self.cleaned_data
        state = given.get("state")
        return RequestFilter(client_id=given.get("client"), state=RequestState(state) if state else None)

    @property
    def asks(self) -> bool:
        """Whether anything is."""
        return self.filter != RequestFilter()


class AnswerForm(Form):
    """How many credits, and a few words. `verdict`: which of the two buttons it was."""

    credits = credits_field(gettext_lazy("Créditos"), min_value=1)
    words = Words(
        label=gettext_lazy("Unas palabras"), max_length=LONGEST_NOTE, required=False,
        help_text=gettext_lazy("El cliente las lee con la respuesta."),
    )  # fmt: skip


@page(Role.PARTNER, methods=("GET", "HEAD"))
def listing(request: PageRequest) -> HttpResponseBase:
    """With their states and answers, the newest first."""
    scope, wanted = scope_of(request.user), RequestsWanted(request.GET)
    if request.GET.get("format") == "csv":
        head = [
            _("Pedido"), _("Cliente"), _("Créditos"), _("Palabras"), _("Estado"), _("Otorgados"),
            _("Respuesta"),
        ]  # fmt: skip
        return csv_file("pedidos", head, partial(credit_requests.page, scope, wanted.filter), _lines)
    found = credit_requests.page(scope, wanted.filter, asked_for(request))
    shown = {
        "wanted": wanted, "rows": told(found.items), "listed": listed(request, found),
        "client": clients.named(request.user.tenant_id, wanted.filter.client_id),
    }  # fmt: skip
    return render(request, "partner/requests.html", shown)


@page(Role.PARTNER)
def answer(request: PageRequest, request_id: UUID) -> HttpResponse:
    """Grant it, in part if need be, or decline it: on a page, or in a dialog of the one that lists it."""
    asked = credit_requests.in_sight(scope_of(request.user), request_id)
    sent = request.POST if request.method == "POST" else None
    # Another form of the page that lists it may ask for credits, too.
    form = AnswerForm(sent, initial={"credits": asked.credits}, auto_id="answer_%s")
    declines = request.POST.get("verdict") == "decline"
    if declines:
        form.fields["credits"].required = False
    if form.is_valid() and _answered(request, asked, form, declines):
        back = "partner-home" if request.POST.get("back") == "home" else "partner-requests"
        return HttpResponseRedirect(reverse(back))
    return _shown(request, asked, form)


def told(found: list[CreditRequest]) -> list[tuple[CreditRequest, str, str, Promise]]:
    """Each with its client's name, and the tone and word of its state; in one statement."""
    names = client_names(found[0].tenant_id, found) if found else {}
    return [(each, names.get(each.client_id, ""), *STATES[RequestState(each.state)]) for each in found]


def _answered(request: PageRequest, asked: CreditRequest, form: AnswerForm, declines: bool) -> bool:
    """False: the form says why not."""
    given, client = form.cleaned_data, clients.find(asked.tenant_id, asked.client_id)
    try:
        if declines:
            credit_requests.decline(request.user, asked.id, given["words"])
            said = _("Rechazaste el pedido de %(client)s.") % {"client": client.name}
        else:
            grant = Grant(form.once_id, given["credits"], given["words"])
            done, _now = credit_requests.approve(request.user, asked.id, grant)
            balance = balance_of(asked.tenant_id, AccountKind.CLIENT, client.id)
            facts = {
                "client": client.name, "credits": grouped(done.granted or 0), "balance": grouped(balance),
            }  # fmt: skip
            said = _("%(client)s recibió %(credits)s créditos y tiene ahora %(balance)s.") % facts
    except DomainError as error:
        form.refuse(error, "credits" if isinstance(error, LedgerError) else None)
        return False
    messages.success(request, said)
    return True


def _shown(request: PageRequest, asked: CreditRequest, form: AnswerForm) -> HttpResponse:
    [(row, client, tone, label)] = told([asked])
    shown = {
        "asked": row, "client": client, "tone": tone, "label": label, "form": form,
        "open": row.state == RequestState.OPEN,
        "balance": balance_of(row.tenant_id, AccountKind.CLIENT, row.client_id),
        "wallet": balance_of(row.tenant_id, AccountKind.WALLET, row.tenant_id),
        "back": request.GET.get("back", request.POST.get("back", "")),
    }  # fmt: skip
    part = request.htmx and not form.is_bound  # type: ignore[attr-defined]
    name = f"partner/request{'_form' if part else ''}.html"
    return render(request, name, shown, status=422 if form.is_bound else 200)


def _lines(found: list[CreditRequest]) -> Lines:
    return [
        (
            each.asked_at.isoformat(), client, each.credits, each.note, label,
            "" if each.granted is None else each.granted, each.answer,
        )
        for each, client, _tone, label in told(found)
    ]  # fmt: skip
