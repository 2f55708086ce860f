"""Which events' credits have changed: noted with each posting, until whom it concerns has looked.

So that what follows from an event's credits costs nothing while they stay as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from central.ledger.models import CreditChange

MOST = 20_000


@dataclass(frozen=True, slots=True)
class ChangedEvent:
    """An event whose credits have changed; `changes` are to be forgotten once it was looked at."""

    tenant_id: UUID
    event_id: UUID
    changes: tuple[UUID, ...]


def changed_events() -> list[ChangedEvent]:
    """Whose credits have changed and whom nobody has looked at since; a bounded number of changes.

    Their balances have to be read afterwards. In any order, so that none is put off for ever.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [MOST])
        return [ChangedEvent(tenant_id, event_id, tuple(ids)) for tenant_id, event_id, ids in cursor]


def forget(looked_at: Iterable[ChangedEvent]) -> None:
    """These were looked at. What has changed since is noted anew."""
    events = list(looked_at)
    if events:
        ids = [change for event in events for change in event.changes]
        tenants = {event.tenant_id for event in events}
        CreditChange.objects.filter(tenant_id__in=tenants, id__in=ids).delete()


_CHANGED = """
SELECT change.tenant_id, coalesce(lease.event_id, change.owner_id), array_agg(change.id)
FROM (SELECT tenant_id, id, owner_id FROM ledger_creditchange LIMIT %s) AS change
  LEFT JOIN ledger_lease AS lease ON lease.tenant_id = change.tenant_id AND lease.id = change.owner_id
GROUP BY 1, 2
"""
