"""The partner's wallet and its history, what credits cost, and what clients ask for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client as Browser

from central.ledger.accounts import AccountKind, balance_of
from central.ledger.transfer_requests import TransferRequest
from central.payments import packs, purchases
from central.tenants import clients, credit_requests
from central.tenants.models import Client, CreditRequest, RequestState, Role, Tenant
from central.tenants.provisioning import ensure_client
from contract.ids import new_id
from tests.central.dashboards.test_partner_tonight import form_of, text_of
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_user
from tests.central.told import bell_of, look
from tests.central.world import World


@pytest.fixture
def browser(world: World) -> Browser:
    """The partner's."""
    return visitor(a_user(Role.PARTNER, world.tenant_id))


@pytest.fixture
def client(world: World) -> Client:
    """Of the partner."""
    return ensure_client(world.tenant_id, "ana", "Ana")


def give(client: Client, credits: int, note: str = "") -> None:
    transfer = TransferRequest(new_id(), "test", datetime.now(UTC), note)
    clients.allocate(client.tenant_id, client.id, credits, transfer)


def ask(client: Client, credits: int = 250, note: str = "Vienen más") -> CreditRequest:
    return credit_requests.ask(a_user(Role.CLIENT, client.tenant_id, client.id), new_id(), credits, note)[0]


def balance(client: Client) -> int:
    return balance_of(client.tenant_id, AccountKind.CLIENT, client.id)


def test_the_wallet_says_what_was_bought_handed_on_used_and_is_left(
    world: World, browser: Browser, client: Client
) -> None:
    give(client, 3_000)
    shown = text_of(browser.get("/partner/wallet/"))
    for words in (
        "Cargados 100.000",
        "Asignados 3.000",
        "Usados 0",
        "Disponibles 97.000",
        "3.000 todavía están",
    ):
        assert words in shown, shown


def test_every_movement_says_what_with_whom_and_how_much_is_left(
    world: World, browser: Browser, client: Client
) -> None:
    give(client, 300, "=Para la boda")
    world.event(70, name="Quince")
    shown = text_of(browser.get("/partner/wallet/"))
    for words in (
        "=Para la boda -300 99.700",
        "Asignación",
        "Quince -70 99.630",
        "La plataforma a test +100.000",
    ):
        assert words in shown, shown
    file = browser.get("/partner/wallet/?format=csv").getvalue().decode()
    assert ",Asignación,Ana,-300,99700,,'=Para la boda" in file


def test_the_history_is_filtered_by_kind_and_time(world: World, browser: Browser, client: Client) -> None:
    give(client, 300)
    kinds = text_of(browser.get("/partner/wallet/?kind=allocation"))
    assert ("-300" in kinds, "+100.000" in kinds) == (True, False)
    today = datetime.now(UTC).date()
    later = browser.get(f"/partner/wallet/?since={today + timedelta(days=2)}")
    assert "Ningún movimiento coincide" in text_of(later)
    earlier = browser.get(f"/partner/wallet/?until={today - timedelta(days=2)}")
    assert "Ningún movimiento coincide" in text_of(earlier)
    now = f"since={today - timedelta(days=1)}&until={today + timedelta(days=1)}"
    assert "-300" in text_of(browser.get(f"/partner/wallet/?{now}"))
    file = browser.get("/partner/wallet/?kind=top_up&format=csv").getvalue().decode()
    assert ("100000" in file, "-300" in file) == (True, False)


@pytest.mark.parametrize("query", ["", "kind=allocation"])
def test_the_history_goes_on_page_by_page_and_skips_nothing(
    world: World, browser: Browser, client: Client, query: str
) -> None:
    for at in range(35):
        give(client, 100 + at)
    first = browser.get(f"/partner/wallet/?{query}")
    [follow] = [line for line in first.content.decode().split('"') if "cursor=" in line]
    second = browser.get(f"/partner/wallet/{follow.replace('&amp;', '&')}")
    whole = text_of(first) + text_of(second)
    for at in range(35):
        assert whole.count(f" -{100 + at} ") == 1, at


@pytest.mark.parametrize(
    "query", ["since=9999-12-31&until=9999-12-31", "since=0001-01-01", "kind=lease", "until=x", "cursor=x"]
)
def test_no_filter_breaks_the_history(browser: Browser, query: str) -> None:
    assert browser.get(f"/partner/wallet/?{query}").status_code in (200, 422)


def test_credits_are_offered_at_the_partners_own_rate(world: World, browser: Browser) -> None:
    packs.install()
    shown = text_of(browser.get("/partner/wallet/buy?credits=2000"))
    assert "Pagás el 50 % del precio de lista, desde 1.000 créditos" in shown
    assert "Créditos 2.000 Tu precio ARS 8.000,00 Precio de lista ARS 16.000,00" in shown
    Tenant.objects.filter(id=world.tenant_id).update(wholesale_percent=40)
    assert "Tu precio ARS 6.400,00" in text_of(browser.get("/partner/wallet/buy?credits=2000"))
    few = browser.get("/partner/wallet/buy?credits=999")
    assert "Se compra desde 1.000 créditos." in text_of(few)
    purchases.buy_wholesale(world.tenant_id, new_id(), 3_000, "test")
    assert "Falta el pago 3.000 ARS 9.600,00" in text_of(browser.get("/partner/wallet/buy"))


