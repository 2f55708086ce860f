"""What every wire shape shares: frozen, and tolerant of fields that a newer peer added.

Its texts, numbers and moments are such as can be stored, counted with and told: no NUL in a text, nothing
infinite, no moment from which a year cannot be taken.
"""

from collections.abc import Set
from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints


class Shape(BaseModel):
    """A frozen wire shape. Unknown fields are ignored: the peer may be newer than we are.

    The sentence of an error does not repeat what was sent, which may be a secret: it goes to logs.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False, hide_input_in_errors=True)


_FIRST: Final = datetime(3, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9997, 12, 31, tzinfo=UTC)
"""Between them every moment exists in every time zone, and so does the one a year before or after it."""


def _clamped(moment: datetime) -> datetime:
    try:
        within = moment.astimezone(UTC)
    except OverflowError:
        return _FIRST if moment.year == 1 else _LAST
    return within if _FIRST <= within <= _LAST else max(_FIRST, min(within, _LAST))


def _to_utc(moment: datetime) -> datetime:
    # Compared as UTC: with the zone that pydantic reads a comparison takes as long as all else about an op.
    try:
        within = moment.astimezone(UTC)
    except OverflowError:
        within = datetime.min.replace(tzinfo=UTC)
    if not _FIRST <= within <= _LAST:
        raise ValueError("this moment is out of reach")
    return within


Moment = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""A point in time: RFC 3339 with an offset on the wire, UTC in the program."""

BoothMoment = Annotated[AwareDatetime, AfterValidator(_clamped)]
"""The same by a booth's clock, which may say anything: never a reason to refuse what the booth has to say."""

_ID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
_OF_CONSTANTS = 0x0190_0000_0000
"""The millisecond that the platform's own constant ids bear; it lies before the first release."""


def made_outside(new_id: UUID) -> UUID:
    """The id, if whoever sends it may have made it. Raises ValueError.

    The platform derives ids from others, and those are of another version: nobody can take one beforehand.
    """
    # By its number: `version` and `variant` are computed in Python, for thousands of ids a second.
    number = new_id.int
    if number >> 76 & 0xF != 7 or number >> 62 & 0b11 != 0b10:
        raise ValueError("a new id must be a UUID of version 7")
    if number >> 80 == _OF_CONSTANTS:
        raise ValueError("this id is one of the platform's own; make a new one")
    return new_id


NewId = Annotated[UUID, AfterValidator(made_outside), Field(json_schema_extra={"pattern": _ID_PATTERN})]
"""The id of something new, made by whoever sends it: a UUIDv7. What names a thing that is there is a UUID."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$", max_length=64)]
"""The lower-case hexadecimal SHA-256 of some bytes: the name of a blob."""

ClaimCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$", max_length=26)]
"""The secret of a guest's QR code: 130 bits in Crockford base 32, upper case (dense in a QR code)."""

STORABLE: Final = r"^[^\x00]*$"
"""All texts but those with a NUL, which no database takes. Half of a surrogate pair is no text anyway."""

Text = Annotated[str, StringConstraints(max_length=2000, pattern=STORABLE)]
ShortText = Annotated[str, StringConstraints(max_length=200, pattern=STORABLE)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]
Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", max_length=7)]

MOST_COUNTED: Final = 2**31 - 1
"""More than any booth counts, and all that the platform's database has room for."""
Count = Annotated[int, Field(ge=0, le=MOST_COUNTED)]
Epoch = Annotated[int, Field(ge=1, le=MOST_COUNTED)]


def known_only(wire: object, field: str, known: Set[str]) -> object:
    """A list without the objects whose `field` names what only a newer peer knows; anything else as it is."""
    if not isinstance(wire, list | tuple):
        return wire
    return [each for each in wire if not isinstance(each, dict) or each.get(field) in known]
