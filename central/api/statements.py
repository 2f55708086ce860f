"""Statements of accounts: in pages as JSON, whole as CSV."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from django.http import StreamingHttpResponse

from central.api.shapes import Page
from central.base.pages import PageRequest
from central.ledger import statements
from central.ledger.statements import Statement, StatementLine

_COLUMNS: Final = (
    "id", "recorded_at", "occurred_at", "kind", "amount", "balance", "other", "actor", "reference", "note",
)  # fmt: skip
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


class StatementPage(Page[StatementLine]):
    """Transfers, newest first. Every page shows the instant of the first one."""

    balance: int


def page(tenant_id: UUID, account: UUID, asked: PageRequest) -> Statement:
    """One page of the account's statement."""
    return statements.page(tenant_id, account, asked.cursor, asked.limit)


def csv_file(tenant_id: UUID, account: UUID, name: str) -> StreamingHttpResponse:
    """The whole statement as a file for a spreadsheet, read while it is sent."""
    return StreamingHttpResponse(
        _pieces(tenant_id, account),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"},
    )


def _pieces(tenant_id: UUID, account: UUID) -> Iterator[bytes]:
    cursor = None
    yield _written([_COLUMNS])
    while True:
        part = statements.page(tenant_id, account, cursor, statements.MOST_LINES)
        yield _written([_cells(line) for line in part.items])
        cursor = part.next
        if cursor is None:
            return


def _cells(line: StatementLine) -> tuple[object, ...]:
    other = f"{line.other_kind}:{line.other_owner}" if line.other_owner else str(line.other_kind)
    moments = (line.recorded_at.isoformat(), line.occurred_at.isoformat())
    texts = (_harmless(line.actor), _harmless(line.reference), _harmless(line.note))
    return (line.id, *moments, line.kind, line.amount, line.balance, other, *texts)


def _harmless(text: str) -> str:
    """A person's words must not be a formula to a spreadsheet."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _written(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
