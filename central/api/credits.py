"""Balances and statements of partners, clients and users (C17)."""

from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from central.api import files, statements
from central.api.auth import host_auth, keeper_auth, master_auth, partner_auth, person_asking, person_auth
from central.api.shapes import Page, Row
from central.base import pages
from central.base.pages import PageRequest
from central.events.credits import credits_of_client
from central.ledger import balances
from central.ledger.accounts import AccountKind, account_id
from central.ledger.statements import Statement
from central.tenants import clients, partners
from central.tenants.models import Client
from central.tenants.visibility import scope_of

router = Router(tags=["credits"], auth=partner_auth)


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
    return Wallet.model_validate(balances.tenant(person_asking(request).tenant_id))


@router.get(
    "/partners/{partner_id}/wallet", response=Wallet, summary="Get a partner's wallet", auth=master_auth
)
def wallet_of(request: HttpRequest, partner_id: UUID) -> Wallet:
    """For masters; inactive and deleted partners included."""
    return Wallet.model_validate(balances.tenant(partners.find(partner_id).id))


@router.get(
    "/clients/{client_id}/credits", response=ClientBalance, summary="Get a client's credits", auth=host_auth
)
def client_credits(request: HttpRequest, client_id: UUID) -> ClientBalance:
    """At this instant; for the client itself, its partner and masters."""
    found = credits_of_client(_client(request, client_id))
    return ClientBalance.of(found.credits, low=found.low)


@router.get(
    "/overdrafts", response=Page[balances.Overdraft], summary="List events in overdraft", auth=keeper_auth
)
def overdrafts(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[balances.Overdraft]:
    """Their booths had promised pictures on a lease that was reclaimed before they reconnected."""
    return balances.overdrafts(scope_of(person_asking(request)).tenant_id, asked)


@router.get("/wallet/statement", response=statements.StatementPage, summary="Get the wallet's statement")
def wallet_statement(request: HttpRequest, asked: Query[PageRequest]) -> Statement:
    """Newest first. Every page shows the instant of the first one."""
    partner = person_asking(request)
    return statements.page(*_wallet(partner.tenant_id), asked)


@router.get("/wallet/statement.csv", summary="Export the wallet's statement", openapi_extra=files.CSV)
def wallet_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All of it, as CSV."""
    return statements.csv_file(*_wallet(person_asking(request).tenant_id), "wallet")


@router.get(
    "/partners/{partner_id}/statement",
    response=statements.StatementPage,
    summary="Get a partner's wallet statement",
    auth=master_auth,
)
def partner_statement(request: HttpRequest, partner_id: UUID, asked: Query[PageRequest]) -> Statement:
    """For masters. Newest first."""
    return statements.page(*_wallet(partners.find(partner_id).id), asked)


@router.get(
    "/clients/{client_id}/statement",
    response=statements.StatementPage,
    summary="Get a client's statement",
    auth=host_auth,
)
def client_statement(request: HttpRequest, client_id: UUID, asked: Query[PageRequest]) -> Statement:
    """Newest first. Every page shows the instant of the first one."""
    client = _client(request, client_id)
    return statements.page(client.tenant_id, account_id(AccountKind.CLIENT, client.id), asked)


@router.get(
    "/clients/{client_id}/statement.csv",
    summary="Export a client's statement",
    auth=host_auth,
    openapi_extra=files.CSV,
)
def client_csv(request: HttpRequest, client_id: UUID) -> StreamingHttpResponse:
    """All of it, as CSV."""
    client = _client(request, client_id)
    return statements.csv_file(client.tenant_id, account_id(AccountKind.CLIENT, client.id), client.slug)


@router.get(
    "/me/statement", response=statements.StatementPage, summary="Get the user's statement", auth=person_auth
)
def my_statement(request: HttpRequest, asked: Query[PageRequest]) -> Statement:
    """Newest first. Every page shows the instant of the first one."""
    user = person_asking(request)
    return statements.page(user.tenant_id, account_id(AccountKind.USER, user.id), asked)


@router.get(
    "/me/statement.csv", summary="Export the user's statement", auth=person_auth, openapi_extra=files.CSV
)
def my_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All of it, as CSV."""
    user = person_asking(request)
    return statements.csv_file(user.tenant_id, account_id(AccountKind.USER, user.id), "credits")


def _wallet(tenant_id: UUID) -> tuple[UUID, UUID]:
    return tenant_id, account_id(AccountKind.WALLET, tenant_id)


def _client(request: HttpRequest, client_id: UUID) -> Client:
    """The client, for itself, its partner or a master. Raises NotFound for anybody else's."""
    return clients.in_sight(scope_of(person_asking(request)), client_id)
