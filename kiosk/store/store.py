"""The store as the engine builds it: every subject over one database."""

from pathlib import Path

from kiosk.domain.clock import Clock, SystemClock
from kiosk.store.answers import Answers
from kiosk.store.boot import boot_id
from kiosk.store.database import Database
from kiosk.store.files import sweep_unfinished
from kiosk.store.kept import Folders
from kiosk.store.prints import Prints
from kiosk.store.resuming import Resuming


class Store(Resuming, Prints, Answers):
    """Implements GuestStore, PrintStore, ConfigStore and SyncStore. Thread-safe; close it last."""

    def __init__(self, folder: Path, clock: Clock | None = None, boot: str | None = None) -> None:
        """Open or create the store in `folder`. Raises DiskError; DamagedError means: set it aside."""
        folders = Folders(folder)
        database = Database(folder / "cabina.sqlite")
        for part in ("photos", "results", "assets", "prints", "looks"):
            sweep_unfinished(folder / part)
        super().__init__(database, folders, clock or SystemClock(), boot or boot_id())

    def close(self) -> None:
        """Finish the writes that were handed in and let go of the database."""
        self.database.close()
