"""C9, C14, C15: where credits come from and go back to, and how far below zero."""

import pytest
from django.db import IntegrityError, connection
from django.db.models import F

from central.ledger import allocations, balances, issuance
from central.ledger.accounts import AccountKind, account_id
from central.ledger.audit import audit
from central.ledger.errors import Conflict, NotRefundable, Shortfall, UnknownAccount
from central.ledger.models import Account, Transfer
from contract.ids import new_id
from tests.central.books import NOW, Books, a_request

pytestmark = pytest.mark.usefixtures("database")


def test_c9_a_purchase_issues_credits_once() -> None:
    books = Books(0)
    asked = a_request()
    assert issuance.purchase(books.tenant, books.wallet, 500, asked, "purchase:1")
    assert not issuance.purchase(books.tenant, books.wallet, 500, asked, "purchase:1")
    with pytest.raises(Conflict):
        issuance.purchase(books.tenant, books.wallet, 501, asked, "purchase:1")
    with pytest.raises(Conflict):
        issuance.purchase(books.tenant, books.wallet, 500, asked, "purchase:2")
    assert books.balance(books.wallet) == 500


def test_c9_the_same_id_under_another_tenant_is_another_order() -> None:
    ours, theirs, asked = Books(0), Books(0), a_request()
    assert issuance.top_up(ours.tenant, ours.wallet, 500, asked)
    assert issuance.top_up(theirs.tenant, theirs.wallet, 300, asked)
    assert (ours.balance(ours.wallet), theirs.balance(theirs.wallet)) == (500, 300)


@pytest.mark.parametrize("credits", [0, -5])
def test_c9_nothing_is_issued_for_nothing(credits: int) -> None:
    books = Books(0)
    with pytest.raises(IntegrityError):
        issuance.top_up(books.tenant, books.wallet, credits, a_request())
    assert not Transfer.objects.exists()


def test_c9_credits_are_handed_down_and_taken_back() -> None:
    books = Books(1_000)
    client = books.client()
    account = books.of_client(client)
    down, up = a_request(), a_request()
    assert allocations.allocate(books.tenant, books.wallet, account, 400, down)
    assert not allocations.allocate(books.tenant, books.wallet, account, 400, down)
    assert allocations.take_back(books.tenant, account, books.wallet, 150, up)
    assert (books.balance(account), books.balance(books.wallet)) == (250, 750)
    with pytest.raises(Shortfall, match="300 credits are needed, 250 are available: 50 are missing"):
        allocations.take_back(books.tenant, account, books.wallet, 300, a_request())


def test_c14_a_transfer_says_what_who_why_and_when() -> None:
    books = Books(0)
    asked = a_request("A gift for the first party.")
    issuance.purchase(books.tenant, books.wallet, 500, asked, "purchase:1")
    kept = Transfer.objects.get(id=asked.id)
    assert (kept.kind, kept.actor, kept.reference, kept.note) == (
        "purchase", "platform", "purchase:1", "A gift for the first party.",
    )  # fmt: skip
    assert (kept.debit_id, kept.credit_id) == (account_id(AccountKind.ISSUED, books.tenant), books.wallet)
    assert kept.occurred_at == NOW < kept.recorded_at


def test_c15_a_chargeback_reverses_its_purchase_once_even_below_zero() -> None:
    books = Books(0)
    bought, back = a_request(), a_request()
    issuance.purchase(books.tenant, books.wallet, 500, bought, "purchase:1")
    books.event(400)
    assert issuance.charge_back(books.tenant, bought.id, back)
    assert not issuance.charge_back(books.tenant, bought.id, back)
    assert not issuance.charge_back(books.tenant, bought.id, a_request()), "whoever asks again"
    assert books.balance(books.wallet) == -400
    kept = Transfer.objects.get(kind="chargeback")
    assert (kept.reverses, kept.amount, kept.op_id, kept.reference) == (
        bought.id, 500, back.id, "purchase:1",
    )  # fmt: skip
    assert balances.tenant(books.tenant).purchased == 0
    assert audit().faults == ()


def test_c15_only_a_purchase_of_this_tenant_is_charged_back() -> None:
    books, others = Books(0), Books(0)
    given, bought = a_request(), a_request()
    issuance.top_up(books.tenant, books.wallet, 500, given)
    issuance.purchase(others.tenant, others.wallet, 500, bought, "purchase:1")
    with pytest.raises(NotRefundable):
        issuance.charge_back(books.tenant, given.id, a_request())
    with pytest.raises(UnknownAccount):
        issuance.charge_back(books.tenant, bought.id, a_request())
    assert (books.balance(books.wallet), others.balance(others.wallet)) == (500, 500)


def test_c15_who_owes_spends_nothing_and_what_comes_in_is_never_owed_again() -> None:
    books = owing(400)
    with pytest.raises(Shortfall):
        books.event(1)
    issuance.top_up(books.tenant, books.wallet, 300, a_request())
    assert books.balance(books.wallet) == -100
    with pytest.raises(Shortfall):
        issuance.adjust(books.tenant, books.wallet, -1, a_request())
    issuance.top_up(books.tenant, books.wallet, 150, a_request())
    with pytest.raises(Shortfall, match="51 credits are needed, 50 are available"):
        books.event(51)
    assert audit().faults == ()


def test_c15_a_correction_never_takes_a_balance_below_zero() -> None:
    books = Books(100)
    asked = a_request("counted twice")
    assert issuance.adjust(books.tenant, books.wallet, -60, asked)
    assert not issuance.adjust(books.tenant, books.wallet, -60, asked)
    assert issuance.adjust(books.tenant, books.wallet, 10, a_request())
    with pytest.raises(Shortfall):
        issuance.adjust(books.tenant, books.wallet, -51, a_request())
    with pytest.raises(IntegrityError):
        issuance.adjust(books.tenant, books.wallet, 0, a_request())
    assert books.balance(books.wallet) == 50


def owing(credits: int) -> Books:
    """A wallet that a chargeback left so far below zero."""
    books, bought = Books(0), a_request()
    issuance.purchase(books.tenant, books.wallet, credits, bought, "purchase:1")
    books.event(credits)
    issuance.charge_back(books.tenant, bought.id, a_request())
    return books


@pytest.mark.parametrize("floor", [-1, -1_000, None])
def test_c15_the_database_lets_nothing_but_a_chargeback_lower_a_floor(floor: int | None) -> None:
    books = owing(400)
    for account in (books.wallet, books.of_client(books.client())):
        rows = Account.objects.filter(tenant_id=books.tenant, id=account)
        lower = None if floor is None else F("floor") + floor
        with pytest.raises(IntegrityError, match="only a chargeback takes account"):
            rows.update(floor=lower)
    assert audit().faults == ()


def test_c15_the_database_keeps_an_overdraft_without_a_floor() -> None:
    books = Books()
    event = books.event()
    rows = Account.objects.filter(tenant_id=books.tenant, kind="overdraft", owner_id=event)
    with pytest.raises(IntegrityError):
        rows.update(floor=-1_000)
    assert rows.get().floor is None


def test_c15_a_chargeback_of_another_transaction_lowers_no_floor() -> None:
    books = owing(400)
    with pytest.raises(IntegrityError, match="only a chargeback"), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_account SET floor = floor - 1 WHERE id = %s", [books.wallet])


def test_an_account_that_was_never_opened_gets_nothing() -> None:
    books = Books(0)
    with pytest.raises(UnknownAccount):
        issuance.top_up(books.tenant, books.of_client(new_id()), 10, a_request())
    assert not Transfer.objects.exists()
