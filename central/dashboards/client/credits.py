"""Asking the partner for credits, and what they answered."""

from functools import partial

from django import forms
from django.contrib import messages
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.csv_files import Lines
from central.base.refusals import DomainError
from central.dashboards.client import states
from central.dashboards.client.contact import contact_of
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.fields import Words, credits_field
from central.dashboards.kit.forms import Form
from central.dashboards.kit.header import balance_in_sight
from central.dashboards.kit.lists import asked_for, csv_file, listed
from central.tenants import credit_requests
from central.tenants.credit_requests import RequestFilter
from central.tenants.models import CreditRequest, RequestState, Role
from central.tenants.visibility import Scope, scope_of


class AskForm(Form):
    """How many, and what for."""

    credits = credits_field(gettext_lazy("Cuántos créditos"), min_value=1)
    note = Words(
        label=gettext_lazy("Unas palabras"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Para qué son, o para cuándo los necesitás."),
    )


@page(Role.CLIENT)
def credits(request: PageRequest) -> HttpResponseBase:
    """The form, and all requests with their answers, the newest first."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _asked(form, request):
        messages.success(request, _("Se lo pedimos a tu agencia. La respuesta aparece acá."))
        return HttpResponseRedirect(reverse("client-credits"))
    scope = scope_of(request.user)
    if request.GET.get("format") == "csv":
        return _csv(scope)
    found = credit_requests.page(scope, RequestFilter(), asked_for(request, limit=20))
    shown = {
        "form": form,
        "balance": balance_in_sight(request.user),
        "listed": listed(request, found),
        "partner": contact_of(request.user),
    }
    return render(request, "client/credits.html", shown, status=422 if form.is_bound else 200)


def _asked(form: AskForm, request: PageRequest) -> bool:
    """False: the form says why not."""
    given = form.cleaned_data
    try:
        credit_requests.ask(request.user, form.once_id, given["credits"], given["note"])
    except DomainError as error:
        form.refuse(error)
        return False
    return True


def _csv(scope: Scope) -> StreamingHttpResponse:
    head = (_("Pedido"), _("Créditos"), _("Palabras"), _("Estado"), _("Otorgados"), _("Respuesta"))
    return csv_file("pedidos", head, partial(credit_requests.page, scope, RequestFilter()), _lines)


def _lines(requests: list[CreditRequest]) -> Lines:
    return [
        (
            each.asked_at.isoformat(),
            each.credits,
            each.note,
            states.REQUEST[RequestState(each.state)].label,
            "" if each.granted is None else each.granted,
            each.answer,
        )
        for each in requests
    ]
