"""How long to wait before the next look: twice as long each time, and never at the same moment as others."""

import random
from datetime import timedelta
from typing import Final

_MOST_DOUBLINGS: Final = 20


def wait(tries: int, first: timedelta, longest: timedelta) -> timedelta:
    """The pause after so many tries: between half of the doubled one and all of it."""
    doubled: int = 1 << min(tries, _MOST_DOUBLINGS)
    spread = random.uniform(0.5, 1)  # noqa: S311 - spread, not secret
    return min(longest, first * doubled) * spread
