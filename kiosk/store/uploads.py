"""Guests' photos on their way up (Y13)."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from contract.sync import AlertRaised, GenerationCancelled, GenerationState
from kiosk.domain.clock import Clock
from kiosk.domain.model import BlobUpload, Shot
from kiosk.store.database import Database, Transaction
from kiosk.store.due import due_in
from kiosk.store.outbox import Outbox
from kiosk.store.server_time import ServerTime

MOST_REFUSALS = 5
"""A photo that the platform has refused so often is not sent again unless the platform asks for it."""


class Uploads:
    """Each is retried on its own, apart from the ops."""

    def __init__(self, database: Database, clock: Clock, outbox: Outbox, server_time: ServerTime) -> None:
        self._database = database
        self._clock = clock
        self._outbox = outbox
        self._server_time = server_time

    def queue(self, transaction: Transaction, shot: Shot, size: int) -> None:
        """The server needs this photo of so many bytes."""
        sql = "INSERT INTO uploads (sha256, path, size) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        transaction.execute(sql, (shot.sha256, str(shot.path), size))

    def due_in(self) -> float:
        """Seconds until the next one is due; infinite where nothing waits."""
        waiting = "uploads WHERE sent = 0 AND lost = 0 AND refusals < ?"
        return due_in(self._database, self._clock, waiting, MOST_REFUSALS)

    def due(self, limit: int) -> Sequence[BlobUpload]:
        """Photos that the server has not acknowledged and that are due, the least tried first."""
        sql = (
            "SELECT sha256, path, size, attempts FROM uploads WHERE sent = 0 AND lost = 0 AND refusals < ?"
            " AND (due_boot <> ? OR due_monotonic <= ?) ORDER BY attempts, rowid LIMIT ?"
        )
        now = (MOST_REFUSALS, self._clock.boot_id, self._clock.monotonic(), limit)
        rows = self._database.read(lambda transaction: transaction.execute(sql, now).fetchall())
        return [BlobUpload(sha256, Path(path), size, attempts) for sha256, path, size, attempts in rows]

    def sent(self, sha256: str) -> None:
        sql = "UPDATE uploads SET sent = 1, refusals = 0, sentence = '' WHERE sha256 = ?"
        self._database.write(lambda transaction: transaction.execute(sql, (sha256,)))

    def failed(self, sha256: str, sentence: str, retry_in: float) -> None:
        """Due again in `retry_in` seconds."""
        self._database.write(lambda transaction: self._delay(transaction, sha256, sentence, retry_in))

    def refused(self, sha256: str, sentence: str, retry_in: float) -> None:
        """The platform does not take this photo: due again in `retry_in` seconds, but not for ever.

        The last refusal raises an alert in the same transaction.
        """

        def count(transaction: Transaction) -> None:
            self._delay(transaction, sha256, sentence, retry_in)
            sql = (
                "UPDATE uploads SET refusals = refusals + 1 WHERE sha256 = ? AND sent = 0 RETURNING refusals"
            )
            counted = transaction.execute(sql, (sha256,)).fetchone()
            if counted and counted[0] == MOST_REFUSALS:
                told = f"The platform refuses the photo {sha256[:12]}: {sentence}"[:2000]
                alert = AlertRaised(part="uploads", sentence=told, event_id=_event_of(transaction, sha256))
                self._outbox.record(transaction, alert, self._server_time.now())

        self._database.write(count)

    def lost(self, sha256: str, sentence: str) -> None:
        """The photo cannot be sent, now or later: its pictures are given up, and people are told."""
        at = self._server_time.now()

        def give_up(transaction: Transaction) -> None:
            sql = "UPDATE uploads SET lost = 1, sentence = ? WHERE sha256 = ? AND sent = 0 AND lost = 0"
            if not transaction.execute(sql, (sentence, sha256)).rowcount:
                return
            alert = AlertRaised(part="uploads", sentence=sentence, event_id=_event_of(transaction, sha256))
            self._outbox.record(transaction, alert, at)
            for generation_id, event_id in _pictures_of(transaction, sha256):
                picture, event = UUID(generation_id), UUID(event_id)
                given_up = GenerationCancelled(generation_id=picture, event_id=event, photo_lost=True)
                self._outbox.record(transaction, given_up, at, picture)

        self._database.write(give_up)

    def wanted(self, transaction: Transaction, sha256: str) -> bool:
        """The platform waits for a photo that counts as sent or refused; whether it is to be sent again."""
        asked = transaction.execute(
            "UPDATE uploads SET sent = 0, refusals = 0, attempts = 0, due_boot = ''"
            " WHERE sha256 = ? AND lost = 0 AND (sent = 1 OR refusals >= ?)",
            (sha256, MOST_REFUSALS),
        )
        return asked.rowcount > 0

    def waiting(self, transaction: Transaction) -> int:
        """How many are still to be sent."""
        sql = "SELECT count(*) FROM uploads WHERE sent = 0 AND lost = 0 AND refusals < ?"
        return int(transaction.execute(sql, (MOST_REFUSALS,)).fetchone()[0])

    def given_up(self, transaction: Transaction) -> int:
        """How many are lost, or were refused too often."""
        sql = "SELECT count(*) FROM uploads WHERE sent = 0 AND (lost = 1 OR refusals >= ?)"
        return int(transaction.execute(sql, (MOST_REFUSALS,)).fetchone()[0])

    def _delay(self, transaction: Transaction, sha256: str, sentence: str, retry_in: float) -> None:
        transaction.execute(
            "UPDATE uploads SET attempts = attempts + 1, due_monotonic = ?, due_boot = ?, sentence = ?"
            " WHERE sha256 = ? AND sent = 0",
            (self._clock.monotonic() + retry_in, self._clock.boot_id, sentence, sha256),
        )


def _event_of(transaction: Transaction, sha256: str) -> UUID | None:
    """Where the photo was taken."""
    sql = "SELECT event_id FROM sessions JOIN shots ON session_id = sessions.id WHERE sha256 = ?"
    found = transaction.execute(sql, (sha256,)).fetchone()
    return UUID(found["event_id"]) if found else None


def _pictures_of(transaction: Transaction, sha256: str) -> list[tuple[str, str]]:
    """Those that wait for the photo, with their events."""
    sql = (
        "SELECT generation_id, requests.event_id FROM requests JOIN shots ON shots.id = shot_id"
        " WHERE sha256 = ? AND state = ? ORDER BY generation_id"
    )
    rows = transaction.execute(sql, (sha256, GenerationState.AWAITING_PHOTO)).fetchall()
    return [tuple(row) for row in rows]
