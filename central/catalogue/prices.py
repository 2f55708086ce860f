"""What a picture costs (C1)."""

from central.catalogue.models import Style
from central.tenants.tariff import tariff


def price_of(style: Style, photo_price: int | None, generation_price: int) -> int:
    """In credits: the event's price for every photo, else the style's own, else the tariff's."""
    if photo_price is not None:
        return photo_price
    return generation_price if style.price is None else style.price


def usual_price(style: Style) -> int:
    """In credits, where no event fixes a price; reads the tariff, so it is not for loops."""
    return price_of(style, None, tariff().generation_price)
