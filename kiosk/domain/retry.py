"""Y13: full jitter, so that a thousand booths do not come back in the same second."""

from collections.abc import Callable

LONGEST_SECONDS = 120.0
"""No wait between two tries is longer, whoever asks for one."""
GUEST_SECONDS = 15.0
"""Nor is one of what guests' pictures wait for: a booth has caught up within 20 seconds of a recovery."""
_SHORTEST_SECONDS = 1.0
_LARGEST_POWER = 16


def jitter(attempts: int, random: Callable[[], float], longest: float = LONGEST_SECONDS) -> float:
    """Seconds to wait after that many failures in a row: anything up to a window that doubles.

    `random` gives numbers from 0 to 1. The window is 1 second after the first failure.
    """
    power = min(max(attempts - 1, 0), _LARGEST_POWER)
    return min(longest, _SHORTEST_SECONDS * 2.0**power) * random()


class Backoff:
    """Counts failures in a row of one thing that is tried again and again; `longest` is the widest window."""

    def __init__(
        self, random: Callable[[], float], longest: Callable[[], float] = lambda: LONGEST_SECONDS
    ) -> None:
        self._random = random
        self._longest = longest
        self._failures = 0

    def failed(self) -> float:
        """Count one failure; seconds until the next try."""
        self._failures += 1
        return jitter(self._failures, self._random, self._longest())

    @property
    def is_failing(self) -> bool:
        """The last try failed."""
        return self._failures > 0

    def succeeded(self) -> None:
        self._failures = 0
