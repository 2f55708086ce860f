"""What sync needs of the booth's store: the sync port, and the snapshot to know the event by."""

from typing import Protocol

from kiosk.domain.ports import ConfigStore, SyncStore


class BoothStore(SyncStore, ConfigStore, Protocol):
    """Both ports in one object, as `kiosk.store` is."""
