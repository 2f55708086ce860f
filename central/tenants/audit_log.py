"""What was done to a tenant, by whom and why: written in the same transaction, never changed."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from central.base import pages
from central.base.pages import Page, PageRequest
from central.tenants.errors import AlreadyUsed
from central.tenants.models import AuditEntry, AuditKind


@dataclass(frozen=True, slots=True)
class AdminCommand:
    """What somebody tells the platform to do to a tenant. `id`, made by the caller, makes it idempotent."""

    id: UUID
    actor: str
    note: str = ""


def record(tenant_id: UUID, what: AuditKind, command: AdminCommand, credits: int = 0) -> bool:
    """Record the command in the caller's transaction. False: it was recorded before.

    Raises AlreadyUsed when the id belongs to another entry. Of two at once, one waits for the other.
    """
    entry, recorded = AuditEntry.objects.get_or_create(
        tenant_id=tenant_id,
        id=command.id,
        defaults={
            "what": what,
            "actor": command.actor,
            "at": timezone.now(),
            "note": command.note,
            "credits": credits,
        },
    )
    if (entry.what, entry.note, entry.credits) != (what, command.note, credits):
        raise AlreadyUsed(f"The id {command.id} was already used for something else.")
    return recorded


def page(tenant_id: UUID, asked: PageRequest) -> Page[AuditEntry]:
    """What was done to the tenant, the newest first. Raises CursorError."""
    return pages.page(AuditEntry.objects.filter(tenant_id=tenant_id), ("at", "id"), asked)


def forfeited_by(tenant_id: UUID) -> int:
    """The credits that a deleted tenant forfeited."""
    deleted = AuditEntry.objects.filter(tenant_id=tenant_id, what=AuditKind.DELETED)
    return deleted.values_list("credits", flat=True).get()
