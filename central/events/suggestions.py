"""How many credits an event needs (E1)."""

from typing import Final

from django.conf import settings

from central.base.pages import PageRequest
from central.events import queries
from central.events.queries import EventFilter
from central.tenants.tariff import tariff
from central.tenants.visibility import Scope

SPARE_PERCENT: Final = 20
"""More than is expected: running out at a party is worse than credits that come back after it."""


def suggested_credits(guests: int, photo_price: int | None = None) -> int:
    """For one picture of each guest, and some to spare; at the price for every photo, else the usual one."""
    numbers = tariff()
    price = numbers.generation_price if photo_price is None else photo_price
    return max(-(-guests * price * (100 + SPARE_PERCENT) // 100), numbers.event_minimum)


def suggested_zone(scope: Scope) -> str:
    """The time zone of a new event: that of the newest one, else the platform's."""
    newest = queries.page(scope, EventFilter(), PageRequest(limit=1)).items
    return newest[0].time_zone if newest else settings.TIME_ZONE
