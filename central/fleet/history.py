"""What happened to a kiosk: written in the transaction in which it happens."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from central.base import pages
from central.base.pages import Page, PageRequest
from central.fleet.models import Happening, HistoryEntry, Kiosk


def entry(  # noqa: PLR0913 - the columns of a row, by name
    kiosk: Kiosk,
    what: Happening,
    actor: str,
    *,
    at: datetime | None = None,
    subject_id: UUID | None = None,
    since: datetime | None = None,
    note: str = "",
) -> HistoryEntry:
    """An entry that the caller stores, with others or alone."""
    return HistoryEntry(
        tenant_id=kiosk.tenant_id,
        kiosk_id=kiosk.id,
        what=what,
        actor=actor,
        at=at or timezone.now(),
        subject_id=subject_id,
        since=since,
        note=note,
    )


def page(kiosk: Kiosk, asked: PageRequest) -> Page[HistoryEntry]:
    """What happened to the kiosk, the newest first. Raises CursorError."""
    entries = HistoryEntry.objects.filter(tenant_id=kiosk.tenant_id, kiosk_id=kiosk.id)
    return pages.page(entries, ("at", "id"), asked)
