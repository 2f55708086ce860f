"""C19, X1: what booths promised is paid in batches: from the lease, else the pool, else the overdraft."""

import pytest

from central.ledger import funding, views
from central.ledger.audit import audit
from central.ledger.errors import Conflict
from tests.central.books import Books

pytestmark = pytest.mark.usefixtures("database")


def test_an_op_twice_in_one_batch_is_refused_with_the_whole_batch() -> None:
    books = Books()
    event = books.event(500)
    once = books.promise(event)
    with pytest.raises(Conflict):
        books.charge(once, books.promise(event), once)
    assert views.event(books.tenant, event).pool == 500
    assert audit().faults == ()


def test_what_names_a_lease_of_another_event_takes_nothing_of_its_backing() -> None:
    books = Books()
    event, other = books.event(500), books.event(500)
    lease = books.lease(event, 100)
    strange, own = books.promise(other, lease), books.promise(event, lease)
    assert funding.is_backed(books.tenant, books.kiosk, [strange, own]) == {own.op_id}
