"""Y12: changes are read in the order of their transactions, as numbers, by their index.

The server's transactions cross a power of ten, where the order of numbers and that of texts part.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from django.db import connection, connections

from central.changefeed import changes
from central.changefeed.stream import Hub
from central.ledger import issuance, statements
from contract.ids import new_id
from tests.central.books import Books, a_request
from tests.central.clusters import a_cluster, a_folder, on
from tests.central.feed import feed_page
from tests.central.listeners import listen

COUNT = 30
KEYS = [str(number) for number in range(COUNT)]
_APPROACH = """
DO $$ BEGIN
  WHILE pg_current_xact_id()::text::bigint < 9985 LOOP COMMIT; END LOOP;
END $$
"""


@dataclass
class Crossing:
    """One kiosk's changes and one wallet's movements, each in a transaction of its own."""

    books: Books
    kiosk: UUID = field(default_factory=new_id)
    heard: list[str] = field(default_factory=list)
    statement: statements.Statement | None = None
    """The first page, as it was after five movements."""

    def do(self) -> None:
        for number in range(COUNT):
            changes.publish(self.books.tenant, self.kiosk, "lease", str(number))
            issuance.top_up(self.books.tenant, self.books.wallet, number + 1, a_request())
            if number == 4:
                self.statement = self.page(limit=2)
        connections.close_all()

    def page(self, cursor: str | None = None, limit: int = 7) -> statements.Statement:
        return statements.page(self.books.tenant, self.books.wallet, cursor, limit)

    async def listened(self) -> None:
        events = await listen(Hub(), self.books.tenant, self.kiosk)
        await asyncio.to_thread(self.do)
        async for event in events:
            if b"data: " in event:
                self.heard.append(event.decode().split("data: ")[1].strip())
            if len(self.heard) == COUNT:
                return


@pytest.fixture(scope="module")
def crossed() -> Iterator[tuple[str, Crossing]]:
    with a_folder() as folder, a_cluster(folder, first_xid=9_000, migrated=True) as url:
        with on(url):
            with connection.cursor() as cursor:
                cursor.execute(_APPROACH)
            crossing = Crossing(Books(1_000))
            asyncio.run(asyncio.wait_for(crossing.listened(), 120))
        yield url, crossing


@pytest.fixture
def crossing(crossed: tuple[str, Crossing]) -> Iterator[Crossing]:
    url, crossing = crossed
    with on(url):
        yield crossing


def test_the_transactions_do_cross_a_power_of_ten(crossing: Crossing) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(xid), max(xid) FROM changefeed_change")
        lowest, highest = map(int, cursor.fetchone() or [])
    assert lowest < 10_000 < highest


@pytest.mark.parametrize("limit", [1, 7, 10, 200])
def test_pages_have_every_change_once_and_in_order(crossing: Crossing, limit: int) -> None:
    cursor, keys, more = changes.START, list[str](), True
    while more:
        page = feed_page(crossing.books.tenant, crossing.kiosk, cursor, limit)
        cursor, more = page.cursor, page.more
        keys += [each.key for each in page.changes]
    assert keys == KEYS
    changes.publish(crossing.books.tenant, crossing.kiosk, "late", "new")
    late = feed_page(crossing.books.tenant, crossing.kiosk, cursor).changes
    assert [each.kind for each in late if each.key == "new"] == ["late"] * len(late)
    with connection.cursor() as sql:
        sql.execute("DELETE FROM changefeed_change WHERE kind = 'late'")


def test_a_stream_has_every_change_once_and_in_order(crossing: Crossing) -> None:
    assert crossing.heard == KEYS


def test_a_statement_has_every_line_on_both_sides(crossing: Crossing) -> None:
    amounts = [line.amount for line in lines_of(crossing, crossing.page())]
    assert amounts == [*range(COUNT, 0, -1), 1_000]


def test_a_statement_stays_at_its_instant_though_more_came_after_the_power_of_ten(crossing: Crossing) -> None:
    assert crossing.statement is not None
    assert [line.amount for line in lines_of(crossing, crossing.statement)] == [5, 4, 3, 2, 1, 1_000]


def lines_of(crossing: Crossing, page: statements.Statement) -> list[statements.StatementLine]:
    """Those of this page and of all that follow it."""
    lines = list(page.items)
    while page.next:
        page = crossing.page(page.next)
        lines += page.items
    return lines


@pytest.mark.usefixtures("database")
def test_a_page_comes_from_the_index_in_its_order() -> None:
    """The index has the feed's order, so a page costs its rows, however many there are behind it."""
    tenant, kiosk = new_id(), new_id()
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [kiosk, tenant])
        cursor.execute("ANALYZE changefeed_change")
        read = changes.reading(tenant, kiosk, changes.START)
        cursor.execute(f"EXPLAIN (FORMAT JSON) {read.query}", read.parameters)
        plan = json.dumps(cursor.fetchall())
    assert "change_by_kiosk" in plan
    assert '"Sort"' not in plan


_MANY = """
WITH kiosk AS (
  SELECT %s::uuid AS id UNION ALL SELECT gen_random_uuid() FROM generate_series(1, 99)
)
INSERT INTO changefeed_change (tenant_id, id, kiosk_id, kind, key, at)
SELECT %s, gen_random_uuid(), kiosk.id, 'lease', number::text, now()
FROM generate_series(1, 200) AS number CROSS JOIN kiosk
"""
