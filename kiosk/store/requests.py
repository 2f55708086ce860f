"""The promise of a picture: request, debit, claim code, ticket, op and upload, all or nothing."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contract.config import PrintLayout
from contract.ids import new_claim_code, new_id
from contract.sync import GenerationChanged, GenerationRequested, GenerationState
from kiosk.domain.clock import Clock
from kiosk.domain.errors import BugError, SetupError
from kiosk.domain.model import Funding, Request, Shot
from kiosk.store.configs import Configs
from kiosk.store.database import Database, Transaction
from kiosk.store.errors import disk_errors
from kiosk.store.files import Folders
from kiosk.store.leases import Leases
from kiosk.store.outbox import Outbox
from kiosk.store.sessions import Sessions
from kiosk.store.shots import UNASKED
from kiosk.store.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Promise:
    """A request that is about to be written, with its session's row."""

    generation_id: UUID
    session: sqlite3.Row
    event_id: UUID
    shot: Shot
    style_id: UUID
    price: int
    claim_code: str
    claim_url: str
    ticket: int
    ticket_prefix: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """Asked for by guests, moved on by the platform's answers."""

    database: Database
    clock: Clock
    folders: Folders
    configs: Configs
    sessions: Sessions
    leases: Leases
    outbox: Outbox
    uploads: Uploads

    def make(self, session_id: UUID, shot: Shot, style_id: UUID, price: int, at: datetime) -> Request:
        """Request, lease debit, outbox op and upload in ONE transaction.

        Price and layout are fixed here, whatever the session's guest chooses for another picture.
        """
        config = self.configs.current()
        if config is None:
            raise SetupError("the booth has no config")
        with disk_errors(shot.path):
            size = shot.path.stat().st_size

        def promise(transaction: Transaction) -> Request:
            session = _consented(transaction, session_id)
            code = new_claim_code()
            made = Promise(
                generation_id=new_id(),
                session=session,
                event_id=UUID(session["event_id"]),
                shot=shot,
                style_id=style_id,
                price=price,
                claim_code=code,
                claim_url=f"{config.guest_url}{code}",
                ticket=next_ticket(transaction, session["event_id"]),
                ticket_prefix=session["ticket_prefix"],
                at=at,
            )
            lease_id = self._spend(transaction, made)
            self._insert(transaction, made, lease_id)
            self.outbox.record(transaction, _op(made, lease_id), at, made.generation_id)
            self.uploads.queue(transaction, shot, size)
            self.sessions.touch(transaction, session_id)
            return self._one(transaction, made.generation_id)

        return self.database.write(promise)

    def promise_again(self, transaction: Transaction, promise: Promise) -> Request:
        """Its row, which has the new id already, begins anew; its dead letter names the op that follows."""
        lease_id, subject = self._spend(transaction, promise), str(promise.generation_id)
        transaction.execute(
            "UPDATE requests SET event_id = ?, price = ?, lease_id = ?, claim_code = ?, claim_url = ?,"
            " ticket = ?, ticket_prefix = ?, requested_at = ?, requested_monotonic = ?, boot_id = ?,"
            " state = ?, result_sha256 = NULL, fetched = 0, failure = '' WHERE generation_id = ?",
            (str(promise.event_id), promise.price, _text(lease_id), promise.claim_code, promise.claim_url,
             promise.ticket, promise.ticket_prefix, promise.at.isoformat(), self.clock.monotonic(),
             self.clock.boot_id, GenerationState.AWAITING_PHOTO, subject),
        )  # fmt: skip
        op_id = self.outbox.record(transaction, _op(promise, lease_id), promise.at, promise.generation_id)
        self.outbox.answer_dead_letters(transaction, subject, str(op_id))
        return self._one(transaction, promise.generation_id)

    def get(self, generation_id: UUID) -> Request | None:
        """The request of a picture, as it is now."""
        return self.database.read(lambda transaction: self._find(transaction, generation_id))

    def of_session(self, transaction: Transaction, session_id: UUID) -> list[Request]:
        """Every picture that a session asked for, oldest first."""
        sql = "SELECT * FROM requests WHERE session_id = ? ORDER BY generation_id"
        return [self._of_row(row) for row in transaction.execute(sql, (str(session_id),))]

    def credits_since(self, seconds: float) -> int:
        """Credits promised at this booth in the last `seconds` of this boot."""
        sql = "SELECT coalesce(sum(price), 0) FROM requests WHERE boot_id = ? AND requested_monotonic >= ?"
        since = (self.clock.boot_id, self.clock.monotonic() - seconds)
        return int(self.database.read(lambda transaction: transaction.execute(sql, since).fetchone()[0]))

    def fail(self, transaction: Transaction, generation_id: UUID, sentence: str) -> None:
        """The platform rejected the request itself."""
        transaction.execute(
            "UPDATE requests SET state = ?, failure = ? WHERE generation_id = ?",
            (GenerationState.FAILED, sentence, str(generation_id)),
        )

    def move(self, transaction: Transaction, change: GenerationChanged) -> bool:
        """Take over the platform's word; whether there is now a result to fetch.

        Until the result is here the picture counts as still being made.
        """
        ready = change.state is GenerationState.READY and change.result_sha256 is not None
        state = GenerationState.RUNNING if ready else change.state
        moved = transaction.execute(
            "UPDATE requests SET state = ?, failure = ?, result_sha256 = coalesce(?, result_sha256)"
            " WHERE generation_id = ? AND fetched = 0",
            (state, change.failure, change.result_sha256, str(change.generation_id)),
        )
        return ready and moved.rowcount > 0

    def _spend(self, transaction: Transaction, promise: Promise) -> UUID | None:
        return self.leases.spend(transaction, promise.event_id, promise.price) if promise.price else None

    def _insert(self, transaction: Transaction, promise: Promise, lease_id: UUID | None) -> None:
        session_id = promise.session["id"]
        transaction.execute(
            "INSERT INTO requests (generation_id, session_id, event_id, style_id, shot_id, price, lease_id,"
            " claim_code, claim_url, ticket, ticket_prefix, requested_at, requested_monotonic, boot_id,"
            " state, layout) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (str(promise.generation_id), session_id, str(promise.event_id), str(promise.style_id),
             str(promise.shot.id), promise.price, _text(lease_id), promise.claim_code,
             promise.claim_url, promise.ticket, promise.ticket_prefix, promise.at.isoformat(),
             self.clock.monotonic(), self.clock.boot_id, GenerationState.AWAITING_PHOTO,
             promise.session["layout"] or PrintLayout.SINGLE),
        )  # fmt: skip
        transaction.execute(
            f"INSERT INTO request_shots SELECT ?, id FROM shots WHERE session_id = ? AND ({UNASKED}"  # noqa: S608
            " OR id = ? OR id IN (SELECT shot_id FROM request_shots WHERE generation_id IN"
            " (SELECT generation_id FROM request_shots WHERE shot_id = ?)))",
            (str(promise.generation_id), session_id, str(promise.shot.id), str(promise.shot.id)),
        )

    def _one(self, transaction: Transaction, generation_id: UUID) -> Request:
        found = self._find(transaction, generation_id)
        if found is None:
            raise BugError("a request vanished inside its own transaction")
        return found

    def _find(self, transaction: Transaction, generation_id: UUID) -> Request | None:
        sql = "SELECT * FROM requests WHERE generation_id = ?"
        row = transaction.execute(sql, (str(generation_id),)).fetchone()
        return self._of_row(row) if row else None

    def _of_row(self, row: sqlite3.Row) -> Request:
        funded = row["lease_id"] is not None or row["price"] == 0
        return Request(
            generation_id=UUID(row["generation_id"]),
            session_id=UUID(row["session_id"]),
            style_id=UUID(row["style_id"]),
            shot_id=UUID(row["shot_id"]),
            price=row["price"],
            funding=Funding.LEASED if funded else Funding.UNFUNDED,
            claim_code=row["claim_code"],
            claim_url=row["claim_url"],
            ticket=row["ticket"],
            ticket_prefix=row["ticket_prefix"],
            requested_at=datetime.fromisoformat(row["requested_at"]),
            state=GenerationState(row["state"]),
            result_path=self.folders.result(row["result_sha256"]) if row["fetched"] else None,
            failure=row["failure"],
            layout=PrintLayout(row["layout"]),
        )


