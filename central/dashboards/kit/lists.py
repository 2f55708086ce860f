"""Lists on pages: filters and place in the address, a page at a time, and all of what is shown as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from pydantic import ValidationError

from central.base.pages import Page, PageRequest

_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


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


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A file that a spreadsheet opens as text and numbers: nothing in it is a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows([_harmless(each) for each in row] for row in rows)
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _address(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name in ("cursor", "format"):
        query.pop(name, None)
    query.update(changes)
    return f"?{query.urlencode()}"


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell
