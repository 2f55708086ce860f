"""The prices that kiosks were given: what was promised once holds, whatever the style costs now."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db import connection

from central.fleet.models import Kiosk, Snapshot

_Prices = Mapping[UUID, int]

_NONE: Final[_Prices] = MappingProxyType({})
_MOST_REMEMBERED: Final = 2_000
_remembered: Final[dict[tuple[UUID, UUID, UUID], _Prices]] = {}


def remembered(kiosk: Kiosk, event_id: UUID) -> _Prices:
    """Prices of a snapshot for the event that this kiosk was given, as far as this process knows of one.

    They may not be the last ones, but they can be relied on: no promise is taken back.
    """
    return _remembered.get((kiosk.tenant_id, kiosk.id, event_id), _NONE)


def last(kiosk: Kiosk, event_id: UUID) -> _Prices:
    """Each style's price in the last snapshot that this kiosk was given for the event; empty without one."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [kiosk.tenant_id, kiosk.id, event_id])
        row = cursor.fetchone()
    if row is None:
        return _NONE
    if len(_remembered) >= _MOST_REMEMBERED:
        _remembered.clear()
    prices = {UUID(style): price for style, price in json.loads(row[0]).items()}
    _remembered[kiosk.tenant_id, kiosk.id, event_id] = prices
    return prices


def ever(kiosk: Kiosk, event_id: UUID) -> dict[UUID, set[int]]:
    """Each style's prices in any snapshot that this kiosk was given for the event."""
    given = Snapshot.objects.filter(tenant_id=kiosk.tenant_id, kiosk_id=kiosk.id, event_id=event_id)
    prices: dict[UUID, set[int]] = {}
    for told in given.values_list("prices", flat=True):
        for style, price in told.items():
            prices.setdefault(UUID(style), set()).add(price)
    return prices


_LAST: Final = """
SELECT prices FROM fleet_snapshot WHERE tenant_id = %s AND kiosk_id = %s AND event_id = %s
ORDER BY issued_at DESC LIMIT 1
"""
