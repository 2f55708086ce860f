"""Server-sent events for kiosks (Y6): keys only; the kiosk then syncs.

However many kiosks listen, each process reads the changes of all of them once per tick, and only while at
least one is listening.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from typing import Final
from uuid import UUID
from weakref import WeakSet

from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection

from central.changefeed.changes import ChangedKey

TICK_SECONDS: Final = 0.3
KEEPALIVE_SECONDS: Final = 10.0
_LONGEST_QUEUE: Final = 100

_PAUSE_SECONDS: Final = 2.0

log = logging.getLogger(__name__)

_Listener = tuple[UUID, UUID]
_Position = tuple[str, int]
_Queue = asyncio.Queue[ChangedKey]


class Hub:
    """One per process: the listeners, and the task that polls for them. For use on the event loop only."""

    def __init__(self) -> None:
        # Weak: the queue of a stream whose reader left before it began disappears by itself.
        self._queues: dict[_Listener, WeakSet[_Queue]] = {}
        self._polling: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()

    async def listen(self, tenant_id: UUID, kiosk_id: UUID) -> AsyncIterator[bytes]:
        """The kiosk's event stream. It contains every change from the moment this returns."""
        queue = _Queue(_LONGEST_QUEUE)
        self._queues.setdefault((tenant_id, kiosk_id), WeakSet()).add(queue)
        async with self._starting:
            if self._polling is None or self._polling.done():
                position = await sync_to_async(_now, thread_sensitive=False)()
                self._polling = asyncio.create_task(self._poll(position))
        return _events(queue)

    async def _poll(self, position: _Position) -> None:
        while self._queues:
            await asyncio.sleep(TICK_SECONDS)
            try:
                position, changed = await sync_to_async(_since, thread_sensitive=False)(position)
            except DatabaseError as error:
                log.warning("the change feed cannot be read: %s", error)
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                self._tell(changed)
                self._queues = {listener: queues for listener, queues in self._queues.items() if queues}

    def _tell(self, changed: Iterable[tuple[UUID, UUID, ChangedKey]]) -> None:
        for tenant_id, kiosk_id, key in changed:
            for queue in self._queues.get((tenant_id, kiosk_id), ()):
                # A kiosk that does not read finds its keys in the feed later.
                if not queue.full():
                    queue.put_nowait(key)


async def _events(queue: _Queue) -> AsyncIterator[bytes]:
    yield b"retry: 2000\n\n"
    while True:
        try:
            changed = await asyncio.wait_for(queue.get(), KEEPALIVE_SECONDS)
        except TimeoutError:
            yield b": still here\n\n"
        else:
            yield f"event: {changed.kind}\ndata: {changed.key}\n\n".encode()


def _now() -> _Position:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
            row = cursor.fetchone()
            assert row is not None
            return row[0], 0
    finally:
        connection.close()


def _since(position: _Position) -> tuple[_Position, list[tuple[UUID, UUID, ChangedKey]]]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(_SINCE, position)
            rows = cursor.fetchall()
    finally:
        connection.close()  # Back to the pool: any request may use this thread next.
    if rows:
        position = rows[-1][4], rows[-1][5]
    return position, [(row[0], row[1], ChangedKey(row[2], row[3])) for row in rows]


_SINCE = """
SELECT tenant_id, kiosk_id, kind, key, xid::text, number FROM changefeed_change
WHERE (xid, number) > (%s::xid8, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY changefeed_change.xid, number LIMIT 5000
"""
hub = Hub()
