"""C15: a payment is credited once, only as it was fetched, and only if it is what was to be paid."""

from typing import Any
from unittest.mock import ANY

import pytest
from django.test import Client as Browser
from django.test.utils import override_settings

from central.ledger import balances
from central.ledger.audit import audit
from central.ledger.models import Transfer
from central.notices.kinds import NoticeKind
from central.payments.models import PaymentSeen, Purchase
from central.payments.notices import MOST_REPETITIONS
from central.payments.settlement import CHECKS_BY_A_PERSON
from central.tenants.models import Tenant
from tests.central.mercadopago import MercadoPago, webhook
from tests.central.payers import (
    bought,
    retail,
    state_of,
    told,
    told_at_once,
    wholesale,
)
from tests.central.persons import Person, a_buyer, a_master, refusal
from tests.central.told import bell_of
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database", "shop")


@pytest.fixture
def world() -> World:
    return World(credits=1)


def test_a_partners_payment_becomes_credits_in_its_wallet(shop: MercadoPago, partner: Person) -> None:
    purchase = wholesale(partner, 2_500)
    payment = shop.pay(purchase)
    assert told(payment).status_code == 200
    assert bought(partner) == 2_501
    (paid,) = partner.items("/wallet/purchases")
    assert paid == purchase | {"state": "paid", "payment_id": payment, "paid_at": ANY}
    assert paid["paid_at"] is not None
    assert audit().clean


def test_a_users_payment_becomes_credits_of_their_own(shop: MercadoPago) -> None:
    buyer, other = a_buyer(), a_buyer()
    assert told(shop.pay(retail(buyer, "standard"))).status_code == 200
    assert (bought(buyer), bought(other)) == (1_100, 0)
    assert audit().clean


def test_a_webhook_that_is_repeated_changes_nothing(shop: MercadoPago, partner: Person) -> None:
    payment = shop.pay(wholesale(partner))
    told(payment)
    before = list(Purchase.objects.values())
    for _ in range(3):
        assert told(payment).status_code == 200
    assert bought(partner) == 1_001
    assert list(Purchase.objects.values()) == before


def test_a_webhook_that_is_played_again_much_later_changes_nothing(
    shop: MercadoPago, partner: Person
) -> None:
    payment = shop.pay(wholesale(partner))
    old = {"seconds": 1_700_000_000, "request_id": "the first"}
    assert told(payment, **old).status_code == 200
    shop.change(payment, "refunded")
    assert told(payment).status_code == 200
    moved = list(Transfer.objects.order_by("id").values_list("id", flat=True))
    assert bought(partner) == 1
    for _ in range(3):
        assert told(payment, **old).status_code == 200, "it may still be the provider, which repeats itself"
    assert list(Transfer.objects.order_by("id").values_list("id", flat=True)) == moved
    assert audit().clean


def test_a_webhook_is_played_again_only_so_often(shop: MercadoPago, partner: Person) -> None:
    payment = shop.pay(wholesale(partner))
    seen = {"seconds": 1_700_000_000, "request_id": "the first"}
    answers = [told(payment, **seen).status_code for _ in range(MOST_REPETITIONS + 3)]
    assert answers == [200] * MOST_REPETITIONS + [429] * 3
    assert len(shop.asked) == MOST_REPETITIONS
    assert told(payment, request_id="another").status_code == 200, "a new one is heard"


def test_a_person_has_their_purchases_checked_only_so_often(shop: MercadoPago, partner: Person) -> None:
    buyer = a_buyer()
    mine = retail(buyer)
    answers = [
        buyer.post(f"/purchases/{mine['id']}/check").status_code for _ in range(CHECKS_BY_A_PERSON + 2)
    ]
    assert answers == [200] * CHECKS_BY_A_PERSON + [429] * 2
    assert len(shop.asked) == CHECKS_BY_A_PERSON
    assert partner.post(f"/purchases/{wholesale(partner)['id']}/check").status_code == 200, "others may"


def test_twenty_webhooks_at_once_credit_once(shop: MercadoPago, partner: Person, shop_server: str) -> None:
    payment = shop.pay(wholesale(partner))
    assert told_at_once(shop_server, payment, 20) == {200}
    assert bought(partner) == 1_001
    assert balances.tenant(partner.user.tenant_id).purchased == 1_000
    assert audit().clean


