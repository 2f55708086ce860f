"""The durable, ordered list of ops that the platform has not acknowledged yet."""

import random
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from json import loads
from uuid import UUID

from contract.ids import new_id
from contract.sync import Op, OpKind, OpResult, OpStatus, Payload
from kiosk.domain.clock import Clock
from kiosk.domain.errors import SetupError
from kiosk.domain.retry import jitter
from kiosk.store.database import Database, Transaction
from kiosk.store.due import due_in

SETTLED_KEPT = timedelta(days=90)
"""How long staff may look up what the platform has taken."""
_ENVELOPE_BYTES = 200
"""An op without its payload, on the wire."""

_DEAD = "SELECT count(*) FROM outbox WHERE state = 'rejected' AND asked_again = ''"


class Outbox:
    """Ops are recorded in the transaction of what they report, and leave only by a result that names them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def pending(self, limit: int, max_bytes: int) -> Sequence[Op]:
        """Unsettled ops that are due, by seq; at most `max_bytes` of payload, but at least one op."""
        ops: list[Op] = []
        size = 0
        for row in self._database.read(lambda transaction: self._due(transaction, limit)):
            size += len(str(row["payload"]).encode()) + _ENVELOPE_BYTES
            if ops and size > max_bytes:
                break
            ops.append(_op(row))
        return ops

    def due_in(self) -> float:
        """Seconds until the next one is due; infinite where nothing waits."""
        waiting = "outbox WHERE state = 'pending' AND epoch = (SELECT epoch FROM enrollment)"
        return due_in(self._database, self._clock, waiting)

    def failed(self, op_ids: Sequence[UUID], sentence: str, retry_in: float) -> None:
        """Remember a failed delivery; these ops are due again in `retry_in` seconds."""

        def delay(transaction: Transaction) -> None:
            for op_id in op_ids:
                self._delay(transaction, str(op_id), sentence, retry_in)

        self._database.write(delay)

    def record(self, transaction: Transaction, payload: Payload, at: datetime, subject: object = "") -> UUID:
        """Write one op with the next seq of this epoch. Raises SetupError before pairing."""
        taken = transaction.execute(
            "UPDATE enrollment SET next_seq = next_seq + 1 RETURNING epoch, next_seq - 1"
        ).fetchone()
        if taken is None:
            raise SetupError("the booth is not enrolled")
        op_id = new_id()
        transaction.execute(
            "INSERT INTO outbox (op_id, epoch, seq, kind, occurred_at, payload, subject,"
            " recorded_monotonic, recorded_boot) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (str(op_id), *taken, payload.kind, at.isoformat(), payload.model_dump_json(), str(subject),
             self._clock.monotonic(), self._clock.boot_id),
        )  # fmt: skip
        return op_id

    def settle(self, transaction: Transaction, result: OpResult) -> UUID | None:
        """Take one op's fate; returns the picture whose request was rejected by it, if that is so.

        An op that is settled already stays as it is.
        """
        op_id = str(result.op_id)
        if result.status is OpStatus.RETRY:
            self._retry(transaction, op_id, result.sentence)
            return None
        if result.status is OpStatus.REJECTED:
            return self._reject(transaction, op_id, result)
        sql = "UPDATE outbox SET state = 'settled' WHERE op_id = ? AND state = 'pending'"
        transaction.execute(sql, (op_id,))
        return None

    def forget_settled(self, now: datetime) -> int:
        """Delete ops of 90 days ago that the platform has settled, a thousand at most; how many."""
        sql = (
            "DELETE FROM outbox WHERE op_id IN (SELECT op_id FROM outbox"
            " WHERE state = 'settled' AND occurred_at < ? ORDER BY occurred_at LIMIT 1000)"
        )
        until = (now - SETTLED_KEPT).isoformat()
        return self._database.write(lambda transaction: transaction.execute(sql, (until,)).rowcount)

    def answer_dead_letters(self, transaction: Transaction, subject: str, by: str) -> None:
        """Their picture is asked for again, `by` an op of that id; they are kept, but wait for nobody."""
        transaction.execute(
            "UPDATE outbox SET asked_again = ? WHERE subject = ? AND state = 'rejected' AND asked_again = ''",
            (by, subject),
        )

    def renumber(self, transaction: Transaction, epoch: int) -> None:
        """A new epoch begins: what is unsettled is sent again under it, in the same order, from seq 1."""
        unsettled = transaction.execute(
            "SELECT op_id FROM outbox WHERE state = 'pending' ORDER BY epoch, seq"
        ).fetchall()
        for seq, (op_id,) in enumerate(unsettled, start=1):
            transaction.execute(
                "UPDATE outbox SET epoch = ?, seq = ?, due_boot = '' WHERE op_id = ?", (epoch, seq, op_id)
            )
        transaction.execute("UPDATE enrollment SET next_seq = ?", (len(unsettled) + 1,))

    def depth(self, transaction: Transaction) -> tuple[int, float, int]:
        """How many ops wait, the age of the oldest in seconds, and how many dead letters wait."""
        waiting, oldest = transaction.execute(
            "SELECT count(*), min(CASE WHEN recorded_boot = ? THEN recorded_monotonic ELSE 0 END)"
            " FROM outbox WHERE state = 'pending'",
            (self._clock.boot_id,),
        ).fetchone()
        dead = transaction.execute(_DEAD).fetchone()[0]
        age = self._clock.monotonic() - oldest if waiting else 0.0
        return waiting, max(0.0, age), dead

    def _due(self, transaction: Transaction, limit: int) -> list[sqlite3.Row]:
        return transaction.execute(
            "SELECT op_id, seq, kind, occurred_at, payload FROM outbox WHERE state = 'pending'"
            " AND epoch = (SELECT epoch FROM enrollment) AND (due_boot <> ? OR due_monotonic <= ?)"
            " ORDER BY seq LIMIT ?",
            (self._clock.boot_id, self._clock.monotonic(), limit),
        ).fetchall()

    def _delay(self, transaction: Transaction, op_id: str, sentence: str, retry_in: float) -> None:
        transaction.execute(
            "UPDATE outbox SET attempts = attempts + 1, due_monotonic = ?, due_boot = ?, sentence = ?"
            " WHERE op_id = ? AND state = 'pending'",
            (self._clock.monotonic() + retry_in, self._clock.boot_id, sentence, op_id),
        )

    def _retry(self, transaction: Transaction, op_id: str, sentence: str) -> None:
        found = transaction.execute("SELECT attempts FROM outbox WHERE op_id = ?", (op_id,)).fetchone()
        attempts = found[0] if found else 0
        self._delay(transaction, op_id, sentence, 1.0 + jitter(attempts + 1, random.random))

    def _reject(self, transaction: Transaction, op_id: str, result: OpResult) -> UUID | None:
        dead = transaction.execute(
            "UPDATE outbox SET state = 'rejected', code = ?, sentence = ?"
            " WHERE op_id = ? AND state = 'pending' RETURNING kind, subject",
            (result.code or "", result.sentence, op_id),
        ).fetchone()
        return UUID(dead["subject"]) if dead and dead["kind"] == OpKind.GENERATION_REQUESTED else None


def _op(row: sqlite3.Row) -> Op:
    """The op as it goes over the wire."""
    return Op.model_validate({**row, "payload": loads(row["payload"])})
