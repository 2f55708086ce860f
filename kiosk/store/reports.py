"""What the store holds, as rows for people: `kiosk queue`, and the export of an event's pictures.

Only the support commands import this module, and with it sqlite-utils.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlite_utils

from contract.tickets import ticket_label
from kiosk.domain.errors import SetupError
from kiosk.store.files import Folders
from kiosk.store.store import Store


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One picture of one session, or a session that asked for none (no ticket)."""

    started_at: str
    outcome: str
    shots: int
    ticket: str
    style: str
    state: str
    price: int
    paid_by: str
    prints: int
    failure: str


@dataclass(frozen=True, slots=True)
class OpLine:
    """One op that the platform has not taken, or has rejected; with the ticket of the picture it asks for.

    `asked_again`: a rejected one whose picture was asked for again since, here or at the platform.
    """

    epoch: int
    seq: int
    kind: str
    ticket: str
    occurred_at: str
    attempts: int
    code: str
    sentence: str
    asked_again: bool


@dataclass(frozen=True, slots=True)
class RefusedPhotoLine:
    """One photo that is lost, or that the platform has refused, by the beginning of its digest."""

    photo: str
    attempts: int
    sentence: str


@dataclass(frozen=True, slots=True)
class PrintLine:
    """One sheet that is not known to have come out, by its guest's ticket if it has one."""

    created_at: str
    ticket: str
    sheet: int
    state: str
    sentence: str


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """One file of one session, under the name that it gets in an export."""

    name: str
    path: Path
    sha256: str


_SESSIONS = """
    SELECT started_at, coalesce(outcome, 'open') AS outcome,
        (SELECT count(*) FROM shots WHERE shots.session_id = sessions.id) AS shots,
        coalesce(ticket, 0) AS ticket, coalesce(requests.ticket_prefix, '') AS ticket_prefix,
        coalesce(requests.style_id, sessions.style_id, '') AS style,
        coalesce(state, '') AS state, coalesce(price, 0) AS price,
        CASE WHEN ticket IS NULL THEN '' WHEN price = 0 THEN 'nobody' WHEN lease_id IS NOT NULL THEN 'lease'
            ELSE 'event, if it has credits' END AS paid_by,
        (SELECT count(*) FROM prints WHERE prints.generation_id = requests.generation_id) AS prints,
        coalesce(failure, '') AS failure
    FROM sessions LEFT JOIN requests ON requests.session_id = sessions.id
    ORDER BY sessions.id DESC, requests.generation_id DESC LIMIT ?
"""
_OPS = """
    SELECT epoch, seq, kind, coalesce(ticket, 0) AS ticket, coalesce(ticket_prefix, '') AS ticket_prefix,
        occurred_at, attempts, code, sentence, asked_again <> '' AS asked_again
    FROM outbox LEFT JOIN requests ON generation_id = subject
    WHERE outbox.state = ? ORDER BY epoch, seq
"""
_PRINTS = """
    SELECT prints.created_at AS created_at, coalesce(ticket, 0) AS ticket,
        coalesce(ticket_prefix, '') AS ticket_prefix, sheet, prints.state AS state, sentence
    FROM prints LEFT JOIN requests ON requests.generation_id = prints.generation_id
    WHERE prints.state NOT IN ('printed', 'cancelled')
        OR sentence LIKE 'CUPS was stopped and sent this print again%'
    ORDER BY prints.id
"""
_REFUSED_PHOTOS = """
    SELECT substr(sha256, 1, 12) AS photo, attempts, sentence
    FROM uploads WHERE sent = 0 AND (lost = 1 OR refusals > 0) ORDER BY rowid
"""
_PICTURES = """
    SELECT sessions.id AS session, shots.sha256 AS sha256,
        min(requests.ticket) AS ticket, coalesce(requests.ticket_prefix, '') AS ticket_prefix
    FROM shots JOIN sessions ON sessions.id = shots.session_id
    LEFT JOIN request_shots ON request_shots.shot_id = shots.id
    LEFT JOIN requests ON requests.generation_id = request_shots.generation_id
    WHERE (request_shots.shot_id IS NOT NULL OR NOT discarded) AND :event IN ('', sessions.event_id)
    GROUP BY shots.id ORDER BY shots.id
"""
_RESULTS = """
    SELECT ticket, ticket_prefix, result_sha256 AS sha256 FROM requests
    WHERE fetched = 1 AND :event IN ('', event_id)
    ORDER BY requested_at, generation_id
"""


