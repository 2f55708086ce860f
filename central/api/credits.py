"""Balances and statements of partners, clients and users (C17)."""

from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from central.api import statements
from central.api.auth import person_asking, person_auth, require
from central.api.shapes import Page, Row
from central.base import pages
from central.base.pages import PageRequest
from central.events.credits import credits_of_client
from central.ledger import balances
from central.ledger.accounts import AccountKind, account_id
from central.ledger.statements import Statement
from central.tenants import clients, partners
from central.tenants.models import Client, Role
from central.tenants.visibility import scope_of

router = Router(tags=["credits"], auth=person_auth)


class Wallet(Row):
    """A partner's credits: purchased + given = available + allocated + forfeited.

    `given`: issued by hand; `allocated`: put into its clients and events, less what came back, and
    allocated + overdraft = unused + used.
    """

    purchased: int
    given: int
    available: int
    allocated: int
    unused: int
    used: int
    overdraft: int
    forfeited: int


class ClientBalance(Row):
    """A client's credits: received = available + allocated + forfeited.

    `allocated`: put into its events, less what came back, and allocated + overdraft = unused + used.
    """

    received: int
    available: int
    allocated: int
    unused: int
    used: int
    overdraft: int
    forfeited: int
    low: bool = False


@router.get("/wallet", response=Wallet, summary="Get the partner's wallet")
def wallet(request: HttpRequest) -> Wallet:
    """At this instant."""
    return Wallet.model_validate(balances.tenant(require(request, Role.PARTNER).tenant_id))


@router.get("/partners/{partner_id}/wallet", response=Wallet, summary="Get a partner's wallet")
def wallet_of(request: HttpRequest, partner_id: UUID) -> Wallet:
    """For masters; inactive and deleted partners included."""
    require(request, Role.MASTER)
    return Wallet.model_validate(balances.tenant(partners.find(partner_id).id))


@router.get("/clients/{client_id}/credits", response=ClientBalance, summary="Get a client's credits")
def client_credits(request: HttpRequest, client_id: UUID) -> ClientBalance:
    """At this instant; for the client itself, its partner and masters."""
    found = credits_of_client(_client(request, client_id))
    return ClientBalance.of(found.credits, low=found.low)


@router.get("/overdrafts", response=Page[balances.Overdraft], summary="List events in overdraft")
def overdrafts(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[balances.Overdraft]:
    """Their booths had promised pictures on a lease that was reclaimed before they reconnected."""
    user = require(request, Role.PARTNER, Role.MASTER)
    return balances.overdrafts(scope_of(user).tenant_id, asked)


@router.get("/wallet/statement", response=statements.StatementPage, summary="Get the wallet's statement")
def wallet_statement(request: HttpRequest, asked: Query[PageRequest]) -> Statement:
    """Newest first. Every page shows the instant of the first one."""
    partner = require(request, Role.PARTNER)
    return statements.page(*_wallet(partner.tenant_id), asked)


@router.get("/wallet/statement.csv", summary="Export the wallet's statement")
def wallet_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All of it, as CSV."""
    return statements.csv_file(*_wallet(require(request, Role.PARTNER).tenant_id), "wallet")


@router.get(
    "/partners/{partner_id}/statement",
    response=statements.StatementPage,
    summary="Get a partner's wallet statement",
)
def partner_statement(request: HttpRequest, partner_id: UUID, asked: Query[PageRequest]) -> Statement:
    """For masters. Newest first."""
    require(request, Role.MASTER)
    return statements.page(*_wallet(partners.find(partner_id).id), asked)


@router.get(
    "/clients/{client_id}/statement", response=statements.StatementPage, summary="Get a client's statement"
)
def client_statement(request: HttpRequest, client_id: UUID, asked: Query[PageRequest]) -> Statement:
    """Newest first. Every page shows the instant of the first one."""
    client = _client(request, client_id)
    return statements.page(client.tenant_id, account_id(AccountKind.CLIENT, client.id), asked)


@router.get("/clients/{client_id}/statement.csv", summary="Export a client's statement")
def client_csv(request: HttpRequest, client_id: UUID) -> StreamingHttpResponse:
    """All of it, as CSV."""
    client = _client(request, client_id)
    return statements.csv_file(client.tenant_id, account_id(AccountKind.CLIENT, client.id), client.slug)


@router.get("/me/statement", response=statements.StatementPage, summary="Get the user's statement")
def my_statement(request: HttpRequest, asked: Query[PageRequest]) -> Statement:
    """Newest first. Every page shows the instant of the first one."""
    user = person_asking(request)
    return statements.page(user.tenant_id, account_id(AccountKind.USER, user.id), asked)


@router.get("/me/statement.csv", summary="Export the user's statement")
def my_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All of it, as CSV."""
    user = person_asking(request)
    return statements.csv_file(user.tenant_id, account_id(AccountKind.USER, user.id), "credits")


def _wallet(tenant_id: UUID) -> tuple[UUID, UUID]:
    return tenant_id, account_id(AccountKind.WALLET, tenant_id)


def _client(request: HttpRequest, client_id: UUID) -> Client:
    """The client, for itself, its partner or a master. Raises NotFound for anybody else's."""
    asking = require(request, Role.CLIENT, Role.PARTNER, Role.MASTER)
    return clients.in_sight(scope_of(asking), client_id)
