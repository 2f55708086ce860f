"""Y13: full jitter, so that a thousand booths do not come back in the same second."""

from collections.abc import Callable

LONGEST_SECONDS = 300.0
_SHORTEST_SECONDS = 1.0
_LARGEST_POWER = 16


def jitter(attempts: int, random: Callable[[], float], longest: float = LONGEST_SECONDS) -> float:
    """Seconds to wait after that many failures in a row: anything up to a window that doubles.

    `random` gives numbers from 0 to 1. The window is 1 second after the first failure.
    """
    power = min(max(attempts - 1, 0), _LARGEST_POWER)
    return min(longest, _SHORTEST_SECONDS * 2.0**power) * random()


class Backoff:
    """Counts failures in a row of one thing that is tried again and again."""

    def __init__(self, random: Callable[[], float], longest: float = LONGEST_SECONDS) -> None:
        self._random = random
        self._longest = longest
        self._failures = 0

    def failed(self) -> float:
        """Count one failure; seconds until the next try."""
        self._failures += 1
        return jitter(self._failures, self._random, self._longest)

    def succeeded(self) -> None:
        self._failures = 0
