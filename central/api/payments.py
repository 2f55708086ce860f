"""Credit packs, purchases, and what MercadoPago tells of payments (C2, C3, C15)."""

import logging
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from central.api.people import actor_of, person_auth, require
from central.api.shapes import Credits, Name, Row, Status
from central.base.refusals import DomainError
from central.payments import packs, purchases
from central.payments.errors import PaymentMismatch, PaymentPending, PaymentUnknown
from central.payments.models import Buyer, CreditPack, PaymentSeen, Purchase, PurchaseState
from central.payments.money import Currency, Hundredths
from central.payments.providers import mercadopago
from central.payments.providers.base import PaymentStatus
from central.payments.settlement import check, fetch_and_settle
from central.tenants.errors import NotFound
from central.tenants.models import PLATFORM_ID, Role, User
from contract.problem import Code
from contract.shape import Shape, Slug

log = logging.getLogger(__name__)

router = Router(tags=["payments"], auth=person_auth)

_PAGE: Final = 50


class PackPut(Shape):
    """A pack as it is to be sold. `price` in hundredths of the currency, as whole numbers."""

    name: Name
    credits: Credits
    price: Hundredths
    currency: Currency
    active: bool = True
    position: int = Field(0, strict=True, ge=0, le=1_000)


class Pack(Row, PackPut):
    """A pack under its address word."""

    slug: Slug


class WholesaleWish(Shape):
    """Credits for the partner's wallet. The same `id` again is the same purchase."""

    id: UUID
    credits: Credits


class PackWish(Shape):
    """A retail pack. The same `id` again is the same purchase."""

    id: UUID
    pack: Slug


class PurchaseAsItIs(Row):
    """A purchase. `amount` in hundredths of the currency; `reference` goes with the checkout."""

    id: UUID
    tenant_id: UUID
    buyer_kind: Buyer
    buyer_id: UUID
    pack: str
    credits: int
    amount: int
    currency: Currency
    provider: str
    reference: str
    state: PurchaseState
    payment_id: str | None
    created_at: datetime
    paid_at: datetime | None
    reversed_at: datetime | None


class PurchaseMade(Shape):
    """The purchase, and whether this request made it or an earlier one with the same id."""

    status: Status
    purchase: PurchaseAsItIs


class PaymentThatDiffers(Row):
    """A payment that was not credited, as it is not what was to be paid: somebody has to look at it."""

    tenant_id: UUID
    purchase_id: UUID
    provider: str
    payment_id: str
    status: PaymentStatus
    amount: int
    refunded: int
    currency: str
    reference: str
    differs: str
    first_seen_at: datetime
    last_seen_at: datetime


@router.get("/credit-packs", response=list[Pack], summary="The packs that are sold; to a master, all packs")
def list_packs(request: HttpRequest) -> QuerySet[CreditPack]:
    """In the order in which they are shown."""
    person = require(request, *Role)
    return packs.all_packs() if person.role == Role.MASTER else packs.packs_for_sale()


@router.put("/credit-packs/{slug}", response=Pack, summary="Make a pack, or make it another")
def put_pack(request: HttpRequest, slug: Annotated[Slug, Path()], body: PackPut) -> CreditPack:
    """Purchases that were asked for keep the price of then."""
    require(request, Role.MASTER)
    return packs.put(slug, packs.PackPlan(**body.model_dump()))


@router.post("/wallet/purchases", response=PurchaseMade, summary="Buy credits at wholesale")
def buy_wholesale(request: HttpRequest, body: WholesaleWish) -> PurchaseMade:
    """Nothing is credited before it is paid for."""
    person = require(request, Role.PARTNER)
    return _made(purchases.buy_wholesale(person.tenant_id, body.id, body.credits, actor_of(person)))


@router.get("/wallet/purchases", response=list[PurchaseAsItIs], summary="What the partner has bought")
def wallet_purchases(request: HttpRequest, before: Annotated[UUID | None, Query()] = None) -> list[Purchase]:
    """The newest first, 50 at a time; `before` is the last id of the page before."""
    person = require(request, Role.PARTNER)
    return _page(purchases.purchases_of(person.tenant_id, person.tenant_id), before)


