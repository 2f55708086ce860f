"""Noting incidents, resolving them, listing them."""

import logging
from uuid import UUID

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from central.base import pages
from central.base.masking import masked
from central.base.pages import Page, PageRequest
from central.base.refusals import DomainError
from central.incidents.models import Incident

log = logging.getLogger(__name__)

_MOST_SHOWN = 100


def note(tenant_id: UUID, part: str, subject: str, error: Exception) -> None:
    """Log that this failed, and keep it. To be called after the failed transaction has ended."""
    log.error("%s failed for %s: %s", part, subject, error, exc_info=error)
    now = timezone.now()
    said = {"sentence": _sentence(error).replace("\0", "")[:500], "last_at": now, "resolved_at": None}
    incident, is_first = Incident.objects.get_or_create(
        tenant_id=tenant_id, part=part, subject=subject[:200], defaults=said | {"first_at": now}
    )
    if not is_first:
        same = Incident.objects.filter(tenant_id=tenant_id, id=incident.id)
        same.update(times=F("times") + 1, **said)


def resolve(tenant_id: UUID, part: str, subject: str) -> None:
    """This succeeded."""
    still_open = Incident.objects.filter(part=part, resolved_at=None)
    still_open.filter(tenant_id=tenant_id, subject=subject[:200]).update(resolved_at=timezone.now())


def open_incidents() -> list[Incident]:
    """What is still open, the longest first; no more than people would read."""
    return list(Incident.objects.filter(resolved_at=None).order_by("first_at")[:_MOST_SHOWN])


def page(asked: PageRequest, *, still_open: bool) -> Page[Incident]:
    """Incidents, the newest first. Raises CursorError."""
    incidents = Incident.objects.all()
    if still_open:
        incidents = incidents.filter(resolved_at=None)
    return pages.page(incidents, ("last_at", "id", "tenant_id"), asked)


def _sentence(error: Exception) -> str:
    """Of the database's errors the first line: behind it is the row, with whatever a guest is known by."""
    if isinstance(error, DomainError):
        return masked(str(error))
    said = str(error).partition("\n")[0] if isinstance(error, DatabaseError) else str(error)
    return masked(f"{type(error).__name__}: {said}")
