"""An event's credits: put in by its owner, given back at its end, counted at any instant (C10, C11, C17)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from central.events.models import Event
from central.ledger import posting
from central.ledger.accounts import AccountKind, account_id, open_account
from central.ledger.models import TransferKind
from contract.ids import new_id


@dataclass(frozen=True, slots=True)
class EventCredits:
    """allocated = pool + leased + consumed - overdraft, always. All in credits."""

    allocated: int
    pool: int
    leased: int
    consumed: int
    overdraft: int

    @property
    def adds_up(self) -> bool:
        """Whether the equation holds."""
        return self.allocated + self.overdraft == self.pool + self.leased + self.consumed


def owner_account(event: Event) -> UUID:
    """Where the event's credits come from: its client's balance, else the partner's wallet."""
    if event.client_id is not None:
        return account_id(AccountKind.CLIENT, event.client_id)
    return account_id(AccountKind.WALLET, event.tenant_id)


def open_pool(event: Event) -> UUID:
    """Open the accounts that an event needs; its pool."""
    open_account(event.tenant_id, AccountKind.OVERDRAFT, event.id)
    return open_account(event.tenant_id, AccountKind.POOL, event.id)


def allocate(event: Event, amount: int, actor: str, transfer_id: UUID | None = None) -> None:
    """Move credits from the owner into the pool. Raises Shortfall."""
    posting.post(
        event.tenant_id,
        [
            posting.Movement(
                id=transfer_id or new_id(),
                debit=owner_account(event),
                credit=pool_of(event.id),
                amount=amount,
                kind=TransferKind.ALLOCATION,
                actor=actor,
                occurred_at=timezone.now(),
                reference=f"event:{event.id}",
            )
        ],
    )


def give_back(event: Event, actor: str) -> int:
    """Move what the pool has left back to the owner; how much. Inside the caller's transaction."""
    pool = pool_of(event.id)
    left = posting.lock_accounts(event.tenant_id, [pool])[pool][0]
    if left:
        back = posting.Movement(
            id=new_id(),
            debit=pool,
            credit=owner_account(event),
            amount=left,
            kind=TransferKind.TRANSFER,
            actor=actor,
            occurred_at=timezone.now(),
            reference=f"event:{event.id}",
        )
        posting.post_new(event.tenant_id, back)
    return left


def refund_generation(tenant_id: UUID, event_id: UUID, op_id: UUID, at: datetime) -> bool:
    """Give a failed picture's price back to the pool, at most once (C13); whether it was given now."""
    return posting.refund(tenant_id, op_id, pool_of(event_id), "platform", at)


def pool_of(event_id: UUID) -> UUID:
    """The event's pool account."""
    return account_id(AccountKind.POOL, event_id)


def credits_of(event: Event) -> EventCredits:
    """Counted in one statement, so that it adds up also while others spend."""
    accounts = {
        "pool": pool_of(event.id),
        "overdraft": account_id(AccountKind.OVERDRAFT, event.id),
        "consumed": account_id(AccountKind.CONSUMED, event.id),
        "owner": owner_account(event),
        "tenant": event.tenant_id,
        "event": event.id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, accounts)
        row = cursor.fetchone()
    assert row is not None
    return EventCredits(*map(int, row))


_COUNT = """
SELECT
  (SELECT coalesce(sum(CASE WHEN credit_id = %(pool)s THEN amount ELSE -amount END), 0) FROM ledger_transfer
   WHERE tenant_id = %(tenant)s AND (credit_id = %(pool)s AND debit_id = %(owner)s
                                  OR debit_id = %(pool)s AND credit_id = %(owner)s)),
  (SELECT coalesce(sum(balance), 0) FROM ledger_account WHERE tenant_id = %(tenant)s AND id = %(pool)s),
  (SELECT coalesce(sum(balance), 0) FROM ledger_account WHERE tenant_id = %(tenant)s AND kind = 'lease'
   AND owner_id IN (SELECT id FROM ledger_lease WHERE tenant_id = %(tenant)s AND event_id = %(event)s)),
  (SELECT coalesce(sum(CASE WHEN credit_id = %(consumed)s THEN amount ELSE -amount END), 0)
   FROM ledger_transfer
   WHERE tenant_id = %(tenant)s AND (credit_id = %(consumed)s OR debit_id = %(consumed)s)),
  (SELECT coalesce(-sum(balance), 0) FROM ledger_account WHERE tenant_id = %(tenant)s AND id = %(overdraft)s)
"""
