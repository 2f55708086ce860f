"""Pictures on their way up and down, each retried on its own, apart from the ops (Y13)."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from contract.sync import GenerationState
from kiosk.domain.model import BlobFetch, BlobUpload
from kiosk.store.base import Kept
from kiosk.store.database import Rows
from kiosk.store.files import adopt_durably

_DUE = "(due_boot <> ? OR due_monotonic <= ?) ORDER BY attempts, rowid LIMIT ?"


class Blobs(Kept):
    """Part of SyncStore."""

    def blobs_to_send(self, limit: int) -> Sequence[BlobUpload]:
        """Pictures that the server has not acknowledged and that are due, the least tried first."""
        sql = f"SELECT sha256, path, size, attempts FROM uploads WHERE sent = 0 AND {_DUE}"  # noqa: S608
        due = (self.boot_id, self.clock.monotonic(), limit)
        rows = self.database.read(lambda rows: list(rows.query(sql, due)))
        return [BlobUpload(row["sha256"], Path(row["path"]), row["size"], row["attempts"]) for row in rows]

    def blob_sent(self, sha256: str) -> None:
        self.database.write(
            lambda rows: rows.execute("UPDATE uploads SET sent = 1 WHERE sha256 = ?", (sha256,))
        )

    def blobs_to_fetch(self, limit: int) -> Sequence[BlobFetch]:
        """Results before assets: a guest may be waiting."""
        sql = (
            "SELECT sha256, generation_id, attempts FROM fetches WHERE done = 0"
            " AND (due_boot <> ? OR due_monotonic <= ?)"
            " ORDER BY generation_id = '', attempts, rowid LIMIT ?"
        )
        due = (self.boot_id, self.clock.monotonic(), limit)
        rows = self.database.read(lambda rows: list(rows.query(sql, due)))
        return [BlobFetch(row["sha256"], _id(row["generation_id"]), row["attempts"]) for row in rows]

    def blob_fetched(self, fetch: BlobFetch, content: Path) -> Path:
        """Adopt a verified file; for a result the picture is now ready at the booth."""
        place = self.folders.result if fetch.generation_id else self.folders.asset
        target = place(fetch.sha256)
        adopt_durably(content, target)
        self.database.write(lambda rows: _arrived(rows, fetch))
        return target

    def blob_failed(self, sha256: str, sentence: str, retry_in: float) -> None:
        """An upload or a fetch came to nothing; it is due again in `retry_in` seconds."""
        again = (self.clock.monotonic() + retry_in, self.boot_id, sentence, sha256)

        def delay(rows: Rows) -> None:
            for table, unfinished in (("uploads", "sent = 0"), ("fetches", "done = 0")):
                rows.execute(
                    f"UPDATE {table} SET attempts = attempts + 1, due_monotonic = ?, due_boot = ?,"  # noqa: S608
                    f" sentence = ? WHERE sha256 = ? AND {unfinished}",
                    again,
                )

        self.database.write(delay)


def _arrived(rows: Rows, fetch: BlobFetch) -> None:
    key = (fetch.sha256, str(fetch.generation_id or ""))
    rows.execute("UPDATE fetches SET done = 1 WHERE sha256 = ? AND generation_id = ?", key)
    rows.execute(
        "UPDATE requests SET fetched = 1, state = ? WHERE result_sha256 = ? AND generation_id = ?",
        (GenerationState.READY, *key),
    )


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None
