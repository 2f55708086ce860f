"""The tariff: masters change it, and whoever pays reads it; clients read what binds their events."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import ConfigDict, Field

from central.api.auth import buyer_auth, host_auth, master_auth, partner_auth, person_asking
from central.api.shapes import Body, Page, Row
from central.base import pages
from central.base.pages import PageRequest
from central.operations import pricing
from central.tenants import tariff as numbers
from central.tenants.models import TariffChange as TariffRow
from central.tenants.tariff import Tariff

router = Router(tags=["tariff"], auth=master_auth)


_Number = Annotated[int, Field(ge=0, le=1_000_000_000)]
"""What each of them may be, the tariff itself says."""


class TariffPatch(Body):
    """The numbers to change, named as in the tariff."""

    model_config = ConfigDict(strict=True)

    generation_price: _Number | None = None
    photo_price_percent: _Number | None = None
    unlock_price: _Number | None = None
    wholesale_percent: _Number | None = None
    wholesale_minimum: _Number | None = None
    top_up_least: _Number | None = None
    top_up_most: _Number | None = None
    event_minimum: _Number | None = None
    free_a_day: _Number | None = None
    low_client: _Number | None = None
    low_wallet: _Number | None = None
    low_pool: _Number | None = None
    low_pool_percent: _Number | None = None
    min_lease: _Number | None = None


class EventLimits(Row):
    """The tariff's numbers that bind events. `low_...`: when a balance or a pool counts as low."""

    top_up_least: int
    top_up_most: int
    event_minimum: int
    low_client: int
    low_pool: int
    low_pool_percent: int


class WholesaleRate(Body):
    """The percentage of the list price that a partner pays; null: the tariff's."""

    percent: int | None = Field(strict=True, ge=1, le=100)


class TariffChange(Row):
    """One change: by whom, when, and all numbers after it."""

    number: int
    actor: str
    at: datetime
    numbers: Tariff


@router.get("/tariff", response=Tariff, summary="Get the tariff", auth=buyer_auth)
def get_tariff(request: HttpRequest) -> Tariff:
    """In credits unless a name says otherwise. Not for clients, who see no prices."""
    return numbers.tariff()


@router.get("/event-limits", response=EventLimits, summary="Get the limits of events", auth=host_auth)
def event_limits(request: HttpRequest) -> Tariff:
    """For whoever has events."""
    return numbers.tariff()


@router.patch("/tariff", response=Tariff, summary="Change the tariff")
def change_tariff(request: HttpRequest, body: TariffPatch) -> Tariff:
    """Takes effect at once; what booths were promised before stays valid. Returns all numbers."""
    master = person_asking(request)
    return pricing.change_tariff(master.actor, **body.model_dump(exclude_none=True))


@router.get("/tariff/changes", response=Page[TariffChange], summary="List tariff changes")
def tariff_changes(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[TariffRow]:
    """Who changed what, and when. Newest first."""
    return numbers.changes(asked)


@router.put(
    "/partners/{partner_id}/wholesale-rate", response=WholesaleRate, summary="Set a partner's wholesale rate"
)
def set_wholesale_rate(request: HttpRequest, partner_id: UUID, body: WholesaleRate) -> WholesaleRate:
    """For future purchases."""
    numbers.set_wholesale_percent(partner_id, body.percent, person_asking(request).actor)
    return body


@router.get(
    "/wallet/wholesale-rate",
    response=WholesaleRate,
    summary="Get the partner's wholesale rate",
    auth=partner_auth,
)
def wholesale_rate(request: HttpRequest) -> WholesaleRate:
    """Its own, else the tariff's."""
    person = person_asking(request)
    return WholesaleRate(percent=numbers.wholesale_percent_of(person.tenant_id))
