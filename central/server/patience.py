"""How long we wait for the other end of a connection, and for how many of one sender's at once.

Where nothing is held for them, thousands of slow connections cost a little memory and nothing else. How many
a sender may have is bounded all the same: whoever moves slowest makes room for who comes next.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import nsmallest
from typing import TypeVar

_Result = TypeVar("_Result")

Clock = Callable[[], float]


class TooSlow(Exception):
    """The other end moves too little, or others of its sender came after it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The slowest that we put up with: `idle` seconds of silence and, after them, so many bytes a second."""

    idle: float
    bytes_a_second: float = 0

    def patience(self, moved: int, waited: float) -> float:
        """For how many more seconds nothing may move, after so many bytes and so many seconds of waiting."""
        if not self.bytes_a_second:
            return self.idle
        return min(self.idle, self.idle + moved / self.bytes_a_second - waited)


class Wait:
    """One side of one request: how much of it has moved, and how long we have waited for that."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._clock: Clock = asyncio.get_running_loop().time
        self._moved = 0
        self._waited = 0.0
        self._ended = False
        self._step: tuple[float, asyncio.Timeout] | None = None

    async def step(self, move: Callable[[], Awaitable[_Result]], size: Callable[[_Result], int]) -> _Result:
        """Wait for something to move; `size` tells how many bytes did. Raises TooSlow."""
        if self._ended:
            raise TooSlow
        began = self._clock()
        try:
            async with asyncio.timeout(self._pace.patience(self._moved, self._waited)) as limit:
                self._step = began, limit
                result = await move()
        except TimeoutError as error:
            raise TooSlow from error
        finally:
            self._step = None
            self._waited += self._clock() - began
        self._moved += size(result)
        return result

    def waited(self) -> float:
        """For how many seconds so far."""
        return self._waited + (self._clock() - self._step[0] if self._step else 0.0)

    def speed(self) -> float:
        """Bytes a second so far."""
        return self._moved / (self.waited() + 1)

    def end(self) -> None:
        """Wait no longer: what is waited for raises TooSlow, now or when it is next waited for."""
        self._ended = True
        if self._step is not None:
            self._step[1].reschedule(self._clock())


class Crowd:
    """Waits of one kind by their senders: at most so many of one sender, by what kind of name it has.

    Those that have not lasted for `fair` seconds are not ended: they may be many, and not slow at all.
    """

    def __init__(self, most: Mapping[str, int], fair: float = 2.0) -> None:
        self._most = most
        self._fair = fair
        self._waits: dict[tuple[str, str], dict[Wait, None]] = {}

    @contextmanager
    def place(self, wait: Wait, sender: Mapping[str, str]) -> Iterator[None]:
        """Be one of the sender's waits. When it has too many, the slowest of the others end."""
        names = [(kind, name) for kind, name in sender.items() if kind in self._most]
        for each in names:
            self._enter(each, wait)
        try:
            yield
        finally:
            for each in names:
                self._leave(each, wait)

    def _enter(self, name: tuple[str, str], wait: Wait) -> None:
        waits = self._waits.setdefault(name, {})
        if len(waits) >= self._most[name[0]]:
            slow = [each for each in waits if each.waited() >= self._fair]
            for slowest in nsmallest(len(waits) - self._most[name[0]] + 1, slow, key=Wait.speed):
                del waits[slowest]
                slowest.end()
        waits[wait] = None

    def _leave(self, name: tuple[str, str], wait: Wait) -> None:
        waits = self._waits.get(name, {})
        waits.pop(wait, None)
        if not waits:
            self._waits.pop(name, None)
