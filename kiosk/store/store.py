"""The store as the engine builds it: every subject over one database."""

from pathlib import Path
from shutil import disk_usage

from kiosk.domain.clock import Clock, SystemClock
from kiosk.domain.errors import DiskError
from kiosk.store.base import Folders, mark, set_mark
from kiosk.store.boot import boot_id
from kiosk.store.database import Database
from kiosk.store.errors import disk_errors
from kiosk.store.files import sweep_unfinished
from kiosk.store.prints import Prints
from kiosk.store.recovery import Resuming
from kiosk.store.sync_results import Answers

ENOUGH_BYTES = 50_000_000
"""Less free space than this, and the booth stops before a shot is lost half-way."""


class Store(Resuming, Prints, Answers):
    """Implements GuestStore, PrintStore, ConfigStore and SyncStore. Thread-safe; close it last."""

    def __init__(self, folder: Path, clock: Clock | None = None, boot: str | None = None) -> None:
        """Open or create the store in `folder`. Raises DiskError; DamagedError means: set it aside."""
        folders = Folders(folder)
        database = Database(folder / "cabina.sqlite")
        super().__init__(database, folders, clock or SystemClock(), boot or boot_id())

    def paused(self) -> bool:
        """Somebody paused this booth, here or from afar; holds over a restart."""
        return self.database.read(lambda rows: mark(rows, "paused")) == "yes"

    def pause(self, on: bool) -> None:
        """Pause the booth, or let it go on."""
        self.database.write(lambda rows: set_mark(rows, "paused", "yes" if on else ""))

    def sweep(self) -> None:
        """Remove files that a crash left half-written; only while no other program works in the folder."""
        for part in ("photos", "results", "assets", "prints", "looks"):
            sweep_unfinished(self.folders.data / part)

    def check_disk(self) -> None:
        """Write something small, durably. Raises DiskError when that fails or the disk is nearly full."""
        folder = self.folders.data
        with disk_errors(folder):
            free = disk_usage(folder).free
        if free < ENOUGH_BYTES:
            raise DiskError(f"the disk is full: {free // 1_000_000} MB are left at {folder}")
        self.database.write(lambda rows: set_mark(rows, "disk_checked", self.clock.now().isoformat()))

    def close(self) -> None:
        """Finish the writes that were handed in and let go of the database."""
        self.database.close()
