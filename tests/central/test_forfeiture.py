"""C16: a tenant's end: every credit goes to the platform, by transfers."""

import pytest

from central.ledger import balances, issuance
from central.ledger.audit import audit
from central.ledger.forfeiture import forfeit_all
from central.ledger.leases import find
from central.ledger.models import Transfer
from tests.central.books import Books, a_request

pytestmark = pytest.mark.usefixtures("database")


def test_c16_every_credit_under_the_tenant_goes_to_the_platform() -> None:
    books, others = Books(1_000), Books(1_000)
    client, event = books.client(100), books.event(500)
    lease = books.lease(event, 200)
    books.charge(books.promise(event, lease))
    assert forfeit_all(books.tenant, a_request("closed down")) == 900
    assert find(books.tenant, books.kiosk, lease.id).state == "reclaimed"
    assert [books.balance(account) for account in (books.wallet, books.of_client(client))] == [0, 0]
    moved = Transfer.objects.filter(kind="forfeiture")
    assert sorted(each.amount for each in moved) == [100, 400, 400]
    assert {(each.reference, each.note) for each in moved} == {(f"tenant:{books.tenant}", "closed down")}
    assert (balances.tenant(books.tenant).forfeited, others.balance(others.wallet)) == (900, 1_000)
    assert audit().faults == ()


def test_c16_a_debt_is_written_off() -> None:
    books, bought = Books(0), a_request()
    issuance.purchase(books.tenant, books.wallet, 500, bought, "purchase:1")
    event = books.event(500)
    issuance.charge_back(books.tenant, bought.id, a_request())
    assert forfeit_all(books.tenant, a_request()) == 500
    assert books.balance(books.wallet) == 0
    assert balances.event(books.tenant, event).adds_up
    assert audit().faults == ()


def test_c16_what_booths_promised_is_still_a_fact_afterwards() -> None:
    books = Books(1_000)
    event = books.event(500)
    lease = books.lease(event, 200)
    forfeit_all(books.tenant, a_request())
    assert books.charge(books.promise(event, lease)) == [None]
    assert balances.event(books.tenant, event).overdraft == 100
    assert audit().faults == ()


@pytest.mark.parametrize("came", [1_000, 300])
def test_c16_repeated_it_forfeits_what_came_in_the_meantime(came: int) -> None:
    books = Books(1_000)
    ends = a_request()
    assert forfeit_all(books.tenant, ends) == 1_000
    assert forfeit_all(books.tenant, ends) == 0
    issuance.top_up(books.tenant, books.wallet, came, a_request())
    assert forfeit_all(books.tenant, ends) == came
    assert balances.tenant(books.tenant).forfeited == 1_000 + came
    assert audit().faults == ()
