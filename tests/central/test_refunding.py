"""C12, C13: a picture's price is given back at most once, to where it came from."""

import pytest

from central.ledger import pools, views
from central.ledger.audit import audit
from central.ledger.refunding import refund
from tests.central.books import NOW, Books, order

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(("topped_up", "pool"), [(0, 0), (30, 30), (100, 100), (250, 250)])
def test_what_the_overdraft_paid_goes_back_there_as_far_as_it_is_still_owed(
    topped_up: int, pool: int
) -> None:
    books = Books()
    event = books.event(100)
    lease = books.lease(event, 100)
    books.give_back(lease)
    pools.drain(books.tenant, event, books.wallet, "platform", NOW)
    late = books.promise(event, lease)
    books.charge(late)
    assert views.event(books.tenant, event).overdraft == 100
    if topped_up:
        pools.fund(books.tenant, event, books.wallet, topped_up, order())
    account = pools.pool_of(event)
    assert refund(books.tenant, late.op_id, account, "platform", NOW)
    assert not refund(books.tenant, late.op_id, account, "platform", NOW)
    seen = views.event(books.tenant, event)
    assert (seen.overdraft, seen.pool, seen.consumed) == (0, pool, 0)
    assert seen.adds_up
    assert audit().faults == ()