def session_lines(store: Store, limit: int = 200) -> list[SessionLine]:
    """The newest sessions first; `limit` -1: all of them."""
    names = _style_names(store)
    lines = [_labelled(row) for row in _rows(store, _SESSIONS, limit)]
    return [SessionLine(**(line | {"style": names.get(line["style"], line["style"])})) for line in lines]


def _style_names(store: Store) -> dict[str, str]:
    """Of the present event's styles, by id; those of earlier ones are not known any more."""
    try:
        config = store.configs.current()
    except SetupError:
        config = None
    return {str(each.id): each.name.es for each in config.styles().values()} if config else {}


def pending_lines(store: Store) -> list[OpLine]:
    """Ops that are not settled, due or not, in their order."""
    return [_op_line(row) for row in _rows(store, _OPS, "pending")]


def dead_letter_lines(store: Store) -> list[OpLine]:
    """Ops that the platform rejected."""
    return [_op_line(row) for row in _rows(store, _OPS, "rejected")]


def refused_photo_lines(store: Store) -> list[RefusedPhotoLine]:
    """Photos that are lost, or that the platform has refused, whether they are tried again or not."""
    return [RefusedPhotoLine(**row) for row in _rows(store, _REFUSED_PHOTOS)]


def print_lines(store: Store) -> list[PrintLine]:
    """Sheets that wait, are under way, in doubt, failed or came out more than once, oldest first."""
    return [PrintLine(**_labelled(row)) for row in _rows(store, _PRINTS)]


def kept_pictures(store: Store, event_id: str = "") -> list[KeptPicture]:
    """The shots that guests kept, and the results, of one event or all; named by ticket, else by session."""
    of = {"event": event_id}
    shots = _shots(_rows(store, _PICTURES, of), store.folders)
    return [*shots, *_results(_rows(store, _RESULTS, of), store.folders)]


def _rows(store: Store, sql: str, *parameters: object) -> list[dict[str, Any]]:
    """`parameters`: one for each question mark, or one mapping."""
    given: Any = parameters[0] if parameters and isinstance(parameters[0], dict) else parameters
    return store.database.read(lambda transaction: list(sqlite_utils.Database(transaction).query(sql, given)))


def _labelled(row: dict[str, Any]) -> dict[str, Any]:
    number, prefix = row["ticket"], row.pop("ticket_prefix")
    return row | {"ticket": ticket_label(prefix, number) if number else ""}


def _op_line(row: dict[str, Any]) -> OpLine:
    return OpLine(**(_labelled(row) | {"asked_again": bool(row["asked_again"])}))


def _shots(rows: list[dict[str, Any]], folders: Folders) -> Iterator[KeptPicture]:
    numbers: dict[str, int] = {}
    for row in rows:
        owner = _owner(row) if row["ticket"] else f"session-{row['session']}"
        numbers[owner] = numbers.get(owner, 0) + 1
        name = f"{owner}-photo-{numbers[owner]}.jpg"
        yield KeptPicture(name, folders.photo(row["sha256"]), row["sha256"])


def _results(rows: list[dict[str, Any]], folders: Folders) -> Iterator[KeptPicture]:
    """Events of one booth may have the same numbers: the later ones are told apart."""
    numbers: dict[str, int] = {}
    for row in rows:
        owner = _owner(row)
        numbers[owner] = numbers.get(owner, 0) + 1
        again = f"-{numbers[owner]}" if numbers[owner] > 1 else ""
        yield KeptPicture(f"{owner}-result{again}.jpg", folders.result(row["sha256"]), row["sha256"])


def _owner(row: dict[str, Any]) -> str:
    return f"{row['ticket_prefix']}{row['ticket']:04d}"
