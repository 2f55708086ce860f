"""Credit packs, purchases, and what MercadoPago tells of payments (C2, C3, C15)."""

import logging
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from central.api.people import actor_of, person_auth, require
from central.api.shapes import Credits, Name, Page, Row, Status
from central.base import pages
from central.base.pages import PageRequest
from central.base.refusals import DomainError
from central.payments import packs, purchases
from central.payments.errors import PaymentMismatch, PaymentPending, PaymentUnknown
from central.payments.models import Buyer, CreditPack, PaymentSeen, Purchase, PurchaseState
from central.payments.money import Currency, Hundredths
from central.payments.providers import mercadopago
from central.payments.providers.base import PaymentStatus
from central.payments.purchases import PurchaseFilter
from central.payments.settlement import check, fetch_and_settle
from central.tenants.models import Role
from contract.problem import Code
from contract.shape import Shape, Slug

log = logging.getLogger(__name__)

router = Router(tags=["payments"], auth=person_auth)


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
    return packs.packs_shown_to(require(request, *Role))


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


@router.get("/wallet/purchases", response=Page[PurchaseAsItIs], summary="List the partner's purchases")
def wallet_purchases(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[Purchase]:
    """The newest first."""
    return purchases.page_of(require(request, Role.PARTNER), asked)


@router.post("/me/purchases", response=PurchaseMade, summary="Buy a retail pack")
def buy_pack(request: HttpRequest, body: PackWish) -> PurchaseMade:
    """Nothing is credited before it is paid for."""
    person = require(request, Role.USER)
    return _made(purchases.buy_pack(person.id, body.id, body.pack, actor_of(person)))


@router.get("/me/purchases", response=Page[PurchaseAsItIs], summary="List the user's purchases")
def my_purchases(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[Purchase]:
    """The newest first."""
    return purchases.page_of(require(request, Role.USER), asked)


@router.post("/purchases/{purchase_id}/check", response=PurchaseAsItIs, summary="Ask whether it is paid")
def check_purchase(
    request: HttpRequest, purchase_id: UUID, tenant_id: Annotated[UUID | None, Query()] = None
) -> Purchase:
    """As if a webhook had come; a lost one is harmless so. `tenant_id`: for masters, whose purchase it is."""
    person = require(request, Role.MASTER, Role.PARTNER, Role.USER)
    return check(purchases.in_sight(person, purchase_id, tenant_id))


@router.get("/purchases", response=Page[PurchaseAsItIs], summary="List everybody's purchases")
def all_purchases(
    request: HttpRequest, wanted: Query[PurchaseFilter], asked: Query[PageRequest]
) -> pages.Page[Purchase]:
    """The newest first."""
    require(request, Role.MASTER)
    return purchases.page(wanted, asked)


@router.get("/payments/differing", response=Page[PaymentThatDiffers], summary="List mismatched payments")
def differing_payments(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[PaymentSeen]:
    """Payments that were not credited because they are not what was to be paid; the newest first."""
    require(request, Role.MASTER)
    return purchases.payments_that_differ(asked)


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
