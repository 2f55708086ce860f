"""Lists as files for a spreadsheet, read while they are sent."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.http import StreamingHttpResponse

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")

Lines = Iterable[Sequence[object]]


def csv_file(
    name: str, columns: Sequence[str], parts: Iterable[Lines], mark: str = ""
) -> StreamingHttpResponse:
    """The file `name`.csv: a heading, then the lines of each part as it is asked for.

    `mark`: what it begins with, for programs that take a file without one for another encoding.
    """
    return StreamingHttpResponse(
        _pieces(columns, parts, mark),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"},
    )


def harmless(text: str) -> str:
    """A person's words, which must not be a formula to a spreadsheet."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _pieces(columns: Sequence[str], parts: Iterable[Lines], mark: str) -> Iterator[bytes]:
    yield mark.encode() + _written([columns])
    for lines in parts:
        yield _written(lines)


def _written(lines: Lines) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()
