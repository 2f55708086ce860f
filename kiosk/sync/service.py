"""All sync workers together: built once, started, woken, stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.clock import Clock
from kiosk.domain.model import QueueDepth, SyncStatus
from kiosk.domain.ports import SyncStore
from kiosk.sync.listeners import BoothHealth, SyncListeners
from kiosk.sync.vault import TokenVault


@dataclass(frozen=True, slots=True)
class SyncSummary:
    """What one pass without threads did (`kiosk sync --once`)."""

    ops_settled: int
    ops_rejected: int
    photos_sent: int
    blobs_fetched: int
    config_changed: bool
    queue: QueueDepth
    sentence: str
    """Empty when everything went through, else what stood in the way."""


class SyncService:
    """The sync threads. `folder` is for files in transit, on the same file system as the store's folders."""

    def __init__(
        self,
        store: SyncStore,
        vault: TokenVault,
        clock: Clock,
        *,
        folder: Path,
        boot_id: str,
        app_version: str,
        listeners: SyncListeners | None = None,
        health: Callable[[], BoothHealth] = BoothHealth,
    ) -> None:
        raise NotImplementedError

    def start(self) -> None:
        """Start the workers; they wait by themselves while the booth is not enrolled."""
        raise NotImplementedError

    def stop(self, give_back: bool = True) -> None:
        """Stop the workers within seconds. `give_back`: return the lease first, if the platform answers."""
        raise NotImplementedError

    def wake(self) -> None:
        """Something new is in the store (an op, a photo); returns at once, callable from any thread."""
        raise NotImplementedError

    def status(self) -> SyncStatus:
        """What was published last."""
        raise NotImplementedError

    def sync_once(self) -> SyncSummary:
        """One full pass on the calling thread; the workers must not be running."""
        raise NotImplementedError
