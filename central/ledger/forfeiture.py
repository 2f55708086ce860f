"""When a tenant is deleted, every credit under it goes to the platform (C16)."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from central.ledger.accounts import AccountKind, account_id, all_of, kind_of
from central.ledger.debts import apply_and_collect, debts_met_by, lock
from central.ledger.leases import reclaim_all
from central.ledger.models import Account, Lease, TransferKind
from central.ledger.posting import Movement, apply_balances, insert_transfers, lock_accounts, movement_of
from central.ledger.transfer_requests import TransferRequest
from contract.ids import new_id
from contract.leases import LeaseState


def forfeit_all(tenant_id: UUID, request: TransferRequest) -> int:
    """Take all leases back and forfeit what every account has; how many credits.

    What events owe is paid before, as far as they and their owners have anything, and remains owed beyond
    that. Otherwise a debt is written off.

    The caller holds the tenant's row, so that nothing new is set aside or given under it meanwhile. Charges
    go on, as do returns from events and booths. Repeating it forfeits what has come in since.
    """
    with transaction.atomic():
        owners = _owners(tenant_id)
        # All at once and in id order, as charges lock leases before pools; empty ones too, as something
        # may be on its way back to them.
        lock_accounts(tenant_id, [*_open_leases(tenant_id), *owners, *_overdrafts(tenant_id)])
        reclaim_all(tenant_id, request)
        debts = debts_met_by(tenant_id, owners)
        apply_and_collect(tenant_id, [], debts, lock(tenant_id, [], debts), _again(request), sources=owners)
        locked = lock_accounts(tenant_id, owners)
        moved = [
            _forfeit(tenant_id, account, balance, request)
            for account, (balance, _) in locked.items()
            if balance
        ]
        if moved:
            insert_transfers(tenant_id, moved)
            apply_balances(tenant_id, moved, locked)
    return sum(each.amount for each in moved if kind_of(each.credit) is AccountKind.FORFEITED)


def not_empty(tenant_ids: Iterable[UUID]) -> list[UUID]:
    """The tenants under which any account has credits or a debt."""
    accounts = _of_owners(Account.objects.filter(tenant_id__in=list(tenant_ids)).exclude(balance=0))
    return list(accounts.order_by("tenant_id").values_list("tenant_id", flat=True).distinct())


def _open_leases(tenant_id: UUID) -> list[UUID]:
    """The accounts of the leases that are to be taken back."""
    leases = Lease.objects.filter(tenant_id=tenant_id, state=LeaseState.OPEN)
    return [account_id(AccountKind.LEASE, each) for each in leases.values_list("id", flat=True)]


def _owners(tenant_id: UUID) -> list[UUID]:
    """The accounts of events, clients, users and the tenant itself, whether or not they have anything."""
    return list(_of_owners(Account.objects.filter(tenant_id=tenant_id)).values_list("id", flat=True))


def _overdrafts(tenant_id: UUID) -> list[UUID]:
    overdrafts = Account.objects.filter(tenant_id=tenant_id, kind=AccountKind.OVERDRAFT)
    return list(overdrafts.values_list("id", flat=True))


def _again(request: TransferRequest) -> TransferRequest:
    """The request under an id of its own: repeated, it moves what has come in since."""
    return replace(request, id=new_id())


def _of_owners(accounts: "QuerySet[Account]") -> "QuerySet[Account]":
    owners = accounts.filter(id__range=all_of(AccountKind.CLIENT, AccountKind.WALLET))
    return owners | accounts.filter(kind=AccountKind.POOL)


def _forfeit(tenant_id: UUID, account: UUID, balance: int, request: TransferRequest) -> Movement:
    """A balance is forfeited; a debt is written off."""
    platform = account_id(AccountKind.FORFEITED, tenant_id)
    part = _again(request).about(f"tenant:{tenant_id}")
    ends = (account, platform) if balance > 0 else (platform, account)
    return movement_of(part, *ends, abs(balance), TransferKind.FORFEITURE)