@pytest.mark.parametrize("milliseconds", [False, True])
@pytest.mark.parametrize("request_id", ["a-request", None])
def test_each_way_in_which_it_signs(
    shop: MercadoPago, partner: Person, milliseconds: bool, request_id: str | None
) -> None:
    payment = shop.pay(wholesale(partner))
    assert told(payment, milliseconds=milliseconds, request_id=request_id).status_code == 200
    assert bought(partner) == 1_001


def test_who_does_not_know_the_secret_is_not_heard(shop: MercadoPago, partner: Person) -> None:
    payment = shop.pay(wholesale(partner))
    assert refusal(told(payment, secret="guessed")) == (401, "unauthorized")
    address, headers, body = webhook(payment)
    other = shop.pay(wholesale(partner))
    swapped = Browser().post(
        address.replace(payment, other), body, content_type="application/json", headers=headers
    )
    assert refusal(swapped) == (401, "unauthorized")
    assert refusal(Browser().post(address, body, content_type="application/json")) == (401, "unauthorized")
    with override_settings(MERCADOPAGO_WEBHOOK_SECRET=""):
        assert refusal(told(payment, secret="")) == (401, "unauthorized")
    assert (bought(partner), shop.asked) == (1, [])


def test_what_the_webhook_itself_says_is_not_believed(shop: MercadoPago, partner: Person) -> None:
    purchase = wholesale(partner)
    shop.pay(purchase)
    address, headers, _ = webhook("7")
    body = {"data": {"id": "1000000000"}, "status": "approved", "external_reference": purchase["reference"]}
    answer = Browser().post(address, body, content_type="application/json", headers=headers)
    assert (answer.status_code, bought(partner)) == (503, 1)


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"transaction_amount": 3_999.99}, "amount"),
        ({"transaction_amount": 4_000.01}, "amount"),
        ({"transaction_amount": 1}, "amount"),
        ({"currency_id": "BRL"}, "currency"),
        ({"transaction_amount": 40, "currency_id": "BRL"}, "amount,currency"),
        ({"transaction_amount_refunded": 1}, "refunded in part"),
    ],
)
def test_a_payment_that_differs_is_not_credited_and_kept_to_be_seen(
    shop: MercadoPago, partner: Person, change: dict[str, Any], differs: str
) -> None:
    purchase = wholesale(partner)
    payment = shop.pay(purchase, **change)
    assert told(payment).status_code == 200, "sending it again would not help"
    told(payment)
    assert (bought(partner), state_of(purchase)) == (1, "pending")
    (seen,) = a_master().items("/payments/differing")
    assert (seen["purchase_id"], seen["payment_id"], seen["differs"]) == (purchase["id"], payment, differs)
    answer = partner.post(f"/purchases/{purchase['id']}/check")
    assert refusal(answer) == (409, "payment_mismatch")
    assert answer.json()["title"] == f"Payment {payment} does not match its purchase: " + (
        f"{differs.replace(',', ', ')}."
    )
    assert refusal(partner.get("/payments/differing")) == (403, "forbidden")


def test_masters_are_told_once_for_each_way_in_which_a_payment_differs(
    shop: MercadoPago, partner: Person
) -> None:
    master, purchase = a_master(), wholesale(partner)
    payment = shop.pay(purchase, transaction_amount=1)
    for _ in range(3):
        told(payment)
    [item] = bell_of(master.user)
    assert (item.kind, item.subject) == (NoticeKind.PAYMENT_DIFFERS, f"purchase:{purchase['id']}")
    assert f"El pago {payment} de mercadopago difiere en: amount." in item.body
    shop.change(payment, "approved", currency_id="BRL")
    told(payment)
    assert len(bell_of(master.user)) == 2, "it differs in another way"
    assert bell_of(partner.user) == [], "whose books they are is the platform's"


@pytest.mark.parametrize("reference", ["order-17", "", None, "0" * 64])
def test_a_payment_for_nothing_of_ours_is_not_credited(
    shop: MercadoPago, partner: Person, reference: str | None
) -> None:
    purchase = wholesale(partner)
    payment = shop.pay(purchase, external_reference=reference)
    assert told(payment).status_code == 200
    assert (bought(partner), state_of(purchase)) == (1, "pending")


