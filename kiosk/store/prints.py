"""Sheets for guests: claimed once, counted once, never repeated silently (X3)."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from contract.ids import new_id
from contract.sync import PrintCompleted
from kiosk.domain.errors import SetupError
from kiosk.domain.model import PrintJob, PrintState
from kiosk.store.database import Database, Transaction
from kiosk.store.erasures import list_sheet_for_removal
from kiosk.store.outbox import Outbox
from kiosk.store.server_time import ServerTime
from kiosk.store.settings import Settings

_AT_THE_PRINTER = (PrintState.QUEUED, PrintState.SUBMITTED, PrintState.HELD)


class Prints:
    """Queued by the imaging worker, moved on by the printer thread."""

    def __init__(
        self, database: Database, settings: Settings, server_time: ServerTime, outbox: Outbox
    ) -> None:
        self._database = database
        self._settings = settings
        self._server_time = server_time
        self._outbox = outbox

    def add(self, session_id: UUID, generation_id: UUID | None, picture: Path, copies: int) -> list[PrintJob]:
        """Queue `copies` sheets of a composed picture; sheets of a guest's picture are numbered from 1.

        Raises SetupError if the guest has erased it meanwhile.
        """
        at = self._server_time.now()
        last = "SELECT coalesce(max(sheet), 0) FROM prints WHERE session_id = ? AND generation_id IS ?"

        def add(transaction: Transaction) -> list[PrintJob]:
            of = (str(session_id), _text(generation_id))
            _check_request(transaction, generation_id)
            first = transaction.execute(last, of).fetchone()[0] + 1
            jobs = [
                PrintJob(new_id(), session_id, generation_id, picture, sheet, PrintState.QUEUED, at)
                for sheet in range(first, first + copies)
            ]
            for job in jobs:
                _insert(transaction, job)
            return jobs

        return self._database.write(add)

    def add_failed(self, session_id: UUID, generation_id: UUID | None, picture: Path, sentence: str) -> None:
        """A sheet that could not even be composed, for staff to see; it has no number."""
        at = self._server_time.now()
        job = PrintJob(new_id(), session_id, generation_id, picture, 0, PrintState.FAILED, at, "", sentence)
        self._database.write(lambda transaction: _insert(transaction, job))

    def claim_next(self) -> PrintJob | None:
        """Claim the oldest queued sheet: one changed row means it is the caller's."""
        sql = (
            "UPDATE prints SET state = 'submitted' WHERE state = 'queued'"
            " AND id = (SELECT min(id) FROM prints WHERE state = 'queued') RETURNING *"
        )
        row = self._database.write(lambda transaction: transaction.execute(sql).fetchone())
        return _job(row) if row else None

    def unfinished(self) -> Sequence[PrintJob]:
        """Sheets handed to the device whose end is not known, oldest first."""
        sql = "SELECT * FROM prints WHERE state IN ('submitted', 'held') ORDER BY id"
        return self._database.read(lambda transaction: [_job(row) for row in transaction.execute(sql)])

    def is_one_in_doubt(self) -> bool:
        """Some sheet waits for staff to say whether it came out. Raises DiskError."""
        sql = "SELECT 1 FROM prints WHERE state = 'in_doubt' LIMIT 1"
        return self._database.read(lambda transaction: transaction.execute(sql).fetchone()) is not None

    def submitted(self, print_id: UUID, device_job: str) -> None:
        """The device took it, under a name that it keeps across restarts."""
        sql = "UPDATE prints SET state = 'submitted', device_job = ? WHERE id = ?"
        self._database.write(lambda transaction: transaction.execute(sql, (device_job, str(print_id))))

    def named(self, print_id: UUID, device_job: str) -> None:
        """The device's name for it says more than it did."""
        sql = "UPDATE prints SET device_job = ? WHERE id = ?"
        self._database.write(lambda transaction: transaction.execute(sql, (device_job, str(print_id))))

    def is_erased(self, print_id: UUID) -> bool:
        """The guest has erased the picture while the printer had this sheet."""
        sql = "SELECT 1 FROM prints WHERE id = ? AND erased_with <> ''"
        found = self._database.read(lambda transaction: transaction.execute(sql, (str(print_id),)).fetchone())
        return found is not None

    def moved(self, print_id: UUID, state: PrintState, sentence: str) -> None:
        """Record the state; `printed` also writes the `print.completed` op, once, in the same transaction."""
        at = self._server_time.now()

        def move(transaction: Transaction) -> None:
            row = transaction.execute(
                "UPDATE prints SET state = ?, sentence = ? WHERE id = ? AND state <> 'printed' RETURNING *",
                (state, sentence, str(print_id)),
            ).fetchone()
            if row and state is PrintState.PRINTED:
                self._outbox.record(transaction, self._completed(transaction, _job(row)), at, print_id)
            if row and row["erased_with"] and state not in _AT_THE_PRINTER:
                list_sheet_for_removal(transaction, row["id"], row["path"], row["erased_with"])
                transaction.execute("DELETE FROM prints WHERE id = ?", (row["id"],))

        self._database.write(move)

    def copies_stay(self, stay: bool) -> None:
        """Whether copies of printed pictures stay at the printer's side, for the doctor."""
        self._settings.let_copies_stay(stay)

    def name_printer(self, name: str) -> None:
        """The printer that sheets come out of from now on; it is named in `print.completed`."""
        self._database.write(lambda transaction: self._settings.put(transaction, "printer", name))

    def _completed(self, transaction: Transaction, job: PrintJob) -> PrintCompleted:
        sql = "SELECT event_id FROM sessions WHERE id = ?"
        [event_id] = transaction.execute(sql, (str(job.session_id),)).fetchone()
        return PrintCompleted(
            event_id=UUID(event_id),
            print_id=job.id,
            session_id=job.session_id,
            generation_id=job.generation_id,
            sheet=job.sheet,
            printer=self._settings.get(transaction, "printer") or "unknown",
        )


def _check_request(transaction: Transaction, generation_id: UUID | None) -> None:
    sql = "SELECT 1 FROM requests WHERE generation_id = ?"
    if generation_id and not transaction.execute(sql, (str(generation_id),)).fetchone():
        raise SetupError("the guest has erased this picture")


def _insert(transaction: Transaction, job: PrintJob) -> None:
    transaction.execute(
        "INSERT INTO prints (id, session_id, generation_id, path, sheet, state, created_at, sentence)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (str(job.id), str(job.session_id), _text(job.generation_id), str(job.path), job.sheet, job.state,
         job.created_at.isoformat(), job.sentence),
    )  # fmt: skip


def _job(row: sqlite3.Row) -> PrintJob:
    return PrintJob(
        id=UUID(row["id"]),
        session_id=UUID(row["session_id"]),
        generation_id=UUID(row["generation_id"]) if row["generation_id"] else None,
        path=Path(row["path"]),
        sheet=row["sheet"],
        state=PrintState(row["state"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        device_job=row["device_job"],
        sentence=row["sentence"],
    )


def _text(each: UUID | None) -> str | None:
    return str(each) if each else None
