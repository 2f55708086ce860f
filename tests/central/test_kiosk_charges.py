"""C19, X1: what booths promised is paid in batches: from the lease, else the pool, else the overdraft."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from central.ledger import balances, kiosk_charges, pools
from central.ledger.audit import audit
from central.ledger.errors import Conflict
from central.ledger.leases import Lease, find
from central.ledger.models import Transfer
from contract.ids import new_id
from contract.problem import Code
from tests.central.books import NOW, Books, a_request
from tests.central.test_partners import wait_for_a_lock

pytestmark = pytest.mark.usefixtures("database")

PAID = None


def over(books: Books, event: UUID, lease: Lease) -> None:
    """The lease is taken back and the pool emptied."""
    books.reclaim(lease)
    pools.drain(books.tenant, event, books.wallet, "platform", NOW)


def test_c19_a_promise_is_paid_from_its_lease() -> None:
    books = Books()
    event = books.event(500)
    lease = books.lease(event, 200)
    promise = books.promise(event, lease)
    assert books.charge(promise) == [PAID]
    kept = Transfer.objects.get(id=promise.op_id)
    assert (kept.kind, kept.amount, kept.op_id) == ("generation", 100, promise.op_id)
    assert (kept.actor, kept.reference) == (f"kiosk:{books.kiosk}", f"event:{event}")
    assert find(books.tenant, books.kiosk, lease.id).spent == 100
    assert (balances.event(books.tenant, event).pool, balances.event(books.tenant, event).leased) == (
        300,
        100,
    )


def test_c19_what_was_not_promised_on_a_lease_is_paid_from_the_pool_while_it_lasts() -> None:
    books = Books()
    event = books.event(150)
    promises = [books.promise(event, price=price) for price in (100, 100, 50, 0)]
    assert books.charge(*promises) == [PAID, Code.CREDITS_EXHAUSTED, PAID, PAID]
    assert Transfer.objects.filter(kind="generation").count() == 2, "nothing is moved for nothing"


def test_x1_a_late_promise_is_a_fact_paid_by_the_pool_then_by_the_overdraft() -> None:
    books = Books()
    event = books.event(300)
    lease = books.lease(event, 200)
    late = [books.promise(event, lease) for _ in range(2)]
    over(books, event, lease)
    pools.fund(books.tenant, event, books.wallet, 150, a_request())
    assert books.charge(*late) == [PAID, PAID]
    kinds = [Transfer.objects.get(id=each.op_id).kind for each in late]
    assert kinds == ["generation", "overdraft"]
    seen = balances.event(books.tenant, event)
    assert (seen.pool, seen.overdraft, seen.consumed, seen.adds_up) == (50, 100, 200, True)


def test_x1_more_than_was_granted_is_no_fact() -> None:
    books = Books()
    event = books.event(200)
    lease = books.lease(event, 200)
    late = [books.promise(event, lease) for _ in range(3)]
    over(books, event, lease)
    assert books.unbacked(*late) == {late[2].op_id}
    assert books.charge(*late) == [PAID, PAID, Code.CREDITS_EXHAUSTED]
    assert balances.event(books.tenant, event).overdraft == 200


def test_x1_a_lease_of_another_kiosk_event_or_tenant_is_unknown() -> None:
    books, others = Books(), Books()
    event, other = books.event(300), books.event(300)
    lease = books.lease(event, 200)
    strange = (books.promise(other, lease), kiosk_charges.Charge(new_id(), event, new_id(), 100, NOW))
    assert books.charge(*strange, books.promise(event, lease)) == [
        Code.LEASE_UNKNOWN,
        Code.LEASE_UNKNOWN,
        PAID,
    ]
    assert books.charge(books.promise(event, lease), kiosk=new_id()) == [Code.LEASE_UNKNOWN]
    assert others.charge(others.promise(event, lease), kiosk=books.kiosk) == [Code.LEASE_UNKNOWN]


def test_x1_what_names_a_lease_of_another_event_takes_nothing_of_its_backing() -> None:
    books = Books()
    event, other = books.event(500), books.event(500)
    lease = books.lease(event, 100)
    strange, own = books.promise(other, lease), books.promise(event, lease)
    assert books.unbacked(strange, own) == {strange.op_id}


def test_y9_an_op_that_was_charged_before_is_refused_with_its_whole_batch() -> None:
    books = Books()
    event = books.event(500)
    once = books.promise(event)
    books.charge(once)
    with pytest.raises(Conflict):
        books.charge(books.promise(event), once)
    assert balances.event(books.tenant, event).consumed == 100


@pytest.mark.parametrize("pool", [500, 100])
def test_y9_an_op_twice_in_one_batch_is_refused_with_the_whole_batch(pool: int) -> None:
    """Also when the pool has enough for one of the two only."""
    books = Books()
    event = books.event(pool)
    once = books.promise(event)
    with pytest.raises(Conflict):
        books.charge(once, books.promise(event, price=0), once)
    assert balances.event(books.tenant, event).pool == pool
    assert audit().faults == ()


def test_a_price_below_nothing_is_refused() -> None:
    books = Books()
    event = books.event(500)
    with pytest.raises(IntegrityError):
        books.charge(books.promise(event), books.promise(event, price=-100))
    assert balances.event(books.tenant, event).consumed == 0


@pytest.mark.parametrize("late", [False, True])
def test_c19_a_batch_is_a_few_statements_however_many_promises_it_has(late: bool) -> None:
    books = Books(100_000)
    events = [books.event(5_000) for _ in range(2)]
    leases = [books.lease(event, 2_000) for event in events]
    if late:
        for event, lease in zip(events, leases, strict=True):
            over(books, event, lease)
    counts = []
    for size in (1, 20):
        batch = [
            books.promise(event, lease, price=10)
            for event, lease in zip(events, leases, strict=True)
            for _ in range(size)
        ]
        with CaptureQueriesContext(connection) as asked:
            assert set(books.charge(*batch)) == {PAID}
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 9


def test_x1_a_lease_backs_what_it_does_once_it_is_locked() -> None:
    """Not what it did when the charge began to wait for it."""
    books = Books()
    lease = books.lease(books.event(500), 200)
    promise = books.promise(lease.event_id, lease)

    def unbacked() -> frozenset[UUID]:
        try:
            return books.unbacked(promise)
        finally:
            connection.close()

    assert unbacked() == frozenset()
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            books.give_back(lease)
            asked = threads.submit(unbacked)
            wait_for_a_lock()
        assert asked.result(30) == {promise.op_id}


def test_x1_another_kiosks_lease_is_neither_locked_nor_spent() -> None:
    books = Books()
    lease = books.lease(books.event(500), 200, kiosk=new_id())
    with transaction.atomic(), ThreadPoolExecutor(1) as threads:
        books.charge(books.promise(lease.event_id, lease))

        def give_back() -> object:
            try:
                return books.give_back(lease)
            finally:
                connection.close()

        threads.submit(give_back).result(30)
    assert find(books.tenant, lease.kiosk_id, lease.id).spent == 0
