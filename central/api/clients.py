"""A partner's clients: made, edited, given credits (P3, C9)."""

from typing import Self
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import model_validator

from central.api.people import NewPassword, actor_of, person_auth, require
from central.api.shapes import Credits, Email, Line, Moved, Name, Note, Page, Status
from central.base import pages
from central.base.pages import PageRequest
from central.ledger.accounts import AccountKind, balance_of, balances_of
from central.ledger.transfer_requests import TransferRequest
from central.tenants import clients
from central.tenants.clients import ClientFilter, NewClient
from central.tenants.models import Client as ClientRow
from central.tenants.models import Role
from central.tenants.visibility import scope_of
from contract.shape import Moment, Shape

router = Router(tags=["clients"], auth=person_auth)


class ClientToMake(Shape):
    """`id`, made by whoever asks, becomes the client's. With a password the address becomes its login."""

    id: UUID
    name: Name
    email: Email | None = None
    phone: Line = ""
    password: NewPassword | None = None

    @model_validator(mode="after")
    def _login_has_an_address(self) -> Self:
        if self.password is not None and self.email is None:
            raise ValueError("a login needs an e-mail address")
        return self


class ClientPatch(Shape):
    """What is left out stays as it is. `active` false: its people do not get in, its credits are kept."""

    name: Name | None = None
    email: Email | None = None
    phone: Line | None = None
    active: bool | None = None


class Client(Shape):
    """A client, and what its balance has. `tenant_id`: its partner."""

    id: UUID
    tenant_id: UUID
    slug: str
    name: str
    email: str
    phone: str
    active: bool
    balance: int
    created_at: Moment

    @classmethod
    def of(cls, row: ClientRow, balance: int) -> Self:
        """The client as it is shown."""
        return cls(
            id=row.id,
            tenant_id=row.tenant_id,
            slug=row.slug,
            name=row.name,
            email=row.email,
            phone=row.phone,
            active=row.active,
            balance=balance,
            created_at=row.created_at,
        )


class ClientMade(Shape):
    """The client as it is now."""

    status: Status
    client: Client


class Allocation(Shape):
    """Credits for a client, out of the partner's wallet."""

    id: UUID
    credits: Credits
    note: Note = ""


class Allocated(Moved):
    """`balance` is the client's; `wallet`: what the partner has left."""

    wallet: int


@router.post("/clients", response=ClientMade, summary="Make a client")
def make_client(request: HttpRequest, body: ClientToMake) -> ClientMade:
    """With an empty balance, and its first login."""
    partner = require(request, Role.PARTNER)
    new = NewClient(body.id, body.name, body.email or "", body.phone, body.password)
    client, made = clients.create(partner.tenant_id, new)
    return ClientMade(status=Status.of(made), client=_shown(client))


@router.get("/clients", response=Page[Client], summary="List clients")
def list_clients(
    request: HttpRequest, wanted: Query[ClientFilter], asked: Query[PageRequest]
) -> pages.Page[Client]:
    """A partner's own, a client itself, a master's all; the newest first."""
    person = require(request, Role.MASTER, Role.PARTNER, Role.CLIENT)
    page = clients.page(scope_of(person), wanted, asked)
    balances = balances_of(AccountKind.CLIENT, {client.id: client.tenant_id for client in page.items})
    return page.map(lambda client: Client.of(client, balances[client.id]))


@router.get("/clients/{client_id}", response=Client, summary="One client")
def get_client(request: HttpRequest, client_id: UUID) -> Client:
    """A partner sees its own, a client itself, a master all."""
    person = require(request, Role.MASTER, Role.PARTNER, Role.CLIENT)
    return _shown(clients.in_sight(scope_of(person), client_id))


@router.patch("/clients/{client_id}", response=Client, summary="Edit a client")
def edit_client(request: HttpRequest, client_id: UUID, body: ClientPatch) -> Client:
    """Its partner does that."""
    partner = require(request, Role.PARTNER)
    changes = body.model_dump(exclude_none=True)
    return _shown(clients.edit(partner.tenant_id, client_id, **changes))


@router.post("/clients/{client_id}/allocations", response=Allocated, summary="Give a client credits")
def allocate(request: HttpRequest, client_id: UUID, body: Allocation) -> Allocated:
    """From the partner's wallet to the client's balance; 402 says how many credits are missing."""
    partner = require(request, Role.PARTNER)
    transfer = TransferRequest(body.id, actor_of(partner), timezone.now(), body.note)
    posted = clients.allocate(partner.tenant_id, client_id, body.credits, transfer)
    return Allocated(
        status=Status.of(posted),
        balance=balance_of(partner.tenant_id, AccountKind.CLIENT, client_id),
        wallet=balance_of(partner.tenant_id, AccountKind.WALLET, partner.tenant_id),
    )


def _shown(client: ClientRow) -> Client:
    return Client.of(client, balance_of(client.tenant_id, AccountKind.CLIENT, client.id))
