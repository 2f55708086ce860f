"""The catalogue as the config snapshot carries it (Y2)."""

from uuid import UUID

from central.base.shapes import shape_of
from central.catalogue.grants import usable_packs
from central.catalogue.offers import offered_styles
from central.catalogue.prices import PricedEvent, price_of
from central.tenants.tariff import tariff
from contract.config import ConfigPack, ConfigStyle


def packs_for(event: PricedEvent) -> tuple[ConfigPack, ...]:
    """The packs that the event offers, with its prices; packs left without a style are left out."""
    by_pack: dict[UUID, list[ConfigStyle]] = {}
    usual = tariff().generation_price
    for style in offered_styles(event):
        price = price_of(style, event.photo_price, usual, event.photo_price_percent)
        by_pack.setdefault(style.pack_id, []).append(shape_of(ConfigStyle, style, price=price))
    packs = usable_packs(event.tenant_id).filter(id__in=by_pack).order_by("position", "slug")
    return tuple(shape_of(ConfigPack, pack, styles=by_pack[pack.id]) for pack in packs)
