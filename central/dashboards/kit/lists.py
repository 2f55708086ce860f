"""Lists on pages: filters and place in the address, a page at a time, and all of what is shown as CSV."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from pydantic import ValidationError

from central.base import csv_files, pages
from central.base.csv_files import Lines, harmless
from central.base.pages import Page, PageRequest
from central.dashboards.kit.numbers import grouped

MOST_IN_A_FILE: Final = 50_000
Row = TypeVar("Row")
Read = Callable[[PageRequest], Page[Row]]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list for a template: `{% pager listed %}` shows where to go from it."""

    items: list[Any]
    first: str
    next: str | None
    csv: str


def asked_for(request: HttpRequest, limit: int = 30) -> PageRequest:
    """Which page of a list the address means; the first one, if its cursor is none."""
    try:
        return PageRequest(cursor=request.GET.get("cursor", ""), limit=limit)
    except ValidationError:
        return PageRequest(limit=limit)


def listed(request: HttpRequest, found: Page[Any]) -> Listed:
    """The page with its addresses, which keep the filters."""
    follow = None if found.next is None else _address(request, cursor=found.next)
    first = _address(request) if "cursor" in request.GET else ""
    return Listed(found.items, first, follow, _address(request, format="csv"))


def csv_file(
    name: str,
    head: Sequence[str],
    read: Callable[[PageRequest], Page[Row]],
    lines: Callable[[list[Row]], Lines],
) -> StreamingHttpResponse:
    """The whole list for a spreadsheet, as text and numbers: nothing in it is a formula.

    Read while it is sent, a page at a time; `lines` are those of a page's rows. A longer list than
    MOST_IN_A_FILE is cut there, and the last line says so.
    """
    return csv_files.csv_file(name, head, _harmless_parts(read, lines), mark="\ufeff")


def first_of(read: Read[Row], most: int) -> tuple[list[Row], bool]:
    """The first rows of a list to choose from, and whether there are more."""
    found: list[Row] = []
    for part in pages.parts(read):
        found += part
        if len(found) > most:
            break
    return found[:most], len(found) > most


def _harmless_parts(read: Read[Row], lines: Callable[[list[Row]], Lines]) -> Iterator[Lines]:
    # Each part is read in whichever thread is free, where another request's language may be left.
    language, written, parts = get_language(), 0, pages.parts(read)
    while (found := next(parts, None)) is not None:
        if written >= MOST_IN_A_FILE:
            with override(language):
                yield [[_("La lista sigue. Acá están los primeros %(n)s.") % {"n": grouped(written)}]]
            return
        with override(language):
            yield [[_cell(each) for each in line] for line in lines(found)]
        written += len(found)


def _address(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name in ("cursor", "format"):
        query.pop(name, None)
    query.update(changes)
    return f"?{query.urlencode()}"


def _cell(cell: object) -> object:
    return harmless(str(cell)) if isinstance(cell, str | Promise) else cell
