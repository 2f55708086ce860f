"""The platform's numbers (C1, C3-C6, C8): one set at a time, changed by masters, every change kept.

TariffError
├── UnknownNumber   the tariff has no number of this name
└── NumberRefused   a number out of its bounds, or two that contradict each other
"""

from typing import Any, Final, Self
from uuid import UUID

from django.db import IntegrityError, transaction
from pydantic import ConfigDict, Field, ValidationError, model_validator

from central.base import pages
from central.base.pages import Page, PageRequest
from central.tenants import audit_log
from central.tenants.errors import NotFound, TenantError
from central.tenants.locks import lock_alone
from central.tenants.models import PLATFORM_ID, TariffChange, Tenant
from central.tenants.subjects import Subject, SubjectKind
from contract.shape import Shape

_MOST_CREDITS: Final = 1_000_000
_SUBJECT: Final = Subject(PLATFORM_ID, SubjectKind.TARIFF, PLATFORM_ID)


class TariffError(TenantError):
    """The root, a TenantError."""


class UnknownNumber(TariffError):
    """Nothing has changed."""


class NumberRefused(TariffError):
    """Nothing has changed."""


class Tariff(Shape):
    """All platform-wide numbers, in credits unless they say otherwise."""

    model_config = ConfigDict(strict=True)

    generation_price: int = Field(100, ge=1, le=_MOST_CREDITS)
    """Of a style that has no price of its own."""
    photo_price_percent: int = Field(100, ge=0, le=100)
    """The least that a new event may ask for every photo, of the price of its dearest style; 0: anything."""
    unlock_price: int = Field(3_000, ge=1, le=_MOST_CREDITS)
    wholesale_percent: int = Field(50, ge=1, le=100)
    """Of the retail price per credit; a partner may have a rate of its own (`wholesale_percent_of`)."""
    wholesale_minimum: int = Field(1_000, ge=1, le=_MOST_CREDITS)
    top_up_least: int = Field(1, ge=1, le=_MOST_CREDITS)
    top_up_most: int = Field(1_000, ge=1, le=_MOST_CREDITS)
    event_minimum: int = Field(0, ge=0, le=_MOST_CREDITS)
    free_a_day: int = Field(2, ge=0, le=1_000)
    """Generations, for a user to whom no credits were ever issued."""
    low_client: int = Field(100, ge=0, le=_MOST_CREDITS)
    low_wallet: int = Field(1_000, ge=0, le=_MOST_CREDITS)
    low_pool: int = Field(500, ge=0, le=_MOST_CREDITS)
    low_pool_percent: int = Field(80, ge=1, le=100)
    """How much of a pool is used when it counts as low."""
    min_lease: int = Field(1_000, ge=1, le=_MOST_CREDITS)

    @model_validator(mode="after")
    def _least_is_not_over_most(self) -> Self:
        if self.top_up_least > self.top_up_most:
            raise ValueError(f"top_up_least {self.top_up_least} is over top_up_most {self.top_up_most}")
        return self


def tariff() -> Tariff:
    """The current numbers; defaults where none was ever changed. One statement."""
    return _of(_latest())


def change(actor: str, **numbers: int) -> Tariff:
    """Change the given numbers and return all of them. Raises TariffError.

    Giving the current numbers changes nothing, so a repetition is recorded once.
    """
    unknown = numbers.keys() - Tariff.model_fields.keys()
    if unknown:
        raise UnknownNumber(f"The tariff has no number named {', '.join(sorted(unknown))}.")
    while True:
        latest = _latest()
        before = _of(latest)
        after = _checked(before.model_dump() | numbers)
        if after == before or _kept(latest.number + 1 if latest else 1, actor, before, after):
            return after


def changes(asked: PageRequest) -> Page[TariffChange]:
    """Every change ever made, the newest first. Raises CursorError."""
    return pages.page(TariffChange.objects.filter(tenant_id=PLATFORM_ID), ("number",), asked)


def wholesale_percent_of(tenant_id: UUID) -> int:
    """What the partner pays of the retail price per credit: its own rate, else the tariff's (C3)."""
    own = Tenant.objects.filter(id=tenant_id).values_list("wholesale_percent", flat=True).first()
    return tariff().wholesale_percent if own is None else own


def set_wholesale_percent(tenant_id: UUID, percent: int | None, actor: str) -> None:
    """Give a partner a rate of its own; None: the tariff's from now on. Raises NumberRefused, NotFound."""
    if percent is not None:
        _checked({"wholesale_percent": percent})
    with transaction.atomic():
        partner = lock_alone(tenant_id)
        if partner.deleted_at is not None:
            raise NotFound("partner")
        Tenant.objects.filter(id=tenant_id).update(wholesale_percent=percent)
        audit_log.record_edit(partner.subject, partner, {"wholesale_percent": percent}, actor)


def _latest() -> TariffChange | None:
    return TariffChange.objects.filter(tenant_id=PLATFORM_ID).order_by("-number").first()


def _of(latest: TariffChange | None) -> Tariff:
    return Tariff.model_validate(latest.numbers if latest else {})


def _kept(number: int, actor: str, before: Tariff, numbers: Tariff) -> bool:
    """False: a concurrent change took this number first, and ours has to be based on it."""
    try:
        with transaction.atomic():
            TariffChange.objects.create(
                tenant_id=PLATFORM_ID, number=number, actor=actor, numbers=numbers.model_dump()
            )
            audit_log.record_edit(_SUBJECT, before, numbers.model_dump(), actor)
    except IntegrityError:
        return False
    return True


def _checked(numbers: dict[str, Any]) -> Tariff:
    try:
        return Tariff.model_validate(numbers)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, each['loc'])) or 'tariff'}: {each['msg']}" for each in error.errors()
        )
        raise NumberRefused(f"Invalid numbers: {wrong}.") from error
