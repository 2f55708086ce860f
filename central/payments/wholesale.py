"""What partners pay (C3): a percentage of the list price, which is the dearest pack's price per credit."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Self
from uuid import UUID

from central.payments.errors import AmountNotAllowed, NotForSale
from central.payments.money import MOST_HUNDREDTHS, Currency
from central.payments.packs import packs_for_sale
from central.tenants.tariff import tariff, wholesale_percent_of


@dataclass(frozen=True, slots=True)
class Terms:
    """What one partner pays: `percent` of `list_price`, in hundredths of the currency per credit."""

    least: int
    percent: int
    list_price: Fraction
    currency: Currency

    @classmethod
    def of(cls, tenant_id: UUID) -> Self:
        """Those of this moment. Raises NotForSale where no pack is sold."""
        list_price, currency = _list_price()
        return cls(tariff().wholesale_minimum, wholesale_percent_of(tenant_id), list_price, currency)

    def price(self, credits: int) -> int:
        """Rounded up to whole hundredths. Raises AmountNotAllowed for fewer than wholesale begins with."""
        if credits < self.least:
            raise AmountNotAllowed(f"Wholesale purchases start at {self.least} credits.", self.least)
        amount = ceil(credits * self.list_price * self.percent / 100)
        if amount > MOST_HUNDREDTHS:
            raise AmountNotAllowed(f"{credits} credits are too many for one purchase.", self.least)
        return amount


def wholesale_price(tenant_id: UUID, credits: int) -> tuple[int, Currency]:
    """The price of these credits for this partner, rounded up to whole hundredths, and its currency.

    Raises AmountNotAllowed for fewer than wholesale begins with, NotForSale where no pack is sold.
    """
    terms = Terms.of(tenant_id)
    return terms.price(credits), terms.currency


def _list_price() -> tuple[Fraction, Currency]:
    """In hundredths per credit. The first pack on show decides the currency."""
    packs = packs_for_sale()
    if not packs:
        raise NotForSale("Credits have no price, because no pack is on sale.")
    currency = packs[0].currency
    dearest = max(Fraction(pack.price, pack.credits) for pack in packs if pack.currency == currency)
    return dearest, Currency(currency)
