"""Statements of accounts: in pages as JSON, whole as CSV."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.http import StreamingHttpResponse

from central.api.shapes import Page
from central.base import csv_files
from central.base.csv_files import Lines, harmless
from central.base.pages import PageRequest
from central.ledger import statements
from central.ledger.statements import Statement, StatementLine

_COLUMNS: Final = (
    "id", "recorded_at", "occurred_at", "kind", "amount", "balance", "other", "actor", "reference", "note",
)  # fmt: skip


class StatementPage(Page[StatementLine]):
    """Transfers, newest first. Every page shows the instant of the first one."""

    balance: int


def page(tenant_id: UUID, account: UUID, asked: PageRequest) -> Statement:
    """One page of the account's statement."""
    return statements.page(tenant_id, account, asked.cursor, asked.limit)


def csv_file(tenant_id: UUID, account: UUID, name: str) -> StreamingHttpResponse:
    """The whole statement as a file for a spreadsheet."""
    return csv_files.csv_file(name, _COLUMNS, _parts(tenant_id, account))


def _parts(tenant_id: UUID, account: UUID) -> Iterator[Lines]:
    cursor = None
    while True:
        part = statements.page(tenant_id, account, cursor, statements.MOST_LINES)
        yield [_cells(line) for line in part.items]
        cursor = part.next
        if cursor is None:
            return


def _cells(line: StatementLine) -> tuple[object, ...]:
    other = f"{line.other_kind}:{line.other_owner}" if line.other_owner else str(line.other_kind)
    moments = (line.recorded_at.isoformat(), line.occurred_at.isoformat())
    texts = (harmless(line.actor), harmless(line.reference), harmless(line.note))
    return (line.id, *moments, line.kind, line.amount, line.balance, other, *texts)
