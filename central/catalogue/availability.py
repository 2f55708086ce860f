"""What users can choose for their own pictures, and what it costs them (C1, C4)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from central.catalogue.errors import StyleNotAllowed
from central.catalogue.models import Pack, Style
from central.catalogue.prices import price_of
from central.catalogue.unlocks import unlocked_packs
from central.tenants.tariff import tariff

_NO_STYLE: Final = "There is no such style."


@dataclass(frozen=True, slots=True)
class Chooser:
    """Somebody who chooses from their tenant's catalogue. A master has every pack without paying for it."""

    tenant_id: UUID
    user_id: UUID
    master: bool = False


@dataclass(frozen=True, slots=True)
class PricedStyle:
    """A style, and its price in credits."""

    style: Style
    price: int


@dataclass(frozen=True, slots=True)
class OpenPack:
    """A pack, whether the person may use its styles, and what it costs to unlock it if not."""

    pack: Pack
    unlocked: bool
    unlock_price: int
    styles: tuple[PricedStyle, ...]


def packs_for(chooser: Chooser) -> list[OpenPack]:
    """All active packs in gallery order; packs without a style are left out."""
    numbers = tariff()
    owned = unlocked_packs(chooser.tenant_id, chooser.user_id)
    by_pack: dict[UUID, list[PricedStyle]] = {}
    active = Style.objects.filter(tenant_id=chooser.tenant_id, active=True)
    for style in active.order_by("position", "slug"):
        priced = PricedStyle(style, price_of(style, None, numbers.generation_price))
        by_pack.setdefault(style.pack_id, []).append(priced)
    packs = _shown_to(chooser, owned).filter(id__in=by_pack)
    shown = []
    for pack in packs.order_by("position", "slug"):
        unlocked = _is_open(pack, chooser, owned)
        price = 0 if unlocked else numbers.unlock_price
        shown.append(OpenPack(pack, unlocked, price, tuple(by_pack[pack.id])))
    return shown


def chosen(chooser: Chooser, style_id: UUID) -> PricedStyle:
    """The style, if this person may use it. Raises StyleNotAllowed."""
    style = Style.objects.filter(tenant_id=chooser.tenant_id, id=style_id, active=True).first()
    if style is None:
        raise StyleNotAllowed(_NO_STYLE)
    owned = unlocked_packs(chooser.tenant_id, chooser.user_id)
    pack = _shown_to(chooser, owned).filter(id=style.pack_id).first()
    if pack is None:
        raise StyleNotAllowed(_NO_STYLE)
    if not _is_open(pack, chooser, owned):
        raise StyleNotAllowed("This style belongs to a premium pack that you have not unlocked.")
    return PricedStyle(style, price_of(style, None, tariff().generation_price))


def _shown_to(chooser: Chooser, owned: frozenset[UUID]) -> QuerySet[Pack]:
    """A pack that is not for users any more stays with those who have unlocked it."""
    for_them = Q() if chooser.master else Q(for_users=True) | Q(id__in=owned)
    return Pack.objects.filter(for_them, tenant_id=chooser.tenant_id, active=True)


def _is_open(pack: Pack, chooser: Chooser, owned: frozenset[UUID]) -> bool:
    return chooser.master or not pack.premium or pack.id in owned
