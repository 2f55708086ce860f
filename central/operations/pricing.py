"""Changing the platform's numbers and announcing new prices to booths (C1)."""

from django.db import transaction

from central.fleet.state_announcements import announce_prices
from central.tenants import tariff as numbers
from central.tenants.tariff import Tariff


def change_tariff(actor: str, **changed: int) -> Tariff:
    """Change the given numbers and return all of them. Raises TariffError."""
    with transaction.atomic():
        before = numbers.tariff()
        after = numbers.change(actor, **changed)
        if after.generation_price != before.generation_price:
            announce_prices()
    return after
