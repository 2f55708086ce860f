"""Parts of pages that are live: a stream says that something changed, and the part loads itself anew.

However many watch the same thing, each process looks at it once per tick: `stamp` is one short statement
whose answer is another one whenever the part would be. What everybody has one of is looked at together:
`stamps` is one statement for all that are watched by it. Where streams do not get through, the script polls.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final
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
Stamps = Callable[[Collection[Any]], Mapping[Any, object]]
"""Of each of these keys; a key that it leaves out has None."""


@dataclass(eq=False)
class _Watched:
    key: Hashable
    stamps: Stamps
    seen: object = None
    queues: "WeakSet[asyncio.Queue[None]]" = field(default_factory=WeakSet)


class Watchers:
    """One per process. For use on the event loop only."""

    def __init__(self, tick: float = TICK_SECONDS) -> None:
        self._watched: dict[Hashable, _Watched] = {}
        self._tick = tick
        self._looking: asyncio.Task[None] | None = None

    def listen(self, key: Hashable, stamp: Stamp) -> AsyncIterator[bytes]:
        """An event whenever what the key stands for has changed since this began."""
        return self._listen((None, key), key, lambda keys: dict.fromkeys(keys, stamp()))

    def listen_together(self, key: Hashable, stamps: Stamps) -> AsyncIterator[bytes]:
        """The same, looked at with all other keys that the same function knows."""
        return self._listen((stamps, key), key, stamps)

    async def _listen(self, place: Hashable, key: Hashable, stamps: Stamps) -> AsyncIterator[bytes]:
        queue: asyncio.Queue[None] = asyncio.Queue(1)
        watched = self._watched.get(place)
        if watched is None:
            seen = (await _look(stamps, [key])).get(key)
            watched = self._watched.setdefault(place, _Watched(key, stamps, seen))
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
            self._watched = {place: each for place, each in self._watched.items() if each.queues}
            together: dict[Stamps, list[_Watched]] = {}
            for watched in self._watched.values():
                together.setdefault(watched.stamps, []).append(watched)
            for stamps, each in together.items():
                await _compare(stamps, each)


async def _compare(stamps: Stamps, watched: list[_Watched]) -> None:
    try:
        found = await _look(stamps, [each.key for each in watched])
    except Error as error:
        log.warning("what is watched cannot be read: %s", error)
        return
    for each in watched:
        if found.get(each.key) != each.seen:
            each.seen = found.get(each.key)
            for queue in each.queues:
                if queue.empty():
                    queue.put_nowait(None)


def stream(key: Hashable, stamp: Stamp) -> StreamingHttpResponse:
    """The answer of a view for `data-live`. The key names what is watched, and for whom."""
    return _streamed(watchers.listen(key, stamp))


def stream_together(key: Hashable, stamps: Stamps) -> StreamingHttpResponse:
    """The same for what everybody has one of: one statement for all who watch. `stamps` is always the same
    function."""
    return _streamed(watchers.listen_together(key, stamps))


def _streamed(events: AsyncIterator[bytes]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(events, content_type="text/event-stream")
    response["Content-Encoding"] = "identity"  # Packed, an event would wait for the next one.
    return response


async def _look(stamps: Stamps, keys: Collection[Any]) -> Mapping[Any, object]:
    return await sync_to_async(_looked, thread_sensitive=False)(stamps, keys)


def _looked(stamps: Stamps, keys: Collection[Any]) -> Mapping[Any, object]:
    try:
        return stamps(keys)
    finally:
        connection.close()  # Back to the pool: any request may use this thread next.


watchers: Final = Watchers()
