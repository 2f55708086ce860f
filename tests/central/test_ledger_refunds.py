"""C12, C13: a picture's price is given back at most once, to where it came from."""

from uuid import UUID

import pytest
from django.db import IntegrityError

from central.ledger import balances, pools
from central.ledger.audit import audit
from central.ledger.errors import NotRefundable
from central.ledger.models import Transfer
from central.ledger.refunds import refund
from contract.ids import new_id
from tests.central.books import NOW, Books, a_request

pytestmark = pytest.mark.usefixtures("database")


def refunded(books: Books, event: UUID, op_id: UUID) -> bool:
    return refund(books.tenant, op_id, pools.pool_of(event), "platform", NOW)


@pytest.mark.parametrize("leased", [False, True])
def test_c13_a_picture_is_given_back_to_the_pool_once_by_a_transfer_that_names_it(leased: bool) -> None:
    books = Books()
    event = books.event(500)
    made = books.promise(event, books.lease(event, 200) if leased else None)
    books.charge(made)
    before = balances.event(books.tenant, event)
    assert refunded(books, event, made.op_id)
    assert not refunded(books, event, made.op_id)
    after = balances.event(books.tenant, event)
    assert (after.pool, after.consumed, after.leased) == (before.pool + 100, 0, before.leased)
    back = Transfer.objects.get(kind="refund")
    assert (back.reverses, back.op_id, back.reference) == (made.op_id, made.op_id, f"event:{event}")
    assert audit().faults == ()


def test_c13_what_was_never_charged_is_not_given_back() -> None:
    books, others = Books(), Books()
    event = books.event(500)
    made = books.promise(event)
    books.charge(made)
    assert not refunded(books, event, new_id())
    assert not refunded(others, event, made.op_id)
    assert balances.platform().used == 100


def test_c12_only_pictures_are_given_back() -> None:
    books = Books()
    event = books.event(500)
    for moved in Transfer.objects.exclude(kind="generation"):
        with pytest.raises(NotRefundable, match="Only pictures can be refunded"):
            refunded(books, event, moved.id)


def test_the_database_lets_a_transfer_be_reversed_only_once() -> None:
    books = Books()
    event = books.event(500)
    made = books.promise(event)
    books.charge(made)
    refunded(books, event, made.op_id)
    again = Transfer.objects.get(kind="refund")
    again.id = new_id()
    with pytest.raises(IntegrityError, match="reversed_once"):
        again.save(force_insert=True)


@pytest.mark.parametrize(("topped_up", "pool"), [(0, 0), (30, 30), (100, 100), (250, 250)])
def test_c13_what_the_overdraft_paid_goes_back_there_as_far_as_it_is_still_owed(
    topped_up: int, pool: int
) -> None:
    books = Books()
    event = books.event(100)
    lease = books.lease(event, 100)
    books.reclaim(lease)
    pools.drain(books.tenant, event, books.wallet, "platform", NOW)
    late = books.promise(event, lease)
    books.charge(late)
    assert balances.event(books.tenant, event).overdraft == 100
    if topped_up:
        pools.fund(books.tenant, event, books.wallet, topped_up, a_request())
    assert refunded(books, event, late.op_id)
    assert not refunded(books, event, late.op_id)
    seen = balances.event(books.tenant, event)
    assert (seen.overdraft, seen.pool, seen.consumed) == (0, pool, 0)
    assert seen.adds_up
    assert audit().faults == ()
