"""C5, C10, C11: an event's credits come from its owner and go back there, the overdraft's debt paid first."""

from uuid import UUID

import pytest
from django.db import IntegrityError

from central.ledger import balances, issuance, pools
from central.ledger.audit import audit
from central.ledger.errors import Conflict, Shortfall, UnknownAccount
from central.ledger.models import Transfer
from contract.ids import new_id
from tests.central.books import NOW, Books, a_request

pytestmark = pytest.mark.usefixtures("database")


def drain(books: Books, event: UUID, owner: UUID | None = None) -> int:
    return pools.drain(books.tenant, event, owner or books.wallet, "platform", NOW)


def in_debt(books: Books, owed: int) -> UUID:
    """An event with an empty pool, whose overdraft has paid so much."""
    event = books.event(owed)
    lease = books.lease(event, owed)
    books.reclaim(lease)
    drain(books, event)
    assert books.charge(books.promise(event, lease, owed)) == [None]
    return event


def test_c10_credits_move_from_the_owner_into_the_pool_once() -> None:
    books, asked = Books(1_000), a_request()
    event, other = books.event(), books.event()
    assert pools.fund(books.tenant, event, books.wallet, 400, asked)
    assert not pools.fund(books.tenant, event, books.wallet, 400, asked)
    for event_id, credits in ((event, 401), (other, 400)):
        with pytest.raises(Conflict):
            pools.fund(books.tenant, event_id, books.wallet, credits, asked)
    assert books.balance(books.wallet) == 600
    assert balances.event(books.tenant, event).allocated == 400


def test_c10_nothing_moves_when_the_owner_has_less() -> None:
    books = Books(300)
    event = books.event()
    with pytest.raises(Shortfall) as short:
        pools.fund(books.tenant, event, books.wallet, 301, a_request())
    assert (short.value.balance, short.value.needed, short.value.missing) == (300, 301, 1)
    for nothing in (0, -5):
        with pytest.raises(IntegrityError):
            pools.fund(books.tenant, event, books.wallet, nothing, a_request())
    assert Transfer.objects.count() == 1


def test_c10_an_event_of_another_tenant_is_unknown() -> None:
    ours, theirs = Books(), Books()
    with pytest.raises(UnknownAccount):
        pools.fund(ours.tenant, theirs.event(), ours.wallet, 10, a_request())
    with pytest.raises(UnknownAccount):
        drain(ours, new_id())


def test_c11_what_is_unspent_goes_back_to_the_owner() -> None:
    books = Books(1_000)
    client = books.client(600)
    event = books.event(500, owner=client)
    books.charge(books.promise(event))
    account = books.of_client(client)
    assert drain(books, event, account) == 400
    assert drain(books, event, account) == 0, "repeating finds nothing"
    assert (books.balance(account), balances.event(books.tenant, event).allocated) == (500, 100)


def test_c11_what_booths_bring_back_later_is_found() -> None:
    books = Books(1_000)
    event = books.event(500)
    lease = books.lease(event, 200)
    assert drain(books, event) == 300
    assert pools.not_empty([(books.tenant, event)]) == set()
    books.reclaim(lease)
    assert pools.not_empty([(books.tenant, event), (new_id(), event)]) == {(books.tenant, event)}
    assert drain(books, event) == 200


def test_c11_what_goes_back_to_an_owner_below_zero_pays_what_it_owes() -> None:
    books, bought = Books(0), a_request()
    issuance.purchase(books.tenant, books.wallet, 500, bought, "purchase:1")
    event = books.event(500)
    books.charge(books.promise(event))
    issuance.charge_back(books.tenant, bought.id, a_request())
    assert drain(books, event) == 400
    assert books.balance(books.wallet) == -100


@pytest.mark.parametrize(
    ("funded", "pool", "overdraft"),
    [(60, 0, 40), (100, 0, 0), (250, 150, 0)],
)
def test_a_debt_is_paid_by_what_comes_in(funded: int, pool: int, overdraft: int) -> None:
    books = Books()
    event = in_debt(books, 100)
    pools.fund(books.tenant, event, books.wallet, funded, a_request())
    seen = balances.event(books.tenant, event)
    assert (seen.pool, seen.overdraft, seen.consumed, seen.adds_up) == (pool, overdraft, 100, True)
    assert audit().faults == ()


def test_a_debt_is_paid_before_anything_goes_back() -> None:
    books = Books()
    event = books.event(500)
    first, second = books.lease(event, 100), books.lease(event, 400)
    books.reclaim(first)
    drain(books, event)
    books.charge(books.promise(event, first, 100))
    books.give_back(second)
    assert drain(books, event) == 300
    seen = balances.event(books.tenant, event)
    assert (seen.allocated, seen.consumed, seen.overdraft) == (100, 100, 0)
