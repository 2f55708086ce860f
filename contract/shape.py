"""What every wire shape shares: frozen, and tolerant of fields that a newer peer added."""

from collections.abc import Set
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints


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
