"""What partners pay (C3): a percentage of the list price, which is the dearest pack's price per credit."""

from fractions import Fraction
from math import ceil
from uuid import UUID

from central.payments.errors import AmountNotAllowed, NotForSale
from central.payments.money import MOST_HUNDREDTHS, Currency
from central.payments.packs import packs_for_sale
from central.tenants.tariff import tariff, wholesale_percent_of


def wholesale_price(tenant_id: UUID, credits: int) -> tuple[int, Currency]:
    """The price of these credits for this partner, rounded up to whole hundredths, and its currency.

    Raises AmountNotAllowed for fewer than wholesale begins with, NotForSale where no pack is sold.
    """
    least = tariff().wholesale_minimum
    if credits < least:
        raise AmountNotAllowed(f"Wholesale purchases start at {least} credits.", least)
    list_price, currency = _list_price()
    amount = ceil(credits * list_price * wholesale_percent_of(tenant_id) / 100)
    if amount > MOST_HUNDREDTHS:
        raise AmountNotAllowed(f"{credits} credits are too many for one purchase.", least)
    return amount, currency


def _list_price() -> tuple[Fraction, Currency]:
    """In hundredths per credit. The first pack on show decides the currency."""
    packs = packs_for_sale()
    if not packs:
        raise NotForSale("Credits have no price, because no pack is on sale.")
    currency = packs[0].currency
    dearest = max(Fraction(pack.price, pack.credits) for pack in packs if pack.currency == currency)
    return dearest, Currency(currency)
