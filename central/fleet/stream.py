"""Server-sent events for kiosks (Y6): keys only; the kiosk then syncs.

However many kiosks listen, each process asks the database once per tick for everybody's changes, and only
while somebody listens. What a tick misses while a process starts, the kiosk's own polling finds.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connection

from central.fleet.changes import ChangedKey

TICK_SECONDS: Final = 0.3
KEEPALIVE_SECONDS: Final = 10.0
_LONGEST_QUEUE: Final = 100

_Listener = tuple[UUID, UUID]
_Position = tuple[str, int]


class Hub:
    """One per process and event loop: who listens, and the task that asks for them."""

    def __init__(self) -> None:
        self._queues: dict[_Listener, set[asyncio.Queue[ChangedKey]]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    async def listen(self, tenant_id: UUID, kiosk_id: UUID) -> AsyncIterator[bytes]:
        """The kiosk's event stream, for as long as it is read."""
        queue: asyncio.Queue[ChangedKey] = asyncio.Queue(_LONGEST_QUEUE)
        self._queues[tenant_id, kiosk_id].add(queue)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._poll())
        try:
            yield b"retry: 2000\n\n"
            while True:
                try:
                    changed = await asyncio.wait_for(queue.get(), KEEPALIVE_SECONDS)
                    yield f"event: {changed.kind}\ndata: {changed.key}\n\n".encode()
                except TimeoutError:
                    yield b": still here\n\n"
        finally:
            self._leave((tenant_id, kiosk_id), queue)

    def _leave(self, listener: _Listener, queue: "asyncio.Queue[ChangedKey]") -> None:
        self._queues[listener].discard(queue)
        if not self._queues[listener]:
            del self._queues[listener]

    async def _poll(self) -> None:
        position = await sync_to_async(_now, thread_sensitive=False)()
        while self._queues:
            await asyncio.sleep(TICK_SECONDS)
            position, rows = await sync_to_async(_since, thread_sensitive=False)(position)
            for tenant_id, kiosk_id, changed in rows:
                for queue in self._queues.get((tenant_id, kiosk_id), ()):
                    # A kiosk that does not read has its keys waiting in the feed anyway.
                    if not queue.full():
                        queue.put_nowait(changed)


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
        connection.close()  # Back to the pool: this thread is anybody's.
    if rows:
        position = rows[-1][4], rows[-1][5]
    return position, [(row[0], row[1], ChangedKey(row[2], row[3])) for row in rows]


_SINCE = """
SELECT tenant_id, kiosk_id, kind, key, xid::text, number FROM fleet_change
WHERE (xid, number) > (%s::xid8, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY xid, number LIMIT 5000
"""
hub = Hub()
