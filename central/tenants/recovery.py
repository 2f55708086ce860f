"""Letting a master in again who has lost their password: for the operator, at the platform's own machine."""

from django.db import transaction

from central.server.hashing import password_hash
from central.tenants import audit_log, second_factors
from central.tenants.audit_log import OPERATOR
from central.tenants.errors import NotFound
from central.tenants.logins import end_sessions, set_password
from central.tenants.models import PLATFORM_ID, AuditKind, Role, User


def recover_master(email: str, password: str) -> User:
    """Give the master another password, and end their second factors and all their logins; on record.

    Raises NotFound.
    """
    hashed = password_hash(password)
    with transaction.atomic():
        masters = User.objects.filter(tenant_id=PLATFORM_ID, role=Role.MASTER)
        master = masters.filter(email=email.strip().lower()).first()
        if master is None:
            raise NotFound("master")
        masters.filter(id=master.id).update(is_active=True)
        set_password(master, hashed)
        second_factors.forget(master)
        end_sessions(master)
        audit_log.record(master.subject, AuditKind.MASTER_RECOVERED, OPERATOR)
    return master
