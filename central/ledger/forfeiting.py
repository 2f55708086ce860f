"""A tenant ends: every credit under it goes to the platform (C16)."""

from uuid import UUID

from django.db import transaction

from central.ledger.accounts import AccountKind, account_id, all_of, kind_of
from central.ledger.leases import reclaim_all
from central.ledger.models import Account, TransferKind
from central.ledger.orders import Order
from central.ledger.posting import Movement, change, claim, hold, ordered


def forfeit_all(tenant_id: UUID, order: Order) -> int:
    """Take all leases back and forfeit what every account has; how many credits. A debt is written off.

    Nothing but charges may go on under the tenant meanwhile: the caller holds its row. Repeating finds
    nothing left to forfeit.
    """
    lowest, highest = all_of(AccountKind.CLIENT, AccountKind.WALLET)
    with transaction.atomic():
        reclaim_all(tenant_id, order)
        filled = Account.objects.filter(tenant_id=tenant_id).exclude(balance=0)
        owners = filled.filter(id__range=(lowest, highest)) | filled.filter(kind=AccountKind.POOL)
        held = hold(tenant_id, owners.values_list("id", flat=True))
        moved = [
            _forfeit(tenant_id, account, balance, order) for account, (balance, _) in held.items() if balance
        ]
        if moved:
            claim(tenant_id, moved)
            change(tenant_id, moved, held)
    return sum(each.amount for each in moved if kind_of(each.credit) is AccountKind.FORFEITED)


def _forfeit(tenant_id: UUID, account: UUID, balance: int, order: Order) -> Movement:
    """What is there goes; what is owed is forgiven."""
    platform = account_id(AccountKind.FORFEITED, tenant_id)
    part = order.part(account.hex).about(f"tenant:{tenant_id}")
    ends = (account, platform) if balance > 0 else (platform, account)
    return ordered(part, *ends, abs(balance), TransferKind.FORFEITURE)
