"""What owners owe for events, and could pay by now (C9)."""

from uuid import UUID

from django.utils import timezone

from central.incidents.isolation import About, each_alone
from central.ledger import debts
from central.ledger.transfer_requests import TransferRequest
from contract.ids import new_id


def collect_debts() -> int:
    """Let each owner that owes something pay it, as far as its credits reach; how much in all.

    Whatever comes in pays at once, but a debt may arise beside it, or while its owner has credits.
    """
    return sum(each_alone("ledger.debts", debts.payers(), _collect, _about))


def _collect(owner: tuple[UUID, UUID]) -> int:
    return debts.collect_from(*owner, TransferRequest(new_id(), "platform", timezone.now()))


def _about(owner: tuple[UUID, UUID]) -> About:
    tenant_id, account = owner
    return About(tenant_id, f"account:{account}")
