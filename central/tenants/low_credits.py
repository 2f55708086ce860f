"""When a balance or a pool counts as low (C8): one function for each warning, by the tariff's numbers."""

from central.tenants.tariff import Tariff


def client_is_low(balance: int, numbers: Tariff) -> bool:
    """A client's balance is nearly empty."""
    return balance < numbers.low_client


def wallet_is_low(balance: int, numbers: Tariff) -> bool:
    """A partner will soon have nothing to hand on."""
    return balance < numbers.low_wallet


def user_is_low(balance: int, numbers: Tariff) -> bool:
    """A user's balance does not buy a usual picture."""
    return balance < numbers.generation_price


def pool_is_low(pool: int, used: int, allocated: int, numbers: Tariff) -> bool:
    """A pool is nearly empty, or most of what its event was allocated is used."""
    return pool < numbers.low_pool or used * 100 > allocated * numbers.low_pool_percent
