"""Guests' photos on their way up (Y13)."""

from collections.abc import Sequence
from pathlib import Path

from kiosk.domain.clock import Clock
from kiosk.domain.model import BlobUpload, Shot
from kiosk.store.database import Database, Transaction


class Uploads:
    """Each is retried on its own, apart from the ops."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def queue(self, transaction: Transaction, shot: Shot, size: int) -> None:
        """The server needs this photo of so many bytes."""
        sql = "INSERT INTO uploads (sha256, path, size) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        transaction.execute(sql, (shot.sha256, str(shot.path), size))

    def due(self, limit: int) -> Sequence[BlobUpload]:
        """Photos that the server has not acknowledged and that are due, the least tried first."""
        sql = (
            "SELECT sha256, path, size, attempts FROM uploads WHERE sent = 0"
            " AND (due_boot <> ? OR due_monotonic <= ?) ORDER BY attempts, rowid LIMIT ?"
        )
        now = (self._clock.boot_id, self._clock.monotonic(), limit)
        rows = self._database.read(lambda transaction: transaction.execute(sql, now).fetchall())
        return [BlobUpload(sha256, Path(path), size, attempts) for sha256, path, size, attempts in rows]

    def sent(self, sha256: str) -> None:
        sql = "UPDATE uploads SET sent = 1 WHERE sha256 = ?"
        self._database.write(lambda transaction: transaction.execute(sql, (sha256,)))

    def failed(self, sha256: str, sentence: str, retry_in: float) -> None:
        """Due again in `retry_in` seconds."""
        due = self._clock.monotonic() + retry_in
        self._database.write(
            lambda transaction: transaction.execute(
                "UPDATE uploads SET attempts = attempts + 1, due_monotonic = ?, due_boot = ?, sentence = ?"
                " WHERE sha256 = ? AND sent = 0",
                (due, self._clock.boot_id, sentence, sha256),
            )
        )

    def waiting(self, transaction: Transaction) -> int:
        """How many the server does not have."""
        return int(transaction.execute("SELECT count(*) FROM uploads WHERE sent = 0").fetchone()[0])
