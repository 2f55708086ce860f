"""The shots of a session: each kept the moment it is taken, none ever overwritten."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from contract.ids import new_id
from kiosk.domain.model import Shot
from kiosk.store.base import Folders, Kept
from kiosk.store.database import Rows
from kiosk.store.files import write_durably

UNASKED = "(discarded = 0 AND NOT EXISTS (SELECT 1 FROM request_shots WHERE shot_id = shots.id))"
CURRENT = f"session_id = ? AND {UNASKED}"
"""The shots of a picture that is not asked for yet."""


class Photos(Kept):
    """Part of GuestStore."""

    def add_shot(
        self, session_id: UUID, index: int, jpeg: bytes, size: tuple[int, int], at: datetime
    ) -> Shot:
        """Keep one shot; once this returns it survives a power cut. `size` is (width, height)."""
        name = sha256(jpeg).hexdigest()
        write_durably(self.folders.photo(name), jpeg)
        shot = Shot(new_id(), session_id, index, self.folders.photo(name), name, *size, at)

        def keep(rows: Rows) -> None:
            _insert(rows, shot)
            self.touch(rows, session_id)

        self.database.write(keep)
        return shot

    def discard_shots(self, session_id: UUID) -> None:
        """The guest takes them again; shots of a picture that was asked for stay chosen."""
        sql = f"UPDATE shots SET discarded = 1 WHERE {CURRENT}"  # noqa: S608
        self.database.write(lambda rows: rows.execute(sql, (str(session_id),)))

    def shots(self, session_id: UUID) -> tuple["KeptShot", ...]:
        """Every shot that was ever kept of a session, in the order of taking, discarded ones too."""
        sql = "SELECT * FROM shots WHERE session_id = ? ORDER BY id"
        rows = self.database.read(lambda rows: list(rows.query(sql, (str(session_id),))))
        return tuple(KeptShot(shot_of(row, self.folders), bool(row["discarded"])) for row in rows)


@dataclass(frozen=True, slots=True)
class KeptShot:
    """A shot, and whether the guest took it again."""

    shot: Shot
    discarded: bool


def shot_of(row: dict[str, object], folders: Folders) -> Shot:
    return Shot(
        id=UUID(str(row["id"])),
        session_id=UUID(str(row["session_id"])),
        index=int(str(row["position"])),
        path=folders.photo(str(row["sha256"])),
        sha256=str(row["sha256"]),
        width=int(str(row["width"])),
        height=int(str(row["height"])),
        taken_at=datetime.fromisoformat(str(row["taken_at"])),
    )


def _insert(rows: Rows, shot: Shot) -> None:
    rows.execute(
        "INSERT INTO shots (id, session_id, position, sha256, width, height, taken_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            str(shot.id),
            str(shot.session_id),
            shot.index,
            shot.sha256,
            shot.width,
            shot.height,
            shot.taken_at.isoformat(),
        ),
    )
