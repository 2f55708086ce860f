"""A kiosk's change feed, read by itself."""

from uuid import UUID

from django.db import connection

from central.changefeed.changes import PAGE, ChangePage, ChangeRow, page_of, reading


def feed_page(tenant_id: UUID, kiosk_id: UUID, cursor: str, limit: int = PAGE) -> ChangePage:
    """The changes behind the cursor."""
    read = reading(tenant_id, kiosk_id, cursor, limit)
    with connection.cursor() as sql:
        sql.execute(read.query, read.parameters)
        rows = [ChangeRow(*row) for row in sql.fetchall()]
    return page_of(rows, cursor, limit)
