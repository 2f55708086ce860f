"""Shapes that several endpoints for people share."""

from enum import StrEnum
from typing import Annotated, Generic, TypeVar

from pydantic import ConfigDict, Field, StringConstraints

from contract.shape import Shape

Item = TypeVar("Item")

Credits = Annotated[int, Field(strict=True, gt=0, le=1_000_000_000)]
"""A number of credits that is to be moved."""

_LINE = r"^[^\x00-\x1f\x7f]*$"
_LINES = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_LINE)]
"""One line, not empty."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=_LINE)]
"""One line, perhaps empty."""

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=_LINES)]
"""A person's words, perhaps none."""

Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=_LINES)
]
"""A person's words; without any it is not done."""

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=254, pattern=r"^[^\x00-\x20\x7f@]+@[^\x00-\x20\x7f@]+$"
    ),
]
"""An e-mail address, as far as its form tells."""


class Row(Shape):
    """A shape that may be read off a row with fields of the same names."""

    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True)


class Page(Row, Generic[Item]):
    """Some rows of a list, the newest first. `next`: the `cursor` of the next page; null at the end."""

    items: list[Item]
    next: str | None


class Status(StrEnum):
    """Whether it was done by this request, or by an earlier one with the same id."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"

    @classmethod
    def of(cls, done_now: bool) -> "Status":
        """The status for what the platform's functions answer."""
        return cls.APPLIED if done_now else cls.DUPLICATE


class Moved(Shape):
    """Credits were moved. `balance`: what the account that was asked about has now."""

    status: Status
    balance: int
