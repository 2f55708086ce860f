"""C17: what people are told about credits; it always adds up."""

import pytest

from central.ledger import forfeiting, issuing, views
from central.ledger.accounts import AccountKind, open_account
from contract.ids import new_id
from tests.central.books import Books, order

pytestmark = pytest.mark.usefixtures("database")


def test_a_debt_that_was_written_off_was_neither_received_nor_forfeited() -> None:
    books = Books(0)
    client = new_id()
    account = open_account(books.tenant, AccountKind.CLIENT, client)
    bought = order()
    issuing.purchase(books.tenant, account, 500, bought, "purchase:1")
    event = books.event(500, owner=client)
    issuing.charge_back(books.tenant, bought.id, order())
    assert forfeiting.forfeit_all(books.tenant, order()) == 500
    seen = views.client(books.tenant, client, [event])
    assert (seen.received, seen.available, seen.allocated, seen.forfeited) == (0, 0, 0, 0)
    assert seen.adds_up
    assert views.tenant(books.tenant).forfeited == 0
