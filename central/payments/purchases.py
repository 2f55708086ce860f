"""Purchases as buyers make them; `settlement` decides what becomes of them."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from central.base import pages
from central.base.pages import Page, PageRequest
from central.payments.errors import PurchaseConflict
from central.payments.models import Buyer, PaymentSeen, Purchase, PurchaseState
from central.payments.packs import pack_for_sale
from central.payments.providers.registry import DEFAULT_PROVIDER
from central.payments.wholesale import wholesale_price
from central.tenants.errors import NotFound
from central.tenants.models import PLATFORM_ID, Role, User
from contract.shape import Shape


def buy_wholesale(tenant_id: UUID, purchase_id: UUID, credits: int, actor: str) -> tuple[Purchase, bool]:
    """A partner's purchase for its wallet (C3), and whether it is new.

    The same id and credits again are answered with the same purchase, at the price of then. Raises
    PurchaseConflict, AmountNotAllowed, NotForSale.
    """
    wanted = _wanted(tenant_id, purchase_id, actor)
    wanted.buyer_kind, wanted.buyer_id, wanted.credits = Buyer.PARTNER, tenant_id, credits
    known = _known(wanted)
    if known is not None:
        return known, False
    wanted.amount, wanted.currency = wholesale_price(tenant_id, credits)
    return _kept(wanted)


def buy_pack(user_id: UUID, purchase_id: UUID, pack: str, actor: str) -> tuple[Purchase, bool]:
    """A user's purchase of a retail pack (C2), and whether it is new.

    The same id and pack again are answered with the same purchase, at the price of then. Raises
    PurchaseConflict, NotForSale.
    """
    wanted = _wanted(PLATFORM_ID, purchase_id, actor)
    wanted.buyer_kind, wanted.buyer_id, wanted.pack = Buyer.USER, user_id, pack
    known = _known(wanted)
    if known is not None:
        return known, False
    sold = pack_for_sale(pack)
    wanted.credits, wanted.amount, wanted.currency = sold.credits, sold.price, sold.currency
    return _kept(wanted)


class PurchaseFilter(Shape):
    """Filters of the list of purchases."""

    partner_id: UUID | None = None
    state: PurchaseState | None = None


def page(wanted: PurchaseFilter, asked: PageRequest) -> Page[Purchase]:
    """All purchases, the newest first. Raises CursorError."""
    bought = Purchase.objects.all()
    if wanted.partner_id is not None:
        bought = bought.filter(tenant_id=wanted.partner_id, buyer_id=wanted.partner_id)
    if wanted.state is not None:
        bought = bought.filter(state=wanted.state)
    return pages.page(bought, ("created_at", "id", "tenant_id"), asked)


def page_of(buyer: User, asked: PageRequest) -> Page[Purchase]:
    """The purchases of this person, or of the partner they act for. Raises CursorError."""
    return pages.page(_bought_by(buyer), ("created_at", "id", "tenant_id"), asked)


def in_sight(user: User, purchase_id: UUID, tenant_id: UUID | None) -> Purchase:
    """The purchase, if the user is its buyer or a master. Raises NotFound.

    `tenant_id`: for a master, whose it is; None: the platform's own users'.
    """
    if user.role == Role.MASTER:
        known = Purchase.objects.filter(tenant_id=tenant_id or PLATFORM_ID)
    else:
        known = _bought_by(user)
    purchase = known.filter(id=purchase_id).first()
    if purchase is None:
        raise NotFound("purchase")
    return purchase


def _bought_by(user: User) -> QuerySet[Purchase]:
    buyer_id = user.tenant_id if user.role == Role.PARTNER else user.id
    return Purchase.objects.filter(tenant_id=user.tenant_id, buyer_id=buyer_id)


def reference_of(tenant_id: UUID, purchase_id: UUID) -> str:
    """What the provider gives back with the payment: 64 characters, as many as it takes."""
    return tenant_id.hex + purchase_id.hex


def purchase_named(reference: str) -> tuple[UUID, UUID] | None:
    """The tenant and the purchase that a reference names, if it is one of ours."""
    try:
        tenant_id, purchase_id = UUID(reference[:32]), UUID(reference[32:])
    except ValueError:
        return None
    return (tenant_id, purchase_id) if reference_of(tenant_id, purchase_id) == reference else None


def payments_that_differ(asked: PageRequest) -> Page[PaymentSeen]:
    """Payments that do not match their purchase and were never credited, the newest first.

    Raises CursorError.
    """
    columns = ("first_seen_at", "tenant_id", "purchase_id", "provider", "payment_id")
    return pages.page(PaymentSeen.objects.exclude(differs=""), columns, asked)


def _wanted(tenant_id: UUID, purchase_id: UUID, actor: str) -> Purchase:
    return Purchase(
        tenant_id=tenant_id,
        id=purchase_id,
        actor=actor,
        provider=DEFAULT_PROVIDER,
        reference=reference_of(tenant_id, purchase_id),
    )


def _known(wanted: Purchase) -> Purchase | None:
    """The purchase with this id. Raises PurchaseConflict when it is of something else."""
    known = Purchase.objects.filter(tenant_id=wanted.tenant_id, id=wanted.id).first()
    if known is not None and _content(known) != _content(wanted):
        raise PurchaseConflict(wanted.id)
    return known


def _content(purchase: Purchase) -> tuple[object, ...]:
    """What was asked for; the price is ours to say."""
    return purchase.buyer_kind, purchase.buyer_id, purchase.pack or purchase.credits


def _kept(wanted: Purchase) -> tuple[Purchase, bool]:
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
    except IntegrityError:
        known = _known(wanted)  # A duplicate, made at the same moment.
        if known is None:
            raise
        return known, False
    return wanted, True
