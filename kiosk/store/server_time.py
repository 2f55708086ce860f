"""The server's time, as far as the booth knows it (Y11)."""

from datetime import datetime, timedelta

from kiosk.domain.clock import Clock
from kiosk.store.database import Database, Transaction
from kiosk.store.settings import Settings

_OFFSET = "clock_offset"


class ServerTime:
    """This PC's wall clock and the offset that the last answer showed."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        remembered = database.read(lambda transaction: settings.get(transaction, _OFFSET))
        self._offset = timedelta(seconds=float(remembered or 0))

    def now(self) -> datetime:
        return self._clock.now() + self._offset

    def learn(self, transaction: Transaction, server_time: datetime) -> None:
        """An answer has just shown the server's time."""
        self._offset = server_time - self._clock.now()
        self._settings.put(transaction, _OFFSET, str(self._offset.total_seconds()))
