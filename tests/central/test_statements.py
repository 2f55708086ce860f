"""C17: an account's statement adds up, from page to page and while others spend."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.core import signing
from django.db import connections, transaction

from central.base.pages import CursorError
from central.ledger import allocations, issuance, statements
from central.ledger.accounts import AccountKind
from central.ledger.models import TransferKind
from central.ledger.posting import apply_balances, insert_transfers, lock_accounts, movement_of, touched
from central.ledger.statements import StatementLine
from contract.ids import new_id
from contract.problem import Code
from tests.central.books import NOW, Books, a_request

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def books(database: str) -> Books:
    """A wallet with eight lines: 1,000 came, and 10, 20 ... 70 went to clients."""
    books = Books(1_000)
    for credits in range(10, 80, 10):
        books.client(credits)
    return books


def read(books: Books, limit: int) -> list[StatementLine]:
    """Every line, in pages of so many."""
    page = statements.page(books.tenant, books.wallet, limit=limit)
    lines = list(page.items)
    while page.next:
        page = statements.page(books.tenant, books.wallet, page.next, limit)
        assert len(page.items) <= limit
        lines += page.items
    return lines


def assert_adds_up(lines: list[StatementLine], balance: int) -> None:
    for line in lines:
        assert line.balance == balance
        balance -= line.amount
    assert balance == 0


def test_c17_the_newest_line_first_each_with_the_balance_after_it(books: Books) -> None:
    page = statements.page(books.tenant, books.wallet)
    assert [line.amount for line in page.items] == [-70, -60, -50, -40, -30, -20, -10, 1_000]
    assert (page.balance, page.next) == (720, None)
    assert_adds_up(list(page.items), 720)


def test_c17_a_line_says_what_moved_where_who_asked_and_why(books: Books) -> None:
    client, asked = books.client(), a_request("For the wedding.")
    allocations.allocate(books.tenant, books.wallet, books.of_client(client), 5, asked)
    line = statements.page(books.tenant, books.wallet).items[0]
    assert (line.id, line.kind, line.amount, line.actor, line.note) == (
        asked.id, "allocation", -5, "platform", "For the wedding.",
    )  # fmt: skip
    assert (line.other_kind, line.other_owner) == (AccountKind.CLIENT, client)
    assert line.occurred_at == NOW < line.recorded_at
    [came] = statements.page(books.tenant, books.of_client(client)).items
    assert (came.amount, came.other_kind, came.other_owner) == (5, AccountKind.WALLET, books.tenant)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_c17_pages_of_any_size_have_the_same_lines(books: Books, limit: int) -> None:
    whole = statements.page(books.tenant, books.wallet).items
    assert tuple(read(books, limit)) == whole


@pytest.mark.parametrize(("limit", "lines"), [(0, 1), (-5, 1), (10_000, 8)])
def test_c17_a_page_has_at_least_one_line_and_at_most_500(books: Books, limit: int, lines: int) -> None:
    assert len(statements.page(books.tenant, books.wallet, limit=limit).items) == lines
    assert statements.MOST_LINES == 500


def test_c17_pages_stay_at_the_first_ones_instant_while_others_spend(books: Books) -> None:
    first = statements.page(books.tenant, books.wallet, limit=3)
    books.client(100)
    second = statements.page(books.tenant, books.wallet, first.next, limit=3)
    issuance.top_up(books.tenant, books.wallet, 5_000, a_request())
    third = statements.page(books.tenant, books.wallet, second.next, limit=3)
    assert [first.balance, second.balance, third.balance] == [720] * 3
    assert third.next is None
    assert_adds_up([*first.items, *second.items, *third.items], 720)


def test_c17_what_was_being_written_at_that_instant_is_on_no_later_page(books: Books) -> None:
    """It is older than some lines of the first page by its time, yet not in its balance."""
    with being_written(books, 100):
        books.client(1)
        first = statements.page(books.tenant, books.wallet, limit=1)
    lines = list(first.items)
    cursor = first.next
    while cursor:
        page = statements.page(books.tenant, books.wallet, cursor, limit=2)
        lines += page.items
        cursor = page.next
    assert -100 not in [line.amount for line in lines]
    assert_adds_up(lines, 719)
    assert statements.page(books.tenant, books.wallet).balance == 619


@contextmanager
def being_written(books: Books, credits: int) -> Iterator[None]:
    """A transfer out of the wallet that is inserted, and committed when this ends.

    The wallet itself is not locked yet, as a long transaction's is not.
    """
    client = books.of_client(books.client())
    moved = [movement_of(a_request(), books.wallet, client, credits, TransferKind.ALLOCATION)]

    def insert() -> None:
        transaction.set_autocommit(False)
        insert_transfers(books.tenant, moved)

    def commit() -> None:
        apply_balances(books.tenant, moved, lock_accounts(books.tenant, touched(moved)))
        transaction.commit()
        connections.close_all()

    with ThreadPoolExecutor(1) as other:
        other.submit(insert).result(30)
        yield
        other.submit(commit).result(30)


@pytest.mark.parametrize(
    "cursor", ["nonsense", "a:b:c", ""], ids=["words", "parts", "signed for another use"]
)
def test_c17_a_forged_cursor_is_refused(books: Books, cursor: str) -> None:
    cursor = cursor or signing.dumps([books.wallet.hex], salt="another use")
    with pytest.raises(CursorError, match="does not belong to this list") as refused:
        statements.page(books.tenant, books.wallet, cursor)
    assert refused.value.code is Code.INVALID


def test_c17_a_changed_cursor_is_refused(books: Books) -> None:
    cursor = statements.page(books.tenant, books.wallet, limit=1).next or ""
    with pytest.raises(CursorError):
        statements.page(
            books.tenant, books.wallet, f"A{cursor[1:]}" if cursor[0] != "A" else f"B{cursor[1:]}"
        )


def test_c17_another_accounts_cursor_is_refused(books: Books) -> None:
    cursor = statements.page(books.tenant, books.wallet, limit=1).next
    with pytest.raises(CursorError, match="does not belong to this list"):
        statements.page(books.tenant, books.of_client(books.client(5)), cursor)


def test_c17_an_account_without_movements_has_no_lines(books: Books) -> None:
    for account in (books.of_client(books.client()), books.of_client(new_id())):
        page = statements.page(books.tenant, account)
        assert (page.items, page.balance, page.next) == ((), 0, None)
    assert statements.page(new_id(), books.wallet).items == (), "nor under another tenant"
