"""What hangs on a client: counted before anybody closes it."""

from dataclasses import dataclass
from typing import Final, Self

from django.utils import timezone

from central.events import queries
from central.events.states import StateByDate, in_state
from central.ledger.accounts import AccountKind, balance_of
from central.tenants.models import Client, User
from central.tenants.visibility import Scope
from contract.config import EventState

_RUNNING: Final[tuple[StateByDate, ...]] = (EventState.LIVE, EventState.PAUSED)
_TO_COME: Final[tuple[StateByDate, ...]] = (EventState.SCHEDULED, EventState.DRAFT)


@dataclass(frozen=True, slots=True)
class ClientStanding:
    """Of one moment. `people`: who can log in; `running`, `to_come`: its events; `balance`: in credits."""

    people: int
    running: int
    to_come: int
    balance: int

    @classmethod
    def of(cls, client: Client) -> Self:
        """Counted now."""
        people = User.objects.filter(tenant_id=client.tenant_id, client_id=client.id, is_active=True)
        return cls(
            people=people.count(),
            running=_events(client, _RUNNING),
            to_come=_events(client, _TO_COME),
            balance=balance_of(client.tenant_id, AccountKind.CLIENT, client.id),
        )


def _events(client: Client, states: tuple[StateByDate, ...]) -> int:
    owned, now = queries.of(Scope(client.tenant_id, client.id)), timezone.now()
    return sum(in_state(owned, state, now).count() for state in states)
