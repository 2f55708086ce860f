"""What a picture costs (C1)."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from central.catalogue.models import Style
from central.catalogue.offers import offered_styles
from central.tenants.tariff import tariff


class PricedEvent(Protocol):
    """What the catalogue must know of an event. `photo_price`: the event's price for every photo, if any."""

    @property
    def tenant_id(self) -> UUID: ...
    @property
    def id(self) -> UUID: ...
    @property
    def photo_price(self) -> int | None: ...


def price_of(style: Style, photo_price: int | None, generation_price: int) -> int:
    """In credits: the event's price for every photo, else the style's own, else the tariff's."""
    if photo_price is not None:
        return photo_price
    return generation_price if style.price is None else style.price


def cheapest_price(event: PricedEvent) -> int:
    """In credits, of the cheapest picture that the event offers; 0 when it offers none, or a free one."""
    return cheapest_prices([event])[0]


def cheapest_prices(events: Sequence[PricedEvent]) -> list[int]:
    """`cheapest_price` of each event, in their order; three statements for all events of a tenant."""
    usual = tariff().generation_price
    ids: dict[UUID, list[UUID]] = {}
    for event in events:
        ids.setdefault(event.tenant_id, []).append(event.id)
    offered = {
        tenant_id: offered_styles(tenant_id, of_tenant, "price") for tenant_id, of_tenant in ids.items()
    }
    return [
        min(
            (price_of(style, event.photo_price, usual) for style in offered[event.tenant_id][event.id]),
            default=0,
        )
        for event in events
    ]
