"""What a picture costs (C1)."""

from collections.abc import Sequence
from typing import Protocol

from central.catalogue.models import Style
from central.catalogue.offers import OwnedEvent, offered_styles, styles_offered_at
from central.tenants.tariff import tariff


class PricedEvent(OwnedEvent, Protocol):
    """What the catalogue must know of an event.

    `photo_price`: the event's price for every photo, if any; `photo_price_percent`: that price holds for a
    style only as far as it is at least so much of the style's own.
    """

    @property
    def photo_price(self) -> int | None: ...
    @property
    def photo_price_percent(self) -> int: ...


def price_of(
    style: Style, photo_price: int | None, generation_price: int, photo_price_percent: int = 0
) -> int:
    """In credits: the event's price for every photo, but not below its floor; else the style's own, else the
    tariff's."""
    own = generation_price if style.price is None else style.price
    return own if photo_price is None else max(photo_price, _share(own, photo_price_percent))


def photo_price_floor(event: PricedEvent) -> int:
    """The least price for every photo that is below no offered style's floor: that of the dearest style.

    Without any style, that of a usual one.
    """
    usual = tariff().generation_price
    dearest = max((price_of(style, None, usual) for style in offered_styles(event, "price")), default=usual)
    return _share(dearest, event.photo_price_percent)


def _share(price: int, percent: int) -> int:
    """So many per cent of a price, rounded up."""
    return -(-price * percent // 100)


def cheapest_price(event: PricedEvent) -> int:
    """In credits, of the cheapest picture that the event offers; 0 when it offers none, or a free one."""
    return cheapest_prices([event])[0]


def cheapest_prices(events: Sequence[PricedEvent]) -> list[int]:
    """`cheapest_price` of each event, in their order; four statements, whosever they are."""
    if not events:
        return []
    usual = tariff().generation_price
    offered = styles_offered_at(events, "price")
    return [
        min(
            (
                price_of(style, event.photo_price, usual, event.photo_price_percent)
                for style in offered[event.tenant_id, event.id]
            ),
            default=0,
        )
        for event in events
    ]
