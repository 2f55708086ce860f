"""MercadoPago's answers are understood exactly, or not believed; its webhooks are known by signature."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from central.payments.errors import PaymentNotShown, ProviderAway
from central.payments.providers.base import PaymentProvider, PaymentStatus
from central.payments.providers.mercadopago import MercadoPago, genuine_signature
from tests.central import mercadopago

PURCHASE = {"amount": 400_000, "currency": "ARS", "reference": "a" * 64}


@pytest.fixture
def shop() -> Iterator[mercadopago.MercadoPago]:
    with mercadopago.serving() as shop:
        yield shop


@pytest.fixture
def provider(shop: mercadopago.MercadoPago) -> PaymentProvider:
    return MercadoPago(shop.url, mercadopago.TOKEN)


def test_a_payment_is_fetched_in_hundredths(shop: mercadopago.MercadoPago, provider: PaymentProvider) -> None:
    paid = provider.payment(shop.pay(PURCHASE | {"amount": 363_637}))
    assert (paid.amount, paid.refunded, paid.currency, paid.reference) == (363_637, 0, "ARS", "a" * 64)
    assert paid.status is PaymentStatus.APPROVED
    assert paid.approved_at == paid.changed_at == datetime(2026, 3, 1, 12, 0, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "hundredths"),
    [("4000", 400_000), ("0.29", 29), ("1e3", 100_000), ("70000000.07", 7_000_000_007)],
)
def test_no_hundredth_is_lost(
    shop: mercadopago.MercadoPago, provider: PaymentProvider, amount: str, hundredths: int
) -> None:
    number = shop.pay(PURCHASE)
    wire = json.dumps(shop.payments[int(number)] | {"transaction_amount": "?"}).replace('"?"', amount)
    shop.answers[f"/v1/payments/{number}"] = (200, wire.encode())
    assert provider.payment(number).amount == hundredths


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("pending", PaymentStatus.PENDING),
        ("authorized", PaymentStatus.PENDING),
        ("in_process", PaymentStatus.PENDING),
        ("in_mediation", PaymentStatus.PENDING),
        ("rejected", PaymentStatus.FAILED),
        ("cancelled", PaymentStatus.FAILED),
        ("refunded", PaymentStatus.REFUNDED),
        ("charged_back", PaymentStatus.CHARGED_BACK),
        ("a word of next year", PaymentStatus.PENDING),
    ],
)
def test_every_published_status_is_known_and_an_unknown_one_is_not_approved(
    shop: mercadopago.MercadoPago, provider: PaymentProvider, word: str, status: PaymentStatus
) -> None:
    assert provider.payment(shop.pay(PURCHASE, word)).status is status


@pytest.mark.parametrize(
    "wrong",
    [
        {"transaction_amount": "4000"}, {"transaction_amount": None}, {"transaction_amount": True},
        {"transaction_amount": -1}, {"transaction_amount": 10**30}, {"transaction_amount": 0.001},
        {"transaction_amount": float("nan")}, {"transaction_amount": [4000]}, {"status": ["approved"]},
        {"transaction_amount_refunded": "x"}, {"date_last_updated": "yesterday"}, {"date_approved": 7},
        {"id": 7},
    ],
)  # fmt: skip
def test_what_is_not_understood_is_not_believed(
    shop: mercadopago.MercadoPago, provider: PaymentProvider, wrong: dict[str, Any]
) -> None:
    number = shop.pay(PURCHASE)
    shop.answers[f"/v1/payments/{number}"] = (
        200,
        json.dumps(shop.payments[int(number)] | wrong).encode(),
    )
    with pytest.raises(ProviderAway):
        provider.payment(number)


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>Log in to the hotel's wireless network</html>"), (200, b""), (200, b"[]"),
        (200, b"null"), (200, b"{}"), (200, b'{"transaction_amount": 1e999999999}'), (200, b"[" * 100_000),
        (200, b"\xff\xfe"), (204, b""), (302, b""), (401, b"{}"), (429, b"{}"), (500, b"{}"), (503, b""),
    ],
    ids=lambda answer: f"{answer[0]} {answer[1][:12]!r}",
)  # fmt: skip
def test_any_other_answer_means_that_the_provider_is_away(
    shop: mercadopago.MercadoPago, provider: PaymentProvider, answer: tuple[int, bytes]
) -> None:
    shop.answers = {"/v1/payments/7": answer, "/v1/payments/search": answer}
    with pytest.raises(ProviderAway):
        provider.payment("7")
    with pytest.raises(ProviderAway):
        provider.payments_of("a")


def test_nothing_that_answers_means_so_too() -> None:
    with mercadopago.serving() as shop:
        url = shop.url
    with pytest.raises(ProviderAway, match="does not answer"):
        MercadoPago(url, mercadopago.TOKEN).payment("7")


def test_without_a_token_nobody_is_asked(shop: mercadopago.MercadoPago) -> None:
    with pytest.raises(ProviderAway, match="MERCADOPAGO_TOKEN is not set"):
        MercadoPago(shop.url, "").payment(shop.pay(PURCHASE))
    assert shop.asked == []


@pytest.mark.parametrize("payment_id", ["", "../users/me", "7?x=1", "7/refunds", "٧", "7" * 65])
def test_what_is_no_id_is_not_asked_for(
    shop: mercadopago.MercadoPago, provider: PaymentProvider, payment_id: str
) -> None:
    with pytest.raises(PaymentNotShown):
        provider.payment(payment_id)
    assert shop.asked == []


def test_a_payment_that_is_not_there_or_not_yet(
    shop: mercadopago.MercadoPago, provider: PaymentProvider
) -> None:
    hidden = shop.pay(PURCHASE)
    shop.hidden = {hidden}
    for payment_id in ("7", hidden):
        with pytest.raises(PaymentNotShown):
            provider.payment(payment_id)
    assert provider.payments_of("a" * 64) == []
    shop.hidden = set()
    assert provider.payment(hidden).id == hidden


def test_a_search_finds_what_names_the_reference(
    shop: mercadopago.MercadoPago, provider: PaymentProvider
) -> None:
    ids = [shop.pay(PURCHASE, status) for status in ("rejected", "approved")]
    shop.pay(PURCHASE | {"reference": "b" * 64})
    assert provider.payments_of("a" * 64) == ids
    shop.search_is_blind_to_reference = True
    assert provider.payments_of("a" * 64) == ids


def signed(manifest: str, ts: str, secret: str = "secret") -> str:
    return f"ts={ts},v1={hmac.new(secret.encode(), manifest.encode(), hashlib.sha256).hexdigest()}"


@pytest.mark.parametrize("ts", ["1742505638", "1742505638683"])
def test_a_signature_is_known_in_seconds_and_in_milliseconds(ts: str) -> None:
    manifest = f"id:123456;request-id:bb56a2f1;ts:{ts};"
    assert genuine_signature("secret", signed(manifest, ts), "123456", "bb56a2f1")
    assert genuine_signature("secret", signed(manifest, ts).replace(",", " , "), "123456", "bb56a2f1")


def test_what_is_absent_is_left_out_and_letters_are_signed_small() -> None:
    assert genuine_signature("secret", signed("id:7;ts:1;", "1"), "7", None)
    assert genuine_signature("secret", signed("request-id:r;ts:1;", "1"), None, "r")
    assert genuine_signature("secret", signed("id:ord01jq;request-id:r;ts:1;", "1"), "ORD01JQ", "r")


@pytest.mark.parametrize(
    ("secret", "signature", "data_id", "request_id"),
    [
        ("another", signed("id:7;request-id:r;ts:1;", "1"), "7", "r"),
        ("secret", signed("id:7;request-id:r;ts:1;", "1"), "8", "r"),
        ("secret", signed("id:7;request-id:r;ts:1;", "1"), None, "r"),
        ("secret", signed("id:7;request-id:r;ts:1;", "1"), "7", "s"),
        ("secret", signed("id:7;request-id:r;ts:1;", "1"), "7", None),
        ("secret", signed("id:7;request-id:r;ts:1;", "2"), "7", "r"),
        ("", signed("id:7;request-id:r;ts:1;", "1", secret=""), "7", "r"),
        ("secret", "", "7", "r"),
        ("secret", "ts=1", "7", "r"),
        ("secret", "v1=", "7", "r"),
        ("secret", "ts=1,v1=é", "7", "r"),
        ("secret", "nonsense", "7", "r"),
    ],
)
def test_any_other_signature_is_wrong(
    secret: str, signature: str, data_id: str | None, request_id: str | None
) -> None:
    assert not genuine_signature(secret, signature, data_id, request_id)
