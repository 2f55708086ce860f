"""C18: the audit proves that transfers, flows, balances, leases and charges agree, and says what does not."""

import pytest

from central.ledger import issuing, personal, unlocking
from central.ledger.audit import audit
from tests.central.books import Books, order

pytestmark = pytest.mark.usefixtures("database")


def test_an_unlocked_pack_with_the_id_of_a_free_picture_is_no_damage() -> None:
    books = Books()
    user = books.user()
    free = books.wish()
    personal.charge(books.tenant, user, free)
    issuing.top_up(books.tenant, books.of_user(user), 300, order())
    pays = order()
    unlocking.pay(books.tenant, user, type(pays)(free.id, pays.actor, pays.at), 300, "pack:1")
    assert audit().faults == ()