@router.post("/me/purchases", response=PurchaseMade, summary="Buy a retail pack")
def buy_pack(request: HttpRequest, body: PackWish) -> PurchaseMade:
    """Nothing is credited before it is paid for."""
    person = require(request, Role.USER)
    return _made(purchases.buy_pack(person.id, body.id, body.pack, actor_of(person)))


@router.get("/me/purchases", response=list[PurchaseAsItIs], summary="What the user has bought")
def my_purchases(request: HttpRequest, before: Annotated[UUID | None, Query()] = None) -> list[Purchase]:
    """The newest first, 50 at a time; `before` is the last id of the page before."""
    person = require(request, Role.USER)
    return _page(purchases.purchases_of(PLATFORM_ID, person.id), before)


@router.post("/purchases/{purchase_id}/check", response=PurchaseAsItIs, summary="Ask whether it is paid")
def check_purchase(
    request: HttpRequest, purchase_id: UUID, tenant_id: Annotated[UUID | None, Query()] = None
) -> Purchase:
    """As if a webhook had come; a lost one is harmless so. `tenant_id`: for masters, whose purchase it is."""
    person = require(request, Role.MASTER, Role.PARTNER, Role.USER)
    return check(_found(person, purchase_id, tenant_id))


@router.get("/purchases", response=list[PurchaseAsItIs], summary="Everybody's purchases")
def all_purchases(
    request: HttpRequest,
    state: Annotated[PurchaseState | None, Query()] = None,
    before: Annotated[datetime | None, Query()] = None,
) -> QuerySet[Purchase]:
    """The newest first, 50 at a time; `before` is the last `created_at` of the page before."""
    require(request, Role.MASTER)
    wanted = Q(state=state) if state else Q()
    wanted &= Q(created_at__lt=before) if before else Q()
    return Purchase.objects.filter(wanted).order_by("-created_at", "-id")[:_PAGE]


@router.get("/payments/differing", response=list[PaymentThatDiffers], summary="Payments to be looked at")
def differing_payments(request: HttpRequest) -> QuerySet[PaymentSeen]:
    """Those that were not credited as they are not what was to be paid; the newest first, 50 of them."""
    require(request, Role.MASTER)
    return purchases.payments_that_differ()[:_PAGE]


@router.post("/payments/mercadopago/webhook", response={200: None}, auth=None, summary="MercadoPago's word")
def mercadopago_webhook(request: HttpRequest) -> HttpResponse:
    """401 unless it is signed. The body is not signed, so it is not read: the payment is fetched.

    200 says that there is no need to send it again; 503 that there is.
    """
    data_id = request.GET.get("data.id")
    signature, request_id = request.headers.get("x-signature", ""), request.headers.get("x-request-id")
    if not mercadopago.is_signed(settings.MERCADOPAGO_WEBHOOK_SECRET, signature, data_id, request_id):
        raise DomainError("Missing or invalid webhook signature.", Code.UNAUTHORIZED)
    if data_id and request.GET.get("type", "payment") == "payment":
        try:
            fetch_and_settle(mercadopago.NAME, data_id)
        except (PaymentPending, PaymentMismatch, PaymentUnknown) as error:
            log.warning("webhook for payment %.64s: %s", data_id, error)
    return HttpResponse(status=200)


def _made(made: tuple[Purchase, bool]) -> PurchaseMade:
    purchase, new = made
    return PurchaseMade(status=Status.of(new), purchase=PurchaseAsItIs.model_validate(purchase))


def _page(bought: QuerySet[Purchase], before: UUID | None) -> list[Purchase]:
    if before is not None:
        last = bought.filter(id=before).first()
        if last is None:
            raise NotFound("purchase")
        older = Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, id__lt=last.id)
        bought = bought.filter(older)
    return list(bought[:_PAGE])


def _found(person: User, purchase_id: UUID, tenant_id: UUID | None) -> Purchase:
    """The purchase, if it is this person's to ask about."""
    if person.role == Role.MASTER:
        known = Purchase.objects.filter(tenant_id=tenant_id or PLATFORM_ID, id=purchase_id)
    else:
        buyer_id = person.tenant_id if person.role == Role.PARTNER else person.id
        known = Purchase.objects.filter(tenant_id=person.tenant_id, id=purchase_id, buyer_id=buyer_id)
    purchase = known.first()
    if purchase is None:
        raise NotFound("purchase")
    return purchase
