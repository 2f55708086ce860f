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

    def offset_to(self, server_time: datetime) -> timedelta:
        """How far this PC's clock is from the server's time, which an answer has just shown."""
        return server_time - self._clock.now()

    def keep(self, transaction: Transaction, offset: timedelta) -> None:
        self._settings.put(transaction, _OFFSET, str(offset.total_seconds()))

    def correct_by(self, offset: timedelta) -> None:
        """Use an offset that is kept."""
        self._offset = offset
