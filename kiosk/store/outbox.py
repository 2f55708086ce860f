"""The durable, ordered list of ops that the platform has not acknowledged yet."""

import random
from collections.abc import Sequence
from datetime import datetime
from json import loads
from uuid import UUID

from contract.ids import new_id
from contract.sync import (
    GenerationState,
    Op,
    OpKind,
    OpResult,
    OpStatus,
    Payload,
)
from kiosk.domain.errors import SetupError
from kiosk.store.base import Kept
from kiosk.store.database import Rows

_MAX_RETRY_SECONDS = 300.0
_ENVELOPE_BYTES = 200
"""An op without its payload, on the wire."""
_UNSETTLED = "state = 'pending'"


class Outbox(Kept):
    """What the sync workers read, and how a failed delivery is remembered."""

    def pending_ops(self, limit: int, max_bytes: int) -> Sequence[Op]:
        """Unsettled ops that are due, by seq; at most `max_bytes` of payload, but at least one op."""
        rows = self.database.read(lambda rows: self._due(rows, limit))
        ops: list[Op] = []
        size = 0
        for row in rows:
            size += len(str(row["payload"]).encode()) + _ENVELOPE_BYTES
            if ops and size > max_bytes:
                break
            ops.append(op_of(row))
        return ops

    def ops_failed(self, op_ids: Sequence[UUID], sentence: str, retry_in: float) -> None:
        """Remember a delivery that came to nothing; these ops are due again in `retry_in` seconds."""

        def delay(rows: Rows) -> None:
            for each in op_ids:
                self._delay(rows, str(each), sentence, retry_in)

        self.database.write(delay)

    def dead_letters(self) -> Sequence[dict[str, object]]:
        """Every op that the platform rejected, newest first: never dropped, shown to staff (Y10)."""
        sql = "SELECT * FROM outbox WHERE state = 'rejected' ORDER BY epoch DESC, seq DESC"
        return self.database.read(lambda rows: list(rows.query(sql)))

    def record(self, rows: Rows, payload: Payload, at: datetime, subject: object = "") -> UUID:
        """Write one op inside the caller's transaction, with the next seq of this epoch."""
        taken = rows.execute(
            "UPDATE enrollment SET next_seq = next_seq + 1 RETURNING epoch, next_seq - 1"
        ).fetchone()
        if taken is None:
            raise SetupError("the booth is not enrolled")
        op_id = new_id()
        moment = (self.clock.monotonic(), self.boot_id)
        rows.execute(
            "INSERT INTO outbox (op_id, epoch, seq, kind, occurred_at, payload, subject,"
            " recorded_monotonic, recorded_boot) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                str(op_id),
                *taken,
                payload.kind,
                at.isoformat(),
                payload.model_dump_json(),
                str(subject),
                *moment,
            ),
        )
        return op_id

    def settle_one(self, rows: Rows, result: OpResult) -> None:
        """Take one op's fate. An op that is settled already stays as it is."""
        op_id = str(result.op_id)
        if result.status is OpStatus.RETRY:
            self._retry(rows, op_id, result.sentence)
        elif result.status is OpStatus.REJECTED:
            self._reject(rows, op_id, result)
        else:
            rows.execute(f"UPDATE outbox SET state = 'settled' WHERE op_id = ? AND {_UNSETTLED}", (op_id,))  # noqa: S608

    def _due(self, rows: Rows, limit: int) -> list[dict[str, object]]:
        return list(
            rows.query(
                "SELECT op_id, seq, kind, occurred_at, payload FROM outbox WHERE state = 'pending'"
                " AND epoch = (SELECT epoch FROM enrollment) AND (due_boot <> ? OR due_monotonic <= ?)"
                " ORDER BY seq LIMIT ?",
                (self.boot_id, self.clock.monotonic(), limit),
            )
        )

    def _delay(self, rows: Rows, op_id: str, sentence: str, retry_in: float) -> None:
        rows.execute(
            "UPDATE outbox SET attempts = attempts + 1, due_monotonic = ?, due_boot = ?, sentence = ?"
            " WHERE op_id = ? AND state = 'pending'",
            (self.clock.monotonic() + retry_in, self.boot_id, sentence, op_id),
        )

    def _retry(self, rows: Rows, op_id: str, sentence: str) -> None:
        found = rows.execute("SELECT attempts FROM outbox WHERE op_id = ?", (op_id,)).fetchone()
        ceiling = min(_MAX_RETRY_SECONDS, 2.0 ** min(found[0] if found else 0, 10))
        self._delay(rows, op_id, sentence, random.uniform(0.0, ceiling))  # noqa: S311

    def _reject(self, rows: Rows, op_id: str, result: OpResult) -> None:
        dead = rows.execute(
            "UPDATE outbox SET state = 'rejected', code = ?, sentence = ?"
            " WHERE op_id = ? AND state = 'pending' RETURNING kind, subject",
            (result.code or "", result.sentence, op_id),
        ).fetchone()
        if dead and dead[0] == OpKind.GENERATION_REQUESTED:
            rows.execute(
                "UPDATE requests SET state = ?, failure = ? WHERE generation_id = ?",
                (GenerationState.FAILED, result.sentence, dead[1]),
            )


def op_of(row: dict[str, object]) -> Op:
    """The op as it goes over the wire."""

    return Op.model_validate({**row, "payload": loads(str(row["payload"]))})


def renumber(rows: Rows, epoch: int) -> None:
    """A new epoch begins: what is unsettled is sent again under it, in the same order, from seq 1."""
    unsettled = rows.execute(
        "SELECT op_id FROM outbox WHERE state = 'pending' ORDER BY epoch, seq"
    ).fetchall()
    for seq, (op_id,) in enumerate(unsettled, start=1):
        rows.execute(
            "UPDATE outbox SET epoch = ?, seq = ?, due_boot = '' WHERE op_id = ?", (epoch, seq, op_id)
        )
    rows.execute("UPDATE enrollment SET next_seq = ?", (len(unsettled) + 1,))
