"""Pictures of events that are long over go from the booth; what somebody still waits for stays.

How long they may stay is the event's own period, as its last snapshot here said; it counts from the event's
end. Only a time that the platform has told since the PC was started counts: a wrong clock deletes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from contract.config import KioskConfig
from contract.sync import GenerationState
from kiosk.domain.errors import SetupError
from kiosk.store.configs import Configs
from kiosk.store.database import Database, Transaction
from kiosk.store.erasures import delete_shots, forget_requests, list_sheet_for_removal
from kiosk.store.server_time import ServerTime

_AT_ONCE = 20
"""Sessions of one transaction."""
_ENDS = (GenerationState.READY, GenerationState.FAILED, GenerationState.CANCELLED, GenerationState.ERASED)

_UNSENT = (
    "EXISTS (SELECT 1 FROM requests JOIN shots ON shots.id = shot_id JOIN uploads USING (sha256)"
    " WHERE requests.session_id = sessions.id AND sent = 0 AND requests.state NOT IN (?, ?, ?, ?))"
)
_UNTOLD = (
    "EXISTS (SELECT 1 FROM outbox WHERE state = 'pending' AND subject IN ("
    " SELECT sessions.id"
    " UNION ALL SELECT generation_id FROM requests WHERE session_id = sessions.id"
    " UNION ALL SELECT id FROM prints WHERE session_id = sessions.id))"
)
_UNPRINTED = (
    "EXISTS (SELECT 1 FROM prints WHERE session_id = sessions.id"
    " AND state IN ('queued', 'submitted', 'held', 'in_doubt'))"
)
_EXPIRED = (
    "SELECT id FROM sessions WHERE event_id = ? AND ended_at IS NOT NULL"  # noqa: S608 - no value from outside
    f" AND NOT {_UNSENT} AND NOT {_UNTOLD} AND NOT {_UNPRINTED} LIMIT {_AT_ONCE}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Asked now and then; the files go with those of erased pictures, see `Erasures.carry_out`."""

    database: Database
    configs: Configs
    server_time: ServerTime

    def expire(self) -> int:
        """Forget the sessions whose time is over, and list their files; how many. Raises DiskError."""
        config = self._config()
        if config is None or not self.server_time.is_proven:
            return 0
        now = self.server_time.now()
        over = self.database.read(lambda rows: _events_over(rows, config, now))
        return sum(self._expire(event_id) for event_id in over)

    def _config(self) -> KioskConfig | None:
        try:
            return self.configs.current()
        except SetupError:
            return None

    def _expire(self, event_id: str) -> int:
        forgotten = 0
        while batch := self.database.write(lambda transaction: _forget_some(transaction, event_id)):
            forgotten += batch
        return forgotten


def _events_over(transaction: Transaction, config: KioskConfig, now: datetime) -> list[str]:
    """Former events, whose period has passed; of one without a known end, its last guest was the end."""
    present = str(config.event.id) if config.event else ""
    found = transaction.execute(
        "SELECT sessions.event_id, coalesce(ends_at, max(started_at)) AS ended, retention_days"
        " FROM sessions LEFT JOIN event_periods USING (event_id)"
        " WHERE sessions.event_id <> ? GROUP BY sessions.event_id",
        (present,),
    )
    return [
        row["event_id"]
        for row in found
        if datetime.fromisoformat(row["ended"])
        + timedelta(days=row["retention_days"] or config.retention_days)
        < now
    ]


def _forget_some(transaction: Transaction, event_id: str) -> int:
    expired = [row["id"] for row in transaction.execute(_EXPIRED, (event_id, *_ENDS)).fetchall()]
    for session_id in expired:
        _forget(transaction, session_id)
    return len(expired)


def _forget(transaction: Transaction, session_id: str) -> None:
    """The session with all its pictures. A host's copy on a drive is not the booth's, and stays."""
    prints = transaction.execute("DELETE FROM prints WHERE session_id = ? RETURNING id, path", (session_id,))
    for print_id, path in prints.fetchall():
        list_sheet_for_removal(transaction, print_id, path)
    forget_requests(transaction, session_id)
    shots = transaction.execute("SELECT id, sha256 FROM shots WHERE session_id = ?", (session_id,))
    delete_shots(transaction, shots.fetchall())
    transaction.execute("DELETE FROM sessions WHERE id = ?", (session_id,))