def _consented(transaction: Transaction, session_id: UUID) -> sqlite3.Row:
    sql = "SELECT * FROM sessions WHERE id = ? AND consent_at IS NOT NULL"
    session: sqlite3.Row | None = transaction.execute(sql, (str(session_id),)).fetchone()
    if session is None:
        raise BugError("a picture was asked for without a consent")
    return session


def _text(each: UUID | None) -> str | None:
    return str(each) if each else None


def next_ticket(transaction: Transaction, event_id: str) -> int:
    """The number after the last one that this booth gave at the event."""
    sql = "SELECT coalesce(max(ticket), 0) + 1 FROM requests WHERE event_id = ?"
    return int(transaction.execute(sql, (event_id,)).fetchone()[0])


def _op(promise: Promise, lease_id: UUID | None) -> GenerationRequested:
    return GenerationRequested.model_validate(
        {
            "generation_id": promise.generation_id,
            "session_id": promise.session["id"],
            "event_id": promise.event_id,
            "style_id": promise.style_id,
            "price": promise.price,
            "lease_id": lease_id,
            "photo_sha256": promise.shot.sha256,
            "claim_code": promise.claim_code,
            "ticket": promise.ticket,
            "ticket_prefix": promise.ticket_prefix,
            "consent_version": promise.session["consent_version"],
            "consent_at": promise.session["consent_at"],
            "language": promise.session["language"],
        }
    )
