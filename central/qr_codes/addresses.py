"""What the codes of events and booths say: addresses that are printed, so they never move.

An address names its tenant, so that one shard answers, and cannot be guessed: whoever has it may look.
"""

import base64
import binascii
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from central.events.models import Event
from central.fleet.models import Kiosk


def event_address(event: Event) -> str:
    """Of the event's page."""
    return f"{settings.PUBLIC_URL}{reverse('event-page', args=[_key(event.tenant_id, event.id)])}"


def kiosk_address(kiosk: Kiosk) -> str:
    """Of the page of whichever event the booth works for when it is scanned."""
    return f"{settings.PUBLIC_URL}{reverse('kiosk-page', args=[_key(kiosk.tenant_id, kiosk.id)])}"


def named_by(key: str) -> tuple[UUID, UUID] | None:
    """The tenant, and the event or booth, that an address names, there or not; None: it is malformed."""
    try:
        raw = base64.b64decode(f"{key}=".encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return (UUID(bytes=raw[:16]), UUID(bytes=raw[16:])) if len(raw) == 32 else None


def _key(tenant_id: UUID, row_id: UUID) -> str:
    return base64.urlsafe_b64encode(tenant_id.bytes + row_id.bytes).decode().rstrip("=")
