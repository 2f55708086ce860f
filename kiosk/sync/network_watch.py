"""Notices that the booth is on another network, or on one again: then nobody need wait as before."""

import threading
from collections.abc import Callable
from pathlib import Path

_TABLES = {Path("/proc/net/route"): (0, 1, 2, 7), Path("/proc/net/ipv6_route"): (0, 1, 4, 9)}
"""The kernel's routes, and the columns that say where each leads; others count what was sent."""
_LOOK_SECONDS = 2.0


def routes() -> frozenset[tuple[str, ...]]:
    """Where packets go; it changes with each cable and network. Empty where the kernel does not say."""
    return frozenset(route for path, columns in _TABLES.items() for route in _read(path, columns))


class NetworkWatch:
    """Looks every two seconds, on a thread of its own; `changed` is called there."""

    def __init__(self, changed: Callable[[], None], look: Callable[[], object] = routes) -> None:
        self._changed = changed
        self._look = look
        self._seen = look()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._ended.clear()
        self._thread = threading.Thread(target=self._run, name="sync-network", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Returns when the thread has ended."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def step(self) -> None:
        """One look."""
        seen, self._seen = self._seen, self._look()
        if seen != self._seen:
            self._changed()

    def _run(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            self.step()


def _read(path: Path, columns: tuple[int, ...]) -> list[tuple[str, ...]]:
    try:
        rows = [line.split() for line in path.read_text().splitlines()]
    except OSError:
        return []
    return [tuple(row[column] for column in columns) for row in rows if len(row) > max(columns)]
