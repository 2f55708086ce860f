"""C17: what was sold, as purchases and as the ledger has it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from central.ledger import balances
from central.payments.reports import CurrencySales, sales
from tests.central.mercadopago import MercadoPago
from tests.central.payers import (
    bought,
    retail,
    told,
    wholesale,
)
from tests.central.persons import Person, a_buyer
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database", "shop")


@pytest.fixture
def world() -> World:
    return World(credits=1)


def test_sales_are_what_is_paid_and_was_not_taken_back(shop: MercadoPago, partner: Person) -> None:
    assert sales() == ()
    buyer = a_buyer()
    purchases = [wholesale(partner, 1_001), retail(buyer, "standard"), retail(buyer, "business")]
    payments = [shop.pay(purchase) for purchase in purchases]
    retail(buyer)
    for payment in payments:
        told(payment)
    shop.change(payments[2], "refunded")
    told(payments[2])
    with CaptureQueriesContext(
        connection,
    ) as statements:
        sold = sales()
    assert len(statements) == 1
    assert sold == (CurrencySales("ARS", 2, 2_101, 1_200_400),)
    assert sold[0].average_price == 571, "5.71 ARS: 12,004.00 ARS / 2,101 credits"
    assert sum(each.credits for each in sold) == balances.platform().purchased


def test_credits_sold_and_the_ledger_agree_while_payments_come_and_go(
    shop: MercadoPago, partner: Person
) -> None:
    payments = [shop.pay(wholesale(partner)) for _ in range(12)]
    stop = threading.Event()

    def settle(payment: str) -> None:
        told(payment)
        shop.change(payment, "refunded")
        told(payment)
        connections.close_all()

    def watch() -> int:
        looks = 0
        while not stop.is_set():
            with connection.cursor() as cursor:
                cursor.execute(_BOTH)
                sold, issued = cursor.fetchone()
            assert sold == issued
            looks += 1
        connections.close_all()
        return looks

    with ThreadPoolExecutor(5) as threads:
        watching = threads.submit(watch)
        list(threads.map(settle, payments))
        stop.set()
        assert watching.result() > 0
    assert (sales(), bought(partner)) == ((), 1)


_BOTH = """
SELECT (SELECT coalesce(sum(credits), 0) FROM payments_purchase WHERE state = 'paid'),
  (SELECT coalesce(sum(CASE kind WHEN 'purchase' THEN amount WHEN 'chargeback' THEN -amount ELSE 0 END), 0)
   FROM ledger_transfer)
"""
