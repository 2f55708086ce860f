"""C15: what is taken back is taken back once, below zero if need be; what is odd is kept to be seen."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from central.events.errors import CreditsShort
from central.ledger import balances
from central.ledger.audit import audit
from central.payments.models import PaymentSeen, Purchase
from tests.central.mercadopago import MercadoPago
from tests.central.payers import (
    bought,
    state_of,
    told,
    told_at_once,
    wholesale,
)
from tests.central.persons import Person, a_master
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database", "shop")


@pytest.fixture
def world() -> World:
    return World(credits=1)


@pytest.mark.parametrize("status", ["refunded", "charged_back"])
def test_what_is_taken_back_may_leave_less_than_nothing_and_nothing_is_spent_until_it_is_made_good(
    shop: MercadoPago, world: World, partner: Person, status: str
) -> None:
    purchase = wholesale(partner)
    payment = shop.pay(purchase)
    told(payment)
    world.event(credits=900)
    shop.change(payment, status, transaction_amount_refunded=4_000)
    for _ in range(3):
        assert told(payment).status_code == 200
    assert (bought(partner), state_of(purchase)) == (-899, "reversed")
    with pytest.raises(CreditsShort):
        world.event(credits=1)
    told(shop.pay(wholesale(partner)))
    assert bought(partner) == 101
    with pytest.raises(CreditsShort):
        world.event(credits=102)
    world.event(credits=101)
    found = audit()
    assert found.clean, found.faults
    assert balances.tenant(world.tenant_id).purchased == 1_000


def test_twenty_refunds_at_once_take_back_once(shop: MercadoPago, partner: Person, shop_server: str) -> None:
    payment = shop.pay(wholesale(partner))
    told(payment)
    shop.change(payment, "refunded")
    assert told_at_once(shop_server, payment, 20) == {200}
    assert bought(partner) == 1


def test_a_refund_before_the_credit_means_no_credit(shop: MercadoPago, partner: Person) -> None:
    purchase = wholesale(partner)
    payment = shop.pay(purchase, "refunded")
    told(payment)
    assert (bought(partner), state_of(purchase)) == (1, "pending")


def test_an_approval_that_was_fetched_before_the_refund_and_settled_after_it_is_not_credited(
    shop: MercadoPago, partner: Person
) -> None:
    purchase = wholesale(partner)
    payment = shop.pay(purchase)
    approved = dict(shop.payments[int(payment)])
    shop.change(payment, "refunded")
    told(payment)
    shop.payments[int(payment)] = approved
    told(payment)
    assert (bought(partner), state_of(purchase)) == (1, "pending")


def test_of_two_words_of_the_same_moment_the_refund_counts(shop: MercadoPago, partner: Person) -> None:
    purchase = wholesale(partner)
    payment = shop.pay(purchase)
    approved = dict(shop.payments[int(payment)])
    for word in (approved | {"status": "refunded"}, approved):
        shop.payments[int(payment)] = word
        told(payment)
    assert (bought(partner), state_of(purchase)) == (1, "pending")


def test_a_second_payment_for_the_same_purchase_is_kept_to_be_seen(
    shop: MercadoPago, partner: Person
) -> None:
    purchase = wholesale(partner)
    first, second = shop.pay(purchase), shop.pay(purchase)
    told(first)
    told(second)
    assert bought(partner) == 1_001
    (seen,) = a_master().items("/payments/differing")
    assert (seen["payment_id"], seen["differs"]) == (second, "paid twice")
    shop.change(second, "refunded")
    told(second)
    assert (bought(partner), state_of(purchase)) == (1_001, "paid"), "that one never was credited"
    assert a_master().items("/payments/differing") == []


def test_of_two_payments_at_once_one_is_credited_and_the_other_kept_to_be_seen(
    shop: MercadoPago, world: World, partner: Person
) -> None:
    purchase = wholesale(partner)
    payments = [shop.pay(purchase), shop.pay(purchase)]

    def tell(payment: str) -> int:
        status = told(payment).status_code
        connections.close_all()
        return status

    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM ledger_account WHERE id = %s FOR UPDATE", [world.wallet])
            telling = threads.map(tell, payments)
            wait_until_blocked(2)
        assert list(telling) == [200, 200]
    paid = Purchase.objects.get()
    assert PaymentSeen.objects.get(payment_id=paid.payment_id).differs == ""
    assert PaymentSeen.objects.exclude(payment_id=paid.payment_id).get().differs == "paid twice"
    assert bought(partner) == 1_001


def wait_until_blocked(many: int) -> None:
    """Until so many connections wait for a lock."""
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            if cursor.fetchone() == (many,):
                return
            cursor.execute("SELECT pg_stat_clear_snapshot(), pg_sleep(0.01)")
    raise AssertionError(f"{many} connections never waited")


def test_a_dispute_that_is_won_is_kept_to_be_seen(shop: MercadoPago, partner: Person) -> None:
    purchase = wholesale(partner)
    payment = shop.pay(purchase)
    told(payment)
    shop.change(payment, "in_mediation")
    told(payment)
    assert (bought(partner), state_of(purchase)) == (1_001, "paid"), "nothing is decided yet"
    shop.change(payment, "charged_back")
    told(payment)
    shop.change(payment, "approved")
    told(payment)
    assert (bought(partner), state_of(purchase)) == (1, "reversed")
    assert PaymentSeen.objects.get().differs == "approved again"


def test_a_part_of_it_refunded_is_kept_to_be_seen(shop: MercadoPago, partner: Person) -> None:
    purchase = wholesale(partner)
    payment = shop.pay(purchase)
    told(payment)
    shop.change(payment, "approved", transaction_amount_refunded=1_000.5)
    told(payment)
    assert (bought(partner), state_of(purchase)) == (1_001, "paid")
    seen = PaymentSeen.objects.get()
    assert (seen.differs, seen.refunded) == ("refunded in part", 100_050)


def test_asking_also_finds_that_it_was_taken_back(shop: MercadoPago, partner: Person) -> None:
    purchase = wholesale(partner)
    payment = shop.pay(purchase)
    told(payment)
    shop.change(payment, "charged_back")
    assert partner.post(f"/purchases/{purchase['id']}/check").json()["state"] == "reversed"
    assert bought(partner) == 1
