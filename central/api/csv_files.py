"""Lists as files for a spreadsheet, read while they are sent."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.http import StreamingHttpResponse

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")

Lines = Iterable[Sequence[object]]


def csv_file(name: str, columns: Sequence[str], parts: Iterable[Lines]) -> StreamingHttpResponse:
    """The file `name`.csv: a heading, then the lines of each part as it is asked for."""
    return StreamingHttpResponse(
        _pieces(columns, parts),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"},
    )


def harmless(text: str) -> str:
    """A person's words, which must not be a formula to a spreadsheet."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _pieces(columns: Sequence[str], parts: Iterable[Lines]) -> Iterator[bytes]:
    yield _written([columns])
    for lines in parts:
        yield _written(lines)


def _written(lines: Lines) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()
