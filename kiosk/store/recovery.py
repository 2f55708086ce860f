"""After a crash or a power cut: the session that was cut short, if its guest may still be there (X2)."""

from datetime import datetime, timedelta
from uuid import UUID

from kiosk.domain.model import InterruptedSession, Request, Shot
from kiosk.store.database import Rows
from kiosk.store.requests import Requests
from kiosk.store.shots import CURRENT, shot_of

STILL_THERE = timedelta(minutes=15)
"""How long ago the guest may have touched the booth."""


class Resuming(Requests):
    """Part of GuestStore."""

    def interrupted_session(self) -> InterruptedSession | None:
        """The newest session that never ended, once consented; all the others are ended as abandoned."""
        at = self.wall()
        config = self.config()
        event_id = str(config.event.id) if config and config.event else ""

        def find(rows: Rows) -> InterruptedSession | None:
            found = None
            sql = "SELECT * FROM sessions WHERE ended_at IS NULL ORDER BY id DESC"
            for session in list(rows.query(sql)):
                if found is None and session["event_id"] == event_id and self._may_be_there(session):
                    found = self._interrupted(rows, session)
                else:
                    self.end(rows, session["id"], "abandoned", at)
            return found

        return self.database.write(find)

    def _interrupted(self, rows: Rows, session: dict[str, str]) -> InterruptedSession:
        shots = self._shots(rows, f"SELECT * FROM shots WHERE {CURRENT} ORDER BY id", session["id"])  # noqa: S608
        asked = self.requests_in(rows, session["id"])
        request = asked[-1] if asked and not shots else None
        if request is not None:
            sql = "SELECT shots.* FROM shots JOIN request_shots ON shot_id = id WHERE generation_id = ?"
            hero_last = " ORDER BY position, id"
            shots = self._shots(rows, sql + hero_last, str(request.generation_id))
        return InterruptedSession(
            session_id=UUID(session["id"]),
            language=session["language"],
            consented=True,
            style_id=request.style_id if request else _id(session["style_id"]),
            layout=session["layout"],
            shots=shots,
            request=request,
            prints=_prints(rows, request) if request else 0,
        )

    def _may_be_there(self, session: dict[str, str]) -> bool:
        """In the same boot by the monotonic clock; after a power cut only the wall clock is left."""
        if session["consent_at"] is None:
            return False
        if session["touched_boot"] == self.boot_id:
            gone = timedelta(seconds=self.clock.monotonic() - float(session["touched_monotonic"]))
        else:
            gone = abs(self.clock.now() - datetime.fromisoformat(session["touched_at"]))
        return gone <= STILL_THERE

    def _shots(self, rows: Rows, sql: str, key: str) -> tuple[Shot, ...]:
        return tuple(shot_of(row, self.folders) for row in rows.query(sql, (key,)))


def _prints(rows: Rows, request: Request) -> int:
    sql = "SELECT count(*) FROM prints WHERE generation_id = ?"
    return int(rows.execute(sql, (str(request.generation_id),)).fetchone()[0])


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None
