"""A partner's clients: created, edited, given credits (P3, C9)."""

from typing import Self
from uuid import UUID

import ninja
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import model_validator

from central.api.auth import command_of, host_auth, partner_auth, person_asking
from central.api.shapes import (
    Body,
    Credits,
    CreditsMoved,
    Email,
    Name,
    NewPassword,
    Note,
    Packs,
    Page,
    PasswordLink,
    Patch,
    Phone,
    Row,
    Status,
    Styles,
    created,
    optional,
)
from central.base import pages
from central.base.pages import PageRequest
from central.catalogue.grants import Named, granted_to, granted_to_clients
from central.ledger.accounts import AccountKind, balance_of, balances_of
from central.ledger.transfer_requests import TransferRequest
from central.operations import client_changes
from central.tenants import clients, people
from central.tenants.clients import ClientFilter
from central.tenants.clients import NewClient as ClientPlan
from central.tenants.models import Client as ClientRow
from central.tenants.password_links import NewLink, first_link_for
from central.tenants.visibility import scope_of
from contract.shape import Moment, NewId, Shape

router = Router(tags=["clients"], auth=partner_auth)


class NewClient(Body):
    """The caller chooses `id`, so that repeating is safe. `email` is its login; see `password_link`.

    `packs`, `styles`: what its events may offer; neither: all that its partner may use.
    """

    id: NewId
    name: Name
    email: Email | None = None
    phone: Phone = ""
    password: NewPassword | None = None
    packs: Packs = ()
    styles: Styles = ()

    @model_validator(mode="after")
    def _login_has_an_address(self) -> Self:
        if self.password is not None and self.email is None:
            raise ValueError("a login needs an e-mail address")
        return self


class ClientPatch(Patch):
    """Fields left out keep their values. `active` false: its people cannot log in; its credits are kept.

    With neither `packs` nor `styles` its events may offer all that its partner may use.
    """

    name: Name = optional()
    email: Email = optional()
    phone: Phone = optional()
    active: bool = optional()
    packs: Packs = optional()
    styles: Styles = optional()


class Client(Row):
    """A client and its balance. `tenant_id`: its partner. Neither `packs` nor `styles`: it may use all."""

    id: UUID
    tenant_id: UUID
    slug: str
    name: str
    email: str
    phone: str
    active: bool
    packs: list[UUID]
    styles: list[UUID]
    balance: int
    created_at: Moment


class ClientResult(Shape):
    """The client as it is now."""

    status: Status
    client: Client


class ClientMade(ClientResult):
    """`password_link`: for its login, unless that has a password, or there is no e-mail address; null then.

    The newest one counts.
    """

    password_link: PasswordLink | None


class Allocation(Body):
    """Credits for a client, out of the partner's wallet."""

    id: NewId
    credits: Credits
    note: Note = ""


class AllocationResult(CreditsMoved):
    """`balance`: the client's; `wallet`: the partner's."""

    wallet: int


@router.post("/clients", response={200: ClientMade, 201: ClientMade}, summary="Create a client")
def make_client(request: HttpRequest, body: NewClient) -> ninja.Status[ClientMade]:
    """With an empty balance and, if there is an e-mail address, its first login."""
    partner = person_asking(request)
    new = ClientPlan(**body.model_dump() | {"email": body.email or ""})
    client, made = client_changes.create(partner.tenant_id, new, command_of(partner))
    link = first_link_for(people.login_of_client(client))
    answer = ClientMade(
        status=Status.of(made), client=_shown(client), password_link=link and PasswordLink.of(link)
    )
    return created(answer, made)


@router.post(
    "/clients/{client_id}/password-links", response=PasswordLink, summary="Give a client a password link"
)
def give_client_a_link(request: HttpRequest, client_id: UUID) -> NewLink:
    """For its login, which is made if there is none. Earlier links end."""
    partner = person_asking(request)
    return people.link_for_client(partner.tenant_id, client_id, partner.actor)


@router.get("/clients", response=Page[Client], summary="List clients", auth=host_auth)
def list_clients(
    request: HttpRequest, wanted: Query[ClientFilter], asked: Query[PageRequest]
) -> pages.Page[Client]:
    """A partner sees its own, a client itself, a master all. Newest first."""
    person = person_asking(request)
    page = clients.page(scope_of(person), wanted, asked)
    keys = [(client.tenant_id, client.id) for client in page.items]
    balances, granted = balances_of(AccountKind.CLIENT, keys), granted_to_clients(keys)
    shown = [_with(client, balances[key], granted[key]) for client, key in zip(page.items, keys, strict=True)]
    return pages.Page(shown, page.next)


@router.get("/clients/{client_id}", response=Client, summary="Get a client", auth=host_auth)
def get_client(request: HttpRequest, client_id: UUID) -> Client:
    """A partner sees its own, a client itself, a master all."""
    return _shown(clients.in_sight(scope_of(person_asking(request)), client_id))


@router.patch("/clients/{client_id}", response=Client, summary="Update a client")
def edit_client(request: HttpRequest, client_id: UUID, body: ClientPatch) -> Client:
    """Requires its partner. Fields that are left out keep their values.

    Its login follows its e-mail address, and has to log in again; 409 if the address has a login already.
    """
    partner = person_asking(request)
    return _shown(client_changes.edit(partner.tenant_id, client_id, body.changes(), command_of(partner)))


@router.post(
    "/clients/{client_id}/allocations", response=AllocationResult, summary="Allocate credits to a client"
)
def allocate(request: HttpRequest, client_id: UUID, body: Allocation) -> AllocationResult:
    """From the partner's wallet to the client's balance. 402 says how many credits are missing."""
    partner = person_asking(request)
    transfer = TransferRequest(body.id, partner.actor, timezone.now(), body.note)
    posted = clients.allocate(partner.tenant_id, client_id, body.credits, transfer)
    return AllocationResult(
        status=Status.of(posted),
        balance=balance_of(partner.tenant_id, AccountKind.CLIENT, client_id),
        wallet=balance_of(partner.tenant_id, AccountKind.WALLET, partner.tenant_id),
    )


def _shown(client: ClientRow) -> Client:
    balance = balance_of(client.tenant_id, AccountKind.CLIENT, client.id)
    return _with(client, balance, granted_to(client.tenant_id, client.id))


def _with(client: ClientRow, balance: int, granted: Named) -> Client:
    return Client.of(client, balance=balance, packs=sorted(granted.packs), styles=sorted(granted.styles))
