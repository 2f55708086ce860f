"""Erased pictures (X6): the rows go at the platform's word, the files by a list that survives a power cut.

A guest erases a picture on its page. What the booth has of it goes in two steps: the rows, in the transaction
that settles the platform's word, which also lists the files; then the files. Once nothing is left, the booth
says so by `photo.erased`, once.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from contract.sync import OpKind, PhotoErased
from kiosk.store.database import Database, Transaction
from kiosk.store.errors import disk_errors
from kiosk.store.files import Folders, sync_folder
from kiosk.store.outbox import Outbox
from kiosk.store.server_time import ServerTime

_AT_ONCE = 50
"""Files of one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasures:
    """Begun by the platform's word, carried out by whoever makes pictures: none is made meanwhile."""

    database: Database
    folders: Folders
    outbox: Outbox
    server_time: ServerTime

    def begin(self, transaction: Transaction, generation_id: UUID) -> None:
        """Delete the picture's rows and list its files. A picture that is not here is confirmed at once."""
        picture = str(generation_id)
        asked = transaction.execute(
            "SELECT event_id, result_sha256 FROM requests WHERE generation_id = ?", (picture,)
        ).fetchone()
        if asked is None:
            self._confirm_unless_known(transaction, picture)
            return
        transaction.execute("INSERT INTO erasures VALUES (?, ?)", (picture, asked["event_id"]))
        _forget_prints(transaction, picture)
        _forget_ops(transaction, picture)
        transaction.execute("DELETE FROM fetches WHERE generation_id = ?", (picture,))
        if asked["result_sha256"]:
            list_for_removal(transaction, [f"{asked['result_sha256']}.jpg"], "results", picture)
            _mark_as_gone(transaction, asked["result_sha256"])
        self._forget_request(transaction, picture)

    def gone(self, sha256s: Iterable[str]) -> set[str]:
        """Those of these pictures that were erased or taken again."""
        marks = {_mark(sha256): sha256 for sha256 in sha256s}
        sql = "SELECT mark FROM gone WHERE mark IN (SELECT value FROM json_each(?))"
        asked = (json.dumps(list(marks)),)
        found = self.database.read(lambda rows: rows.execute(sql, asked).fetchall())
        return {marks[row["mark"]] for row in found}

    def carry_out(self) -> int:
        """Remove what is listed; how many pictures are erased and confirmed by that. Raises DiskError."""
        while listed := self.database.read(_listed):
            self.database.write(lambda transaction: self._unlink(transaction, listed))
            with disk_errors(self.folders.data):
                for folder in {path.partition("/")[0] for path in listed} | {"looks"}:
                    sync_folder(self.folders.data / folder)
            self.database.write(lambda transaction: _strike_off(transaction, listed))
        return self.database.write(self._confirm_all)

    def _forget_request(self, transaction: Transaction, picture: str) -> None:
        """The request, and its shots, except those that another request shows."""
        own = transaction.execute(
            "SELECT shot_id, sha256 FROM request_shots AS mine JOIN shots ON id = shot_id"
            " WHERE generation_id = ? AND NOT EXISTS (SELECT 1 FROM request_shots AS other"
            " WHERE other.shot_id = mine.shot_id AND other.generation_id <> mine.generation_id)",
            (picture,),
        ).fetchall()
        transaction.execute("DELETE FROM request_shots WHERE generation_id = ?", (picture,))
        transaction.execute("DELETE FROM requests WHERE generation_id = ?", (picture,))
        forget_shots(transaction, own, picture)

    def _unlink(self, transaction: Transaction, listed: Iterable[str]) -> None:
        """In a transaction, so that no shot with the same bytes is kept between the look and the deed."""
        with disk_errors(self.folders.data):
            for path in listed:
                if not _is_shown(transaction, path):
                    (self.folders.data / path).unlink(missing_ok=True)
                    self._unlink_looks(path)

    def _unlink_looks(self, path: str) -> None:
        if path.startswith("photos/"):
            for look in self.folders.looks_of(path.removeprefix("photos/").removesuffix(".jpg")):
                look.unlink(missing_ok=True)

    def _confirm_all(self, transaction: Transaction) -> int:
        gone = transaction.execute(
            "DELETE FROM erasures WHERE NOT EXISTS"
            " (SELECT 1 FROM removals WHERE removals.generation_id = erasures.generation_id)"
            " AND NOT EXISTS (SELECT 1 FROM prints WHERE erased_with = erasures.generation_id)"
            " RETURNING generation_id, event_id"
        ).fetchall()
        for generation_id, event_id in gone:
            self._confirm(transaction, generation_id, UUID(event_id))
        return len(gone)

    def _confirm_unless_known(self, transaction: Transaction, picture: str) -> None:
        """The platform's changes are read again after a new enrolment."""
        known = transaction.execute(
            "SELECT 1 FROM erasures WHERE generation_id = ? UNION ALL"
            " SELECT 1 FROM outbox WHERE subject = ? AND kind = ?",
            (picture, picture, OpKind.PHOTO_ERASED),
        ).fetchone()
        if known is None:
            self._confirm(transaction, picture, None)

    def _confirm(self, transaction: Transaction, picture: str, event_id: UUID | None) -> None:
        erased = PhotoErased(generation_id=UUID(picture), event_id=event_id)
        self.outbox.record(transaction, erased, self.server_time.now(), picture)


