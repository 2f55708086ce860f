"""A MercadoPago for tests, over real HTTP on loopback, as its API reference and webhook pages describe it."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from contract.ids import new_id

TOKEN = "APP_USR-test-token"
SECRET = "webhook-secret"
WEBHOOK = "/api/v1/payments/mercadopago/webhook"


class MercadoPago:
    """Payments as people make them. `answers` overrides what a path is answered: status and body.

    Those in `hidden` were made, and its webhooks name them, but it does not show them yet.
    """

    def __init__(self) -> None:
        self.payments: dict[int, dict[str, Any]] = {}
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.hidden: set[str] = set()
        self.search_is_blind_to_reference = False
        self.asked: list[str] = []
        self.url = ""
        self._clock = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def pay(self, purchase: dict[str, Any], status: str = "approved", **changes: Any) -> str:
        """Somebody pays for a purchase, as the platform's API tells it; the payment's id."""
        number = 1_000_000_000 + len(self.payments)
        self.payments[number] = {
            "id": number,
            "status": status,
            "status_detail": "accredited",
            "transaction_amount": purchase["amount"] / 100
            if purchase["amount"] % 100
            else purchase["amount"] // 100,
            "transaction_amount_refunded": 0,
            "currency_id": purchase["currency"],
            "external_reference": purchase["reference"],
            "date_created": self._now(),
            "date_approved": None,
        }
        self.change(str(number), status, **changes)
        return str(number)

    def change(self, payment_id: str, status: str, **changes: Any) -> None:
        """Something becomes of a payment."""
        payment = self.payments[int(payment_id)]
        payment |= {"status": status, "date_last_updated": self._now()} | changes
        if status == "approved":
            payment["date_approved"] = payment["date_approved"] or payment["date_last_updated"]

    def answer(self, address: str, authorization: str | None) -> tuple[int, bytes]:
        """What a GET is answered."""
        self.asked.append(address)
        parts = urlsplit(address)
        if parts.path in self.answers:
            return self.answers[parts.path]
        if authorization != f"Bearer {TOKEN}":
            return 401, b'{"message":"invalid access token","error":"unauthorized","status":401}'
        if parts.path == "/v1/payments/search":
            return 200, json.dumps(self._found(dict(parse_qsl(parts.query)))).encode()
        number = parts.path.removeprefix("/v1/payments/")
        if number.isdecimal() and int(number) in self.payments and number not in self.hidden:
            return 200, json.dumps(self.payments[int(number)]).encode()
        return 404, b'{"message":"Payment not found","error":"not_found","status":404,"cause":[]}'

    def _found(self, query: dict[str, str]) -> dict[str, Any]:
        found = [
            payment
            for number, payment in self.payments.items()
            if str(number) not in self.hidden
            if self.search_is_blind_to_reference
            or payment["external_reference"] == query["external_reference"]
        ]
        return {"paging": {"total": len(found), "limit": 30, "offset": 0}, "results": found}

    def _now(self) -> str:
        self._clock += timedelta(seconds=1)
        return self._clock.isoformat(timespec="milliseconds")


def webhook(payment_id: str, *, secret: str = SECRET, milliseconds: bool = False, **changes: Any) -> Any:
    """A signed webhook: address, headers, body. `changes`: `type`, `request_id` (None: absent), `seconds`."""
    query = {"data.id": payment_id, "type": changes.get("type", "payment")}
    request_id = changes.get("request_id", str(new_id()))
    moment = str(int(changes.get("seconds", time.time()) * (1000 if milliseconds else 1)))
    manifest = f"id:{payment_id.lower()};"
    manifest += f"request-id:{request_id};" if request_id else ""
    manifest += f"ts:{moment};"
    digest = hmac.new(secret.encode(), manifest.encode(), hashlib.sha256).hexdigest()
    headers = {"x-signature": f"ts={moment},v1={digest}", "Content-Type": "application/json"}
    headers |= {"x-request-id": request_id} if request_id else {}
    body = {"action": "payment.updated", "type": query["type"], "data": {"id": payment_id}, "live_mode": True}
    return f"{WEBHOOK}?{urlencode(query)}", headers, json.dumps(body)


@contextmanager
def serving() -> Iterator[MercadoPago]:
    """A MercadoPago that answers at its `url`."""
    shop = MercadoPago()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, body = shop.answer(self.path, self.headers.get("Authorization"))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Not in the tests' output."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        shop.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield shop
        finally:
            server.shutdown()
            thread.join()
