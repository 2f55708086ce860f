"""Sheets for guests: claimed once, counted once, never repeated silently (X3)."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from contract.ids import new_id
from contract.sync import PrintCompleted
from kiosk.domain.model import PrintJob, PrintState
from kiosk.store.base import mark, set_mark
from kiosk.store.database import Rows
from kiosk.store.outbox import Outbox

_COUNTED = ("UPDATE prints SET state = 'printed', sentence = ? WHERE id = ? AND state <> 'printed'"
            " RETURNING session_id, generation_id, sheet")  # fmt: skip


class Prints(Outbox):
    """PrintStore, and the part of GuestStore about prints."""

    def add_print(
        self, session_id: UUID, generation_id: UUID | None, picture: Path, copies: int
    ) -> list[PrintJob]:
        """Queue `copies` sheets of a composed picture; sheets of a guest's picture are numbered from 1."""
        at = self.wall()

        def add(rows: Rows) -> list[PrintJob]:
            first = (
                1
                + rows.execute(
                    "SELECT coalesce(max(sheet), 0) FROM prints WHERE session_id = ? AND generation_id IS ?",
                    (str(session_id), _text(generation_id)),
                ).fetchone()[0]
            )
            jobs = [
                PrintJob(new_id(), session_id, generation_id, picture, sheet, PrintState.QUEUED, at)
                for sheet in range(first, first + copies)
            ]
            for job in jobs:
                _insert(rows, job)
            return jobs

        return self.database.write(add)

    def next_print(self) -> PrintJob | None:
        """Claim the oldest queued sheet: one changed row means it is the caller's."""
        sql = (
            "UPDATE prints SET state = 'submitted' WHERE state = 'queued'"
            " AND id = (SELECT min(id) FROM prints WHERE state = 'queued') RETURNING *"
        )
        return self.database.write(lambda rows: next((_job(row) for row in rows.query(sql)), None))

    def open_prints(self) -> Sequence[PrintJob]:
        """Sheets handed to the device whose end is not known, oldest first."""
        sql = "SELECT * FROM prints WHERE state IN ('submitted', 'held') ORDER BY id"
        return self.database.read(lambda rows: [_job(row) for row in rows.query(sql)])

    def prints(self, session_id: UUID) -> Sequence[PrintJob]:
        """Every sheet of a session, oldest first."""
        sql = "SELECT * FROM prints WHERE session_id = ? ORDER BY id"
        return self.database.read(lambda rows: [_job(row) for row in rows.query(sql, (str(session_id),))])

    def print_submitted(self, print_id: UUID, device_job: str) -> None:
        """The device took it, under a name that it keeps for ever."""
        self.database.write(
            lambda rows: rows.execute(
                "UPDATE prints SET state = 'submitted', device_job = ? WHERE id = ?",
                (device_job, str(print_id)),
            )
        )

    def print_moved(self, print_id: UUID, state: PrintState, sentence: str) -> None:
        """Record the state; `printed` also writes the `print.completed` op, once, in the same transaction."""
        at = self.wall()

        def move(rows: Rows) -> None:
            if state is not PrintState.PRINTED:
                rows.execute(
                    "UPDATE prints SET state = ?, sentence = ? WHERE id = ? AND state <> 'printed'",
                    (state, sentence, str(print_id)),
                )
                return
            counted = rows.execute(_COUNTED, (sentence, str(print_id))).fetchone()
            if counted is None:
                return
            session_id, generation_id, sheet = counted
            wire = {"print_id": print_id, "session_id": session_id, "generation_id": generation_id}
            printer = mark(rows, "printer") or "unknown"
            op = PrintCompleted.model_validate(wire | {"sheet": sheet, "printer": printer})
            self.record(rows, op, at, print_id)

        self.database.write(move)

    def name_printer(self, name: str) -> None:
        """The printer that sheets come out of from now on; it is named in `print.completed`."""
        self.database.write(lambda rows: set_mark(rows, "printer", name))


def _insert(rows: Rows, job: PrintJob) -> None:
    rows.execute(
        "INSERT INTO prints (id, session_id, generation_id, path, sheet, state, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (str(job.id), str(job.session_id), _text(job.generation_id), str(job.path), job.sheet, job.state,
         job.created_at.isoformat()),
    )  # fmt: skip


def _job(row: dict[str, str]) -> PrintJob:
    return PrintJob(
        id=UUID(row["id"]),
        session_id=UUID(row["session_id"]),
        generation_id=UUID(row["generation_id"]) if row["generation_id"] else None,
        path=Path(row["path"]),
        sheet=int(row["sheet"]),
        state=PrintState(row["state"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        device_job=row["device_job"],
        sentence=row["sentence"],
    )


def _text(each: UUID | None) -> str | None:
    return str(each) if each else None
