"""C9, C16: an overdraft is owed by its event's owner, and paid by whatever comes in first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import connections

from central.events import lifecycle
from central.ledger import allocations, balances, forfeiture, issuance, pools, refunds
from central.ledger.audit import audit
from central.ledger.errors import CreditsOwed
from central.ledger.kiosk_charges import Charge
from central.ledger.leases import reclaim
from central.ledger.models import Transfer
from central.operations.debts import collect_debts
from contract.ids import new_id
from tests.central.books import NOW, Books, a_request
from tests.central.persons import Person
from tests.central.test_lock_order import meet
from tests.central.world import APPLIED, World

pytestmark = pytest.mark.usefixtures("database")

OWED = 300


class Owing(Books):
    """A client without credits whose event owes 300, as its booth came late."""

    def __init__(self) -> None:
        super().__init__(2_000)
        self.host = self.client(OWED)
        self.account = self.of_client(self.host)
        self.owing = self.event(OWED, owner=self.host)
        self.late_lease = self.lease(self.owing, OWED)
        self.reclaim(self.late_lease)
        pools.drain(self.tenant, self.owing, self.account, "platform", NOW)
        allocations.take_back(self.tenant, self.account, self.wallet, OWED, a_request())
        self.late = [self.promise(self.owing, self.late_lease) for _ in range(3)]
        assert self.charge(*self.late) == [None] * 3
        assert self.owed() == OWED

    def owed(self) -> int:
        assert audit().faults == ()
        return balances.event(self.tenant, self.owing).overdraft


def purchase(books: Owing, credits: int) -> None:
    bought = a_request()
    for _ in range(2):
        issuance.purchase(books.tenant, books.account, credits, bought, "purchase:1")


def top_up(books: Owing, credits: int) -> None:
    issuance.top_up(books.tenant, books.account, credits, a_request())


def correction(books: Owing, credits: int) -> None:
    issuance.adjust(books.tenant, books.account, credits, a_request())


def allocation(books: Owing, credits: int) -> None:
    allocations.allocate(books.tenant, books.wallet, books.account, credits, a_request())


INCOMES = [purchase, top_up, correction, allocation]


@pytest.mark.parametrize("income", INCOMES)
@pytest.mark.parametrize(("credits", "owed", "left"), [(100, 200, 0), (300, 0, 0), (450, 0, 150)])
def test_whatever_comes_to_the_owner_pays_what_it_owes_once(
    income: Callable[[Owing, int], None], credits: int, owed: int, left: int
) -> None:
    books = Owing()
    income(books, credits)
    assert (books.owed(), books.balance(books.account)) == (owed, left)
    counted = balances.client(books.tenant, books.host, [books.owing])
    assert (counted.available, counted.used, counted.overdraft, counted.adds_up) == (left, OWED, owed, True)


def test_what_another_event_gives_back_pays_it() -> None:
    books = Books(1_000)
    events = [books.event(400) for _ in range(2)]
    owing, other = events
    lease = books.lease(owing, 400)
    books.reclaim(lease)
    assert books.charge(books.promise(owing, price=400), books.promise(owing, lease)) == [None, None]
    assert balances.event(books.tenant, owing).overdraft == 100
    assert pools.drain(books.tenant, other, books.wallet, "platform", NOW) == 400
    assert balances.event(books.tenant, owing).overdraft == 0
    assert books.balance(books.wallet) == 500
    assert audit().faults == ()


def test_what_comes_back_to_the_pool_pays_what_its_event_owes() -> None:
    """A lease of another booth, and a picture that failed."""
    books, other = Books(1_000), new_id()
    event = books.event(500)
    lease, theirs = books.lease(event, 200), books.lease(event, 150, other)
    books.reclaim(lease)
    picture = books.promise(event, price=350)
    assert books.charge(picture, *(books.promise(event, lease) for _ in range(2))) == [None] * 3
    assert balances.event(books.tenant, event).overdraft == 200
    books.give_back(theirs)
    assert balances.event(books.tenant, event).overdraft == 50
    refunds.refund(books.tenant, picture.op_id, pools.pool_of(event), "platform", NOW)
    seen = balances.event(books.tenant, event)
    assert (seen.overdraft, seen.pool, seen.adds_up) == (0, 300, True)
    assert audit().faults == ()


def test_closing_collects_from_what_the_owner_has() -> None:
    books = Books(1_000)
    event = books.event(200)
    lease = books.lease(event, 200)
    books.reclaim(lease)
    assert books.charge(books.promise(event, price=200), books.promise(event, lease)) == [None, None]
    assert (books.balance(books.wallet), balances.event(books.tenant, event).overdraft) == (800, 100)
    assert pools.drain(books.tenant, event, books.wallet, "platform", NOW) == 0
    seen = balances.event(books.tenant, event)
    assert (books.balance(books.wallet), seen.overdraft, seen.allocated) == (700, 0, 300)
    assert set(Transfer.objects.filter(debit_id=books.wallet, kind="overdraft").values_list("amount")) == {
        (100,)
    }


def test_promises_that_come_after_the_close_are_collected_by_the_worker(world: World) -> None:
    event = world.event(credits=1_000)
    booth = world.booth(event)
    lease = booth.lease(1_000).json()["id"]
    late = [booth.request_op(event, world.style, lease_id=lease) for _ in range(3)]
    reclaim(world.tenant_id, UUID(lease), a_request())
    assert lifecycle.close(event, "test") == 1_000
    assert booth.fates(*late) == [APPLIED] * 3
    assert balances.event(world.tenant_id, event.id).overdraft == 300
    assert collect_debts() == 300
    seen = balances.event(world.tenant_id, event.id)
    assert (seen.allocated, seen.consumed, seen.overdraft) == (300, 300, 0)
    assert balances.tenant(world.tenant_id).available == 100_000 - 300
    assert audit().faults == ()


def test_who_owes_gets_nothing_else_first() -> None:
    books = Owing()
    books.charge(books.promise(books.owing, price=0))
    refusals = [
        lambda: books.event(owner=books.host),
        lambda: allocations.take_back(books.tenant, books.account, books.wallet, 1, a_request()),
        lambda: books.lease(books.owing),
    ]
    for spend in refusals:
        with pytest.raises(CreditsOwed, match=r"^300 credits are owed"):
            spend()
    assert Books().event(), "others owe nothing"
    assert books.owed() == OWED


def test_a_top_up_of_the_event_that_owes_is_how_it_is_paid(world: World, partner: Person) -> None:
    event, other = world.event(credits=500), world.event(credits=500)
    booth = world.booth(event)
    lease = booth.lease(500).json()["id"]
    late = [booth.request_op(event, world.style, lease_id=lease) for _ in range(3)]
    reclaim(world.tenant_id, UUID(lease), a_request())
    spenders = world.booth(event)
    spenders.sync(*(spenders.request_op(event, world.style) for _ in range(5)))
    assert booth.fates(*late) == [APPLIED] * 3

    def top_up(which: UUID) -> tuple[int, str]:
        answer = partner.post(f"/events/{which}/top-ups", id=str(new_id()), credits=300)
        return answer.status_code, answer.json().get("code", "")

    elsewhere = world.booth(other).lease()
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (402, "credits_owed")
    assert top_up(other.id) == (402, "credits_owed")
    made = partner.post(
        "/events", id=str(new_id()), name="Otra", credits=0, time_zone="UTC",
        starts_at=NOW.isoformat(), ends_at=(NOW + timedelta(hours=5)).isoformat(),
    )  # fmt: skip
    assert (made.status_code, made.json()["code"]) == (402, "credits_owed")
    assert "300 credits are owed" in made.json()["title"]
    assert top_up(event.id) == (200, "")
    assert top_up(other.id) == (200, "")
    assert world.booth(other).lease().status_code == 200
    assert audit().faults == ()


def test_a_partner_whose_client_owes_too_lets_it_pay_first() -> None:
    books = Books(2_000)
    own, host = books.event(200), books.client(200)
    theirs = books.event(200, owner=host)
    leases = [books.lease(own, 200), books.lease(theirs, 200)]
    for lease in leases:
        books.reclaim(lease)
    assert books.charge(books.promise(own, price=200), books.promise(own, leases[0])) == [None] * 2
    assert books.charge(books.promise(theirs, price=200), books.promise(theirs, leases[1])) == [None] * 2
    with pytest.raises(CreditsOwed, match=r"^200 credits are owed"):
        pools.fund(books.tenant, own, books.wallet, 100, a_request())
    allocations.allocate(books.tenant, books.wallet, books.of_client(host), 100, a_request())
    assert pools.fund(books.tenant, own, books.wallet, 100, a_request())
    assert audit().faults == ()


def test_the_oldest_event_is_paid_first() -> None:
    books = Books(2_000)
    host = books.client(400)
    events = [books.event(200, owner=host) for _ in range(2)]
    leases = [books.lease(each, 200) for each in events]
    for each, lease in reversed(list(zip(events, leases, strict=True))):
        books.reclaim(lease)
        assert books.charge(books.promise(each, price=200), books.promise(each, lease)) == [None] * 2
    issuance.top_up(books.tenant, books.of_client(host), 150, a_request())
    assert [balances.event(books.tenant, each).overdraft for each in events] == [0, 50]
    assert audit().faults == ()


def test_a_repeated_allocation_is_a_duplicate_also_when_another_client_owes_meanwhile() -> None:
    books, asked = Owing(), a_request()
    allocate = lambda: allocations.allocate(books.tenant, books.wallet, books.account, OWED, asked)  # noqa: E731
    assert allocate()
    assert books.owed() == 0
    other = books.client(200)
    theirs = books.event(200, owner=other)
    lease = books.lease(theirs, 200)
    books.reclaim(lease)
    assert books.charge(books.promise(theirs, price=200), books.promise(theirs, lease)) == [None] * 2
    assert not allocate()
    assert balances.event(books.tenant, theirs).overdraft == 100


def test_a_repeated_top_up_is_a_duplicate_also_when_the_owner_owes_meanwhile() -> None:
    books = Books(1_000)
    owing, other, asked = books.event(200), books.event(), a_request()
    pools.fund(books.tenant, other, books.wallet, 100, asked)
    lease = books.lease(owing, 200)
    books.reclaim(lease)
    assert books.charge(books.promise(owing, price=200), books.promise(owing, lease)) == [None, None]
    assert not pools.fund(books.tenant, other, books.wallet, 100, asked)


def test_what_is_owed_is_paid_before_anything_is_forfeited_and_shown_beyond_that() -> None:
    books = Owing()
    issuance.adjust(books.tenant, books.wallet, -books.balance(books.wallet), a_request())
    forfeiture.forfeit_all(books.tenant, a_request())
    assert books.owed() == OWED
    rich = Books(1_000)
    event = rich.event(200)
    lease = rich.lease(event, 200)
    rich.reclaim(lease)
    assert rich.charge(rich.promise(event, price=200), rich.promise(event, lease)) == [None, None]
    assert forfeiture.forfeit_all(rich.tenant, a_request()) == 700
    seen = balances.tenant(rich.tenant)
    assert (seen.overdraft, seen.used, seen.forfeited, seen.adds_up) == (0, 300, 700, True)
    assert audit().faults == ()


def test_two_incomes_at_once_pay_a_debt_once() -> None:
    books = Owing()

    def income(_: int) -> None:
        try:
            top_up(books, 200)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(income, range(4)))
    assert (books.owed(), books.balance(books.account)) == (0, 500)


def a_late_promise() -> tuple[Books, UUID, Charge, Charge]:
    """An event whose pool was used up by a picture of 500, and a promise that it cannot pay."""
    books = Books(1_000)
    event = books.event(500)
    lease = books.lease(event, 200)
    books.reclaim(lease)
    picture = books.promise(event, price=500)
    assert books.charge(picture) == [None]
    return books, event, picture, books.promise(event, lease)


def test_a_pool_that_gets_something_back_pays_a_debt_that_arises_meanwhile() -> None:
    for place in range(3):
        books, event, picture, late = a_late_promise()

        def back(books: Books = books, event: UUID = event, picture: Charge = picture) -> bool:
            return refunds.refund(books.tenant, picture.op_id, pools.pool_of(event), "platform", NOW)

        assert meet(partial(books.charge, late), back, place)
        seen = balances.event(books.tenant, event)
        assert (seen.pool, seen.overdraft) == (400, 0), place
    assert audit().faults == ()


def test_a_debt_that_arises_beside_an_income_is_collected_by_the_worker_while_the_event_goes_on() -> None:
    for place in range(3):
        books, event, _, late = a_late_promise()
        income = partial(issuance.top_up, books.tenant, books.wallet, 50, a_request())
        assert meet(partial(books.charge, late), income, place)
        owed = balances.event(books.tenant, event).overdraft
        assert (owed, collect_debts(), collect_debts()) == (100, 100, 0)
        assert (balances.event(books.tenant, event).overdraft, books.balance(books.wallet)) == (0, 450)
    assert audit().faults == ()
