"""Clients and partners are told when they are nearly out of credits: once, until they had more again."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from central.incidents.isolation import About, each_alone
from central.ledger import credit_changes
from central.ledger.accounts import AccountKind
from central.ledger.credit_changes import ChangedOwner
from central.notices.crossings import Place, crossed
from central.notices.kinds import NoticeKind
from central.notices.telling import Told, tell_each
from central.tenants.low_credits import client_is_low, wallet_is_low
from central.tenants.models import PLATFORM_ID
from central.tenants.tariff import Tariff, tariff

_KINDS = {AccountKind.CLIENT: NoticeKind.LOW_BALANCE, AccountKind.WALLET: NoticeKind.LOW_WALLET}


def look_at_owners() -> None:
    """Tell those whose balance has fallen below its threshold since the last look."""
    changed = credit_changes.changed_owners()
    if changed:
        each_alone("notices.low_balances", [changed], _look, _about)


def _look(changed: Sequence[ChangedOwner]) -> None:
    numbers = tariff()
    with transaction.atomic():
        for owners, kind in _KINDS.items():
            _tell([each for each in changed if each.kind is owners], kind, numbers)
        credit_changes.forget(changed)


def _tell(owners: Sequence[ChangedOwner], kind: NoticeKind, numbers: Tariff) -> None:
    low = {_place(each): each for each in owners if _is_low(each, numbers)}
    others = [place for place in map(_place, owners) if place not in low]
    new = crossed(kind, low.keys(), others)
    tell_each(_told(low[place], kind, crossing) for place, crossing in new.items())


def _told(owner: ChangedOwner, kind: NoticeKind, crossing: UUID) -> Told:
    return Told(
        owner.tenant_id,
        kind,
        f"{kind}:{crossing}",
        client_id=owner.owner_id if owner.kind is AccountKind.CLIENT else None,
        facts={"balance": owner.balance, "subject": f"balance:{owner.owner_id}"},
    )


def _is_low(owner: ChangedOwner, numbers: Tariff) -> bool:
    is_low = client_is_low if owner.kind is AccountKind.CLIENT else wallet_is_low
    return is_low(owner.balance, numbers)


def _place(owner: ChangedOwner) -> Place:
    return Place(owner.tenant_id, owner.owner_id)


def _about(changed: Sequence[ChangedOwner]) -> About:
    return About(PLATFORM_ID, "balances")
