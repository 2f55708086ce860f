"""More credits for an event, in two taps: what it has, what moves, what it will have."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.refusals import DomainError
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.forms import Form
from central.dashboards.kit.numbers import grouped
from central.events import lifecycle, queries
from central.events.models import Event
from central.ledger.accounts import AccountKind, balance_of
from central.ledger.transfer_requests import TransferRequest
from central.operations import event_control
from central.operations.event_overviews import overview
from central.tenants.models import Role
from central.tenants.tariff import Tariff, tariff
from central.tenants.visibility import scope_of
from contract.ids import new_id

_USUAL: Final = 1_000
CLIENT, WALLET = "client", "wallet"


class TopUpForm(Form):
    """How many credits, and from where: the client's balance, or the partner's wallet."""

    credits = forms.IntegerField(label=gettext_lazy("Créditos"))
    source = forms.ChoiceField(
        choices=((WALLET, WALLET), (CLIENT, CLIENT)), widget=forms.HiddenInput, required=False
    )
    allocation = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, limits: Tariff, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["allocation"].initial = new_id
        field = self.fields["credits"]
        field.widget.attrs |= {"min": limits.top_up_least, "max": limits.top_up_most, "inputmode": "numeric"}
        field.help_text = _("De %(least)s a %(most)s por vez.") % {
            "least": grouped(limits.top_up_least), "most": grouped(limits.top_up_most),
        }  # fmt: skip


@page(Role.PARTNER)
def top_up(request: PageRequest, event_id: UUID) -> HttpResponse:
    """The form by itself, or in a dialog of the page where it was asked for."""
    event = queries.in_sight(scope_of(request.user), event_id)
    limits = tariff()
    if request.method != "POST":
        balances = _balances(event)
        usual = min(limits.top_up_most, max(limits.top_up_least, _USUAL))
        source = request.GET.get("from") or (CLIENT if balances.get(CLIENT, 0) >= usual else WALLET)
        source = source if source in balances else WALLET
        form = TopUpForm(initial={"credits": usual, "source": source}, limits=limits)
        return _shown(request, event, form, source, balances)
    form = TopUpForm(request.POST, limits=limits)
    if form.is_valid() and _done(request, event, form):
        home = request.POST.get("back") == "home"
        return HttpResponseRedirect(
            reverse("partner-home") if home else reverse("partner-event", args=[event.id])
        )
    source = CLIENT if request.POST.get("source") == CLIENT and event.client_id else WALLET
    return _shown(request, event, form, source, _balances(event), 422)


def _done(request: PageRequest, event: Event, form: TopUpForm) -> bool:
    given = form.cleaned_data
    credits, transfer = given["credits"], TransferRequest(form.once_id, request.user.actor, timezone.now())
    try:
        if given["source"] == CLIENT and event.client_id:
            lifecycle.top_up(event, credits, transfer)
        else:
            event_control.top_up_from_wallet(event, credits, transfer, given["allocation"] or new_id())
    except DomainError as error:
        form.refuse(error, "credits")
        return False
    left = overview(event).credits
    said = _("%(event)s tiene ahora %(left)s créditos.")
    messages.success(request, said % {"event": event.name, "left": grouped(left.pool + left.leased)})
    return True


def _balances(event: Event) -> dict[str, int]:
    """What can pay for it: the wallet, and the balance of its client, if it has one."""
    found = {WALLET: balance_of(event.tenant_id, AccountKind.WALLET, event.tenant_id)}
    if event.client_id is not None:
        found[CLIENT] = balance_of(event.tenant_id, AccountKind.CLIENT, event.client_id)
    return found


def _shown(  # noqa: PLR0913, PLR0917 - what the page shows
    request: PageRequest,
    event: Event,
    form: TopUpForm,
    source: str,
    balances: dict[str, int],
    status: int = 200,
) -> HttpResponse:
    credits = overview(event).credits
    shown = {
        "event": event, "form": form, "source": source, "balances": balances,
        "left": credits.pool + credits.leased, "source_has": balances[source],
        "back": request.GET.get("back", request.POST.get("back", "")),
    }  # fmt: skip
    part = request.htmx and status == 200  # type: ignore[attr-defined]
    return render(request, f"partner/top_up{'_form' if part else ''}.html", shown, status=status)
