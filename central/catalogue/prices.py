"""What a picture costs (C1)."""

from typing import Protocol
from uuid import UUID

from django.db.models import Min, Value
from django.db.models.functions import Coalesce

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
    styles = offered_styles(event.tenant_id, event.id)
    if event.photo_price is not None:
        return event.photo_price if styles.exists() else 0
    price = Coalesce("price", Value(tariff().generation_price))
    return int(styles.aggregate(cheapest=Min(price))["cheapest"] or 0)
