"""The logins of partners and clients: which one is meant, who is given a link for it, where it moves."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from central.tenants import audit_log, second_factors, users
from central.tenants.attempts import note_attempt
from central.tenants.errors import AddressMissing, AddressTaken, NotFound
from central.tenants.invitations import Why, mail_link
from central.tenants.locks import lock_active, lock_partner
from central.tenants.logins import end_sessions
from central.tenants.models import AuditKind, Client, Domain, Invitation, PasswordLink, Role, Tenant, User
from central.tenants.password_links import LINKS_FOR_AN_EMAIL, NewLink, link_for
from central.tenants.provisioning import enrol


def login_of_partner(tenant: Tenant) -> User | None:
    """The partner's own login: the one with its address, else its first."""
    people = User.objects.filter(tenant_id=tenant.id, role=Role.PARTNER).order_by("created_at", "id")
    return people.filter(email=tenant.email.lower()).first() or people.first()


def login_of_client(client: Client) -> User | None:
    """The client's own login: the one with its address, else its first."""
    people = User.objects.filter(tenant_id=client.tenant_id, client_id=client.id).order_by("created_at", "id")
    return people.filter(email=client.email.lower()).first() or people.first()


def link_for_partner(partner_id: UUID, actor: str) -> NewLink:
    """A link for the partner's login, which is made if there is none; on record.

    Raises NotFound, PartnerDeleted, AddressMissing, AddressTaken.
    """
    with transaction.atomic():
        lock_partner(partner_id)
        tenant = Tenant.objects.get(id=partner_id)
        login = login_of_partner(tenant) or _enrolled(actor, tenant.email, Role.PARTNER, tenant.id)
        return _given(login, actor)


def link_for_client(tenant_id: UUID, client_id: UUID, actor: str) -> NewLink:
    """A link for the client's login, which is made if there is none; on record.

    Raises NotFound, PartnerInactive, AddressMissing, AddressTaken.
    """
    with transaction.atomic():
        lock_active(tenant_id)
        client = _client(tenant_id, client_id)
        login = login_of_client(client) or _enrolled(actor, client.email, Role.CLIENT, tenant_id, client.id)
        return _given(login, actor)


def mail_link_to_client(tenant_id: UUID, client_id: UUID, actor: str) -> str:
    """Mail a link to the client's login, which is made if there is none; to which address. On record.

    Whoever has a password already is sent nothing. Raises NotFound, PartnerInactive, AddressMissing,
    AddressTaken, TooManyAttempts.
    """
    client = _client(tenant_id, client_id)
    if not client.email:
        raise AddressMissing
    note_attempt({f"links for {client.email}": LINKS_FOR_AN_EMAIL})
    with transaction.atomic():
        lock_active(tenant_id)
        login = login_of_client(client)
        if login is None:
            login = _enrolled(actor, client.email, Role.CLIENT, tenant_id, client.id)
        else:
            mail_link(login, Why.FIRST)
        audit_log.record(login.subject, AuditKind.PASSWORD_LINK, actor)
    return login.email


def link_for_user(user_id: UUID, actor: str) -> NewLink:
    """A link for a user of the platform; on record. Raises NotFound."""
    with transaction.atomic():
        return _given(users.find(user_id), actor)


def move_login(user: User | None, email: str) -> None:
    """A partner's or client's login follows its e-mail address; its sessions end if that is another one.

    In the caller's transaction, before the partner or client itself is changed. Raises AddressTaken.
    """
    if user is None or user.email == email.lower():
        return
    try:
        with transaction.atomic():
            User.objects.filter(id=user.id).update(email=email.lower())
    except IntegrityError as error:
        raise AddressTaken from error
    end_sessions(user)


def free_addresses(tenant_id: UUID) -> None:
    """Let go of the addresses of everybody under a deleted partner, and of whatever they could log in by.

    Their rows keep the addresses as history.
    """
    tombstone = Concat(Cast("id", CharField()), Value("@deleted.invalid"))
    User.objects.filter(tenant_id=tenant_id).update(former_email=F("email"), email=tombstone)
    PasswordLink.objects.filter(tenant_id=tenant_id).delete()
    second_factors.forget_all(tenant_id)
    Invitation.objects.filter(tenant_id=tenant_id).delete()
    Domain.objects.filter(tenant_id=tenant_id).delete()


def _client(tenant_id: UUID, client_id: UUID) -> Client:
    client = Client.objects.filter(tenant_id=tenant_id, id=client_id).first()
    if client is None:
        raise NotFound("client")
    return client


def _given(user: User, actor: str) -> NewLink:
    audit_log.record(user.subject, AuditKind.PASSWORD_LINK, actor)
    return link_for(user)


def _enrolled(actor: str, email: str, role: Role, tenant_id: UUID, client_id: UUID | None = None) -> User:
    if not email:
        raise AddressMissing
    login = enrol(email, None, role, tenant_id, client_id)
    audit_log.record(login.subject, AuditKind.CREATED, actor)
    return login


def set_name(person: User, name: str) -> None:
    """Change one's own name."""
    with transaction.atomic():
        audit_log.record_edit(person.subject, person, {"name": name}, person.actor)
        User.objects.filter(id=person.id).update(name=name)


def set_language(person: User, language: str) -> None:
    """In which language the person's mail is written from now on; written only when it is another."""
    User.objects.filter(id=person.id).exclude(language=language).update(language=language)
