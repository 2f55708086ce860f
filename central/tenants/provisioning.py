"""Partners, clients and their people, with the accounts that hold their credits."""

from uuid import UUID

from django.db import IntegrityError, transaction

from central.ledger.accounts import AccountKind, open_account
from central.server.hashing import password_hash, pin_hash
from central.tenants.errors import AddressTaken
from central.tenants.invitations import Why, mail_link
from central.tenants.models import PLATFORM_ID, Client, Role, Tenant, TenantKind, User
from contract.ids import new_id

PLATFORM_NAME = "Cabina"


def ensure_platform() -> Tenant:
    """The platform's own tenant."""
    tenant, _ = Tenant.objects.get_or_create(
        id=PLATFORM_ID, defaults={"kind": TenantKind.PLATFORM, "slug": "cabina", "name": PLATFORM_NAME}
    )
    return tenant


def ensure_partner(slug: str, name: str, staff_pin: str, **brand: object) -> Tenant:
    """The partner with this slug, created with an empty wallet if need be."""
    described = {
        "kind": TenantKind.PARTNER,
        "name": name,
        "staff_pin_hash": pin_hash(staff_pin),
    }
    with transaction.atomic():
        tenant, _ = Tenant.objects.get_or_create(slug=slug, deleted_at=None, defaults=described | brand)
        open_account(tenant.id, AccountKind.WALLET, tenant.id)
    return tenant


def ensure_client(tenant_id: UUID, slug: str, name: str) -> Client:
    """The partner's client with this slug, created with an empty balance if need be."""
    with transaction.atomic():
        client, _ = Client.objects.get_or_create(tenant_id=tenant_id, slug=slug, defaults={"name": name})
        open_account(tenant_id, AccountKind.CLIENT, client.id)
    return client


def ensure_user(
    email: str, password: str, role: Role, tenant_id: UUID, client_id: UUID | None = None
) -> User:
    """The user with this e-mail address; an existing one keeps their password."""
    known = User.objects.filter(email__iexact=email).first()
    return known or enrol(email, password_hash(password), role, tenant_id, client_id)


def enrol(email: str, hashed: str | None, role: Role, tenant_id: UUID, client_id: UUID | None = None) -> User:
    """A new user, by the hash of their password; without one they are mailed a link to choose it.

    Raises AddressTaken when the e-mail address is taken.
    """
    try:
        with transaction.atomic():
            user = User.objects.enrol(
                email, hashed, id=new_id(), role=role, tenant_id=tenant_id, client_id=client_id
            )
            if hashed is None:
                mail_link(user, Why.FIRST)
            return user
    except IntegrityError as error:
        raise AddressTaken from error
