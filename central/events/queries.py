"""Events by their id."""

from uuid import UUID

from central.events.models import Event


def find(tenant_id: UUID, event_id: UUID | None) -> Event | None:
    """The tenant's event; None where there is none, or none is named."""
    return Event.objects.filter(tenant_id=tenant_id, id=event_id).first() if event_id else None
