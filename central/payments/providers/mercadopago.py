"""MercadoPago: payments fetched over its REST API, webhooks known by their signature.

Published at https://www.mercadopago.com.ar/developers: "Payments" in the API reference, and "Webhooks" for
the `x-signature` header.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from central.payments.errors import PaymentNotShown, ProviderAway
from central.payments.money import MOST_HUNDREDTHS
from central.payments.providers.base import Payment, PaymentStatus

NAME: Final = "mercadopago"
_SECONDS: Final = 5.0
"""To connect, and between any two bytes: a webhook must be answered within 22 s."""
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_STATUSES: Final = {
    "pending": PaymentStatus.PENDING,
    "authorized": PaymentStatus.PENDING,
    "in_process": PaymentStatus.PENDING,
    "in_mediation": PaymentStatus.PENDING,
    "approved": PaymentStatus.APPROVED,
    "rejected": PaymentStatus.FAILED,
    "cancelled": PaymentStatus.FAILED,
    "refunded": PaymentStatus.REFUNDED,
    "charged_back": PaymentStatus.CHARGED_BACK,
}


class MercadoPago:
    """One account at MercadoPago."""

    name = NAME

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token

    def is_payment_id(self, text: str) -> bool:
        """Letters and digits, and no path."""
        return _ID.fullmatch(text) is not None

    def payment(self, payment_id: str) -> Payment:
        """`GET /v1/payments/{id}`."""
        if not self.is_payment_id(payment_id):
            raise PaymentNotShown("This is not a payment id.")
        payment = _payment(self._get(f"/v1/payments/{payment_id}", {}))
        if payment.id != payment_id:
            raise ProviderAway(f"MercadoPago was asked for payment {payment_id} and returned {payment.id}.")
        return payment

    def payments_of(self, reference: str) -> Sequence[str]:
        """`GET /v1/payments/search`. At times it answers with others' payments, too: those are left out."""
        query = {"external_reference": reference, "sort": "date_created", "criteria": "asc"}
        results = self._get("/v1/payments/search", query).get("results")
        if not isinstance(results, list):
            raise ProviderAway("MercadoPago's search did not return a list.")
        mine = [
            each for each in results if isinstance(each, dict) and each.get("external_reference") == reference
        ]
        return [str(each["id"]) for each in mine if "id" in each]

    def _get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        if not self._token:
            raise ProviderAway("MERCADOPAGO_TOKEN is not set.")
        import httpx  # Takes longer to load than most starts of the platform have use for it.

        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        try:
            answer = httpx.get(self._url + path, params=query, headers=headers, timeout=_SECONDS)
        except httpx.HTTPError as error:
            raise ProviderAway(f"MercadoPago does not answer: {error}") from error
        if answer.status_code == 404:
            raise PaymentNotShown("MercadoPago does not show this payment.")
        if answer.status_code != 200:
            raise ProviderAway(f"MercadoPago answers with status {answer.status_code}.")
        return _object(answer.content)


def genuine_signature(secret: str, signature: str, data_id: str | None, request_id: str | None) -> str | None:
    """What a webhook was signed with; None unless its `x-signature` was made with our secret.

    `data_id` is the query parameter, signed in lower case; what is absent is left out. The time in it is not
    compared with ours: it comes in seconds or milliseconds, retries may repeat it, and a webhook that is
    played again makes us fetch the payment again, no more (`payments.notices.hear` bounds how often).
    """
    parts = dict(part.strip().partition("=")[::2] for part in signature.split(","))
    if not secret or not parts.get("ts") or not parts.get("v1"):
        return None
    manifest = f"id:{data_id.lower()};" if data_id else ""
    manifest += f"request-id:{request_id};" if request_id else ""
    manifest += f"ts:{parts['ts']};"
    digest = hmac.new(secret.encode(), manifest.encode(), hashlib.sha256).hexdigest()
    return digest if hmac.compare_digest(digest.encode(), parts["v1"].encode()) else None


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise ProviderAway("MercadoPago's answer is not JSON.") from error
    if not isinstance(answer, dict):
        raise ProviderAway("MercadoPago's answer is not a JSON object.")
    return answer


def _payment(wire: Mapping[str, Any]) -> Payment:
    """A status that we do not know is one that nothing is credited for."""
    try:
        return Payment(
            provider=NAME,
            id=str(wire["id"]),
            status=_STATUSES.get(wire["status"], PaymentStatus.PENDING),
            amount=_hundredths(wire["transaction_amount"]),
            refunded=_hundredths(wire.get("transaction_amount_refunded") or 0),
            currency=str(wire["currency_id"])[:20],
            reference=str(wire.get("external_reference") or "")[:256],
            approved_at=_moment(wire["date_approved"]) if wire.get("date_approved") else None,
            changed_at=_moment(wire.get("date_last_updated") or wire["date_created"]),
        )
    except (KeyError, TypeError, ValueError, OverflowError, InvalidOperation) as error:
        raise ProviderAway("MercadoPago describes the payment in an unknown format.") from error


def _hundredths(amount: object) -> int:
    """Raises ValueError or InvalidOperation for what is no such amount."""
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        raise ValueError("an amount is a number")
    exact = Decimal(amount)
    if not 0 <= exact <= MOST_HUNDREDTHS // 100:
        raise ValueError("no amount is like this")
    rounded = round(exact, 2)
    if rounded != exact:
        raise ValueError("an amount has whole hundredths")
    return int(rounded * 100)


def _moment(text: object) -> datetime:
    """Raises ValueError or OverflowError for what is no moment."""
    return datetime.fromisoformat(str(text)).astimezone(UTC)
