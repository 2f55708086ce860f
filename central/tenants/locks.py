"""Whether a partner may spend, or may be ended: decided under a lock of the partner; and whose logins end.

Whoever spends shares the lock; whoever ends the partner waits to have it alone. It is taken before any other.
It is an advisory lock: a row of a reference table cannot be locked without locking the table on every node
(decision 14). The row is read in a statement of its own behind it, so that it is what the lock protects.
"""

from hashlib import blake2b
from uuid import UUID

from django.db import connection

from central.tenants.errors import NotFound, PartnerDeleted, PartnerInactive
from central.tenants.models import Tenant, TenantKind


def lock_active(tenant_id: UUID) -> None:
    """Keep the tenant active until the caller's transaction ends.

    Raises NotFound, PartnerInactive, PartnerDeleted.
    """
    _, active, deleted = _lock_shared(tenant_id)
    _refuse(active, deleted)


def lock_existing(tenant_id: UUID) -> None:
    """Keep the tenant from being deleted until the caller's transaction ends; it may be inactive.

    Raises NotFound, PartnerDeleted.
    """
    *_, deleted = _lock_shared(tenant_id)
    _refuse(True, deleted)


def lock_partner(partner_id: UUID) -> None:
    """`lock_existing` for a partner: the platform is none. Raises NotFound, PartnerDeleted."""
    kind, _, deleted = _lock_shared(partner_id)
    if kind != TenantKind.PARTNER:
        raise NotFound("partner")
    _refuse(True, deleted)


def lock_alone(partner_id: UUID) -> Tenant:
    """The partner, once everybody who spends under it is done. Raises NotFound."""
    _lock("pg_advisory_xact_lock", lock_key(partner_id))
    tenant = Tenant.objects.filter(id=partner_id, kind=TenantKind.PARTNER).first()
    if tenant is None:
        raise NotFound("partner")
    return tenant


def refuse_inactive(tenant_id: UUID) -> None:
    """The same check as `lock_active` for those who only read; nothing is locked."""
    found = Tenant.objects.filter(id=tenant_id).values_list("active", "deleted_at").first()
    if found is None:
        raise NotFound("partner")
    _refuse(found[0], found[1] is not None)


def _lock_shared(tenant_id: UUID) -> tuple[str, bool, bool]:
    """The tenant's kind, whether it is active, and whether it is deleted."""
    _lock("pg_advisory_xact_lock_shared", lock_key(tenant_id))
    found = Tenant.objects.filter(id=tenant_id).values_list("kind", "active", "deleted_at").first()
    if found is None:
        raise NotFound("partner")
    kind, active, deleted_at = found
    return kind, active, deleted_at is not None


def _lock(function: str, key: int) -> None:
    assert connection.in_atomic_block, "a lock ends with its statement outside of a transaction"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s::bigint)", [key])


def lock_logins(user_id: UUID) -> None:
    """Keep the person's logins from being ended until the caller's transaction ends, which opens one."""
    _lock("pg_advisory_xact_lock_shared", lock_key(user_id, b"cabina.logins"))


def lock_logins_alone(user_id: UUID) -> None:
    """End the person's logins in the caller's transaction: those that are being opened are there by now."""
    _lock("pg_advisory_xact_lock", lock_key(user_id, b"cabina.logins"))


def lock_list(owner_id: UUID, kind: bytes) -> None:
    """Have others who add to this list of an owner wait until the caller's transaction ends: it is bounded.

    `kind`: at most 16 bytes.
    """
    _lock("pg_advisory_xact_lock", lock_key(owner_id, kind))


def lock_key(row_id: UUID, kind: bytes = b"cabina.tenant") -> int:
    """The row's number among PostgreSQL's advisory locks, which all users of a database share."""
    digest = blake2b(row_id.bytes, digest_size=8, person=kind)
    return int.from_bytes(digest.digest(), signed=True)


def _refuse(active: bool, deleted: bool) -> None:
    if deleted:
        raise PartnerDeleted
    if not active:
        raise PartnerInactive
