"""An event's credits: put in, given back at its end, counted, and low or not (C8, C10, C11, C17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from central.events.models import Event
from central.events.queries import ever_owned_by
from central.ledger import balances, pools, refunds
from central.ledger.accounts import AccountKind, account_id
from central.ledger.balances import EventCredits, OwnerCredits
from central.ledger.transfer_requests import TransferRequest
from central.tenants.low_credits import client_is_low, pool_is_low
from central.tenants.models import Client
from central.tenants.tariff import Tariff, tariff
from contract.config import EventState

_RUNNING: Final = (EventState.LIVE, EventState.PAUSED, EventState.EXHAUSTED)


def owner_account(event: Event) -> UUID:
    """Where the event's credits come from: its client's balance, else the partner's wallet."""
    if event.client_id is not None:
        return account_id(AccountKind.CLIENT, event.client_id)
    return account_id(AccountKind.WALLET, event.tenant_id)


def allocate(event: Event, amount: int, request: TransferRequest) -> bool:
    """Move credits from the owner into the pool. False: a repetition. Raises Shortfall, Conflict."""
    return pools.fund(event.tenant_id, event.id, owner_account(event), amount, request)


def give_back(event: Event, actor: str) -> int:
    """Move what the pool has left back to the owner; how much."""
    return pools.drain(event.tenant_id, event.id, owner_account(event), actor, timezone.now())


def refund_generations(tenant_id: UUID, event_id: UUID, op_ids: Iterable[UUID], at: datetime) -> int:
    """Refund undelivered pictures to the pool, each at most once (C13); returns how many now."""
    return refunds.refund_all(tenant_id, op_ids, pools.pool_of(event_id), "platform", at)


@dataclass(frozen=True, slots=True)
class ClientCredits:
    """A client's credits, with all that its events have. `low`: its balance is nearly empty."""

    credits: OwnerCredits
    low: bool


def credits_of_client(client: Client) -> ClientCredits:
    """Counted in one statement; events that were deleted count, too (C17)."""
    owned = ever_owned_by(client.tenant_id, client.id)
    credits = balances.client(client.tenant_id, client.id, owned)
    return ClientCredits(credits, low=client_is_low(credits.available, tariff()))


def credits_of(event: Event) -> EventCredits:
    """Counted in one statement, so that it adds up while others spend."""
    return balances.event(event.tenant_id, event.id)


def event_is_low(state: EventState, credits: EventCredits, numbers: Tariff) -> bool:
    """Whether the event is running, paused or not, and its pool is low: others need no more credits."""
    return state in _RUNNING and pool_is_low(credits.pool, credits.consumed, credits.allocated, numbers)
