"""Creating masters and partners, with what they need to begin."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from central.catalogue.install import install as install_catalogue
from central.catalogue.tasks import install_soon
from central.server.hashing import password_hash
from central.tenants import partners
from central.tenants.models import Role, Tenant, User
from central.tenants.partners import NewPartner, PartnerHashes
from central.tenants.provisioning import enrol, ensure_platform


def create_partner(new: NewPartner, actor: str) -> tuple[Tenant, bool]:
    """The partner, and soon its styles; whether it is new. Raises AlreadyUsed."""
    hashes = PartnerHashes.of(new)
    with transaction.atomic():
        tenant, made = partners.create(new, hashes, actor)
        if made:
            install_soon(tenant.id)
    return tenant, made


def create_master(email: str, password: str) -> User:
    """A person who runs the platform; the first one brings the platform's own styles.

    Raises AlreadyUsed; ValueError for what is no e-mail address.
    """
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValueError(f"{email} is not an e-mail address.") from error
    platform = ensure_platform()
    master = enrol(email, password_hash(password), Role.MASTER, platform.id)
    install_catalogue(platform.id)
    return master