def forget_shots(transaction: Transaction, shots: Iterable[tuple[str, str]], picture: str = "") -> None:
    """Delete shots, given as (id, sha256), as `delete_shots` does; copies on drives are to go, too."""
    listed = list(shots)
    delete_shots(transaction, listed, picture)
    for _, sha256 in listed:
        _mark_as_gone(transaction, sha256)


def delete_shots(transaction: Transaction, shots: Iterable[tuple[str, str]], picture: str = "") -> None:
    """Delete the rows of shots, and list their files. No request may refer to them."""
    for shot_id, sha256 in shots:
        transaction.execute("DELETE FROM shots WHERE id = ?", (shot_id,))
        transaction.execute(
            "DELETE FROM uploads WHERE sha256 = ?1 AND NOT EXISTS"
            " (SELECT 1 FROM requests JOIN shots ON shots.id = shot_id WHERE shots.sha256 = ?1)",
            (sha256,),
        )
        list_for_removal(transaction, [f"{sha256}.jpg"], "photos", picture)


def forget_requests(transaction: Transaction, session_id: str) -> None:
    """Delete a session's requests, and list the files of their results. Nothing of them waits any more."""
    gone = transaction.execute(
        "SELECT generation_id, result_sha256 FROM requests WHERE session_id = ?", (session_id,)
    ).fetchall()
    for picture, result in gone:
        _forget_ops(transaction, picture)
        transaction.execute("DELETE FROM fetches WHERE generation_id = ?", (picture,))
        transaction.execute("DELETE FROM request_shots WHERE generation_id = ?", (picture,))
        transaction.execute("DELETE FROM requests WHERE generation_id = ?", (picture,))
        if result:
            list_for_removal(transaction, [f"{result}.jpg"], "results")


def _mark_as_gone(transaction: Transaction, sha256: str) -> None:
    """A copy on a drive is known by that."""
    transaction.execute("INSERT INTO gone VALUES (?) ON CONFLICT DO NOTHING", (_mark(sha256),))


def _mark(sha256: str) -> str:
    """Known again by whoever has the picture; nothing else anywhere has this name."""
    return hashlib.sha256(sha256.encode()).hexdigest()


def list_for_removal(transaction: Transaction, names: Iterable[str], folder: str, picture: str = "") -> None:
    """These files of the data folder are to go, as part of that picture's erasure."""
    transaction.executemany(
        "INSERT INTO removals VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(f"{folder}/{name}", picture) for name in names],
    )


def list_sheet_for_removal(transaction: Transaction, print_id: str, path: str, picture: str = "") -> None:
    """A composed sheet, and what a printer that is a folder made of it."""
    list_for_removal(transaction, [Path(path).name], "prints", picture)
    list_for_removal(transaction, [f"{print_id}.jpg", f"{print_id}.pdf"], "printed", picture)


def _forget_prints(transaction: Transaction, picture: str) -> None:
    """What the printer has already is followed to its end first: see `Prints.moved`."""
    transaction.execute(
        "UPDATE prints SET generation_id = NULL, erased_with = ?1"
        " WHERE generation_id = ?1 AND state IN ('submitted', 'held')",
        (picture,),
    )
    for print_id, path in transaction.execute(
        "DELETE FROM prints WHERE generation_id = ? RETURNING id, path", (picture,)
    ).fetchall():
        list_sheet_for_removal(transaction, print_id, path, picture)


def _forget_ops(transaction: Transaction, picture: str) -> None:
    """What the platform has settled is not sent again: of the request, its guest's part is not kept."""
    transaction.execute(
        "UPDATE outbox SET payload = json_object('generation_id', subject,"
        " 'event_id', payload ->> 'event_id', 'style_id', payload ->> 'style_id',"
        " 'price', payload -> 'price', 'lease_id', payload ->> 'lease_id'),"
        " asked_again = CASE state WHEN 'rejected' THEN 'erased' ELSE asked_again END"
        " WHERE subject = ? AND kind = ? AND state <> 'pending'",
        (picture, OpKind.GENERATION_REQUESTED),
    )


def _listed(transaction: Transaction) -> list[str]:
    rows = transaction.execute("SELECT DISTINCT path FROM removals ORDER BY path LIMIT ?", (_AT_ONCE,))
    return [row["path"] for row in rows]


def _strike_off(transaction: Transaction, listed: Iterable[str]) -> None:
    transaction.executemany("DELETE FROM removals WHERE path = ?", [(path,) for path in listed])


def _is_shown(transaction: Transaction, path: str) -> bool:
    """Whether a row names a file of this content: a camera may give the same picture twice."""
    folder, _, name = path.partition("/")
    sql = {
        "photos": "SELECT 1 FROM shots WHERE sha256 = ?",
        "results": "SELECT 1 FROM requests WHERE result_sha256 = ?",
    }.get(folder)
    return bool(sql and transaction.execute(sql, (name.removesuffix(".jpg"),)).fetchone())
