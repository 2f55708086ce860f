"""After a crash or a power cut: the session that was cut short, if its guest may still be there (X2)."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from contract.problem import Code
from contract.sync import OpKind
from kiosk.domain.clock import Clock
from kiosk.domain.model import NO_COPY, InterruptedSession, PrintState, Request, Shot
from kiosk.store.configs import Configs
from kiosk.store.database import Database, Transaction
from kiosk.store.files import Folders
from kiosk.store.requests import Requests
from kiosk.store.server_time import ServerTime
from kiosk.store.sessions import Sessions
from kiosk.store.shots import CURRENT, shot_of_row

STILL_THERE = timedelta(minutes=15)
"""How long ago the guest may have touched the booth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """Asked once, when the booth starts."""

    database: Database
    clock: Clock
    server_time: ServerTime
    folders: Folders
    configs: Configs
    sessions: Sessions
    requests: Requests

    def interrupted_session(self) -> InterruptedSession | None:
        """The newest session that never ended, once consented; all the others are ended as abandoned."""
        at = self.server_time.now()
        config = self.configs.current()
        event_id = str(config.event.id) if config and config.event else ""

        def find(transaction: Transaction) -> InterruptedSession | None:
            found = None
            sql = "SELECT * FROM sessions WHERE ended_at IS NULL ORDER BY +id DESC"  # by the open ones
            for session in transaction.execute(sql).fetchall():
                if found is None and session["event_id"] == event_id and self._may_be_there(session):
                    found = self._interrupted(transaction, session)
                else:
                    self.sessions.end_in(transaction, UUID(session["id"]), "abandoned", at)
            return found

        return self.database.write(find)

    def _interrupted(self, transaction: Transaction, session: sqlite3.Row) -> InterruptedSession:
        session_id = UUID(session["id"])
        in_order = " ORDER BY position, id"
        shots = self._shots(transaction, f"SELECT * FROM shots WHERE {CURRENT}{in_order}", session_id)  # noqa: S608
        asked = self.requests.of_session(transaction, session_id)
        request = asked[-1] if asked and not shots else None
        if request is not None:
            request = replace(request, refusal=_refusal(transaction, request))
            sql = "SELECT shots.* FROM shots JOIN request_shots ON shot_id = id WHERE generation_id = ?"
            shots = self._shots(transaction, sql + in_order, request.generation_id)
        chosen = UUID(session["style_id"]) if session["style_id"] else None
        return InterruptedSession(
            session_id=session_id,
            language=session["language"],
            consented=True,
            style_id=request.style_id if request else chosen,
            layout=request.layout if request else session["layout"],
            shots=shots,
            request=request,
            prints=_prints(transaction, request) if request else (),
        )

    def _may_be_there(self, session: sqlite3.Row) -> bool:
        """In the same boot by the monotonic clock; after a power cut only the wall clock is left."""
        if session["consent_at"] is None:
            return False
        if session["touched_boot"] == self.clock.boot_id:
            gone = timedelta(seconds=self.clock.monotonic() - session["touched_monotonic"])
        else:
            gone = abs(self.clock.now() - datetime.fromisoformat(session["touched_at"]))
        return gone <= STILL_THERE

    def _shots(self, transaction: Transaction, sql: str, of: UUID) -> tuple[Shot, ...]:
        return tuple(shot_of_row(row, self.folders) for row in transaction.execute(sql, (str(of),)))


def _prints(transaction: Transaction, request: Request) -> tuple[tuple[UUID, PrintState], ...]:
    sql = "SELECT id, state FROM prints WHERE generation_id = ? AND state NOT IN (?, ?) ORDER BY id"
    sheets = transaction.execute(sql, (str(request.generation_id), *NO_COPY))
    return tuple((UUID(sheet["id"]), PrintState(sheet["state"])) for sheet in sheets)


def _refusal(transaction: Transaction, request: Request) -> Code | None:
    """Why the platform rejected it, unless it was asked for again since."""
    dead = transaction.execute(
        "SELECT code FROM outbox WHERE subject = ? AND kind = ? AND state = 'rejected' AND asked_again = ''",
        (str(request.generation_id), OpKind.GENERATION_REQUESTED),
    ).fetchone()
    return Code(dead["code"] or Code.INVALID) if dead else None
