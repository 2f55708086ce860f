"""One loop on one thread: does its job, waits, retries; a wake ends the wait."""

import logging
import threading
from collections.abc import Callable
from typing import TypeGuard

from contract.problem import Code
from kiosk.domain.clock import Clock
from kiosk.domain.errors import KioskError, NetworkError, RefusedError, SetupError
from kiosk.domain.retry import Backoff

FINAL_CODES = frozenset({Code.EPOCH_MISMATCH, Code.UNAUTHORIZED})
"""Refusals of the booth itself: asking again does not help until a person has done something."""

PERSON_SECONDS = 20.0
"""How soon a booth notices that somebody enrolled it."""
SHORTEST_PATIENCE = 5.0
"""Nothing ends a wait that the platform named sooner than that."""
MOST_TURNS_AT_ONCE = 50
"""News may wake a worker so often in a row; from then on, it takes one turn a second."""

_log = logging.getLogger(__name__)


def is_final(error: Exception | None) -> TypeGuard[RefusedError]:
    """Whether the platform refuses this booth itself."""
    return isinstance(error, RefusedError) and error.code in FINAL_CODES


class Worker:
    """`job` returns after how many seconds it wants to run by itself again; `report` hears each outcome.

    A failure is retried with full jitter, and a wake tries again at once; but where the platform named a
    time (Retry-After), only `retry` shortens the wait, and wakes without end do not make turns without end.
    While a person has to do something at the booth
    first, the job is tried at a steady pace: it fails before it reaches the network.
    """

    def __init__(
        self,
        name: str,
        job: Callable[[], float],
        report: Callable[[str, Exception | None], None],
        clock: Clock,
        backoff: Backoff,
    ) -> None:
        self.name = name
        self._job = job
        self._report = report
        self._clock = clock
        self._backoff = backoff
        self.turns = 0
        """How many have begun."""
        self._held_until = float("-inf")
        self._haste = 0.0
        self._last_turn = clock.monotonic()
        self._changed = threading.Condition()
        self._woken = False
        self._stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=f"sync-{self.name}", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is work; returns at once."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def retry(self) -> None:
        """There is a reason to try what failed again, also before the time that an answer named."""
        if self._backoff.is_failing:
            self._held_until = min(self._held_until, self._last_turn + SHORTEST_PATIENCE)
            self.wake()

    def end(self) -> None:
        """Ask the thread to end after its current turn; see `join`."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def join(self, seconds: float) -> bool:
        """Wait for the thread's end; whether it came in time."""
        if self._thread is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def step(self) -> float:
        """One turn on the calling thread; the seconds until the next one."""
        held = self._held_until - self._clock.monotonic()
        if held > 0:
            return held
        self._count_turn()
        try:
            pause = self._job()
        except KioskError as error:
            return self._failed(error)
        except Exception as error:
            _log.exception("unexpected failure of the %s worker", self.name)
            return self._failed(error)
        self._backoff.succeeded()
        self._tell(None)
        return pause

    def _count_turn(self) -> None:
        """A bucket that every turn fills by one and every second empties by one."""
        self.turns += 1
        now = self._clock.monotonic()
        self._haste = max(0.0, self._haste - (now - self._last_turn)) + 1.0
        self._last_turn = now
        if self._haste >= MOST_TURNS_AT_ONCE:
            self._held_until = now + 1.0

    def _failed(self, error: Exception) -> float:
        pause = self._backoff.failed()
        named = error.retry_after if isinstance(error, NetworkError) else None
        if is_final(error) or isinstance(error, SetupError):
            pause = PERSON_SECONDS
        if named is not None:
            pause = max(pause, named)
            self._held_until = self._clock.monotonic() + named
        if not self._stopping:
            _log.info("%s: %s", self.name, error)
            self._tell(error)
        return pause

    def _tell(self, error: Exception | None) -> None:
        """Whoever hears it may fail as well: the thread goes on."""
        try:
            self._report(self.name, error)
        except Exception:
            _log.exception("the outcome of the %s worker could not be told", self.name)

    def _run(self) -> None:
        while not self._stopping:
            pause = self.step()
            with self._changed:
                self._changed.wait_for(lambda: self._woken or self._stopping, timeout=pause)
                self._woken = False
