"""The partner's first page: what runs tonight, and more credits for it in two taps."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from central.ledger.accounts import AccountKind, balance_of
from central.operations.event_overviews import overview
from central.tenants import credit_requests
from central.tenants.models import Role
from central.tenants.provisioning import ensure_client
from contract.config import EventState
from contract.ids import new_id
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_user
from tests.central.world import World


@pytest.fixture
def browser(world: World) -> Browser:
    """The partner's."""
    return visitor(a_user(Role.PARTNER, world.tenant_id))


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def form_of(answer: Any, **typed: object) -> dict[str, object]:
    """What the form of a page would send."""
    sent = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', answer.content.decode()))
    return sent | typed


def beat(booth: Any, **health: object) -> None:
    parts = [{"part": "printer", "health": "failed", "sentence": "No hay papel."}]
    body = {
        "epoch": booth.epoch, "sent_at": datetime.now(UTC).isoformat(), "app_version": "test",
        "queue_depth": 3, "oldest_op_seconds": 130,
        "disk_free_bytes": 1, "prints_left": 0, "parts": parts,
    }  # fmt: skip
    assert booth.post("/kiosk/heartbeat", body | health).status_code == 200


def test_what_runs_is_there_with_its_meter_and_its_booths_and_nobody_elses(
    world: World, browser: Browser
) -> None:
    client = ensure_client(world.tenant_id, "novios", "Los novios")
    event = world.event(1_000, name="Boda", client_id=None)
    beat(world.booth(event, name="Barra"))
    world.event(0, name="Mañana", state=EventState.DRAFT)
    World("another").event(500, name="Ajena")
    credit_requests.ask(a_user(Role.CLIENT, world.tenant_id, client.id), new_id(), 250, "Falta poco")
    shown = text_of(browser.get("/partner/"))
    for words in (
        "Boda",
        "En vivo",
        "Barra",
        "Impresora: No hay papel.",
        "3 novedades sin enviar",
        "Falta poco",
    ):
        assert words in shown, words
    assert "Ajena" not in shown
    assert "Mañana" not in shown
    part = browser.get("/partner/tonight")
    assert "Boda" in text_of(part)
    assert b"<html" not in part.content


def test_a_top_up_takes_two_taps_and_happens_once(world: World, browser: Browser) -> None:
    event = world.event(100)
    path = f"/partner/events/{event.id}/top-up"
    form = browser.get(f"{path}?back=home")
    sent = form_of(form, credits=400)
    for _ in range(2):
        assert browser.post(path, sent)["Location"] == "/partner/"
    assert overview(event).credits.allocated == 500
    assert "tiene ahora 500 créditos" in text_of(browser.get("/partner/"))


def test_a_clients_event_is_topped_up_from_either_and_the_page_says_from_which(
    world: World, browser: Browser
) -> None:
    client = ensure_client(world.tenant_id, "novios", "Los novios")
    event = world.event(0, client_id=client.id)
    path = f"/partner/events/{event.id}/top-up"
    form = browser.get(path)
    assert "Sale de tu billetera" in text_of(form)
    wallet = balance_of(world.tenant_id, AccountKind.WALLET, world.tenant_id)
    sent = form_of(form, credits=300)
    for _ in range(2):
        assert browser.post(path, sent).status_code == 302
    assert overview(event).credits.allocated == 300
    assert balance_of(world.tenant_id, AccountKind.WALLET, world.tenant_id) == wallet - 300
    assert balance_of(world.tenant_id, AccountKind.CLIENT, client.id) == 0
    from_client = browser.get(f"{path}?from=client")
    assert "Sale del saldo del cliente, que tiene 0" in text_of(from_client)
    refused = browser.post(path, form_of(from_client, credits=70))
    assert refused.status_code == 422
    assert "Faltan 70." in text_of(refused)
    assert 'value="70"' in refused.content.decode()


def test_what_no_event_may_get_leaves_the_credits_where_they_were(world: World, browser: Browser) -> None:
    client = ensure_client(world.tenant_id, "novios", "Los novios")
    event = world.event(0, client_id=client.id)
    path = f"/partner/events/{event.id}/top-up"
    answer = browser.post(path, form_of(browser.get(path), credits=1_001))
    assert answer.status_code == 422
    assert "Esa cantidad no está permitida." in text_of(answer)
    assert balance_of(world.tenant_id, AccountKind.CLIENT, client.id) == 0


def test_an_event_is_paused_and_resumed_from_there(world: World, browser: Browser) -> None:
    event = world.event(500)
    assert browser.post(f"/partner/events/{event.id}/state/paused?home")["Location"] == "/partner/"
    assert "En pausa" in text_of(browser.get("/partner/"))
    assert browser.post(f"/partner/events/{event.id}/state/live?home").status_code == 302
    event.refresh_from_db()
    assert event.decided == EventState.LIVE
    assert browser.post(f"/partner/events/{event.id}/state/ended").status_code == 404


def test_what_runs_takes_as_many_statements_for_nine_events_as_for_two(
    world: World, browser: Browser
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/partner/").status_code == 200
        return len(asked)

    def grow(count: int) -> None:
        for _ in range(count):
            client = ensure_client(world.tenant_id, new_id().hex, "Alguien")
            world.booth(world.event(0, name=new_id().hex, client_id=client.id))

    grow(2)
    few = statements()
    grow(7)
    assert statements() == few
