"""Time, injected: the guest flow and the leases are tested without waiting."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """Two clocks: one for records, one for durations. Only the second may be subtracted."""

    @property
    def boot_id(self) -> str:
        """Which boot of the PC this is: a monotonic moment means nothing in another."""
        ...

    def now(self) -> datetime:
        """The wall clock, UTC. It may jump by days; never measure with it."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment, never backwards, also while the PC sleeps."""
        ...


class SystemClock:
    """The booth's own clocks."""

    def __init__(self) -> None:
        self._boot_id = _BOOT_ID.read_text(encoding="ascii").strip()

    @property
    def boot_id(self) -> str:
        return self._boot_id

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME)
