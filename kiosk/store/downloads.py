"""Pictures on their way down: results for guests, and the assets that the snapshot names (Y13)."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from contract.sync import GenerationState
from kiosk.domain.clock import Clock
from kiosk.domain.model import BlobFetch
from kiosk.store.database import Database, Transaction
from kiosk.store.due import due_in
from kiosk.store.errors import disk_errors
from kiosk.store.files import Folders, adopt_durably, sync_folder


class Downloads:
    """Each is retried on its own, apart from the ops."""

    def __init__(self, database: Database, clock: Clock, folders: Folders) -> None:
        self._database = database
        self._clock = clock
        self._folders = folders

    def want_result(self, transaction: Transaction, sha256: str, generation_id: UUID) -> None:
        """A picture is ready at the server."""
        sql = "INSERT INTO fetches (sha256, generation_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
        transaction.execute(sql, (sha256, str(generation_id)))

    def want_asset(self, transaction: Transaction, sha256: str) -> None:
        """The snapshot names a blob that is not here, or not here any more."""
        sql = "INSERT INTO fetches (sha256) VALUES (?) ON CONFLICT DO UPDATE SET done = 0"
        transaction.execute(sql, (sha256,))

    def due_in(self) -> float:
        """Seconds until the next one is due; infinite where nothing waits."""
        return due_in(self._database, self._clock, "fetches WHERE done = 0")

    def due(self, limit: int) -> Sequence[BlobFetch]:
        """Results before assets: a guest may be waiting."""
        sql = (
            "SELECT sha256, generation_id, attempts FROM fetches WHERE done = 0"
            " AND (due_boot <> ? OR due_monotonic <= ?)"
            " ORDER BY generation_id = '', attempts, rowid LIMIT ?"
        )
        now = (self._clock.boot_id, self._clock.monotonic(), limit)
        rows = self._database.read(lambda transaction: transaction.execute(sql, now).fetchall())
        return [BlobFetch(sha256, _id(generation_id), attempts) for sha256, generation_id, attempts in rows]

    def fetched(self, fetch: BlobFetch, content: Path) -> Path | None:
        """Adopt a verified file; for a result the picture is now ready at the booth.

        None if nobody wants it any more: its guest erased it meanwhile. The file is then left to the caller.
        """
        place = self._folders.result if fetch.generation_id else self._folders.asset
        target = place(fetch.sha256)

        def adopt(transaction: Transaction) -> Path | None:
            if not _is_wanted(transaction, fetch):
                return None
            adopt_durably(content, target)
            _arrived(transaction, fetch)
            return target

        with disk_errors(content):
            sync_folder(content)  # Here, so that the writer thread does not wait for it.
        return self._database.write(adopt)

    def failed(self, fetch: BlobFetch, sentence: str, retry_in: float) -> None:
        """Due again in `retry_in` seconds."""
        due = self._clock.monotonic() + retry_in
        self._database.write(
            lambda transaction: transaction.execute(
                "UPDATE fetches SET attempts = attempts + 1, due_monotonic = ?, due_boot = ?, sentence = ?"
                " WHERE sha256 = ? AND generation_id = ?",
                (due, self._clock.boot_id, sentence, *_key(fetch)),
            )
        )


def _is_wanted(transaction: Transaction, fetch: BlobFetch) -> bool:
    sql = "SELECT 1 FROM fetches WHERE sha256 = ? AND generation_id = ?"
    return transaction.execute(sql, _key(fetch)).fetchone() is not None


def _arrived(transaction: Transaction, fetch: BlobFetch) -> None:
    transaction.execute("UPDATE fetches SET done = 1 WHERE sha256 = ? AND generation_id = ?", _key(fetch))
    transaction.execute(
        "UPDATE requests SET fetched = 1, state = ? WHERE result_sha256 = ? AND generation_id = ?",
        (GenerationState.READY, *_key(fetch)),
    )


def _key(fetch: BlobFetch) -> tuple[str, str]:
    return fetch.sha256, str(fetch.generation_id or "")


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None
