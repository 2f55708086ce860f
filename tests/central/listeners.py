"""Who listens to the change feed, as the endpoint does."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from django.db import connections

from central.changefeed.stream import Hub, Position, position_now


async def listen(hub: Hub, tenant: UUID, kiosk: UUID) -> AsyncIterator[bytes]:
    """As the endpoint does: first the position, then the answer's head, then the events."""
    position = await asyncio.to_thread(position_of, tenant, kiosk)
    events = hub.listen((tenant, kiosk), position)
    assert (await anext(events)).startswith(b"retry")
    return events


def position_of(tenant: UUID, kiosk: UUID) -> Position:
    try:
        return position_now((tenant, kiosk))
    finally:
        connections.close_all()
