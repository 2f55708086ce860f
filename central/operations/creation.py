"""Creating masters and partners, with what they need to begin."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from central.catalogue.grants import grant, grant_all
from central.catalogue.install import install as install_catalogue
from central.server.hashing import password_hash
from central.tenants import audit_log, partners
from central.tenants.audit_log import OPERATOR
from central.tenants.hashes_for_people import hashed_for
from central.tenants.models import AuditKind, Role, Tenant, User
from central.tenants.partners import NewPartner, PartnerHashes
from central.tenants.provisioning import enrol, ensure_platform


def create_partner(new: NewPartner, actor: str) -> tuple[Tenant, bool]:
    """The partner, with the packs that it may use; whether it is new.

    Without a choice, these are all that the platform has now. Raises AlreadyUsed, NoSuchPack,
    HashingBusy, TooManyAttempts.
    """
    hashes = hashed_for(actor, lambda: PartnerHashes.of(new))
    with transaction.atomic():
        tenant, made = partners.create(new, hashes, actor)
        if made:
            _grant(tenant.id, new.packs)
    return tenant, made


def _grant(tenant_id: UUID, packs: Collection[UUID] | None) -> None:
    if packs is None:
        grant_all(tenant_id)
    else:
        grant(tenant_id, packs)


def create_master(email: str, password: str) -> User:
    """A person who runs the platform; the first one brings the platform's own styles.

    Raises AlreadyUsed; ValueError for what is no e-mail address.
    """
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValueError(f"{email} is not an e-mail address.") from error
    platform = ensure_platform()
    hashed = password_hash(password)
    with transaction.atomic():
        master = enrol(email, hashed, Role.MASTER, platform.id)
        audit_log.record(master.subject, AuditKind.CREATED, OPERATOR)
    install_catalogue()
    return master
