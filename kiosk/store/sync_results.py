"""What the platform answered to a sync: taken over in one transaction, or not at all."""

from contract.sync import Change, GenerationChanged, GenerationState, SyncAnswer
from kiosk.domain.model import QueueDepth
from kiosk.store.base import mark, set_mark
from kiosk.store.blobs import Blobs
from kiosk.store.database import Rows
from kiosk.store.leases import Leases


class Answers(Leases, Blobs):
    """Part of SyncStore."""

    def cursor(self) -> str:
        """Where the server's changes were read up to."""
        return self.database.read(lambda rows: mark(rows, "cursor"))

    def settle(self, answer: SyncAnswer) -> None:
        """Results, changes, leases, cursor and clock offset.

        Only ops named in a result are settled: `ack_seq` may have passed one whose rejection was lost on
        the way, and that one must be sent again to become a dead letter.
        """
        offset = answer.server_time - self.clock.now()

        def take(rows: Rows) -> None:
            for result in answer.results:
                self.settle_one(rows, result)
            for change in answer.changes:
                _change(rows, change)
            for lease in answer.leases:
                self.merge_lease(rows, lease)
            set_mark(rows, "cursor", answer.cursor)
            set_mark(rows, "clock_offset", str(offset.total_seconds()))

        self.database.write(take)
        self.clock_offset = offset

    def queue_depth(self) -> QueueDepth:
        """How far the booth is behind."""
        return self.database.read(self._depth)

    def _depth(self, rows: Rows) -> QueueDepth:
        ops, oldest = rows.execute(
            "SELECT count(*), min(CASE WHEN recorded_boot = ? THEN recorded_monotonic ELSE 0 END)"
            " FROM outbox WHERE state = 'pending'",
            (self.boot_id,),
        ).fetchone()
        blobs = rows.execute("SELECT count(*) FROM uploads WHERE sent = 0").fetchone()[0]
        dead = rows.execute("SELECT count(*) FROM outbox WHERE state = 'rejected'").fetchone()[0]
        age = self.clock.monotonic() - oldest if ops else 0.0
        return QueueDepth(ops=ops, blobs=blobs, oldest_seconds=max(0.0, age), dead_letters=dead)


def _change(rows: Rows, change: Change) -> None:
    if not isinstance(change, GenerationChanged):
        return
    generation_id = str(change.generation_id)
    ready = change.state is GenerationState.READY and change.result_sha256 is not None
    state = GenerationState.RUNNING if ready else change.state
    moved = rows.execute(
        "UPDATE requests SET state = ?, failure = ?, result_sha256 = coalesce(?, result_sha256)"
        " WHERE generation_id = ? AND fetched = 0",
        (state, change.failure, change.result_sha256, generation_id),
    )
    if moved.rowcount and ready:
        rows.execute(
            "INSERT INTO fetches (sha256, generation_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (change.result_sha256, generation_id),
        )
