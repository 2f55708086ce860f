"""An event's credits: put into its pool by its owner, and given back at its end (C5, C10, C11).

What late promises took from the overdraft is paid first, by whatever comes into the pool or leaves it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from central.ledger.accounts import AccountKind, account_id, open_account
from central.ledger.errors import UnknownAccount
from central.ledger.models import Account, TransferKind
from central.ledger.posting import (
    Locked,
    Movement,
    apply_balances,
    insert_transfers,
    lock_accounts,
    movement_of,
)
from central.ledger.transfer_requests import TransferRequest
from contract.ids import new_id


def open_pool(tenant_id: UUID, event_id: UUID) -> UUID:
    """Open the accounts that an event needs; its pool."""
    open_account(tenant_id, AccountKind.OVERDRAFT, event_id)
    return open_account(tenant_id, AccountKind.POOL, event_id)


def pool_of(event_id: UUID) -> UUID:
    """The event's pool account."""
    return account_id(AccountKind.POOL, event_id)


def fund(tenant_id: UUID, event_id: UUID, owner: UUID, credits: int, request: TransferRequest) -> bool:
    """Move credits from the owner's account into the pool. False: a repetition.

    Raises Shortfall, Conflict.
    """
    request = request.about(f"event:{event_id}")
    given = movement_of(request, owner, pool_of(event_id), credits, TransferKind.ALLOCATION)
    with transaction.atomic():
        if not insert_transfers(tenant_id, [given]):
            return False
        locked = _lock(tenant_id, event_id, owner)
        debt = _debt_paid(event_id, _balance(locked, pool_of(event_id)) + credits, locked, request)
        insert_transfers(tenant_id, debt)
        apply_balances(tenant_id, [given, *debt], locked)
    return True


def drain(tenant_id: UUID, event_id: UUID, owner: UUID, actor: str, at: datetime) -> int:
    """Move what the pool has left back to the owner; how much. Repeating finds nothing to move."""
    request, pool = TransferRequest(new_id(), actor, at, reference=f"event:{event_id}"), pool_of(event_id)
    with transaction.atomic():
        locked = _lock(tenant_id, event_id, owner)
        left = _balance(locked, pool)
        moved = _debt_paid(event_id, left, locked, request)
        left -= sum(each.amount for each in moved)
        if left:
            moved.append(movement_of(request, pool, owner, left, TransferKind.TRANSFER))
        if moved:
            insert_transfers(tenant_id, moved)
            apply_balances(tenant_id, moved, locked)
    return left


def pools_with_credits() -> list[tuple[UUID, UUID]]:
    """Tenant and event of every pool that is not empty."""
    filled = Account.objects.filter(kind=AccountKind.POOL, balance__gt=0)
    return list(filled.values_list("tenant_id", "owner_id"))


def _lock(tenant_id: UUID, event_id: UUID, owner: UUID) -> Locked:
    return lock_accounts(tenant_id, [pool_of(event_id), account_id(AccountKind.OVERDRAFT, event_id), owner])


def _balance(locked: Locked, account: UUID) -> int:
    if account not in locked:
        raise UnknownAccount(f"There is no account {account}.")
    return locked[account][0]


def _debt_paid(event_id: UUID, available: int, locked: Locked, request: TransferRequest) -> list[Movement]:
    overdraft = account_id(AccountKind.OVERDRAFT, event_id)
    paid = min(available, -_balance(locked, overdraft))
    if paid <= 0:
        return []
    return [
        movement_of(request.part("overdraft"), pool_of(event_id), overdraft, paid, TransferKind.OVERDRAFT)
    ]
