"""What the owner of an event may choose from for it (E1, L2)."""

from dataclasses import dataclass
from uuid import UUID

from central.catalogue.grants import rights_of, usable_packs, usable_styles
from central.catalogue.models import Pack, Style
from central.catalogue.prices import price_of
from central.tenants.tariff import tariff


@dataclass(frozen=True, slots=True)
class Usable:
    """A pack, and those of its styles that can be offered, each with its own price."""

    pack: Pack
    styles: list[tuple[Style, int]]


def packs_usable_by(tenant_id: UUID, client_id: UUID | None) -> list[Usable]:
    """The active packs and styles that a partner, or its client, may offer, in gallery order."""
    rights, usual = rights_of([(tenant_id, client_id)]), tariff().generation_price
    by_pack: dict[UUID, list[tuple[Style, int]]] = {}
    for style in usable_styles(tenant_id).filter(active=True).order_by("position", "slug"):
        if rights.allow(tenant_id, client_id, style):
            by_pack.setdefault(style.pack_id, []).append((style, price_of(style, None, usual)))
    packs = usable_packs(tenant_id).filter(active=True, id__in=by_pack)
    return [Usable(pack, by_pack[pack.id]) for pack in packs.order_by("position", "slug")]
