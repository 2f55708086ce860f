"""Parts of pages that are live: a stream says that something changed, and the part loads itself anew.

However many watch the same thing, each process looks at it once per tick: `stamp` is one short statement
whose answer is another one whenever the part would be. Where streams do not get through, the script polls.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Hashable
from dataclasses import dataclass, field
from time import monotonic
from typing import Final
from weakref import WeakSet

from asgiref.sync import sync_to_async
from django.db import Error, connection
from django.http import StreamingHttpResponse

TICK_SECONDS: Final = 2.0
KEEPALIVE_SECONDS: Final = 15.0
LONGEST_SECONDS: Final = 300.0
"""Then the browser asks again, and whoever is not logged in any more is refused."""

log = logging.getLogger(__name__)
Stamp = Callable[[], object]


@dataclass(eq=False)
class _Watched:
    stamp: Stamp
    seen: object = None
    queues: "WeakSet[asyncio.Queue[None]]" = field(default_factory=WeakSet)


class Watchers:
    """One per process. For use on the event loop only."""

    def __init__(self, tick: float = TICK_SECONDS) -> None:
        self._watched: dict[Hashable, _Watched] = {}
        self._tick = tick
        self._looking: asyncio.Task[None] | None = None

    async def listen(self, key: Hashable, stamp: Stamp) -> AsyncIterator[bytes]:
        """An event whenever what the key stands for has changed since this began."""
        queue: asyncio.Queue[None] = asyncio.Queue(1)
        watched = self._watched.get(key)
        if watched is None:
            watched = self._watched.setdefault(key, _Watched(stamp, await _look(stamp)))
        watched.queues.add(queue)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_around())
        yield b"retry: 3000\n\n"
        until = monotonic() + LONGEST_SECONDS
        while monotonic() < until:
            try:
                await asyncio.wait_for(queue.get(), KEEPALIVE_SECONDS)
                yield b"event: changed\ndata:\n\n"
            except TimeoutError:
                yield b": still here\n\n"

    async def _look_around(self) -> None:
        while self._watched:
            await asyncio.sleep(self._tick)
            self._watched = {key: each for key, each in self._watched.items() if each.queues}
            for watched in list(self._watched.values()):
                await self._compare(watched)

    async def _compare(self, watched: _Watched) -> None:
        try:
            found = await _look(watched.stamp)
        except Error as error:
            log.warning("what is watched cannot be read: %s", error)
            return
        if found != watched.seen:
            watched.seen = found
            for queue in watched.queues:
                if queue.empty():
                    queue.put_nowait(None)


def stream(key: Hashable, stamp: Stamp) -> StreamingHttpResponse:
    """The answer of a view for `data-live`. The key names what is watched, and for whom."""
    response = StreamingHttpResponse(watchers.listen(key, stamp), content_type="text/event-stream")
    response["Content-Encoding"] = "identity"  # Packed, an event would wait for the next one.
    return response


async def _look(stamp: Stamp) -> object:
    return await sync_to_async(_looked, thread_sensitive=False)(stamp)


def _looked(stamp: Stamp) -> object:
    try:
        return stamp()
    finally:
        connection.close()  # Back to the pool: any request may use this thread next.


watchers: Final = Watchers()
