"""The catalogue as the config snapshot carries it (Y2)."""

from uuid import UUID

from central.catalogue.models import Pack, Style
from central.catalogue.offers import offered_styles
from central.catalogue.prices import PricedEvent, price_of
from central.tenants.tariff import tariff
from contract.config import ConfigPack, ConfigStyle


def packs_for(event: PricedEvent) -> tuple[ConfigPack, ...]:
    """The packs that the event offers, with its prices; packs left without a style are left out."""
    by_pack: dict[UUID, list[ConfigStyle]] = {}
    usual = tariff().generation_price
    key = (event.tenant_id, event.id)
    for style in offered_styles([key])[key]:
        price = price_of(style, event.photo_price, usual)
        by_pack.setdefault(style.pack_id, []).append(_config_style(style, price))
    packs = Pack.objects.filter(tenant_id=event.tenant_id, id__in=by_pack).order_by("position", "slug")
    return tuple(
        ConfigPack(
            id=pack.id, slug=pack.slug, name=pack.name, premium=pack.premium, styles=tuple(by_pack[pack.id])
        )
        for pack in packs
    )


def _config_style(style: Style, price: int) -> ConfigStyle:
    return ConfigStyle(
        id=style.id,
        slug=style.slug,
        name=style.name,
        price=price,
        premium=style.premium,
        needs_internet=style.needs_internet,
        look=style.look,
        sample_sha256=style.sample_sha256,
    )
