"""C15: a payment that is announced before it is shown, a webhook that is lost, a process that is killed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone

from central.incidents.models import Incident
from central.ledger.audit import audit
from central.ledger.issuance import _CHARGEBACKS
from central.ledger.models import Transfer
from central.payments import notices, pending, settlement
from central.payments.models import FIRST_CHECK, PaymentNotice, Purchase
from central.payments.purchases import MOST_LOOKED_AT
from central.payments.settlement import _TRANSFERS
from tests.central.killed import killed_everywhere
from tests.central.mercadopago import MercadoPago
from tests.central.payers import bought, retail, state_of, told, wholesale
from tests.central.persons import Person, a_buyer, a_master, refusal
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database", "shop")


@pytest.fixture
def world() -> World:
    return World(credits=1)


def later(**passed: float) -> datetime:
    return timezone.now() + timedelta(**passed)


def noticed(master: Person) -> list[dict[str, Any]]:
    return master.items("/payments/notices")


def test_a_payment_that_is_not_shown_yet_is_credited_once_it_is(shop: MercadoPago, partner: Person) -> None:
    payment = shop.pay(wholesale(partner))
    shop.hidden = {payment}
    answer = told(payment)
    assert refusal(answer) == (503, "try_later"), "the provider sends it again, too"
    assert int(answer.headers["Retry-After"]) > 0
    (notice,) = noticed(a_master())
    assert (notice["payment_id"], notice["tries"], notice["given_up_at"]) == (payment, 0, None)
    assert notice["last_error"] == "MercadoPago does not show this payment."
    assert notices.retry_due(later(minutes=1)) == 0
    shop.hidden = set()
    assert notices.retry_due(later(minutes=1)) == 0, "not before its time"
    assert notices.retry_due(later(minutes=3)) == 1
    assert (bought(partner), PaymentNotice.objects.count()) == (1_001, 0)
    assert audit().clean


def test_sent_again_by_the_provider_it_is_settled_as_well(shop: MercadoPago, partner: Person) -> None:
    payment = shop.pay(wholesale(partner))
    shop.hidden = {payment}
    for _ in range(3):
        assert told(payment).status_code == 503
    assert PaymentNotice.objects.get().heard == 3
    shop.hidden = set()
    assert told(payment).status_code == 200
    assert (bought(partner), PaymentNotice.objects.count()) == (1_001, 0)


def test_the_pauses_grow_and_after_days_it_is_only_listed(shop: MercadoPago, partner: Person) -> None:
    payment = shop.pay(wholesale(partner))
    shop.hidden = {payment}
    told(payment)
    began, asked, pauses = timezone.now(), 0, []
    now = began
    while PaymentNotice.objects.get().given_up_at is None:
        due = PaymentNotice.objects.get().next_at
        pauses.append(due - now)
        now = due
        notices.retry_due(now)
        asked += 1
    assert notices.KEPT_FOR < now - began < notices.KEPT_FOR + 2 * notices.LONGEST_WAIT
    assert 70 < asked < 200
    assert pauses[0] <= notices.FIRST_WAIT
    assert max(pauses) <= notices.LONGEST_WAIT
    assert shop.asked.count(f"/v1/payments/{payment}") == asked + 1
    assert notices.retry_due(now + timedelta(days=30)) == 0
    assert noticed(a_master())[0]["given_up_at"] is not None
    shop.hidden = set()
    assert told(payment).status_code == 200, "it may still come by itself"
    assert (bought(partner), noticed(a_master())) == (1_001, [])


def test_heard_again_while_it_is_settled_it_is_fetched_again(
    shop: MercadoPago, partner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = shop.pay(wholesale(partner))
    real = settlement.fetch_and_settle

    def settle_while_another_comes(provider: str, payment_id: str) -> Any:
        settled = real(provider, payment_id)
        monkeypatch.setattr(notices, "fetch_and_settle", real)
        shop.change(payment, "refunded")
        shop.answers = {f"/v1/payments/{payment}": (500, b"")}
        assert told(payment).status_code == 503
        shop.answers = {}
        return settled

    monkeypatch.setattr(notices, "fetch_and_settle", settle_while_another_comes)
    assert told(payment).status_code == 200
    assert bought(partner) == 1_001
    assert notices.retry_due(later(minutes=1)) == 1
    assert bought(partner) == 1


def test_while_the_provider_is_away_nothing_is_lost_and_nobody_is_given_up(
    shop: MercadoPago, partner: Person
) -> None:
    purchases = [wholesale(partner) for _ in range(3)]
    with override_settings(MERCADOPAGO_URL="http://127.0.0.1:9"):
        for payment in map(shop.pay, purchases[:2]):
            assert refusal(told(payment)) == (503, "try_later")
        notices.retry_due(later(days=9))
        for _ in range(3):
            pending.check_due(later(days=9))
    assert not PaymentNotice.objects.exclude(given_up_at=None).exists()
    assert not Purchase.objects.exclude(given_up_at=None).exists()
    shop.pay(purchases[2])
    assert notices.retry_due(later(days=10)) == 2
    assert pending.check_due(later(days=10)) == 1
    assert bought(partner) == 3_001


def test_a_provider_that_never_answers_again_is_not_asked_for_ever(
    shop: MercadoPago, partner: Person
) -> None:
    payment = shop.pay(wholesale(partner))
    with override_settings(MERCADOPAGO_URL="http://127.0.0.1:9"):
        told(payment)
        now = later(days=31)
        notices.retry_due(now)
        pending.check_due(now)
    assert PaymentNotice.objects.get().given_up_at == Purchase.objects.get().given_up_at == now


def test_a_webhook_that_is_lost_altogether_is_made_good_by_the_worker(
    shop: MercadoPago, partner: Person
) -> None:
    buyer = a_buyer()
    purchases = [wholesale(partner), retail(buyer)]
    for purchase in purchases:
        shop.pay(purchase, "rejected")
        shop.pay(purchase)
    assert pending.check_due(timezone.now()) == 0, "who pays at once has paid, and its webhook has come"
    assert pending.check_due(timezone.now() + FIRST_CHECK) == 2
    assert (bought(partner), bought(buyer)) == (1_001, 500)
    asked = len(shop.asked)
    assert pending.check_due(later(days=30)) == 0
    assert len(shop.asked) == asked, "what is paid is not asked for again"


def test_a_purchase_that_nobody_pays_is_given_up_after_days_and_listed(
    shop: MercadoPago, partner: Person
) -> None:
    purchase, master = wholesale(partner), a_master()
    began = now = timezone.now()
    while (due := Purchase.objects.get().check_at) is not None:
        now = due
        pending.check_due(now)
    assert pending.CHECKED_FOR < now - began < pending.CHECKED_FOR + 2 * pending.LONGEST_WAIT
    assert 25 < len(shop.asked) < 70
    (listed,) = master.items("/purchases", given_up=True)
    assert (listed["id"], listed["state"]) == (purchase["id"], "pending")
    assert master.items("/purchases", given_up=False) == []
    assert told(shop.pay(purchase)).status_code == 200, "late money is credited all the same"
    assert (bought(partner), state_of(purchase)) == (1_001, "paid")
    assert master.items("/purchases", given_up=True) == []


def test_one_run_asks_for_a_bounded_number_and_one_bad_purchase_stops_no_other(
    shop: MercadoPago, partner: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pending, "AT_ONCE", 2)
    bad, *good = [wholesale(partner) for _ in range(4)]
    for purchase in good:
        shop.pay(purchase)
    Purchase.objects.filter(id=bad["id"]).update(provider="nobody")
    now = later(minutes=5)
    assert [pending.check_due(now) for _ in range(3)] == [1, 2, 0]
    assert (bought(partner), state_of(bad)) == (3_001, "pending")
    assert "could not be checked" in caplog.text


def test_the_provider_is_asked_without_a_connection_or_a_lock(
    shop: MercadoPago, partner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []

    def answer(address: str, authorization: str | None) -> tuple[int, bytes]:
        held.append(connection.connection is not None)
        return real(address, authorization)

    real = shop.answer
    monkeypatch.setattr(shop, "answer", answer)
    purchases = [wholesale(partner), wholesale(partner)]
    first, second = map(shop.pay, purchases)
    told(first)
    shop.hidden = {second}
    told(second)
    notices.retry_due(later(minutes=1))
    shop.hidden = set()
    pending.check_due(later(minutes=9))
    assert bought(partner) == 2_001
    assert len(held) > 4
    assert not any(held)


def test_whoever_is_killed_at_any_step_of_a_webhook_loses_nothing(shop: MercadoPago, partner: Person) -> None:
    paid, payment = 0, ""

    def prepare() -> Any:
        nonlocal paid, payment
        payment = shop.pay(wholesale(partner))
        paid += 1
        return lambda: notices.hear("mercadopago", payment, "")

    for _ in killed_everywhere(prepare):
        if not PaymentNotice.objects.exists() and bought(partner) == paid * 1_000 - 999:
            told(payment)  # Killed before it was kept: no answer was given, and the provider sends it again.
        notices.retry_due(later(minutes=1))
        assert bought(partner) == paid * 1_000 + 1
    assert bought(partner) == paid * 1_000 + 1
    assert audit().clean


def test_whoever_is_killed_while_checking_leaves_it_to_the_next(shop: MercadoPago, partner: Person) -> None:
    paid = 0

    def prepare() -> Any:
        nonlocal paid
        shop.pay(wholesale(partner))
        paid += 1
        return lambda: pending.check_due(later(minutes=2))

    for _ in killed_everywhere(prepare):
        pending.check_due(later(minutes=9))
        assert bought(partner) == paid * 1_000 + 1
    assert audit().clean


def test_one_payment_that_cannot_be_settled_keeps_no_other_from_being_so(
    shop: MercadoPago, partner: Person
) -> None:
    purchase = wholesale(partner)
    bad, good = shop.pay(purchase, "rejected"), shop.pay(purchase)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'poisoned'; END $$;"
            " CREATE TRIGGER poison BEFORE INSERT ON payments_paymentseen FOR EACH ROW"
            f" WHEN (NEW.payment_id = '{bad}') EXECUTE FUNCTION poison()"
        )
    try:
        assert pending.check_due(later(minutes=9)) == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION poison CASCADE")
    assert (bought(partner), Purchase.objects.get().payment_id) == (1_001, good)
    assert Incident.objects.get().subject == f"purchase:{purchase['id']} payment:{bad}"


@pytest.mark.parametrize("step", ["credit", "chargeback"])
def test_a_conflict_while_settling_is_logged_listed_and_alarming(
    shop: MercadoPago, world: World, partner: Person, step: str, caplog: pytest.LogCaptureFixture
) -> None:
    """However an id came to be in use: such a row can be older than the rule that keeps it from coming."""
    purchase, master = wholesale(partner), a_master()
    credit = uuid5(_TRANSFERS, UUID(purchase["id"]).hex)
    payment = shop.pay(purchase)
    if step == "chargeback":
        told(payment)
        shop.change(payment, "charged_back")
    taken = credit if step == "credit" else uuid5(_CHARGEBACKS, credit.hex)
    foreign = Transfer.objects.first()
    assert foreign is not None
    foreign.id, foreign.pk, foreign.reverses = taken, (foreign.tenant_id, taken), None
    foreign.save(force_insert=True)
    before = bought(partner)
    assert refusal(told(payment)) == (409, "conflict")
    assert bought(partner) == before
    logged = [each.levelname for each in caplog.records if "payments.settlement" in each.getMessage()]
    assert logged == ["ERROR"]
    (incident,) = master.items("/platform/incidents")
    assert incident["part"] == "payments.settlement"
    assert incident["subject"] == f"purchase:{purchase['id']} payment:{payment}"
    assert f"{taken}" in incident["sentence"]
    assert noticed(master)[0]["payment_id"] == payment
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM ledger_transfer WHERE id = %s", [taken])
        cursor.execute("SET session_replication_role = origin")
    assert notices.retry_due(later(minutes=1)) == 1, "mended, it goes on by itself"
    assert bought(partner) == (1_001 if step == "credit" else 1)
    assert Incident.objects.get().resolved_at is not None
    assert audit().clean


def test_only_masters_see_notices(partner: Person) -> None:
    for person in (partner, a_buyer()):
        assert refusal(person.get("/payments/notices")) == (403, "forbidden")


def test_nobody_keeps_the_worker_from_what_others_buy(shop: MercadoPago, partner: Person) -> None:
    buyer = a_buyer()
    made = [retail(buyer) for _ in range(MOST_LOOKED_AT + 5)]
    others = wholesale(partner)
    looked_at = {str(each) for each in Purchase.objects.exclude(check_at=None).values_list("id", flat=True)}
    assert looked_at == {each["id"] for each in [*made[5:], others]}
    shop.pay(made[0])
    shop.pay(others)
    assert pending.check_due(later(minutes=3)) == 1, "all at once"
    assert state_of(others) == "paid"
    found = buyer.post(f"/purchases/{made[0]['id']}/check")
    assert (found.status_code, found.json()["state"]) == (200, "paid")
    assert audit().clean
