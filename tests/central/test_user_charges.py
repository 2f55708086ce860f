"""C4, C6, C7, C12: what people make for themselves: free, waived or paid, given back once; packs for good."""

from datetime import timedelta

import pytest

from central.ledger import issuance, refunds, user_charges
from central.ledger.audit import audit
from central.ledger.errors import Conflict, DailyLimit, NotRefundable, Shortfall
from central.ledger.models import Transfer, UserCharge
from central.ledger.user_charges import Basis
from contract.ids import new_id
from tests.central.books import NOW, TODAY, Books, a_request

pytestmark = pytest.mark.usefixtures("database")

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def books(database: str) -> Books:
    return Books(0)


def test_c6_who_bought_nothing_has_two_pictures_a_day(books: Books) -> None:
    user = books.user()
    for _ in range(2):
        made = user_charges.charge(books.tenant, user, books.charge_request())
        assert (made.basis, made.price, made.asked_price) == (Basis.FREE, 0, 100)
    with pytest.raises(DailyLimit, match="Today's 2 free pictures are used up"):
        user_charges.charge(books.tenant, user, books.charge_request())
    assert user_charges.charge(books.tenant, user, books.charge_request(day=TOMORROW)).basis == Basis.FREE
    assert user_charges.free_ones_made(books.tenant, user, TODAY) == 2
    assert not Transfer.objects.exists()


def test_c6_the_limit_is_each_persons_own(books: Books) -> None:
    users = [books.user(), books.user()]
    for user in users * 2:
        assert user_charges.charge(books.tenant, user, books.charge_request()).basis == Basis.FREE


@pytest.mark.parametrize("gift", [False, True])
def test_c6_whom_credits_were_ever_issued_to_pays_without_a_limit(books: Books, gift: bool) -> None:
    user = books.user()
    assert not user_charges.has_been_issued(books.tenant, user)
    if gift:
        issuance.top_up(books.tenant, books.of_user(user), 300, a_request())
    else:
        issuance.purchase(books.tenant, books.of_user(user), 300, a_request(), "purchase:1")
    assert user_charges.has_been_issued(books.tenant, user)
    for _ in range(3):
        assert user_charges.charge(books.tenant, user, books.charge_request()).basis == Basis.PAID
    with pytest.raises(Shortfall, match="100 credits are needed, 0 are available"):
        user_charges.charge(books.tenant, user, books.charge_request())
    assert UserCharge.objects.count() == 3


def test_c7_a_masters_picture_costs_nothing_and_is_recorded(books: Books) -> None:
    user = books.user(50)
    for _ in range(3):
        made = user_charges.charge(books.tenant, user, books.charge_request(waived=True))
        assert (made.basis, made.price) == (Basis.WAIVED, 0)
    assert UserCharge.objects.filter(basis="waived", price=0).count() == 3
    assert books.balance(books.of_user(user)) == 50


def test_c12_one_wish_is_charged_once(books: Books) -> None:
    user, other = books.user(500), books.user(500)
    charge_request = books.charge_request()
    first = user_charges.charge(books.tenant, user, charge_request)
    assert user_charges.charge(books.tenant, user, charge_request).id == first.id == charge_request.id
    assert books.balance(books.of_user(user)) == 400
    dearer = user_charges.ChargeRequest(charge_request.id, 150, charge_request.actor, NOW, TODAY, 2)
    for person, wanted in ((other, charge_request), (user, dearer)):
        with pytest.raises(Conflict):
            user_charges.charge(books.tenant, person, wanted)
    used = user_charges.ChargeRequest(
        Transfer.objects.filter(kind="purchase")[0].id, 100, "user:1", NOW, TODAY, 2
    )
    with pytest.raises(Conflict):
        user_charges.charge(books.tenant, user, used)
    assert books.balance(books.of_user(user)) == 400


def test_c12_a_charge_is_given_back_once_by_a_transfer_that_names_it(books: Books) -> None:
    user, charge_request = books.user(500), books.charge_request()
    user_charges.charge(books.tenant, user, charge_request)
    assert user_charges.refund(books.tenant, charge_request.id, "platform", NOW)
    assert not user_charges.refund(books.tenant, charge_request.id, "platform", NOW)
    assert not user_charges.refund(books.tenant, new_id(), "platform", NOW)
    assert not user_charges.refund(new_id(), charge_request.id, "platform", NOW), "another tenant's"
    assert Transfer.objects.get(kind="refund").reverses == charge_request.id
    assert books.balance(books.of_user(user)) == 500
    assert user_charges.charge(books.tenant, user, charge_request).refunded_at == NOW, (
        "the request is still the same"
    )
    assert audit().faults == ()


def test_c12_a_free_one_gives_the_turn_of_its_day_back(books: Books) -> None:
    user = books.user()
    charge_requests = [books.charge_request(), books.charge_request()]
    for charge_request in charge_requests:
        user_charges.charge(books.tenant, user, charge_request)
    assert user_charges.refund(books.tenant, charge_requests[0].id, "platform", NOW)
    assert user_charges.charge(books.tenant, user, books.charge_request()).basis == Basis.FREE
    with pytest.raises(DailyLimit):
        user_charges.charge(books.tenant, user, books.charge_request())


def test_c4_a_pack_is_paid_once_and_for_good(books: Books) -> None:
    user, asked = books.user(5_000), a_request()
    assert user_charges.pay_unlock(books.tenant, user, asked, 3_000, "pack:1")
    assert not user_charges.pay_unlock(books.tenant, user, asked, 3_000, "pack:1")
    with pytest.raises(Conflict):
        user_charges.pay_unlock(books.tenant, user, asked, 3_000, "pack:2")
    with pytest.raises(Shortfall, match="1000 are missing"):
        user_charges.pay_unlock(books.tenant, user, a_request(), 3_000, "pack:2")
    with pytest.raises(NotRefundable):
        refunds.refund(books.tenant, asked.id, books.of_user(user), "platform", NOW)
    assert books.balance(books.of_user(user)) == 2_000
    assert Transfer.objects.get(id=asked.id).kind == "pack_unlock"
