"""The shots of a session: each kept the moment it is taken, none ever overwritten."""

import json
import sqlite3
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from contract.ids import new_id
from kiosk.domain.model import Shot
from kiosk.store.database import Database, Transaction
from kiosk.store.files import Folders, write_durably
from kiosk.store.sessions import Sessions

UNASKED = "(discarded = 0 AND NOT EXISTS (SELECT 1 FROM request_shots WHERE shot_id = shots.id))"
CURRENT = f"session_id = ? AND {UNASKED}"
"""The shots of a picture that is not asked for yet."""


class Shots:
    """The file comes first, then the row that names it."""

    def __init__(self, database: Database, folders: Folders, sessions: Sessions) -> None:
        self._database = database
        self._folders = folders
        self._sessions = sessions

    def add(self, session_id: UUID, index: int, jpeg: bytes, size: tuple[int, int], at: datetime) -> Shot:
        """Keep one shot; once this returns it survives a power cut. `size` is (width, height)."""
        name = sha256(jpeg).hexdigest()
        write_durably(self._folders.photo(name), jpeg)
        shot = Shot(new_id(), session_id, index, self._folders.photo(name), name, *size, at)

        def keep(transaction: Transaction) -> None:
            if not shot.path.exists():  # The same bytes were erased between the file and its row.
                write_durably(shot.path, jpeg)
            _insert(transaction, shot)
            self._sessions.touch(transaction, session_id)

        self._database.write(keep)
        return shot

    def discard(self, session_id: UUID, kept: tuple[Shot, ...] = ()) -> None:
        """The guest takes all but `kept` again; shots of a picture that was asked for stay chosen."""
        others = "id NOT IN (SELECT value FROM json_each(?))"
        sql = f"UPDATE shots SET discarded = 1 WHERE {CURRENT} AND {others}"  # noqa: S608
        chosen = (str(session_id), json.dumps([str(shot.id) for shot in kept]))
        self._database.write(lambda transaction: transaction.execute(sql, chosen))


def shot_of_row(row: sqlite3.Row, folders: Folders) -> Shot:
    return Shot(
        id=UUID(row["id"]),
        session_id=UUID(row["session_id"]),
        index=row["position"],
        path=folders.photo(row["sha256"]),
        sha256=row["sha256"],
        width=row["width"],
        height=row["height"],
        taken_at=datetime.fromisoformat(row["taken_at"]),
    )


def _insert(transaction: Transaction, shot: Shot) -> None:
    transaction.execute(
        "INSERT INTO shots (id, session_id, position, sha256, width, height, taken_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (str(shot.id), str(shot.session_id), shot.index, shot.sha256, shot.width, shot.height,
         shot.taken_at.isoformat()),
    )  # fmt: skip
