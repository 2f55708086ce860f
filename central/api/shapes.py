"""Shapes that several endpoints share."""

from enum import StrEnum
from typing import Annotated, Any, Generic, Self, TypeVar
from uuid import UUID

import ninja
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from central.base.shapes import StrictShape, shape_of
from central.catalogue.grants import MOST_PACKS, MOST_STYLES
from contract.shape import STORABLE, Moment, Shape

Item = TypeVar("Item")
Made = TypeVar("Made")

Credits = Annotated[int, Field(strict=True, gt=0, le=1_000_000_000)]
"""A number of credits to move."""

_LINE = r"^[^\x00-\x1f\x7f]*$"
_LINES = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_LINE)]
"""One line, not empty."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=_LINE)]
"""One line, may be empty."""

Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60, pattern=_LINE)]
"""As people write it; may be empty."""

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=_LINES)]
"""Free text, may be empty."""

Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=_LINES)
]
"""Free text, required."""

_LONGEST_EMAIL = 254


def _fits_in_lower_case(address: str) -> str:
    """Logins keep it in lower case, which is longer for some letters."""
    if len(address.lower()) > _LONGEST_EMAIL:
        raise ValueError("the e-mail address is too long")
    return address


Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=_LONGEST_EMAIL,
        pattern=r"^[^\x00-\x20\x7f@]+@[^\x00-\x20\x7f@]+$",
    ),
    AfterValidator(_fits_in_lower_case),
]
"""An e-mail address, checked for its form only."""


StaffPin = Annotated[str, StringConstraints(pattern=r"^[0-9]{4,12}$", max_length=12)]
Packs = Annotated[tuple[UUID, ...], Field(max_length=MOST_PACKS)]
Styles = Annotated[tuple[UUID, ...], Field(max_length=MOST_STYLES)]


Password = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=STORABLE)]
NewPassword = Annotated[str, StringConstraints(min_length=10, max_length=1000, pattern=STORABLE)]


class Body(StrictShape):
    """The body of a request by a person."""


def optional() -> Any:  # noqa: ANN401 - of whatever type the field is
    """The default of a patch's field that can be left out, and cannot be null unless its type says so."""
    return Field(default=None)


class Patch(Body):
    """Changes to something: fields left out keep their values, and null is a value like others.

    Each field's default is `optional()`, which stands for nothing.
    """

    def changes(self) -> dict[str, Any]:
        """The fields that were sent, by name."""
        return self.model_dump(exclude_unset=True)


class Row(Shape):
    """A shape read from an object with attributes of the same names."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, source: object, **others: object) -> Self:
        """The shape of `source`; `others` are the fields that it does not have under their names."""
        return shape_of(cls, source, **others)


class Page(Row, Generic[Item]):
    """One page of a list, newest first. `next`: the `cursor` of the next page; null on the last one."""

    items: list[Item]
    next: str | None


class PasswordLink(Row):
    """Lets whoever logs in with `email` set their password, once: `POST /passwords` with the `token`."""

    email: str
    token: str
    expires_at: Moment


class Status(StrEnum):
    """Whether this request did it, or an earlier one with the same id."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"

    @classmethod
    def of(cls, done_now: bool) -> "Status":
        """The status for what the platform's functions answer."""
        return cls.APPLIED if done_now else cls.DUPLICATE


def created(made: Made, now: bool) -> ninja.Status[Made]:
    """The answer of every call that creates something: 201, or 200 if an earlier one with this id did."""
    return ninja.Status(201 if now else 200, made)


class CreditsMoved(Shape):
    """Credits were moved. `balance`: the account's new balance."""

    status: Status
    balance: int
