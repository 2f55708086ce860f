"""Everything the booth must not lose: the only user of SQLite, and of the photos beside it.

`Store` has one object for each subject; the engine builds it and hands it to the parts. It owns
`cabina.sqlite`, `photos/`, `results/` and `assets/` of the data folder, and the thread of the one writing
connection. Every write is durable when its call returns.

One rule holds everywhere: a method that takes a `transaction` takes part in its caller's, and any other
method is a transaction of its own. What must happen together (`Requests.make`, `SyncResults.settle`) can
be read in one function.
"""

from kiosk.store.database import Database
from kiosk.store.errors import DamagedError, set_aside
from kiosk.store.store import Store

__all__ = ["DamagedError", "Database", "Store", "set_aside"]
