"""Whose statistics, and of what time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

from central.events.models import Event
from central.ledger import balances
from central.tenants.models import Client

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_END = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` until `until`, in whole hours; without either, always."""

    since: datetime = _BEGINNING
    until: datetime = _END


@dataclass(frozen=True, slots=True)
class Standing:
    """The credits of this moment: put in, used of it, and left."""

    allocated: int
    used: int
    remaining: int

    @property
    def efficiency(self) -> float | None:
        """Used of what was allocated, 0 to 1, or more in overdraft; None: nothing was allocated."""
        return self.used / self.allocated if self.allocated else None


@dataclass(frozen=True, slots=True)
class Whose:
    """A partner's, one of its clients', or one event's. The caller has asked whether that is in sight."""

    tenant_id: UUID
    client_id: UUID | None = None
    event_id: UUID | None = None

    @classmethod
    def of_event(cls, event: Event) -> Self:
        """An event's."""
        return cls(event.tenant_id, event.client_id, event.id)

    @classmethod
    def of_client(cls, client: Client) -> Self:
        """All events of a client."""
        return cls(client.tenant_id, client.id)

    def parameters(self, span: Span) -> dict[str, Any]:
        """As the queries name them."""
        return {
            "tenant": self.tenant_id, "client": self.client_id, "event": self.event_id,
            "since": span.since.replace(minute=0, second=0, microsecond=0), "until": span.until,
        }  # fmt: skip

    @property
    def events(self) -> str:
        """What the queries say of `event`, a row of events."""
        if self.event_id is not None:
            return "event.tenant_id = %(tenant)s AND event.id = %(event)s"
        client = " AND event.client_id = %(client)s" if self.client_id is not None else ""
        return f"event.tenant_id = %(tenant)s{client}"

    @property
    def rows(self) -> str:
        """What the queries say of rows of the tenant that name their `event_id`."""
        if self.event_id is not None:
            return " AND event_id = %(event)s"
        if self.client_id is None:
            return ""
        return f" AND event_id IN (SELECT event.id FROM events_event AS event WHERE {self.events})"  # noqa: S608

    def standing(self) -> Standing:
        """Its credits at this moment, from the ledger; of a partner, all that it handed on or still has."""
        if self.event_id is not None:
            of_event = balances.event(self.tenant_id, self.event_id)
            return Standing(of_event.allocated, of_event.consumed, of_event.pool + of_event.leased)
        if self.client_id is not None:
            events = Event.objects.filter(tenant_id=self.tenant_id, client_id=self.client_id)
            of_client = balances.client(
                self.tenant_id, self.client_id, list(events.values_list("id", flat=True))
            )
            return Standing(of_client.allocated, of_client.used, of_client.available + of_client.unused)
        of_tenant = balances.tenant(self.tenant_id)
        return Standing(of_tenant.allocated, of_tenant.used, of_tenant.available + of_tenant.unused)
