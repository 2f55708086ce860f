"""The promise of a picture: request, debit, claim code, ticket, op and upload, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contract.config import KioskConfig
from contract.ids import new_claim_code, new_id
from contract.sync import GenerationRequested, GenerationState
from kiosk.domain.errors import BugError, SetupError
from kiosk.domain.model import Funding, Request, Shot
from kiosk.store.base import Folders
from kiosk.store.config import Configs
from kiosk.store.database import Rows
from kiosk.store.leases import Leases
from kiosk.store.sessions import Sessions
from kiosk.store.shots import UNASKED


@dataclass(frozen=True, slots=True)
class _Promise:
    """A request that is about to be written."""

    generation_id: UUID
    session: dict[str, object]
    shot: Shot
    style_id: UUID
    price: int
    lease_id: UUID | None
    claim_code: str
    claim_url: str
    ticket: int
    at: datetime


class Requests(Sessions, Leases, Configs):
    """Part of GuestStore, and what the engine asks about a picture."""

    def request(self, session_id: UUID, shot: Shot, style_id: UUID, price: int, at: datetime) -> Request:
        """Request, lease debit, outbox op and upload in ONE transaction. The price is fixed here."""
        config = self.config()
        if config is None:
            raise SetupError("the booth has no config")
        size = shot.path.stat().st_size

        def keep(rows: Rows) -> Request:
            promise = self._promise(rows, config, (session_id, shot, style_id, price, at))
            self._insert(rows, promise)
            self.record(rows, _op(promise), at, promise.generation_id)
            rows.execute(
                "INSERT INTO uploads (sha256, path, size) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (shot.sha256, str(shot.path), size),
            )
            return self._one(rows, promise.generation_id)

        return self.database.write(keep)

    def request_of(self, generation_id: UUID) -> Request | None:
        """The request of a picture, as it is now."""
        return self.database.read(lambda rows: self._find(rows, "generation_id = ?", str(generation_id)))

    def requests(self, session_id: UUID) -> Sequence[Request]:
        """Every picture that a session asked for, oldest first."""
        return self.database.read(lambda rows: self.requests_in(rows, str(session_id)))

    def requests_in(self, rows: Rows, session_id: str) -> list[Request]:
        sql = "SELECT * FROM requests WHERE session_id = ? ORDER BY generation_id"
        return [request_of_row(row, self.folders) for row in rows.query(sql, (session_id,))]

    def _promise(
        self, rows: Rows, config: KioskConfig, asked: tuple[UUID, Shot, UUID, int, datetime]
    ) -> _Promise:
        session_id, shot, style_id, price, at = asked
        session = next(iter(rows.query("SELECT * FROM sessions WHERE id = ?", (str(session_id),))), None)
        if session is None or session["consent_at"] is None:
            raise BugError("a picture was asked for without a consent")
        event_id = UUID(session["event_id"])
        code = new_claim_code()
        ticket = rows.execute(
            "SELECT coalesce(max(ticket), 0) + 1 FROM requests WHERE event_id = ?", (str(event_id),)
        ).fetchone()[0]
        lease_id = self.spend(rows, event_id, price) if price else None
        url = f"{config.guest_url}{code}"
        return _Promise(new_id(), session, shot, style_id, price, lease_id, code, url, ticket, at)

    def _insert(self, rows: Rows, promise: _Promise) -> None:
        session_id = promise.session["id"]
        lease = str(promise.lease_id) if promise.lease_id else None
        rows.execute(
            "INSERT INTO requests (generation_id, session_id, event_id, style_id, shot_id, price, lease_id,"
            " claim_code, claim_url, ticket, requested_at, requested_monotonic, boot_id, state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (str(promise.generation_id), session_id, promise.session["event_id"], str(promise.style_id),
             str(promise.shot.id), promise.price, lease, promise.claim_code, promise.claim_url,
             promise.ticket, promise.at.isoformat(), self.clock.monotonic(), self.boot_id,
             GenerationState.AWAITING_PHOTO),
        )  # fmt: skip
        rows.execute(
            f"INSERT INTO request_shots SELECT ?, id FROM shots WHERE session_id = ? AND ({UNASKED}"  # noqa: S608
            " OR id = ? OR id IN (SELECT shot_id FROM request_shots WHERE generation_id IN"
            " (SELECT generation_id FROM request_shots WHERE shot_id = ?)))",
            (str(promise.generation_id), session_id, str(promise.shot.id), str(promise.shot.id)),
        )
        rows.execute("UPDATE sessions SET touched_at = ? WHERE id = ?", (promise.at.isoformat(), session_id))

    def _one(self, rows: Rows, generation_id: UUID) -> Request:
        found = self._find(rows, "generation_id = ?", str(generation_id))
        if found is None:
            raise BugError("a request vanished inside its own transaction")
        return found

    def _find(self, rows: Rows, where: str, value: str) -> Request | None:
        for row in rows.query(f"SELECT * FROM requests WHERE {where}", (value,)):  # noqa: S608
            return request_of_row(row, self.folders)
        return None


def _op(promise: _Promise) -> GenerationRequested:
    return GenerationRequested.model_validate(
        {
            "generation_id": promise.generation_id,
            "session_id": promise.session["id"],
            "event_id": promise.session["event_id"],
            "style_id": promise.style_id,
            "price": promise.price,
            "lease_id": promise.lease_id,
            "photo_sha256": promise.shot.sha256,
            "claim_code": promise.claim_code,
            "ticket": promise.ticket,
            "consent_version": promise.session["consent_version"],
            "consent_at": promise.session["consent_at"],
            "language": promise.session["language"],
        }
    )


def request_of_row(row: dict[str, object], folders: Folders) -> Request:
    result = folders.result(str(row["result_sha256"])) if row["fetched"] else None
    funded = row["lease_id"] is not None or row["price"] == 0
    return Request(
        generation_id=UUID(str(row["generation_id"])),
        session_id=UUID(str(row["session_id"])),
        style_id=UUID(str(row["style_id"])),
        shot_id=UUID(str(row["shot_id"])),
        price=int(str(row["price"])),
        funding=Funding.LEASED if funded else Funding.UNFUNDED,
        claim_code=str(row["claim_code"]),
        claim_url=str(row["claim_url"]),
        ticket=int(str(row["ticket"])),
        requested_at=datetime.fromisoformat(str(row["requested_at"])),
        state=GenerationState(str(row["state"])),
        result_path=result,
        failure=str(row["failure"]),
    )
