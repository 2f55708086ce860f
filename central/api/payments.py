"""Credit packs, purchases and their payments (C2, C3, C15)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import ninja
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import Field

from central.api.auth import (
    buyer_auth,
    master_auth,
    owner_of_team_auth,
    partner_auth,
    person_asking,
    user_auth,
)
from central.api.shapes import Body, Credits, Name, Page, Row, Status, created
from central.base import pages
from central.base.pages import PageRequest
from central.payments import notices, packs, purchases
from central.payments.models import Buyer, CreditPack, PaymentSeen, PurchaseState
from central.payments.models import PaymentNotice as NoticeRow
from central.payments.models import Purchase as PurchaseRow
from central.payments.money import Currency, Hundredths
from central.payments.providers.base import PaymentStatus
from central.payments.purchases import PurchaseFilter
from central.payments.settlement import check_for
from contract.shape import NewId, Shape, Slug

router = Router(tags=["payments"], auth=master_auth)


class PackDefinition(Body):
    """A pack on sale. `price` in hundredths of the currency, as a whole number."""

    name: Name
    credits: Credits
    price: Hundredths
    currency: Currency
    active: bool = True
    position: int = Field(0, strict=True, ge=0, le=1_000)


class Pack(Row, PackDefinition):
    """A pack under its slug."""

    slug: Slug


class WholesaleOrder(Body):
    """Credits for the partner's wallet. Repeating an `id` returns the same purchase."""

    id: NewId
    credits: Credits


class PackOrder(Body):
    """A retail pack. Repeating an `id` returns the same purchase."""

    id: NewId
    pack: Slug


class Purchase(Row):
    """A purchase. `amount` in hundredths of the currency; `reference`: the checkout's external reference.

    `given_up_at`: since when the platform no longer asks for its payment; one that comes is credited.
    """

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
    given_up_at: datetime | None


class PurchaseResult(Shape):
    """The purchase, and whether this request created it."""

    status: Status
    purchase: Purchase


class MismatchedPayment(Row):
    """A payment that was not credited, because it does not match its purchase (`differs`)."""

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


class PaymentNotice(Row):
    """A payment that the provider announced and that is not settled. `given_up_at`: it is no longer tried."""

    provider: str
    payment_id: str
    heard: int
    tries: int
    first_at: datetime
    next_at: datetime
    last_error: str
    given_up_at: datetime | None


@router.get("/credit-packs", response=list[Pack], summary="List credit packs", auth=buyer_auth)
def list_packs(request: HttpRequest) -> QuerySet[CreditPack]:
    """Those on sale; for masters, all. In display order. Not for clients, who see no prices."""
    return packs.packs_shown_to(person_asking(request))


@router.put("/credit-packs/{slug}", response=Pack, summary="Create or replace a credit pack")
def put_pack(request: HttpRequest, slug: Annotated[Slug, Path()], body: PackDefinition) -> CreditPack:
    """Existing purchases keep their price."""
    return packs.put(slug, person_asking(request).actor, **body.model_dump())


@router.post(
    "/wallet/purchases",
    response={200: PurchaseResult, 201: PurchaseResult},
    summary="Buy credits at wholesale",
    auth=owner_of_team_auth,
)
def buy_wholesale(request: HttpRequest, body: WholesaleOrder) -> ninja.Status[PurchaseResult]:
    """Credited once it is paid."""
    person = person_asking(request)
    return _made(purchases.buy_wholesale(person.tenant_id, body.id, body.credits, person.actor))


@router.get(
    "/wallet/purchases", response=Page[Purchase], summary="List the partner's purchases", auth=partner_auth
)
def wallet_purchases(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[PurchaseRow]:
    """Newest first."""
    return purchases.page_of(person_asking(request), asked)


@router.post(
    "/me/purchases",
    response={200: PurchaseResult, 201: PurchaseResult},
    summary="Buy a credit pack",
    auth=user_auth,
)
def buy_pack(request: HttpRequest, body: PackOrder) -> ninja.Status[PurchaseResult]:
    """Credited once it is paid."""
    person = person_asking(request)
    return _made(purchases.buy_pack(person.id, body.id, body.pack, person.actor))


@router.get("/me/purchases", response=Page[Purchase], summary="List the user's purchases", auth=user_auth)
def my_purchases(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[PurchaseRow]:
    """Newest first."""
    return purchases.page_of(person_asking(request), asked)


@router.post(
    "/purchases/{purchase_id}/check", response=Purchase, summary="Check a purchase's payment", auth=buyer_auth
)
def check_purchase(
    request: HttpRequest, purchase_id: UUID, tenant_id: Annotated[UUID | None, Query()] = None
) -> PurchaseRow:
    """As if its webhook had arrived, should it be lost. `tenant_id`: for masters, the buyer's tenant."""
    person = person_asking(request)
    return check_for(person, purchases.in_sight(person, purchase_id, tenant_id))


@router.get("/purchases", response=Page[Purchase], summary="List all purchases")
def all_purchases(
    request: HttpRequest, wanted: Query[PurchaseFilter], asked: Query[PageRequest]
) -> pages.Page[PurchaseRow]:
    """Newest first."""
    return purchases.page(wanted, asked)


@router.get("/payments/differing", response=Page[MismatchedPayment], summary="List mismatched payments")
def differing_payments(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[PaymentSeen]:
    """Not credited, because they are not what was to be paid. Newest first."""
    return purchases.payments_that_differ(asked)


@router.get("/payments/notices", response=Page[PaymentNotice], summary="List unsettled payment notices")
def payment_notices(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[NoticeRow]:
    """What the provider announced and does not show, or what could not be settled. Newest first."""
    return notices.page(asked)


def _made(made: tuple[PurchaseRow, bool]) -> ninja.Status[PurchaseResult]:
    purchase, new = made
    return created(PurchaseResult(status=Status.of(new), purchase=Purchase.of(purchase)), new)
