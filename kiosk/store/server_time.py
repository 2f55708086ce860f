"""The server's time, as far as the booth knows it (Y11)."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from kiosk.domain.clock import Clock
from kiosk.store.database import Database, Transaction
from kiosk.store.settings import Settings

_OFFSET = "clock_offset"
_MOMENT = "server_moment"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(NamedTuple):
    """The time that an answer of the platform showed, and when that was by this PC's clocks."""

    at: datetime
    monotonic: float
    boot_id: str
    offset: timedelta
    """How far the PC's wall clock was from it."""


class ServerTime:
    """What the last answer showed, and the seconds since: the PC's wall clock may jump meanwhile.

    No clock counts over a restart of the PC but the wall clock. Until the platform answers again it is
    believed, with the offset that it had; but time never goes back behind the last answer.
    """

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._moment = database.read(self._remembered)

    def now(self) -> datetime:
        last, monotonic = self._moment, self._clock.monotonic()
        if last.boot_id == self._clock.boot_id:
            return last.at + timedelta(seconds=monotonic - last.monotonic)
        since_the_boot = timedelta(seconds=monotonic)
        return max(self._clock.now() + last.offset, last.at + since_the_boot)

    @property
    def is_proven(self) -> bool:
        """The platform has told it since the PC was started."""
        return self._moment.boot_id == self._clock.boot_id

    def told(self, server_time: datetime) -> Moment:
        """What an answer has just shown."""
        offset = server_time - self._clock.now()
        return Moment(server_time, self._clock.monotonic(), self._clock.boot_id, offset)

    def keep(self, transaction: Transaction, moment: Moment) -> None:
        self._settings.put(transaction, _OFFSET, str(moment.offset.total_seconds()))
        words = (moment.at.isoformat(), str(moment.monotonic), moment.boot_id)
        self._settings.put(transaction, _MOMENT, " ".join(words))

    def go_by(self, moment: Moment) -> None:
        """Use a moment that is kept."""
        self._moment = moment

    def _remembered(self, transaction: Transaction) -> Moment:
        offset = timedelta(seconds=float(self._settings.get(transaction, _OFFSET) or 0))
        words = self._settings.get(transaction, _MOMENT).split()
        if not words:
            return Moment(_LONG_AGO, 0.0, "", offset)
        at, monotonic, boot_id = words
        return Moment(datetime.fromisoformat(at), float(monotonic), boot_id, offset)
