"""Events by their id, and whose events are whose: a partner's, a client's own, all of them for a master."""

from uuid import UUID

from django.db.models import QuerySet

from central.events.models import Event
from central.tenants.errors import NotFound
from central.tenants.visibility import Scope


def find(tenant_id: UUID, event_id: UUID | None) -> Event | None:
    """The tenant's event; None where there is none, or none is named."""
    return Event.objects.filter(tenant_id=tenant_id, id=event_id).first() if event_id else None


def events_in(scope: Scope) -> QuerySet[Event]:
    """The events in sight, the newest first; deleted ones are gone."""
    events = Event.objects.filter(deleted_at=None).order_by("-created_at", "-id")
    if scope.tenant_id is not None:
        events = events.filter(tenant_id=scope.tenant_id)
    return events if scope.client_id is None else events.filter(client_id=scope.client_id)


def event_in(scope: Scope, event_id: UUID) -> Event:
    """One of them. Raises NotFound, also for somebody else's."""
    event = events_in(scope).filter(id=event_id).first()
    if event is None:
        raise NotFound("event")
    return event


def ever_owned_by(tenant_id: UUID, client_id: UUID) -> list[UUID]:
    """All events that were ever this client's, deleted ones included: their credits count."""
    return list(Event.objects.filter(tenant_id=tenant_id, client_id=client_id).values_list("id", flat=True))
