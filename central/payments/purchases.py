"""Purchases as buyers make them; `settlement` decides what becomes of them."""

from collections.abc import Callable
from typing import Annotated, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from pydantic import Field

from central.base import pages
from central.base.pages import Page, PageRequest
from central.idempotency.creations import is_new
from central.payments.models import Buyer, CreditPack, PaymentSeen, Purchase, PurchaseState
from central.payments.packs import pack_for_sale
from central.payments.providers.registry import DEFAULT_PROVIDER
from central.payments.wholesale import wholesale_price
from central.tenants import audit_log
from central.tenants.errors import NotFound
from central.tenants.models import PLATFORM_ID, AuditKind, Role, User
from central.tenants.subjects import Subject, SubjectKind
from contract.shape import Shape

MOST_LOOKED_AT: Final = 20
"""Purchases of one buyer that nobody has paid yet; more than anybody means to pay."""


def buy_wholesale(tenant_id: UUID, purchase_id: UUID, credits: int, actor: str) -> tuple[Purchase, bool]:
    """A partner's purchase for its wallet (C3), and whether it is new.

    The same id and credits again are answered with the same purchase, at the price of then. Raises
    OtherContent, AmountNotAllowed, NotForSale.
    """
    wanted = _wanted(tenant_id, purchase_id, actor)
    wanted.buyer_kind, wanted.buyer_id, wanted.credits = Buyer.PARTNER, tenant_id, credits
    return _made_once(wanted, lambda: (credits, *wholesale_price(tenant_id, credits)))


def buy_pack(user_id: UUID, purchase_id: UUID, pack: str, actor: str) -> tuple[Purchase, bool]:
    """A user's purchase of a retail pack (C2), and whether it is new.

    The same id and pack again are answered with the same purchase, at the price of then. Raises
    OtherContent, NotForSale.
    """
    wanted = _wanted(PLATFORM_ID, purchase_id, actor)
    wanted.buyer_kind, wanted.buyer_id, wanted.pack = Buyer.USER, user_id, pack
    return _made_once(wanted, lambda: _terms(pack_for_sale(pack)))


class PurchaseFilter(Shape):
    """Filters of the list of purchases."""

    partner_id: UUID | None = None
    state: PurchaseState | None = None
    given_up: Annotated[bool | None, Field(description="Pending, and no longer asked for.")] = None


def page(wanted: PurchaseFilter, asked: PageRequest) -> Page[Purchase]:
    """All purchases, the newest first. Raises CursorError."""
    bought = Purchase.objects.all()
    if wanted.partner_id is not None:
        bought = bought.filter(tenant_id=wanted.partner_id, buyer_id=wanted.partner_id)
    if wanted.state is not None:
        bought = bought.filter(state=wanted.state)
    if wanted.given_up is not None:
        bought = bought.filter(given_up_at__isnull=not wanted.given_up)
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


def _made_once(wanted: Purchase, terms: Callable[[], tuple[int, int, str]]) -> tuple[Purchase, bool]:
    """The purchase; whether it is new, and then with today's credits, amount and currency."""
    content = {"buyer": wanted.buyer_id, "pack": wanted.pack, "credits": wanted.credits}
    with transaction.atomic():
        new = is_new(wanted.tenant_id, "purchase", wanted.id, content)
        known = Purchase.objects.filter(tenant_id=wanted.tenant_id, id=wanted.id, buyer_id=wanted.buyer_id)
        if not new or known.exists():
            return known.get(), False
        wanted.credits, wanted.amount, wanted.currency = terms()
        wanted.save(force_insert=True)
        _give_up_all_but_the_newest(wanted)
        bought = Subject(wanted.tenant_id, SubjectKind.PURCHASE, wanted.id)
        audit_log.record(bought, AuditKind.CREATED, wanted.actor, credits=wanted.credits)
    return wanted, True


def _give_up_all_but_the_newest(made: Purchase) -> None:
    """Of one buyer the worker looks at a few: else one could keep it from everybody else's.

    What is paid of the others comes by its webhook, or is found when the buyer asks.
    """
    pending = _looked_at().filter(tenant_id=made.tenant_id, buyer_id=made.buyer_id)
    ids = list(pending.order_by("-created_at", "-id").values_list("id", flat=True)[MOST_LOOKED_AT:])
    # One that is being settled, or given up by another request, need not be waited for.
    free = _looked_at().filter(tenant_id=made.tenant_id, id__in=ids).select_for_update(skip_locked=True)
    old = Purchase.objects.filter(tenant_id=made.tenant_id, id__in=[each.id for each in free])
    old.update(check_at=None, given_up_at=timezone.now())


def _looked_at() -> QuerySet[Purchase]:
    return Purchase.objects.filter(state=PurchaseState.PENDING, check_at__isnull=False)


def _terms(pack: CreditPack) -> tuple[int, int, str]:
    return pack.credits, pack.price, pack.currency