def test_nothing_is_offered_where_nothing_is_sold(browser: Browser) -> None:
    assert "no tiene créditos a la venta" in text_of(browser.get("/partner/wallet/buy"))


def test_a_request_is_granted_in_part_once_and_the_client_is_told(
    world: World, browser: Browser, client: Client
) -> None:
    asked = ask(client)
    path = f"/partner/requests/{asked.id}"
    form = browser.get(path)
    assert 'value="250"' in form.content.decode()
    assert "Vienen más" in text_of(form)
    sent = form_of(form, credits=200, words="Lo que puedo", verdict="grant")
    for _ in range(2):
        assert browser.post(path, sent)["Location"] == "/partner/requests/"
    asked.refresh_from_db()
    assert (asked.state, asked.granted, asked.answer) == (RequestState.APPROVED, 200, "Lo que puedo")
    assert balance(client) == 200
    listed = text_of(browser.get("/partner/requests/"))
    for words in (
        "Ana recibió 200 créditos y tiene ahora 200.",
        "Otorgado",
        "se otorgaron 200",
        "«Lo que puedo»",
    ):
        assert words in listed, words
    host = a_user(Role.CLIENT, world.tenant_id, client.id)
    [item] = bell_of(host)
    assert ("200" in item.title, "Lo que puedo" in item.body) == (True, True)


def test_a_request_is_declined_with_words_and_not_granted_afterwards(
    world: World, browser: Browser, client: Client
) -> None:
    asked = ask(client)
    path = f"/partner/requests/{asked.id}"
    form = browser.get(path)
    sent = form_of(form, credits="", words="Este mes no", verdict="decline", back="home")
    for _ in range(2):
        assert browser.post(path, sent)["Location"] == "/partner/"
    late = browser.post(path, form_of(form, credits=200, verdict="grant"))
    assert (late.status_code, "Ya se respondió de otra manera" in text_of(late)) == (422, True)
    asked.refresh_from_db()
    assert (asked.state, asked.answer, balance(client)) == (RequestState.DECLINED, "Este mes no", 0)
    assert "Este mes no" in text_of(browser.get(path))


def test_what_the_wallet_has_not_is_not_granted(world: World, browser: Browser, client: Client) -> None:
    asked = ask(client, credits=100_400)
    path = f"/partner/requests/{asked.id}"
    answer = browser.post(path, form_of(browser.get(path), verdict="grant"))
    assert (answer.status_code, "Faltan 400." in text_of(answer)) == (422, True)
    asked.refresh_from_db()
    assert asked.state == RequestState.OPEN


def test_requests_are_filtered_and_downloaded(world: World, browser: Browser, client: Client) -> None:
    ask(client, note="+Abierto")
    declined = ask(client, note="Cerrado")
    credit_requests.decline(a_user(Role.PARTNER, world.tenant_id), declined.id, "no")
    shown = text_of(browser.get("/partner/requests/?state=open"))
    assert ("+Abierto" in shown, "Cerrado" in shown) == (True, False)
    file = browser.get(f"/partner/requests/?client={client.id}&format=csv").getvalue().decode()
    assert ("'+Abierto" in file, "Cerrado" in file) == (True, True)
    assert "Nadie pidió" not in text_of(browser.get("/partner/requests/?state=x&client=y"))


def test_a_request_is_answered_in_a_dialog_too(world: World, browser: Browser, client: Client) -> None:
    asked = ask(client)
    part = browser.get(f"/partner/requests/{asked.id}?back=home", headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b'name="back" value="home"' in part.content


def test_notices_of_credits_lead_to_where_something_can_be_done(world: World, client: Client) -> None:
    person, host = a_user(Role.PARTNER, world.tenant_id), a_user(Role.CLIENT, world.tenant_id, client.id)
    asked = ask(client)
    give(client, 99_990)
    look()
    leads = {item.kind: visitor(person).get(f"/bell/{item.id}/")["Location"] for item in bell_of(person)}
    assert leads == {
        "credit_request": f"/partner/requests/{asked.id}", "low_wallet": "/partner/wallet/",
    }  # fmt: skip
    assert visitor(person).get(f"/partner/requests/{asked.id}").status_code == 200
    credit_requests.decline(person, asked.id, "no")
    leads = {item.kind: visitor(host).get(f"/bell/{item.id}/")["Location"] for item in bell_of(host)}
    assert leads == dict.fromkeys(("credits_added", "request_declined"), "/client/credits/")


def test_figures_load_themselves_anew(world: World, browser: Browser, client: Client) -> None:
    give(client, 300)
    for path, words in (("wallet", "Disponibles 99.700"), (f"clients/{client.id}", "Recibidos 300")):
        part = browser.get(f"/partner/{path}/figures")
        assert words in text_of(part)
        assert b"<html" not in part.content
