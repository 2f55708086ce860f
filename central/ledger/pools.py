"""An event's credits: put into its pool by its owner, and given back at its end (C5, C10, C11).

What late promises took from the overdraft is paid first, by whatever comes into the pool or leaves it.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from central.ledger.accounts import AccountKind, EventKey, account_id, open_account
from central.ledger.debts import Debt, apply_and_collect, debts_met_by, lock, refuse_debtor
from central.ledger.errors import UnknownAccount
from central.ledger.models import Account, TransferKind
from central.ledger.posting import Locked, insert_transfers, movement_of
from central.ledger.transfer_requests import TransferRequest
from contract.ids import new_id


def open_pool(tenant_id: UUID, event_id: UUID, owner: UUID) -> UUID:
    """Open the accounts that a new event of this owner's account needs; its pool. Raises CreditsOwed."""
    refuse_debtor(tenant_id, owner)
    open_account(tenant_id, AccountKind.OVERDRAFT, event_id, payer=owner)
    return open_account(tenant_id, AccountKind.POOL, event_id)


def pool_of(event_id: UUID) -> UUID:
    """The event's pool account."""
    return account_id(AccountKind.POOL, event_id)


def fund(tenant_id: UUID, event_id: UUID, owner: UUID, credits: int, request: TransferRequest) -> bool:
    """Move credits from the owner's account into the pool. False: a repetition.

    Raises Shortfall, Conflict; CreditsOwed: the owner owes, and not for this event.
    """
    request = request.about(f"event:{event_id}")
    given = movement_of(request, owner, pool_of(event_id), credits, TransferKind.ALLOCATION)
    with transaction.atomic():
        if not insert_transfers(tenant_id, [given]):
            return False
        refuse_debtor(tenant_id, owner, paying_for=event_id)
        debts = [Debt(event_id, owner)]
        apply_and_collect(tenant_id, [given], debts, lock(tenant_id, [given], debts), request)
    return True


def drain(tenant_id: UUID, event_id: UUID, owner: UUID, actor: str, at: datetime) -> int:
    """Move what the pool has left back to the owner; how much. Repeating finds nothing to move.

    What the event owes is paid before, by the owner, too; and then what the owner owes for other events.
    """
    request = TransferRequest(new_id(), actor, at, reference=f"event:{event_id}")
    pool, own = pool_of(event_id), Debt(event_id, owner)
    with transaction.atomic():
        debts = [own, *(each for each in debts_met_by(tenant_id, [owner]) if each != own)]
        locked = lock(tenant_id, [], debts)
        left = max(0, _balance(locked, pool) + _balance(locked, own.overdraft))
        moved = [movement_of(request, pool, owner, left, TransferKind.TRANSFER)] if left else []
        if moved:
            insert_transfers(tenant_id, moved)
        apply_and_collect(tenant_id, moved, debts, locked, request, sources=(pool, owner))
    return left


def not_empty(events: Iterable[EventKey]) -> set[EventKey]:
    """Those of the events whose pools have credits."""
    keys = set(events)
    pools = Account.objects.filter(
        tenant_id__in={tenant_id for tenant_id, _ in keys},
        id__in=[pool_of(event_id) for _, event_id in keys],
        balance__gt=0,
    )
    return keys.intersection(pools.values_list("tenant_id", "owner_id")) if keys else set()


def _balance(locked: Locked, account: UUID) -> int:
    if account not in locked:
        raise UnknownAccount(f"There is no account {account}.")
    return locked[account][0]
