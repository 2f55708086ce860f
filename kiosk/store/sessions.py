"""A guest's session as it is remembered: consent, choice, and how it ended."""

from datetime import datetime
from uuid import UUID

from contract.sync import SessionEnded
from kiosk.domain.clock import Clock
from kiosk.store.database import Database, Transaction
from kiosk.store.erasures import forget_shots
from kiosk.store.outbox import Outbox


class Sessions:
    """Each step is durable before the screen moves on."""

    def __init__(self, database: Database, clock: Clock, outbox: Outbox) -> None:
        self._database = database
        self._clock = clock
        self._outbox = outbox

    def begin(
        self, session_id: UUID, event_id: UUID, language: str, at: datetime, ticket_prefix: str = ""
    ) -> None:
        """The guest's tickets will be of this event and have its prefix, whatever config comes meanwhile."""

        def begin(transaction: Transaction) -> None:
            transaction.execute(
                "INSERT INTO sessions (id, event_id, language, started_at, ticket_prefix)"
                " VALUES (?, ?, ?, ?, ?)",
                (str(session_id), str(event_id), language, at.isoformat(), ticket_prefix),
            )
            self.touch(transaction, session_id)

        self._database.write(begin)

    def record_consent(self, session_id: UUID, version: str, at: datetime) -> None:
        def record(transaction: Transaction) -> None:
            transaction.execute(
                "UPDATE sessions SET consent_version = ?, consent_at = ? WHERE id = ?",
                (version, at.isoformat(), str(session_id)),
            )
            self.touch(transaction, session_id)

        self._database.write(record)

    def choose_style(self, session_id: UUID, style_id: UUID, layout: str) -> None:
        sql = "UPDATE sessions SET style_id = ?, layout = ? WHERE id = ?"
        chosen = (str(style_id), layout, str(session_id))
        self._database.write(lambda transaction: transaction.execute(sql, chosen))

    def set_language(self, session_id: UUID, language: str) -> None:
        """The guest changed the language on the way; the picture's page will speak it."""
        sql = "UPDATE sessions SET language = ? WHERE id = ?"
        self._database.write(lambda transaction: transaction.execute(sql, (language, str(session_id))))

    def end(self, session_id: UUID, outcome: str, at: datetime) -> None:
        """Over, once; the `session.ended` op is written with it."""
        self._database.write(lambda transaction: self.end_in(transaction, session_id, outcome, at))

    def end_in(self, transaction: Transaction, session_id: UUID, outcome: str, at: datetime) -> None:
        ended = transaction.execute(
            "UPDATE sessions SET ended_at = ?, outcome = ? WHERE id = ? AND ended_at IS NULL"
            " RETURNING started_at, event_id, (SELECT count(*) FROM shots WHERE session_id = sessions.id)",
            (at.isoformat(), outcome, str(session_id)),
        ).fetchone()
        if ended is None:
            return
        started_at, event_id, shots = ended
        payload = {"session_id": session_id, "event_id": event_id, "started_at": started_at}
        payload |= {"outcome": outcome, "shots": shots}
        self._outbox.record(transaction, SessionEnded.model_validate(payload), at, session_id)
        _forget_retaken(transaction, session_id)

    def touch(self, transaction: Transaction, session_id: UUID) -> None:
        """The guest is there, now. By this PC's own clocks: the server's word may move the wall by a day."""
        transaction.execute(
            "UPDATE sessions SET touched_at = ?, touched_monotonic = ?, touched_boot = ? WHERE id = ?",
            (self._clock.now().isoformat(), self._clock.monotonic(), self._clock.boot_id, str(session_id)),
        )


def _forget_retaken(transaction: Transaction, session_id: UUID) -> None:
    """Shots that the guest took again are nobody's once the guest has gone."""
    retaken = transaction.execute(
        "SELECT id, sha256 FROM shots WHERE session_id = ? AND discarded = 1"
        " AND NOT EXISTS (SELECT 1 FROM request_shots WHERE shot_id = shots.id)",
        (str(session_id),),
    )
    forget_shots(transaction, retaken.fetchall())
