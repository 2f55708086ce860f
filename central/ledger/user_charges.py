"""Paying for the pictures that people make for themselves: free, waived, and the others (C6, C7)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from central.ledger.accounts import AccountKind, account_id, all_of, open_account
from central.ledger.errors import Conflict, DailyLimit
from central.ledger.models import Basis, Flow, TransferKind, UserCharge
from central.ledger.posting import apply_balances, insert_transfers, lock_accounts, movement_of, post
from central.ledger.refunds import refund as give_back
from central.ledger.transfer_requests import TransferRequest

__all__ = [
    "Basis", "ChargeRequest", "UserCharge",
    "charge", "free_ones_made", "has_been_issued", "pay_unlock", "refund",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """One picture to be paid for. `waived`: it costs nothing, as it is a master's.

    Someone to whom no credits were ever issued makes `free_a_day` pictures on the platform's `day` for
    nothing, and no more; everybody else pays `price`.
    """

    id: UUID
    price: int
    actor: str
    at: datetime
    day: date
    free_a_day: int
    waived: bool = False
    reference: str = ""


def charge(tenant_id: UUID, user_id: UUID, request: ChargeRequest) -> UserCharge:
    """The charge, posted now or before. Raises DailyLimit, Shortfall, Conflict; then nothing has changed."""
    with transaction.atomic():
        known = _known(tenant_id, user_id, request)
        if known is not None:
            return known
        account = open_account(tenant_id, AccountKind.USER, user_id)
        locked = lock_accounts(tenant_id, [account])
        known = _known(tenant_id, user_id, request)  # A duplicate may have been charged meanwhile.
        if known is not None:
            return known
        basis = _basis(tenant_id, user_id, request)
        price = request.price if basis is Basis.PAID else 0
        if price:
            transfer = TransferRequest(request.id, request.actor, request.at, reference=request.reference)
            consumed = account_id(AccountKind.CONSUMED, user_id)
            debit = movement_of(transfer, account, consumed, price, TransferKind.GENERATION)
            if not insert_transfers(tenant_id, [debit]):
                raise Conflict(request.id)
            apply_balances(tenant_id, [debit], locked)
        return _record(tenant_id, user_id, request, basis, price)


def refund(tenant_id: UUID, charge_id: UUID, actor: str, at: datetime) -> bool:
    """Refund a charge once: its credits, or the free turn of its day.

    False: it was refunded before, or there is no such charge.
    """
    with transaction.atomic():
        charges = UserCharge.objects.filter(tenant_id=tenant_id, id=charge_id)
        if not charges.filter(refunded_at=None).update(refunded_at=at):
            return False
        made = charges.get()
        if made.price:
            give_back(tenant_id, charge_id, account_id(AccountKind.USER, made.user_id), actor, at)
    return True


def pay_unlock(tenant_id: UUID, user_id: UUID, request: TransferRequest, price: int, reference: str) -> bool:
    """Move a premium pack's price out of the user's balance, for good (C4). False: repeated.

    Whether the pack is unlocked already, the catalogue knows. Raises Shortfall, Conflict.
    """
    account = open_account(tenant_id, AccountKind.USER, user_id)
    consumed = account_id(AccountKind.CONSUMED, user_id)
    debit = movement_of(request.about(reference), account, consumed, price, TransferKind.PACK_UNLOCK)
    return post(tenant_id, [debit])


def has_been_issued(tenant_id: UUID, user_id: UUID) -> bool:
    """Whether credits were ever bought by, or given to, this person."""
    lowest, highest = all_of(AccountKind.ISSUED)
    account = account_id(AccountKind.USER, user_id)
    return Flow.objects.filter(
        tenant_id=tenant_id, credit_id=account, debit_id__range=(lowest, highest)
    ).exists()


def free_ones_made(tenant_id: UUID, user_id: UUID, day: date) -> int:
    """How many of the day's free pictures the person has had; those that were given back do not count."""
    return UserCharge.objects.filter(
        tenant_id=tenant_id, user_id=user_id, day=day, basis=Basis.FREE, refunded_at=None
    ).count()


def _known(tenant_id: UUID, user_id: UUID, request: ChargeRequest) -> UserCharge | None:
    known = UserCharge.objects.filter(tenant_id=tenant_id, id=request.id).first()
    if known is not None and (known.user_id, known.asked_price, known.reference) != (
        user_id,
        request.price,
        request.reference,
    ):
        raise Conflict(request.id)
    return known


def _basis(tenant_id: UUID, user_id: UUID, request: ChargeRequest) -> Basis:
    if request.waived:
        return Basis.WAIVED
    if has_been_issued(tenant_id, user_id):
        return Basis.PAID
    if free_ones_made(tenant_id, user_id, request.day) >= request.free_a_day:
        raise DailyLimit(request.free_a_day)
    return Basis.FREE


def _record(tenant_id: UUID, user_id: UUID, request: ChargeRequest, basis: Basis, price: int) -> UserCharge:
    return UserCharge.objects.create(
        tenant_id=tenant_id,
        id=request.id,
        user_id=user_id,
        basis=basis,
        price=price,
        asked_price=request.price,
        reference=request.reference,
        day=request.day,
        charged_at=request.at,
    )
