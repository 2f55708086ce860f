"""The platform's numbers: everybody who is logged in reads them, masters change them."""

import logging
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import ConfigDict, Field

from central.api.people import actor_of, person_auth, require
from central.api.shapes import Page
from central.base import pages
from central.base.pages import PageRequest
from central.operations import pricing
from central.tenants import tariff as numbers
from central.tenants.models import Role, TariffChange
from central.tenants.tariff import Tariff
from contract.shape import Shape

log = logging.getLogger(__name__)

router = Router(tags=["tariff"], auth=person_auth)


class TariffPatch(Shape):
    """The numbers that are to change, named as in the tariff; a name that it does not have is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)

    generation_price: int | None = None
    unlock_price: int | None = None
    wholesale_percent: int | None = None
    wholesale_minimum: int | None = None
    top_up_least: int | None = None
    top_up_most: int | None = None
    event_minimum: int | None = None
    free_a_day: int | None = None
    low_client: int | None = None
    low_pool: int | None = None
    low_pool_percent: int | None = None
    min_lease: int | None = None


class WholesaleRate(Shape):
    """What a partner pays of the list price; null: what the tariff says."""

    percent: int | None = Field(strict=True, ge=1, le=100)


class TariffAsChanged(Shape):
    """One change: who made it, when, and all numbers from then on."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    actor: str
    at: datetime
    numbers: Tariff


@router.get("/tariff", response=Tariff, summary="The platform's numbers")
def get_tariff(request: HttpRequest) -> Tariff:
    """In credits unless their name says otherwise."""
    return numbers.tariff()


@router.patch("/tariff", response=Tariff, summary="Change some of the platform's numbers")
def change_tariff(request: HttpRequest, body: TariffPatch) -> Tariff:
    """They hold from now on; what a booth was promised before stays as it was. Answers all of them."""
    master = require(request, Role.MASTER)
    return pricing.change_tariff(actor_of(master), **body.model_dump(exclude_none=True))


@router.get("/tariff/changes", response=Page[TariffAsChanged], summary="List changes of the tariff")
def tariff_changes(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[TariffChange]:
    """Who changed it, and when; the newest first."""
    require(request, Role.MASTER)
    return numbers.changes(asked)


@router.put("/partners/{partner_id}/wholesale-rate", response=WholesaleRate, summary="A partner's own rate")
def set_wholesale_rate(request: HttpRequest, partner_id: UUID, body: WholesaleRate) -> WholesaleRate:
    """For purchases that are asked for from now on."""
    master = require(request, Role.MASTER)
    numbers.set_wholesale_percent(partner_id, body.percent)
    log.info("%s set the wholesale rate of %s to %s", actor_of(master), partner_id, body.percent)
    return body


@router.get(
    "/wallet/wholesale-rate", response=WholesaleRate, summary="What the partner pays of the list price"
)
def wholesale_rate(request: HttpRequest) -> WholesaleRate:
    """Its own rate, else the tariff's."""
    person = require(request, Role.PARTNER)
    return WholesaleRate(percent=numbers.wholesale_percent_of(person.tenant_id))
