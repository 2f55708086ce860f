"""The partner's wallet: what was bought, handed on, used and is left; what credits cost (P2)."""

from dataclasses import dataclass
from math import ceil
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.pages import PageRequest as Asked
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.fields import credits_field
from central.dashboards.kit.numbers import grouped
from central.dashboards.partner.histories import history_page
from central.ledger import balances
from central.ledger.accounts import AccountKind, account_id
from central.payments import purchases
from central.payments.errors import AmountNotAllowed, NotForSale
from central.payments.models import PurchaseState
from central.payments.wholesale import Terms
from central.tenants.low_credits import wallet_is_low
from central.tenants.models import Role
from central.tenants.tariff import tariff

_LATEST: Final = 10
_AMOUNTS: Final = (1, 5, 10, 50, 100)
"""Times the least amount that wholesale begins with."""
_STATES: Final = {
    PurchaseState.PENDING: ("warning", gettext_lazy("Falta el pago")),
    PurchaseState.PAID: ("good", gettext_lazy("Pagada")),
    PurchaseState.REVERSED: ("bad", gettext_lazy("Pago devuelto")),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """So many credits, what a partner pays for them, and what the list says; in hundredths."""

    credits: int
    price: int
    listed: int
    currency: str


@page(Role.PARTNER, methods=("GET", "HEAD"))
def wallet(request: PageRequest) -> HttpResponseBase:
    """The four figures, and the history below them."""
    tenant_id = request.user.tenant_id
    answer = history_page(request, tenant_id, account_id(AccountKind.WALLET, tenant_id), "billetera")
    if isinstance(answer, HttpResponseBase):
        return answer
    return render(request, "partner/wallet.html", answer | _figures(tenant_id))


@page(Role.PARTNER, methods=("GET", "HEAD"))
def figures(request: PageRequest) -> HttpResponse:
    """The part of the page that is live."""
    return render(request, "partner/wallet_figures.html", _figures(request.user.tenant_id))


def _figures(tenant_id: UUID) -> dict[str, Any]:
    credits = balances.tenant(tenant_id)
    low = wallet_is_low(credits.available, tariff())
    return {"credits": credits, "low": low, "now": timezone.now()}


class AmountForm(forms.Form):
    """How many credits somebody means to buy."""

    credits = credits_field(gettext_lazy("Cuántos créditos"), min_value=1)


@page(Role.PARTNER, methods=("GET", "HEAD"))
def buy(request: PageRequest) -> HttpResponse:
    """What credits cost this partner, how they come to them, and what was bought so far."""
    bought = purchases.page_of(request.user, Asked(limit=_LATEST)).items
    shown: dict[str, Any] = {"bought": [(each, *_STATES[PurchaseState(each.state)]) for each in bought]}
    try:
        terms = Terms.of(request.user.tenant_id)
    except NotForSale:
        return render(request, "partner/buy.html", shown)
    form = AmountForm(request.GET if "credits" in request.GET else None, initial={"credits": terms.least})
    asked = _asked(form, terms) if form.is_valid() else None
    offers = [_offer(terms, terms.least * times) for times in _AMOUNTS]
    shown |= {"terms": terms, "form": form, "asked": asked, "offers": offers}
    return render(request, "partner/buy.html", shown)


def _asked(form: AmountForm, terms: Terms) -> Offer | None:
    """None: the form says why not."""
    try:
        return _offer(terms, form.cleaned_data["credits"])
    except AmountNotAllowed:
        form.add_error("credits", _("Se compra desde %(least)s créditos.") % {"least": grouped(terms.least)})
    return None


def _offer(terms: Terms, credits: int) -> Offer:
    return Offer(credits, terms.price(credits), ceil(credits * terms.list_price), terms.currency)
