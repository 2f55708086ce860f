"""Asking anew for pictures that the platform refused: other ids, the same guest, photo and claim code."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from contract.config import KioskConfig
from contract.ids import new_claim_code, new_id
from contract.sync import GenerationState, OpKind
from contract.tickets import read_label
from kiosk.domain.errors import SetupError
from kiosk.domain.model import Request, Shot
from kiosk.store.configs import Configs
from kiosk.store.database import Database, Transaction
from kiosk.store.errors import disk_errors
from kiosk.store.files import Folders
from kiosk.store.outbox import Outbox
from kiosk.store.requests import Promise, Requests, next_ticket
from kiosk.store.shots import shot_of_row
from kiosk.store.uploads import Uploads


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRequests:
    """Its rows keep the guest's promise: one request for each ticket, whatever became of earlier attempts."""

    database: Database
    folders: Folders
    configs: Configs
    requests: Requests
    outbox: Outbox
    uploads: Uploads

    def ask_again(self, ticket: str, at: datetime, *, here: bool = False, new_code: bool = False) -> Request:
        """A new request, paid for now, for the newest refused one with this ticket number (`B-017`).

        `here`: the booth's present event pays, instead of the one for which the picture was asked; the ticket
        then gets a number of that event. `new_code`: the guest's code is another picture's on the platform,
        so a new one is made. Raises SetupError: it cannot be asked for.
        """
        config = self.configs.current()
        if config is None:
            raise SetupError("the booth has no config")

        def ask(transaction: Transaction) -> Request:
            refused = _find(transaction, ticket)
            made = replace(self._promise_of(transaction, refused), at=at)
            if here:
                made = _moved(transaction, made, config)
            if new_code:
                code = new_claim_code()
                made = replace(made, claim_code=code, claim_url=f"{config.guest_url}{code}")
            made = replace(made, price=_price(made, config))
            _rename(transaction, refused["generation_id"], made.generation_id)
            self._upload(transaction, made.shot)
            return self.requests.promise_again(transaction, made)

        return self.database.write(ask)

    def _promise_of(self, transaction: Transaction, refused: sqlite3.Row) -> Promise:
        """The promise as it was given, under a new id."""
        session = "SELECT * FROM sessions WHERE id = ?"
        shot = "SELECT * FROM shots WHERE id = ?"
        return Promise(
            generation_id=new_id(),
            session=transaction.execute(session, (refused["session_id"],)).fetchone(),
            event_id=UUID(refused["event_id"]),
            shot=shot_of_row(transaction.execute(shot, (refused["shot_id"],)).fetchone(), self.folders),
            style_id=UUID(refused["style_id"]),
            price=refused["price"],
            claim_code=refused["claim_code"],
            claim_url=refused["claim_url"],
            ticket=refused["ticket"],
            ticket_prefix=refused["ticket_prefix"],
            at=datetime.fromisoformat(refused["requested_at"]),
        )

    def _upload(self, transaction: Transaction, shot: Shot) -> None:
        """The platform may have forgotten the photo: what it has still is not sent again."""
        with disk_errors(shot.path):
            size = shot.path.stat().st_size
        self.uploads.queue(transaction, shot, size)
        self.uploads.wanted(transaction, shot.sha256)


def _find(transaction: Transaction, ticket: str) -> sqlite3.Row:
    prefix, number = read_label(ticket) or ("", 0)
    found: sqlite3.Row | None = transaction.execute(
        "SELECT requests.* FROM requests JOIN outbox ON subject = generation_id"
        " WHERE ticket_prefix = ? AND ticket = ? AND requests.state = ? AND kind = ?"
        " AND outbox.state = 'rejected' AND asked_again = '' ORDER BY requested_at DESC LIMIT 1",
        (prefix, number, GenerationState.FAILED, OpKind.GENERATION_REQUESTED),
    ).fetchone()
    if found is None:
        raise SetupError(f"no refused picture has the ticket {ticket}; see: kiosk queue")
    return found


def _moved(transaction: Transaction, promise: Promise, config: KioskConfig) -> Promise:
    """The promise at the booth's present event, with a ticket of that event."""
    if config.event is None:
        raise SetupError("the booth works for no event now")
    if config.event.id == promise.event_id:
        return promise
    ticket = next_ticket(transaction, str(config.event.id))
    return replace(promise, event_id=config.event.id, ticket=ticket, ticket_prefix=config.ticket_prefix)


def _price(promise: Promise, config: KioskConfig) -> int:
    """The style's present price at the booth's present event; at another one what was promised there."""
    if config.event is None or config.event.id != promise.event_id:
        return promise.price
    style = config.styles().get(promise.style_id)
    if style is None:
        raise SetupError("the style of this picture is not offered at the event now")
    return style.price


def _rename(transaction: Transaction, refused: str, generation_id: UUID) -> None:
    """What belongs to the refused request belongs to the new one, its dead letter included."""
    transaction.execute("PRAGMA defer_foreign_keys = ON")
    for table, column in (
        ("requests", "generation_id"),
        ("request_shots", "generation_id"),
        ("prints", "generation_id"),
        ("outbox", "subject"),
    ):
        sql = f"UPDATE {table} SET {column} = ? WHERE {column} = ?"  # noqa: S608
        transaction.execute(sql, (str(generation_id), refused))
