"""Time, injected: the guest flow and the leases are tested without waiting."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Two clocks: one for records, one for durations. Only the second may be subtracted."""

    def now(self) -> datetime:
        """The wall clock, UTC. It may jump by days; never measure with it."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment, never backwards, also while the PC sleeps."""
        ...


class SystemClock:
    """The booth's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME)
