"""Deleting a partner (C16, M6): one transaction over everything under it, and irreversible."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from central.catalogue import favourites
from central.events.models import Event
from central.fleet.state_announcements import announce_partner
from central.guests import guest_list, mails
from central.incidents.isolation import About, each_alone
from central.ledger.forfeiture import forfeit_all, not_empty
from central.ledger.transfer_requests import TransferRequest
from central.notices.retention import forget_tenant
from central.operations import event_templates
from central.tenants import audit_log
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import WrongConfirmation
from central.tenants.locks import lock_alone
from central.tenants.models import AuditKind, Tenant
from central.tenants.people import free_addresses
from contract.config import EventState
from contract.ids import new_id


@dataclass(frozen=True, slots=True)
class Deletion:
    """How many credits were forfeited; whether it was done now or before."""

    forfeited: int
    done_now: bool


def delete_partner(partner_id: UUID, confirm: str, command: AdminCommand) -> Deletion:
    """End the partner, its events and leases, and forfeit its credits; repeated, the same answer.

    Its booths may still deliver what they promised, which is settled as usual. Raises NotFound;
    WrongConfirmation when `confirm` is not the partner's name; AlreadyUsed.
    """
    with transaction.atomic():
        # Whoever spends under the partner shares its lock: they are done, or refused from here on.
        tenant = lock_alone(partner_id)
        if confirm.strip() != tenant.name.strip():
            raise WrongConfirmation(tenant.name)
        if tenant.deleted_at is not None:
            return Deletion(audit_log.forfeited_by(partner_id), done_now=False)
        now = timezone.now()
        _end(tenant, now)
        forfeited = forfeit_all(partner_id, TransferRequest(command.id, command.actor, now, command.note))
        audit_log.record_once(tenant.subject, AuditKind.DELETED, command, forfeited)
        announce_partner(partner_id)
    return Deletion(forfeited, done_now=True)


def forfeit_what_came_late() -> int:
    """Forfeit what refunds brought to deleted partners since, or write off what they owe; how many credits.

    Called repeatedly, as pictures that were promised before the deletion may still fail.
    """
    deleted = Tenant.objects.filter(deleted_at__isnull=False).values_list("id", flat=True)
    return sum(each_alone("tenants.forfeit", not_empty(deleted), _forfeit_again, _about))


def _forfeit_again(partner_id: UUID) -> int:
    lock_alone(partner_id)
    request = TransferRequest(new_id(), "platform", timezone.now(), "came after the partner was deleted")
    return forfeit_all(partner_id, request)


def _about(partner_id: UUID) -> About:
    return About(partner_id, f"tenant:{partner_id}")


def _end(tenant: Tenant, now: datetime) -> None:
    Tenant.objects.filter(id=tenant.id).update(active=False, deleted_at=now)
    free_addresses(tenant.id)
    mails.forget_all(tenant.id)
    guest_list.forget_all(tenant.id)
    event_templates.forget_all(tenant.id)
    favourites.forget_all(tenant.id)
    forget_tenant(tenant.id)
    events = Event.objects.filter(tenant_id=tenant.id).exclude(decided=EventState.ENDED)
    events.update(decided=EventState.ENDED, decided_at=now)
