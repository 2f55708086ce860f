"""What every wire shape shares: frozen, and tolerant of fields that a newer peer added."""

from collections.abc import Set
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints


class Shape(BaseModel):
    """A frozen wire shape. Unknown fields are ignored: the peer may be newer than we are."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def _to_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("this moment does not exist in UTC") from error


Moment = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""A point in time: RFC 3339 with an offset on the wire, UTC in the program."""

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

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""The lower-case hexadecimal SHA-256 of some bytes: the name of a blob."""

ClaimCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
"""The secret of a guest's QR code: 130 bits in Crockford base 32, upper case (dense in a QR code)."""

Text = Annotated[str, StringConstraints(max_length=2000)]
ShortText = Annotated[str, StringConstraints(max_length=200)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]
Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]


def known_only(wire: object, field: str, known: Set[str]) -> object:
    """A list without the objects whose `field` names what only a newer peer knows; anything else as it is."""
    if not isinstance(wire, list | tuple):
        return wire
    return [each for each in wire if not isinstance(each, dict) or each.get(field) in known]
