"""A partner's clients: made, edited, and given credits (P3, C9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from central.base import pages
from central.base.pages import Page, PageRequest, SearchText
from central.idempotency.creations import content_of, is_new
from central.ledger import allocations
from central.ledger.accounts import AccountKind, account_id, open_account
from central.ledger.transfer_requests import TransferRequest
from central.notices.kinds import NoticeKind
from central.notices.telling import Told, tell
from central.tenants import audit_log
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import AddressMissing, NotFound
from central.tenants.locks import lock_active
from central.tenants.models import AuditKind, Client, Role
from central.tenants.people import login_of_client, move_login
from central.tenants.provisioning import enrol
from central.tenants.slugs import create_under, free_slugs
from central.tenants.visibility import Scope, named_like
from contract.shape import Shape


@dataclass(frozen=True, slots=True)
class NewClient:
    """What a client is made from. The e-mail address becomes its first login, which needs a link
    (`password_links`) unless there is a `password`. `packs`, `styles`: what it may use of its partner's
    (`operations.client_changes`); neither: all."""

    id: UUID
    name: str
    email: str = ""
    phone: str = ""
    password: str | None = None
    packs: tuple[UUID, ...] = ()
    styles: tuple[UUID, ...] = ()


class ClientFilter(Shape):
    """Filters of the list of clients. `text`: in name, e-mail address or phone number."""

    partner_id: UUID | None = None
    active: bool | None = None
    text: SearchText = ""


def create(tenant_id: UUID, new: NewClient, hashed: str | None, by: AdminCommand) -> tuple[Client, bool]:
    """The client with an empty balance; whether it is new. `hashed`: its password.

    Raises OtherContent; AlreadyUsed: the e-mail address belongs to somebody else; PartnerInactive.
    """
    with transaction.atomic():
        lock_active(tenant_id)
        if not is_new(tenant_id, "client", new.id, content_of(new, "packs", "styles")):
            return find(tenant_id, new.id), False
        client, made = _made(tenant_id, new)
        if not made:
            return client, False
        open_account(tenant_id, AccountKind.CLIENT, client.id)
        if new.email:
            enrol(new.email, hashed, Role.CLIENT, tenant_id, client.id)
        described = audit_log.initially(name=new.name, email=new.email, phone=new.phone)
        audit_log.record(client.subject, AuditKind.CREATED, by.actor, changes=described)
    return client, True


def find(tenant_id: UUID, client_id: UUID) -> Client:
    """The partner's client. Raises NotFound."""
    return in_sight(Scope(tenant_id), client_id)


def named(tenant_id: UUID, client_id: UUID | None) -> Client | None:
    """The partner's client that is named; None if none is, or it is nobody of theirs."""
    return Client.objects.filter(tenant_id=tenant_id, id=client_id).first() if client_id else None


def in_sight(scope: Scope, client_id: UUID) -> Client:
    """The client, if it is in sight. Raises NotFound."""
    clients = Client.objects.filter(id=client_id)
    if scope.tenant_id is not None:
        clients = clients.filter(tenant_id=scope.tenant_id)
    client = clients.first()
    if client is None or scope.client_id not in (None, client_id):
        raise NotFound("client")
    return client


def page(scope: Scope, wanted: ClientFilter, asked: PageRequest) -> Page[Client]:
    """The clients in sight, the newest first. Raises CursorError."""
    exactly = (
        ("tenant_id", scope.tenant_id),
        ("id", scope.client_id),
        ("tenant_id", wanted.partner_id),
        ("active", wanted.active),
    )
    clients = named_like(Client.objects.all(), wanted.text)
    for column, value in exactly:
        clients = clients if value is None else clients.filter(**{column: value})
    return pages.page(clients, ("created_at", "id", "tenant_id"), asked)


def edit(tenant_id: UUID, client_id: UUID, changes: Mapping[str, object], by: AdminCommand) -> Client:
    """Change name, e-mail, phone, or whether it is active: people of a closed client do not get in.

    Its login follows its e-mail address. Raises NotFound, AddressTaken, AddressMissing, PartnerInactive.
    """
    with transaction.atomic():
        client = hold(tenant_id, client_id)
        if "email" in changes:
            login = login_of_client(client)
            if login is not None and not changes["email"]:
                raise AddressMissing
            move_login(login, str(changes["email"]))
        if changes:
            Client.objects.filter(tenant_id=tenant_id, id=client_id).update(**changes)
        audit_log.record_edit(client.subject, client, changes, by.actor)
    return find(tenant_id, client_id)


def hold(tenant_id: UUID, client_id: UUID) -> Client:
    """The client, which nobody else changes until the caller's transaction ends.

    Raises NotFound, PartnerInactive.
    """
    lock_active(tenant_id)
    row = Client.objects.select_for_update(no_key=True).filter(tenant_id=tenant_id, id=client_id).first()
    if row is None:
        raise NotFound("client")
    return row


def allocate(
    tenant_id: UUID, client_id: UUID, credits: int, request: TransferRequest, *, is_answer: bool = False
) -> bool:
    """Move credits from the partner's wallet to the client's balance (C9). False: a repetition.

    The client is told, unless the credits are the answer to its request, which it is told anyway.
    Raises NotFound, PartnerInactive, Shortfall, Conflict.
    """
    with transaction.atomic():
        lock_active(tenant_id)
        client = find(tenant_id, client_id)
        wallet = account_id(AccountKind.WALLET, tenant_id)
        balance = account_id(AccountKind.CLIENT, client.id)
        done = allocations.allocate(tenant_id, wallet, balance, credits, request)
        if done:
            audit_log.record_transfer(client.subject, AuditKind.ALLOCATED, credits, request)
            if not is_answer:
                _tell_credits(client, credits, request)
    return done


def take_back(tenant_id: UUID, client_id: UUID, credits: int, request: TransferRequest) -> bool:
    """Move credits that the client has not set aside back to the partner's wallet. False: a repetition.

    Raises NotFound, PartnerInactive, Shortfall, Conflict.
    """
    with transaction.atomic():
        lock_active(tenant_id)
        client = find(tenant_id, client_id)
        wallet = account_id(AccountKind.WALLET, tenant_id)
        balance = account_id(AccountKind.CLIENT, client.id)
        done = allocations.take_back(tenant_id, balance, wallet, credits, request)
        if done:
            audit_log.record_transfer(client.subject, AuditKind.TAKEN_BACK, credits, request)
    return done


def _tell_credits(client: Client, credits: int, request: TransferRequest) -> None:
    told = Told(
        client.tenant_id,
        NoticeKind.CREDITS_ADDED,
        f"credits_added:{request.id}",
        client_id=client.id,
        actor=request.actor,
        facts={"credits": credits, "note": request.note, "subject": f"balance:{client.id}"},
    )
    tell(told)


def _made(tenant_id: UUID, new: NewClient) -> tuple[Client, bool]:
    of_partner = Client.objects.filter(tenant_id=tenant_id)
    described = {"id": new.id, "name": new.name, "email": new.email, "phone": new.phone}
    slugs = free_slugs(of_partner, new.name, "client")
    return create_under(slugs, of_partner, described | {"tenant_id": tenant_id})
