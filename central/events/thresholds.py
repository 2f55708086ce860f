"""When credits are low (C8); the tariff says where low begins."""

from central.ledger.balances import EventCredits
from central.tenants.tariff import Tariff


def event_is_low(credits: EventCredits, numbers: Tariff) -> bool:
    """The pool is nearly empty, or most of what was set aside is used."""
    mostly_used = credits.consumed * 100 > credits.allocated * numbers.low_pool_percent
    return credits.pool < numbers.low_pool or mostly_used


def client_is_low(available: int, numbers: Tariff) -> bool:
    """The client's balance is nearly empty."""
    return available < numbers.low_client
