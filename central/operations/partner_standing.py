"""Decisions about a whole partner, announced to its booths at once (C16, M6)."""

from uuid import UUID

from django.db import transaction

from central.fleet.state_announcements import announce_partner
from central.tenants import partners
from central.tenants.audit_log import AdminCommand


def deactivate(partner_id: UUID, command: AdminCommand) -> bool:
    """Stop new spending under the partner, close its booths. False: a repetition. Raises PartnerDeleted."""
    with transaction.atomic():
        done = partners.deactivate(partner_id, command)
        if done:
            announce_partner(partner_id)
    return done


def activate(partner_id: UUID, command: AdminCommand) -> bool:
    """Reactivate the partner and open its booths. False: a repetition. Raises PartnerDeleted."""
    with transaction.atomic():
        done = partners.activate(partner_id, command)
        if done:
            announce_partner(partner_id)
    return done
