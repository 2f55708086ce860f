"""Premium packs that users pay for once and then keep (C4)."""

from uuid import UUID

from django.db import IntegrityError, transaction

from central.catalogue.errors import AlreadyUnlocked, NoSuchPack, NotPremium
from central.catalogue.models import Pack, Unlock
from central.ledger import user_charges
from central.ledger.errors import Conflict
from central.ledger.transfer_requests import TransferRequest
from central.tenants import audit_log
from central.tenants.models import AuditKind
from central.tenants.subjects import Subject, SubjectKind
from central.tenants.tariff import tariff


def unlock(tenant_id: UUID, user_id: UUID, pack_id: UUID, request: TransferRequest) -> bool:
    """Open a premium pack to a person for the tariff's `unlock_price`: its row and its transfer, or neither.

    False: the same request again. Raises CatalogueError, Shortfall, Conflict.
    """
    with transaction.atomic():
        if _is_repeated(tenant_id, user_id, pack_id, request.id):
            return False
        _refuse_unsold(tenant_id, pack_id)
        price = tariff().unlock_price
        # The row first: of two at once, one waits here for the other before it has touched the balance.
        if not _is_recorded(tenant_id, user_id, pack_id, request, price):
            return False
        user_charges.pay_unlock(tenant_id, user_id, request, price, f"pack:{pack_id}")
        pack = Subject(tenant_id, SubjectKind.PACK, pack_id)
        audit_log.record_transfer(pack, AuditKind.UNLOCKED, price, request)
    return True


def unlocked_packs(tenant_id: UUID, user_id: UUID) -> frozenset[UUID]:
    """The premium packs that are open to this person."""
    unlocks = Unlock.objects.filter(tenant_id=tenant_id, user_id=user_id)
    return frozenset(unlocks.values_list("pack_id", flat=True))


def _is_repeated(tenant_id: UUID, user_id: UUID, pack_id: UUID, order_id: UUID) -> bool:
    known = Unlock.objects.filter(tenant_id=tenant_id, id=order_id).first()
    if known is not None and (known.user_id, known.pack_id) != (user_id, pack_id):
        raise Conflict(order_id)
    return known is not None


def _refuse_unsold(tenant_id: UUID, pack_id: UUID) -> None:
    pack = Pack.objects.filter(tenant_id=tenant_id, id=pack_id, active=True, for_users=True).first()
    if pack is None:
        raise NoSuchPack
    if not pack.premium:
        raise NotPremium


def _is_recorded(tenant_id: UUID, user_id: UUID, pack_id: UUID, request: TransferRequest, price: int) -> bool:
    """Whether the row is new. False: a duplicate was faster. Raises AlreadyUnlocked, Conflict."""
    row = Unlock(
        tenant_id=tenant_id,
        id=request.id,
        user_id=user_id,
        pack_id=pack_id,
        price=price,
        unlocked_at=request.at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if _is_repeated(tenant_id, user_id, pack_id, request.id):
            return False
        raise AlreadyUnlocked from error
    return True
