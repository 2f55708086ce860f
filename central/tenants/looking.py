"""A master looks at the platform as a partner sees it: to read, for a while, and on the partner's own record.

Nobody's login is used for it: whoever looks is somebody without a row, who has the partner's sight and the
master's id (decision 83).
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from central.tenants import audit_log, partners
from central.tenants.errors import PartnerDeleted, TenantError
from central.tenants.models import AuditKind, Role, Standing, TeamRole, Tenant, User
from contract.problem import Code

LASTS: Final = timedelta(minutes=30)


class OnlyLooking(TenantError):
    """Something was sent by a master who only looks."""

    code = Code.FORBIDDEN
    sentence = "You are looking as a partner sees it: nothing can be changed."


def begin(master: User, partner_id: UUID) -> tuple[Tenant, datetime]:
    """Whom the master looks as, and until when. Raises NotFound, PartnerDeleted."""
    assert master.role == Role.MASTER, "nobody else sees every partner"
    tenant, until = partners.find(partner_id), timezone.now() + LASTS
    if tenant.standing is Standing.DELETED:
        raise PartnerDeleted
    with transaction.atomic():
        said = {"until": (None, until)}
        audit_log.record(tenant.subject, AuditKind.LOOK_BEGUN, master.actor, changes=said)
    return tenant, until


def end(master: User, partner_id: UUID) -> None:
    """The master has stopped, or the while is over."""
    with transaction.atomic():
        audit_log.record(partners.find(partner_id).subject, AuditKind.LOOK_ENDED, master.actor)


def sight_of(master: User, partner_id: UUID) -> User:
    """Who sees what an owner of the partner sees; not to be saved."""
    return User(
        id=master.id,
        tenant_id=partner_id,
        email=master.email,
        name=master.name,
        role=Role.PARTNER,
        team_role=TeamRole.OWNER,
    )
