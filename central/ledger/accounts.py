"""The ids of accounts. An id derives from the account's kind and owner, so it needs no lookup.

The first byte ranks the kind. Locks are taken in id order; as leases rank before pools and pools before
wallets, a charge that finds its lease too small can go on to lock the pool without risking a deadlock.
"""

import hashlib
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db import connection

from central.ledger.models import Account


class AccountKind(StrEnum):
    """What an account is for. The owner: a lease, an event, a client, a user or a tenant."""

    LEASE = "lease"
    POOL = "pool"
    OVERDRAFT = "overdraft"
    CLIENT = "client"
    USER = "user"
    WALLET = "wallet"
    ISSUED = "issued"
    CONSUMED = "consumed"
    FORFEITED = "forfeited"


EventKey = tuple[UUID, UUID]
"""A tenant and its event: two tenants may choose one id."""

_RANKS: Final = {
    AccountKind.LEASE: 0x10,
    AccountKind.POOL: 0x20,
    AccountKind.OVERDRAFT: 0x30,
    AccountKind.CLIENT: 0x40,
    AccountKind.USER: 0x50,
    AccountKind.WALLET: 0x60,
    AccountKind.ISSUED: 0xD0,
    AccountKind.CONSUMED: 0xE0,
    AccountKind.FORFEITED: 0xF0,
}
_KINDS: Final = {rank: kind for kind, rank in _RANKS.items()}
_FIRST_UNBOUNDED: Final = 0x80


@lru_cache(maxsize=10_000)
def account_id(kind: AccountKind, owner_id: UUID) -> UUID:
    """The account's id."""
    digest = hashlib.blake2b(owner_id.bytes, digest_size=15, person=kind.encode()).digest()
    return UUID(bytes=bytes([_RANKS[kind]]) + digest)


def kind_of(account: UUID) -> AccountKind:
    """What the account is for."""
    return _KINDS[account.bytes[0]]


def all_of(first: AccountKind, last: AccountKind | None = None) -> tuple[UUID, UUID]:
    """The lowest and the highest id that accounts of a kind, or of a range of kinds, can have."""
    highest = _RANKS[last or first]
    return UUID(bytes=bytes([_RANKS[first]]) + bytes(15)), UUID(bytes=bytes([highest]) + b"\xff" * 15)


def id_bounds() -> dict[str, UUID]:
    """The lowest and the highest ids of kinds of accounts, as parameters of statements."""
    spans = {
        "below": all_of(AccountKind.LEASE, AccountKind.CLIENT),
        "owners": all_of(AccountKind.CLIENT, AccountKind.WALLET),
        "users": all_of(AccountKind.USER),
        "issued": all_of(AccountKind.ISSUED),
        "ended": all_of(AccountKind.CONSUMED, AccountKind.FORFEITED),
        "consumed": all_of(AccountKind.CONSUMED),
        "forfeited": all_of(AccountKind.FORFEITED),
    }
    return {f"{name}_{end}": ids[at] for name, ids in spans.items() for at, end in enumerate(("low", "high"))}


def has_balance(account: UUID) -> bool:
    """Whether the account keeps a balance row; the unbounded sides are the sum of their transfers."""
    return account.bytes[0] < _FIRST_UNBOUNDED


def open_account(tenant_id: UUID, kind: AccountKind, owner_id: UUID, payer: UUID | None = None) -> UUID:
    """Make sure that the account exists; its id. Overdrafts may go below zero, nothing else may.

    `payer`: the account of whoever owes what an overdraft is below zero.
    """
    opened = account_id(kind, owner_id)
    floor = None if kind is AccountKind.OVERDRAFT else 0
    Account.objects.bulk_create(
        [Account(tenant_id=tenant_id, id=opened, kind=kind, owner_id=owner_id, floor=floor, payer_id=payer)],
        ignore_conflicts=True,
    )
    return opened


def balance_of(tenant_id: UUID, kind: AccountKind, owner_id: UUID) -> int:
    """The balance in credits; an account that was never opened has none."""
    with connection.cursor() as cursor:
        cursor.execute(_BALANCE, [tenant_id, account_id(kind, owner_id)])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


_BALANCE = "SELECT balance FROM ledger_account WHERE tenant_id = %s AND id = %s"


def balances_of(kind: AccountKind, owners: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], int]:
    """The balances of several owners, each with its tenant before it; 0 where no account was ever opened."""
    accounts = Account.objects.filter(
        tenant_id__in={tenant_id for tenant_id, _ in owners},
        id__in=[account_id(kind, owner) for _, owner in owners],
    )
    found = accounts.values_list("tenant_id", "owner_id", "balance")
    return dict.fromkeys(owners, 0) | {(tenant, owner): balance for tenant, owner, balance in found}
