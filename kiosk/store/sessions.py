"""A guest's session as it is remembered: consent, choice, and how it ended."""

from datetime import datetime
from uuid import UUID

from contract.sync import SessionEnded
from kiosk.store.database import Rows
from kiosk.store.outbox import Outbox
from kiosk.store.shots import Photos


class Sessions(Photos, Outbox):
    """Part of GuestStore."""

    def begin_session(self, session_id: UUID, event_id: UUID, language: str, at: datetime) -> None:
        def begin(rows: Rows) -> None:
            rows.execute(
                "INSERT INTO sessions (id, event_id, language, started_at) VALUES (?, ?, ?, ?)",
                (str(session_id), str(event_id), language, at.isoformat()),
            )
            self.touch(rows, session_id)

        self.database.write(begin)

    def record_consent(self, session_id: UUID, version: str, at: datetime) -> None:
        def record(rows: Rows) -> None:
            rows.execute(
                "UPDATE sessions SET consent_version = ?, consent_at = ? WHERE id = ?",
                (version, at.isoformat(), str(session_id)),
            )
            self.touch(rows, session_id)

        self.database.write(record)

    def choose_style(self, session_id: UUID, style_id: UUID, layout: str) -> None:
        self.database.write(
            lambda rows: rows.execute(
                "UPDATE sessions SET style_id = ?, layout = ? WHERE id = ?",
                (str(style_id), layout, str(session_id)),
            )
        )

    def set_language(self, session_id: UUID, language: str) -> None:
        """The guest changed the language on the way; the picture's page will speak it."""
        self.database.write(
            lambda rows: rows.execute(
                "UPDATE sessions SET language = ? WHERE id = ?", (language, str(session_id))
            )
        )

    def end_session(self, session_id: UUID, outcome: str, at: datetime) -> None:
        """Over, once; the `session.ended` op is written with it."""
        self.database.write(lambda rows: self.end(rows, str(session_id), outcome, at))

    def end(self, rows: Rows, session_id: str, outcome: str, at: datetime) -> None:
        """Inside the caller's transaction."""
        ended = rows.execute(
            "UPDATE sessions SET ended_at = ?, outcome = ? WHERE id = ? AND ended_at IS NULL"
            " RETURNING started_at, (SELECT count(*) FROM shots WHERE session_id = sessions.id)",
            (at.isoformat(), outcome, session_id),
        ).fetchone()
        if ended is None:
            return
        payload = {"session_id": session_id, "started_at": ended[0], "outcome": outcome, "shots": ended[1]}
        self.record(rows, SessionEnded.model_validate(payload), at, session_id)
