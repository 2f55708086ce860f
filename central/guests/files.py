"""Guest lists as people have them: a CSV file of whatever program, read without asking how it was written."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from central.base.refusals import DomainError

MOST_BYTES: Final = 1_000_000
MOST_LINES: Final = 5_000
MOST_WRONG: Final = 100
"""Wrong lines that are named; whoever has more has sent another file than they meant."""
LONGEST_NAME: Final = 200
LONGEST_ADDRESS: Final = 254
_SEPARATORS: Final = ",;\t"
_ADDRESS_HEADINGS: Final = ("e-mail", "email", "mail", "correo", "correo electrónico", "e-mail address")
_NAME_HEADINGS: Final = ("nombre", "nombre y apellido", "invitado", "name", "guest", "nome", "convidado")


class Wrong(StrEnum):
    """Why a line is nobody on the list."""

    NO_ADDRESS = "no_address"
    NOT_AN_ADDRESS = "not_an_address"
    REPEATED = "repeated"


class UnreadableList(DomainError):
    """Nobody was added."""

    sentence = "This is no list of guests: it must be a CSV file of at most 5,000 lines and 1 MB."


class NotAnAddress(DomainError):
    """Nothing was changed."""

    sentence = "This is no e-mail address."


@dataclass(frozen=True, slots=True)
class Invited:
    """A guest as somebody wrote them down; the address in lower case."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class WrongLine:
    """`number` counts from 1, as a spreadsheet does."""

    number: int
    why: Wrong


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says, each address once; and its first wrong lines."""

    guests: tuple[Invited, ...]
    wrong: tuple[WrongLine, ...]


def read(content: bytes) -> Read:
    """The guests of a CSV file, with or without a heading. Raises UnreadableList."""
    lines = list(_lines(content))
    if not lines:
        return Read((), ())
    address_at, name_at, has_heading = _columns([cells for _, cells in lines])
    guests: dict[str, Invited] = {}
    wrong: list[WrongLine] = []
    for number, cells in lines[has_heading:]:
        found = _guest(cells, address_at, name_at, guests)
        if isinstance(found, Invited):
            guests[found.email] = found
        elif len(wrong) < MOST_WRONG:
            wrong.append(WrongLine(number, found))
    return Read(tuple(guests.values()), tuple(wrong))


def invited(email: str, name: str = "") -> Invited | None:
    """A guest by hand; None: this is no address."""
    address = email.strip().lower()
    if len(address) > LONGEST_ADDRESS:
        return None
    try:
        validate_email(address)
        # What no mail can be written to: a domain that the DNS has no letters for, or unprintable signs.
        address.rpartition("@")[2].encode("idna")
    except (ValidationError, UnicodeError):
        return None
    if not address.isprintable():
        return None
    return Invited(address, _clean(name))


def _guest(
    cells: Sequence[str], address_at: int, name_at: int | None, known: dict[str, Invited]
) -> Invited | Wrong:
    address = cells[address_at] if address_at < len(cells) else ""
    if not address.strip():
        return Wrong.NO_ADDRESS
    name = cells[name_at] if name_at is not None and name_at < len(cells) else ""
    guest = invited(address, name)
    if guest is None:
        return Wrong.NOT_AN_ADDRESS
    return Wrong.REPEATED if guest.email in known else guest


def _lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Lines that are not empty, and their numbers."""
    if len(content) > MOST_BYTES:
        raise UnreadableList
    text = _decoded(content)
    if "\x00" in text:
        raise UnreadableList
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=first.count))
    try:
        for cells in reader:
            if reader.line_num > MOST_LINES:
                raise UnreadableList
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise UnreadableList from error


def _decoded(content: bytes) -> str:
    """UTF-8, or UTF-16 that says so; else what a spreadsheet on Windows writes."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableList


def _columns(rows: Sequence[Sequence[str]]) -> tuple[int, int | None, bool]:
    """Where addresses and names stand, and whether the first line is a heading: one without an address."""
    heading = [cell.strip().lower() for cell in rows[0]]
    has_heading = not any("@" in cell for cell in heading)
    width = max(map(len, rows))
    address_at = _named(heading, _ADDRESS_HEADINGS) if has_heading else None
    if address_at is None:
        address_at = _where_addresses_stand(rows)
    name_at = _named(heading, _NAME_HEADINGS) if has_heading else None
    if name_at is None:
        name_at = next((place for place in range(width) if place != address_at), None)
    return address_at, name_at, has_heading


def _named(heading: Sequence[str], names: Sequence[str]) -> int | None:
    return next((place for place, cell in enumerate(heading) if cell in names), None)


def _where_addresses_stand(rows: Sequence[Sequence[str]]) -> int:
    """The first one of the columns that have most of them. Each cell is looked at once."""
    found = Counter(place for row in rows for place, cell in enumerate(row) if "@" in cell)
    return max(sorted(found), key=found.__getitem__, default=0)


def _clean(name: str) -> str:
    """On one line, without what no name has."""
    return "".join(each for each in " ".join(name.split()) if each.isprintable())[:LONGEST_NAME]