def test_a_payment_pays_for_the_purchase_that_it_names_and_no_other(
    shop: MercadoPago, partner: Person
) -> None:
    first, second = wholesale(partner), wholesale(partner)
    payment = shop.pay(first)
    shop.answers["/v1/payments/search"] = (
        200,
        f'{{"results": [{{"id": {payment}, "external_reference": "{second["reference"]}"}}]}}'.encode(),
    )
    answer = partner.post(f"/purchases/{second['id']}/check")
    assert refusal(answer) == (409, "payment_mismatch")
    assert "reference" in answer.json()["title"]
    told(payment)
    assert (bought(partner), state_of(first), state_of(second)) == (1_001, "paid", "pending")


def test_only_what_may_be_a_payment_is_asked_for(shop: MercadoPago) -> None:
    assert refusal(told("7")) == (503, "try_later"), "it may not be shown yet"
    assert told("../users/me").status_code == 200
    assert told("7" * 65).status_code == 200
    assert told("1000000000", type="topic_claims_integration_wh").status_code == 200
    assert shop.asked == ["/v1/payments/7"]


@pytest.mark.parametrize("status", ["pending", "in_process", "authorized", "rejected", "cancelled"])
def test_a_payment_is_credited_when_it_is_approved_and_not_before(
    shop: MercadoPago, partner: Person, status: str
) -> None:
    purchase = wholesale(partner)
    payment = shop.pay(purchase, status)
    assert told(payment).status_code == 200
    assert (bought(partner), state_of(purchase)) == (1, "pending")
    assert partner.post(f"/purchases/{purchase['id']}/check").json() == purchase
    shop.change(payment, "approved")
    told(payment)
    assert (bought(partner), state_of(purchase)) == (1_001, "paid")


def test_a_card_that_is_refused_and_then_another_that_is_not(shop: MercadoPago, partner: Person) -> None:
    purchase = wholesale(partner)
    refused, approved = shop.pay(purchase, "rejected"), shop.pay(purchase)
    for payment in (refused, approved, refused):
        assert told(payment).status_code == 200
    assert bought(partner) == 1_001


def test_a_payment_for_a_partner_that_was_deleted_is_kept_to_be_seen(
    shop: MercadoPago, world: World, partner: Person
) -> None:
    purchase = wholesale(partner)
    Tenant.objects.filter(id=world.tenant_id).update(active=False, deleted_at="2026-01-01T00:00Z")
    assert told(shop.pay(purchase)).status_code == 200
    assert (bought(partner), PaymentSeen.objects.get().differs) == (1, "buyer deleted")


def test_a_partner_that_is_inactive_keeps_what_it_paid_for(
    shop: MercadoPago, world: World, partner: Person
) -> None:
    purchase = wholesale(partner)
    Tenant.objects.filter(id=world.tenant_id).update(active=False)
    told(shop.pay(purchase))
    assert bought(partner) == 1_001


def test_a_lost_webhook_is_made_good_by_asking(shop: MercadoPago, partner: Person) -> None:
    buyer, master = a_buyer(), a_master()
    mine, wallet = retail(buyer), wholesale(partner)
    for purchase in (mine, wallet):
        shop.pay(purchase, "rejected")
        shop.pay(purchase)
    assert buyer.post(f"/purchases/{mine['id']}/check").json()["state"] == "paid"
    assert buyer.post(f"/purchases/{mine['id']}/check").json()["state"] == "paid"
    assert refusal(master.post(f"/purchases/{wallet['id']}/check")) == (404, "not_found")
    asked = master.post(f"/purchases/{wallet['id']}/check?tenant_id={partner.user.tenant_id}")
    assert asked.json()["state"] == "paid"
    assert (bought(buyer), bought(partner)) == (500, 1_001)


def test_while_the_provider_is_away_nothing_is_credited_and_it_may_try_again(
    shop: MercadoPago, partner: Person
) -> None:
    purchase = wholesale(partner)
    payment = shop.pay(purchase)
    shop.answers = {
        f"/v1/payments/{payment}": (200, b"<html>captive portal</html>"),
        "/v1/payments/search": (500, b""),
    }
    for answer in (told(payment), partner.post(f"/purchases/{purchase['id']}/check")):
        assert refusal(answer) == (503, "try_later")
        assert int(answer.headers["Retry-After"]) > 0
    with override_settings(MERCADOPAGO_URL="http://127.0.0.1:9"):
        assert refusal(told(payment)) == (503, "try_later")
    with override_settings(MERCADOPAGO_TOKEN=""):
        assert refusal(told(payment)) == (503, "try_later")
    assert (bought(partner), state_of(purchase)) == (1, "pending")
    shop.answers = {}
    told(payment)
    assert bought(partner) == 1_001
