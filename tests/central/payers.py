"""People who buy credits, a MercadoPago where they pay, and its webhooks as they are delivered."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
from django.test import Client as Browser
from django.test.utils import override_settings

from central.ledger.accounts import AccountKind, balance_of
from central.payments import packs
from central.payments.models import Purchase
from contract.ids import new_id
from tests.central.mercadopago import SECRET, TOKEN, MercadoPago, serving, webhook
from tests.central.persons import Person
from tests.central.web import web_server


@contextmanager
def open_shop() -> Iterator[MercadoPago]:
    """Packs for sale, and a MercadoPago that this process's platform asks."""
    packs.install()
    settings = {"MERCADOPAGO_TOKEN": TOKEN, "MERCADOPAGO_WEBHOOK_SECRET": SECRET}
    with serving() as shop, override_settings(MERCADOPAGO_URL=shop.url, **settings):
        yield shop


@contextmanager
def platform_of(shop: MercadoPago, database: str) -> Iterator[str]:
    """A web server of its own that asks this MercadoPago; its address."""
    settings = {
        "MERCADOPAGO_URL": shop.url,
        "MERCADOPAGO_TOKEN": TOKEN,
        "MERCADOPAGO_WEBHOOK_SECRET": SECRET,
    }
    with web_server(database, **settings) as address:
        yield address


def told_at_once(server: str, payment_id: str, times: int) -> set[int]:
    """So many webhooks about one payment at the same moment; their statuses."""
    gate = threading.Barrier(times)

    def tell(_: int) -> int:
        address, headers, body = webhook(payment_id)
        with httpx.Client(base_url=server, timeout=60) as client:
            gate.wait(60)
            return client.post(address, content=body, headers=headers).status_code

    with ThreadPoolExecutor(times) as threads:
        return set(threads.map(tell, range(times)))


def wholesale(person: Person, credits: int = 1_000) -> dict[str, Any]:
    return person.post("/wallet/purchases", id=str(new_id()), credits=credits).json()["purchase"]


def retail(person: Person, pack: str = "starter") -> dict[str, Any]:
    return person.post("/me/purchases", id=str(new_id()), pack=pack).json()["purchase"]


def told(payment_id: str, **changes: Any) -> Any:
    """MercadoPago's webhook, delivered."""
    address, headers, body = webhook(payment_id, **changes)
    browser = Browser(raise_request_exception=False)
    return browser.post(address, body, content_type="application/json", headers=headers)


def bought(person: Person) -> int:
    """Credits in the person's account."""
    user = person.user
    kind, owner = (AccountKind.USER, user.id) if user.role == "user" else (AccountKind.WALLET, user.tenant_id)
    return balance_of(user.tenant_id, kind, owner)


def state_of(purchase: dict[str, Any]) -> str:
    return Purchase.objects.get(tenant_id=purchase["tenant_id"], id=purchase["id"]).state
