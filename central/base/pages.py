"""Lists read page by page, the newest rows first: bounded, and stable while rows come and go.

A page begins behind the last row of the page before, which its cursor names by the columns that the list
is ordered by; so nothing is skipped or repeated, also among rows of the same moment. A cursor is a place
in one list's order and nothing more: who may see what, and the filters, are asked anew for each page.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from django.core import signing
from django.db.models import Field, Model, Q, QuerySet
from pydantic import Field as Bounded
from pydantic import StringConstraints

from central.base.refusals import DomainError
from contract.shape import STORABLE, Shape

Row = TypeVar("Row")
Shown = TypeVar("Shown")
Stored = TypeVar("Stored", bound=Model)

MOST_ROWS = 100
Cursor = Annotated[
    str, Bounded(max_length=2000, pattern=STORABLE, description="The `next` of the previous page.")
]
Limit = Annotated[int, Bounded(ge=1, le=MOST_ROWS, description="The most rows on the page.")]
SearchText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
]
"""What names must contain, whatever its case; empty: anything."""


class PageRequest(Shape):
    """Which page of a list: the first one, or the one that a cursor leads to."""

    cursor: Cursor = ""
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows; `next` is the cursor of the page that follows, None on the last one."""

    items: list[Row]
    next: str | None

    def map(self, show: Callable[[Row], Shown]) -> "Page[Shown]":
        """The same page with each row as `show` has it."""
        return Page([show(row) for row in self.items], self.next)


class CursorError(DomainError):
    """The cursor was not given out by this list, or was tampered with."""

    sentence = "This cursor does not belong to this list."


def page(rows: QuerySet[Stored], by: Sequence[str], asked: PageRequest) -> Page[Stored]:
    """One page of `rows`, ordered by these columns, which tell any two rows apart. Raises CursorError.

    Only the first column bounds what is read, so it needs an index; the others part what ties in it. A column
    may be an annotation, of rows that are few enough to be sorted.
    """
    name = f"{rows.model._meta.label_lower}:{','.join(by)}"
    if asked.cursor:
        texts = opened(asked.cursor, name)
        fields = _fields(rows, by).values()
        place = [field.to_python(text) for field, text in zip(fields, texts, strict=True)]
        rows = rows.filter(Q(**{f"{by[0]}__lte": place[0]}) & _behind(by, place))
    found = list(rows.order_by(*(f"-{column}" for column in by))[: asked.limit + 1])
    items = found[: asked.limit]
    return Page(items, _cursor(items[-1], _fields(rows, by), name) if len(found) > len(items) else None)


def parts(read: Callable[[PageRequest], Page[Row]]) -> Iterator[list[Row]]:
    """All rows of a list, a page at a time, each read when it is asked for."""
    cursor: str | None = ""
    while cursor is not None:
        found = read(PageRequest(cursor=cursor, limit=MOST_ROWS))
        yield found.items
        cursor = found.next


def sealed(place: Sequence[object], name: str) -> str:
    """A cursor that leads to this place of the list `name`."""
    return signing.dumps(place, salt=name)


def opened(cursor: str, name: str) -> list[Any]:
    """The place that a cursor of the list `name` leads to. Raises CursorError for anything else."""
    try:
        place: list[Any] = signing.loads(cursor, salt=name)
    except signing.BadSignature as error:
        raise CursorError from error
    return place


def _behind(by: Sequence[str], place: Sequence[object]) -> Q:
    """Rows that follow the place: smaller in the first column that differs."""
    further = Q(**{f"{by[0]}__lt": place[0]})
    return further if len(by) == 1 else further | Q(**{by[0]: place[0]}) & _behind(by[1:], place[1:])


def _cursor(row: Model, fields: "Mapping[str, Field[Any, Any]]", name: str) -> str:
    place = [field.value_to_string(row) if field.name else getattr(row, at) for at, field in fields.items()]
    return sealed(place, name)


def _fields(rows: QuerySet[Any], by: Sequence[str]) -> "dict[str, Field[Any, Any]]":
    """Of columns, and of annotations, which have no name of their own."""
    columns: dict[str, Any] = {field.name: field for field in rows.model._meta.concrete_fields}
    annotated = rows.query.annotations
    return {at: columns.get(at) or annotated[at].output_field for at in by}
