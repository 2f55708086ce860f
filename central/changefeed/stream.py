"""Server-sent events for kiosks (Y6): keys only; the kiosk then syncs.

However many kiosks of a partner listen, each process reads their changes once per tick, and only while at
least one is listening. Each kiosk has its own place in the feed, taken on the node that has its changes.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from time import monotonic
from typing import Final
from uuid import UUID
from weakref import WeakSet

from asgiref.sync import sync_to_async
from django.db import Error, connection

from central.base.models import CURRENT
from central.changefeed.changes import VOID, ChangedKey, readable

TICK_SECONDS: Final = 0.3
KEEPALIVE_SECONDS: Final = 10.0
_LONGEST_QUEUE: Final = 100

_PAUSE_SECONDS: Final = 2.0
_AWAY_SECONDS: Final = 10.0

log = logging.getLogger(__name__)

Listener = tuple[UUID, UUID]
"""A tenant and one of its kiosks."""
Position = tuple[int, str, int]
"""A place in the feed: incarnation, transaction, number."""
_Queue = asyncio.Queue[ChangedKey]
_Heard = list[tuple[Listener, Position, ChangedKey]]


class Hub:
    """One per process: the listeners, and the task that polls for them. For use on the event loop only."""

    def __init__(self) -> None:
        # Weak: the queue of a stream whose reader left before it began disappears by itself.
        self._queues: dict[Listener, WeakSet[_Queue]] = {}
        self._positions: dict[Listener, Position] = {}
        self._away: dict[UUID, float] = {}
        self._polling: asyncio.Task[None] | None = None

    async def listen(self, listener: Listener, position: Position) -> AsyncIterator[bytes]:
        """The kiosk's event stream. It contains every change behind this position."""
        queue = _Queue(_LONGEST_QUEUE)
        self._queues.setdefault(listener, WeakSet()).add(queue)
        # An older stream that has got beyond it hears some keys twice.
        self._positions[listener] = min(position, self._positions.get(listener, position), key=_order)
        if self._polling is None or self._polling.done():
            self._polling = asyncio.create_task(self._poll())
        async for event in _events(queue):
            yield event

    async def _poll(self) -> None:
        while self._queues:
            await asyncio.sleep(TICK_SECONDS)
            try:
                heard, away = await sync_to_async(_since, thread_sensitive=False)(self._asked())
            except Error as error:
                log.warning("the change feed cannot be read: %s", error)
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                self._tell(heard)
                self._away |= dict.fromkeys(away, monotonic() + _AWAY_SECONDS)
            self._queues = {listener: queues for listener, queues in self._queues.items() if queues}
            self._positions = {listener: self._positions[listener] for listener in self._queues}

    def _asked(self) -> dict[UUID, dict[UUID, Position]]:
        """The places of all listeners by tenant; not of tenants whose node did not answer just now."""
        now = monotonic()
        self._away = {tenant: until for tenant, until in self._away.items() if until > now}
        asked: dict[UUID, dict[UUID, Position]] = {}
        for (tenant_id, kiosk_id), position in self._positions.items():
            if tenant_id not in self._away:
                asked.setdefault(tenant_id, {})[kiosk_id] = position
        return asked

    def _tell(self, heard: _Heard) -> None:
        for listener, position, key in heard:
            self._positions[listener] = position
            for queue in self._queues.get(listener, ()):
                if key.kind == VOID and queue.full():
                    queue.get_nowait()
                # A kiosk that does not read finds its keys in the feed later.
                if not queue.full():
                    queue.put_nowait(key)


async def _events(queue: _Queue) -> AsyncIterator[bytes]:
    """What is put into the queue, until its reader's token is void; a good one opens another stream."""
    yield b"retry: 2000\n\n"
    while True:
        try:
            changed = await asyncio.wait_for(queue.get(), KEEPALIVE_SECONDS)
        except TimeoutError:
            yield b": still here\n\n"
        else:
            if changed.kind == VOID:
                return
            yield f"event: {changed.kind}\ndata: {changed.key}\n\n".encode()


def position_now(listener: Listener) -> Position:
    """A position in the feed behind which comes every change from now on."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW, listener)
        row = cursor.fetchone()
    assert row is not None
    return row[0], row[1], 0


def _order(position: Position) -> tuple[int, int, int]:
    incarnation, xid, number = position
    return incarnation, int(xid), number


def _since(asked: dict[UUID, dict[UUID, Position]]) -> tuple[_Heard, list[UUID]]:
    """What is new behind these places, and the tenants whose node does not answer."""
    heard: _Heard = []
    away: list[UUID] = []
    try:
        for tenant_id, positions in asked.items():
            try:
                heard += _since_of(tenant_id, positions)
            except Error as error:
                if not connection.is_usable():
                    raise
                log.warning("the changes of tenant %s cannot be read: %s", tenant_id, error)
                away.append(tenant_id)
    finally:
        connection.close()  # Back to the pool: any request may use this thread next.
    return heard, away


def _since_of(tenant_id: UUID, positions: dict[UUID, Position]) -> _Heard:
    columns = (list(map(str, positions)), *(list(column) for column in zip(*positions.values(), strict=True)))
    arrays = [f"{{{','.join(map(str, column))}}}" for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, [*arrays, tenant_id, _LONGEST_QUEUE])
        rows = cursor.fetchall()
    return [((tenant_id, row[0]), tuple(row[1:4]), ChangedKey(*row[4:])) for row in rows]


# Of a table, so that the answer is that of the node that has the kiosk's changes.
_NOW = f"""
SELECT {CURRENT}, pg_snapshot_xmin(pg_current_snapshot())::text, count(*)
FROM (SELECT 1 FROM changefeed_change WHERE tenant_id = %s AND kiosk_id = %s LIMIT 1) AS change
"""  # noqa: S608 - of constants alone

_SINCE = f"""
SELECT listener.kiosk_id, change.incarnation, change.xid::text, change.number, kind, key
FROM unnest(%s::uuid[], %s::bigint[], %s::xid8[], %s::bigint[])
  AS listener (kiosk_id, incarnation, xid, number)
CROSS JOIN LATERAL (
  SELECT incarnation, xid, number, kind, key FROM changefeed_change
  WHERE tenant_id = %s AND changefeed_change.kiosk_id = listener.kiosk_id
    AND (changefeed_change.incarnation, changefeed_change.xid, changefeed_change.number)
      > (listener.incarnation, listener.xid, listener.number) AND {readable(CURRENT)}
  ORDER BY changefeed_change.incarnation, changefeed_change.xid, changefeed_change.number LIMIT %s
) AS change
ORDER BY change.incarnation, change.xid, change.number
"""  # noqa: S608 - of constants alone
hub = Hub()
