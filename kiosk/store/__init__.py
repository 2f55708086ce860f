"""Everything the booth must not lose: the only user of SQLite, and of the photos beside it.

`Store` implements the ports GuestStore, PrintStore, ConfigStore and SyncStore; the engine builds one and
hands it to each part as the port it needs. It owns `cabina.sqlite`, `photos/`, `results/` and `assets/` of
the data folder, and the thread of the one writing connection. Every write is durable when its call returns.
"""

from kiosk.store.database import Database
from kiosk.store.errors import DamagedError, set_aside
from kiosk.store.store import Store

__all__ = ["DamagedError", "Database", "Store", "set_aside"]
