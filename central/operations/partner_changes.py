"""Changes of a partner by masters (M4), announced to its booths."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from central.catalogue.grants import grant, granted_to
from central.fleet.state_announcements import announce_partner
from central.server.hashing import pin_hash
from central.tenants import audit_log, partners
from central.tenants.audit_log import AdminCommand
from central.tenants.hashes_for_people import hashed_for
from central.tenants.models import AuditKind, Tenant

_SHOWN_BY_BOOTHS = frozenset({"name", "packs"})


def edit(partner_id: UUID, changes: Mapping[str, Any], by: AdminCommand) -> Tenant:
    """Change what is named; `packs` are all that it may use from now on.

    Raises NotFound, PartnerDeleted, AlreadyUsed, NoSuchPack.
    """
    described = {name: value for name, value in changes.items() if name != "packs"}
    with transaction.atomic():
        tenant = partners.edit(partner_id, described, by)
        if "packs" in changes:
            _grant(tenant, changes["packs"], by)
        if _SHOWN_BY_BOOTHS & changes.keys():
            announce_partner(partner_id)
    return tenant


def _grant(tenant: Tenant, packs: Collection[UUID], by: AdminCommand) -> None:
    known = granted_to(tenant.id).packs
    grant(tenant.id, packs)
    if known != set(packs):
        changes = {"packs": audit_log.exchanged(known, packs)}
        audit_log.record(tenant.subject, AuditKind.EDITED, by.actor, changes=changes)


def set_staff_pin(partner_id: UUID, pin: str, by: AdminCommand) -> None:
    """Raises NotFound, PartnerDeleted, HashingBusy, TooManyAttempts."""
    hashed = hashed_for(by.actor, lambda: pin_hash(pin))  # Takes its time, so outside of the transaction.
    with transaction.atomic():
        partners.set_staff_pin(partner_id, hashed, by)
        announce_partner(partner_id)
