"""One client: its credits, which come and go here, its events, what it asked for, and its history."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from central.base.pages import PageRequest as Asked
from central.base.refusals import DomainError
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.live import stream
from central.dashboards.kit.numbers import grouped
from central.dashboards.partner.client_forms import CreditsForm
from central.dashboards.partner.histories import history_of, history_page
from central.dashboards.partner.requests import told
from central.events import queries
from central.events.credits import credits_of_client
from central.events.queries import EventFilter
from central.ledger.accounts import AccountKind, account_id, balance_of
from central.ledger.statements import Sought
from central.ledger.transfer_requests import TransferRequest
from central.operations.event_overviews import overviews
from central.tenants import clients, credit_requests, people
from central.tenants.credit_requests import RequestFilter
from central.tenants.models import Client, Role
from central.tenants.visibility import Scope, scope_of

_SOME: Final = 5
_USUAL: Final = 1_000


@page(Role.PARTNER, methods=("GET", "HEAD"))
def show(request: PageRequest, client_id: UUID) -> HttpResponse:
    """All of it on one page, the newest of each."""
    client = clients.in_sight(scope_of(request.user), client_id)
    login = people.login_of_client(client)
    its_own, some = Scope(client.tenant_id, client.id), Asked(limit=_SOME)
    events = queries.page(its_own, EventFilter(), some)
    account = account_id(AccountKind.CLIENT, client.id)
    shown: dict[str, Any] = {
        "client": client,
        "credits": credits_of_client(client),
        "now": timezone.now(),
        "events": overviews(events.items),
        "more_events": events.next,
        "requests": told(credit_requests.page(its_own, RequestFilter(), some).items),
        "history": history_of(client.tenant_id, account, Sought(), some),
        "invitable": bool(client.email) and (login is None or not login.has_usable_password()),
    }
    return render(request, "partner/client.html", shown)


@page(Role.PARTNER, methods=("GET", "HEAD"))
def figures(request: PageRequest, client_id: UUID) -> HttpResponse:
    """The part of the page that is live: its credits."""
    client = clients.in_sight(scope_of(request.user), client_id)
    shown = {"credits": credits_of_client(client), "now": timezone.now()}
    return render(request, "partner/client_figures.html", shown)


@page(Role.PARTNER, methods=("GET",))
def live(request: PageRequest, client_id: UUID) -> StreamingHttpResponse:
    """Says when they change."""
    client = clients.in_sight(scope_of(request.user), client_id)
    return stream(("client", client.tenant_id, client.id), lambda: credits_of_client(client))


@page(Role.PARTNER)
def allocate(request: PageRequest, client_id: UUID) -> HttpResponse:
    """From the wallet to the client's balance."""
    return _move(request, client_id, back=False)


@page(Role.PARTNER)
def take_back(request: PageRequest, client_id: UUID) -> HttpResponse:
    """From the client's balance to the wallet."""
    return _move(request, client_id, back=True)


@page(Role.PARTNER, methods=("GET", "HEAD"))
def history(request: PageRequest, client_id: UUID) -> HttpResponseBase:
    """Every movement of its balance."""
    client = clients.in_sight(scope_of(request.user), client_id)
    account = account_id(AccountKind.CLIENT, client.id)
    answer = history_page(request, client.tenant_id, account, f"historial-{client.slug}")
    if isinstance(answer, HttpResponseBase):
        return answer
    return render(request, "partner/history.html", answer | {"client": client})


def _move(request: PageRequest, client_id: UUID, *, back: bool) -> HttpResponse:
    client = clients.in_sight(scope_of(request.user), client_id)
    wallet = balance_of(client.tenant_id, AccountKind.WALLET, client.tenant_id)
    balance = balance_of(client.tenant_id, AccountKind.CLIENT, client.id)
    usual = max(0, min(_USUAL, balance if back else wallet))
    form = CreditsForm(request.POST if request.method == "POST" else None, initial={"credits": usual})
    if form.is_valid() and _moved(request, client, form, back):
        return HttpResponseRedirect(reverse("partner-client", args=[client.id]))
    shown = {"client": client, "form": form, "wallet": wallet, "balance": balance, "back": back}
    return render(request, "partner/client_credits.html", shown, status=422 if form.is_bound else 200)


def _moved(request: PageRequest, client: Client, form: CreditsForm, back: bool) -> bool:
    """False: the form says why not."""
    given = form.cleaned_data
    transfer = TransferRequest(form.once_id, request.user.actor, timezone.now(), given["note"])
    move = clients.take_back if back else clients.allocate
    try:
        move(client.tenant_id, client.id, given["credits"], transfer)
    except DomainError as error:
        form.refuse(error, "credits")
        return False
    balance = balance_of(client.tenant_id, AccountKind.CLIENT, client.id)
    wallet = balance_of(client.tenant_id, AccountKind.WALLET, client.tenant_id)
    said = _("%(client)s tiene ahora %(balance)s créditos, y tu billetera %(wallet)s.")
    facts = {"client": client.name, "balance": grouped(balance), "wallet": grouped(wallet)}
    messages.success(request, said % facts)
    return True
