"""The partner's clients: listed, created, edited, closed, and given credits or taken them back."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from central.catalogue.grants import Named, granted_to
from central.catalogue.models import Pack
from central.dashboards.account.mail import send_password_link
from central.ledger.accounts import AccountKind, balance_of
from central.ledger.transfer_requests import TransferRequest
from central.tenants import clients, credit_requests
from central.tenants.errors import LoginClosed
from central.tenants.invitations import Why
from central.tenants.logins import refuse_closed
from central.tenants.models import Client, Role, User
from central.tenants.provisioning import ensure_client
from contract.config import EventState
from contract.ids import new_id
from tests.central.dashboards.test_partner_tonight import form_of, text_of
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_user
from tests.central.world import World


@pytest.fixture
def browser(world: World) -> Browser:
    """The partner's."""
    return visitor(a_user(Role.PARTNER, world.tenant_id))


def balance(client: Client) -> int:
    return balance_of(client.tenant_id, AccountKind.CLIENT, client.id)


def wallet(world: World) -> int:
    return balance_of(world.tenant_id, AccountKind.WALLET, world.tenant_id)


def give(client: Client, credits: int) -> None:
    clients.allocate(
        client.tenant_id, client.id, credits, TransferRequest(new_id(), "test", datetime.now(UTC))
    )


def test_a_client_is_created_once_and_mailed_a_link_and_no_password(world: World, browser: Browser) -> None:
    form = browser.get("/partner/clients/new")
    pack = Pack.objects.get(tenant_id=world.tenant_id)
    sent = form_of(
        form, name="Los novios", email="Novios@Boda.example", phone="11 5555", packs=[str(pack.id)]
    )
    sent.pop("styles", None)
    for _ in range(2):
        answer = browser.post("/partner/clients/new", sent)
        assert answer.status_code == 302, text_of(answer)
    [client] = Client.objects.filter(tenant_id=world.tenant_id)
    assert answer["Location"] == f"/partner/clients/{client.id}/"
    assert granted_to(world.tenant_id, client.id) == Named(frozenset({pack.id}))
    login = User.objects.get(client_id=client.id)
    assert (login.email, login.has_usable_password()) == ("novios@boda.example", False)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        send_password_link(str(login.id), Why.FIRST.value)
    assert [message.to for message in mail.outbox] == [["novios@boda.example"]]
    shown = text_of(browser.get(answer["Location"]))
    assert "Le mandamos un enlace a Novios@Boda.example." in shown
    assert "Mandar el enlace para entrar" in shown


def test_an_address_that_is_taken_is_refused_beside_its_field(world: World, browser: Browser) -> None:
    taken = a_user(Role.PARTNER, World("another").tenant_id).email
    sent = form_of(browser.get("/partner/clients/new"), name="Ana", email=taken)
    for name in ("packs", "styles"):
        sent.pop(name, None)
    answer = browser.post("/partner/clients/new", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert re.search(r'id="id_email_error".*Esa dirección de correo ya tiene un acceso', page)
    assert 'value="Ana"' in page
    assert not Client.objects.filter(tenant_id=world.tenant_id).exists()


def test_an_edit_changes_what_was_touched_and_the_login_follows(world: World, browser: Browser) -> None:
    client = ensure_client(world.tenant_id, "ana", "Ana")
    login = a_user(Role.CLIENT, world.tenant_id, client.id)
    Client.objects.filter(id=client.id).update(email=login.email, phone="12")
    path = f"/partner/clients/{client.id}/edit"
    sent = {"name": "Ana María", "email": "new@ana.example", "phone": "12", "styles": [str(world.quick.id)]}
    assert browser.post(path, sent).status_code == 302
    client.refresh_from_db()
    login.refresh_from_db()
    assert (client.name, client.phone, login.email) == ("Ana María", "12", "new@ana.example")
    assert granted_to(world.tenant_id, client.id).styles == {world.quick.id}
    assert "Ana María" in browser.get(path).content.decode()


def test_what_follows_from_closing_is_counted_first_and_undone_at_once(
    world: World, browser: Browser
) -> None:
    client = ensure_client(world.tenant_id, "ana", "Ana")
    host = a_user(Role.CLIENT, world.tenant_id, client.id)
    give(client, 700)
    world.event(100, client_id=client.id)
    world.event(50, client_id=client.id, state=EventState.DRAFT)
    path = f"/partner/clients/{client.id}/standing"
    shown = text_of(browser.get(path))
    for words in ("acceso de 1 persona", "Eventos en marcha 1", "Eventos por venir 1", "Saldo 550"):
        assert words in shown, shown
    assert browser.post(path, form_of(browser.get(path))).status_code == 302
    client.refresh_from_db()
    assert not client.active
    with pytest.raises(LoginClosed):
        refuse_closed(host)
    assert "no puede entrar" in text_of(browser.get(f"/partner/clients/{client.id}/"))
    assert "vuelve a poder entrar: 1 persona" in text_of(browser.get(path))
    browser.post(path, form_of(browser.get(path)))
    refuse_closed(host)
    assert balance(client) == 550


def test_credits_are_allocated_once_with_what_will_be_shown_first(world: World, browser: Browser) -> None:
    client = ensure_client(world.tenant_id, "ana", "Ana")
    before, path = wallet(world), f"/partner/clients/{client.id}/credits"
    form = browser.get(path)
    assert "Ahora 0 Se suman 1.000 Quedarán 1.000" in text_of(form)
    assert "Ahora 100.000 Salen 1.000 Quedarán 99.000" in text_of(form)
    for _ in range(2):
        assert browser.post(path, form_of(form, credits=400, note="Para la boda")).status_code == 302
    assert (balance(client), wallet(world)) == (400, before - 400)
    shown = text_of(browser.get(f"/partner/clients/{client.id}/"))
    assert "Ana tiene ahora 400 créditos, y tu billetera 99.600." in shown
    assert "Para la boda +400" in shown


def test_what_is_not_there_is_not_moved_and_what_was_typed_stays(world: World, browser: Browser) -> None:
    client = ensure_client(world.tenant_id, "ana", "Ana")
    give(client, 300)
    path = f"/partner/clients/{client.id}/credits"
    short = browser.post(path, form_of(browser.get(path), credits=wallet(world) + 5))
    assert (short.status_code, "Faltan 5." in text_of(short)) == (422, True)
    back = browser.post(f"{path}/back", form_of(browser.get(f"{path}/back"), credits=301))
    assert (back.status_code, "Faltan 1." in text_of(back)) == (422, True)
    assert 'value="301"' in back.content.decode()
    for wrong in ("-5", "0", "x", "9" * 30):
        assert browser.post(path, form_of(browser.get(path), credits=wrong)).status_code == 422
    assert balance(client) == 300


def test_credits_come_back_once(world: World, browser: Browser) -> None:
    client = ensure_client(world.tenant_id, "ana", "Ana")
    give(client, 300)
    before, path = wallet(world), f"/partner/clients/{client.id}/credits/back"
    form = browser.get(path)
    assert "Ahora 300 Salen 300 Quedarán 0" in text_of(form)
    for _ in range(2):
        assert browser.post(path, form_of(form, credits=120)).status_code == 302
    assert (balance(client), wallet(world)) == (180, before + 120)


def test_a_clients_page_has_its_events_requests_and_history(world: World, browser: Browser) -> None:
    client = ensure_client(world.tenant_id, "ana", "Ana")
    give(client, 900)
    world.event(200, name="Quince", client_id=client.id)
    credit_requests.ask(a_user(Role.CLIENT, world.tenant_id, client.id), new_id(), 250, "Falta poco")
    shown = text_of(browser.get(f"/partner/clients/{client.id}/"))
    for words in ("Quince", "250 créditos", "Falta poco", "Espera respuesta", "Asignación", "Tu billetera"):
        assert words in shown, words
    assert re.search(r"Disponibles 700 .* En eventos 200 ", shown)


def test_the_link_is_mailed_again_to_whoever_has_no_password_and_not_on_and_on(
    world: World, browser: Browser
) -> None:
    client = ensure_client(world.tenant_id, "ana", "Ana")
    path = f"/partner/clients/{client.id}/invitation"
    assert browser.post(path).status_code == 422
    Client.objects.filter(id=client.id).update(email="ana@boda.example")
    answers = [browser.post(path).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert User.objects.filter(client_id=client.id, email="ana@boda.example").count() == 1


def test_the_list_is_searched_filtered_and_downloaded(world: World, browser: Browser) -> None:
    ana, bob = ensure_client(world.tenant_id, "ana", "=Ana"), ensure_client(world.tenant_id, "bob", "Bob")
    Client.objects.filter(id=bob.id).update(active=False)
    give(ana, 120)
    world.event(20, client_id=ana.id)
    ensure_client(World("another").tenant_id, "ana", "Ana ajena")
    shown = text_of(browser.get("/partner/clients/?q=ANA"))
    assert "=Ana" in shown
    assert "Bob" not in shown
    assert "ajena" not in shown
    inactive = text_of(browser.get("/partner/clients/?active=no"))
    assert ("Bob" in inactive, "=Ana" in inactive) == (True, False)
    file = browser.get("/partner/clients/?active=yes&format=csv").getvalue().decode()
    assert "'=Ana,,,Activo,100,1" in file
    assert "Bob" not in file
    assert "Ningún cliente coincide" in text_of(browser.get("/partner/clients/?q=nadie"))
    assert browser.get("/partner/clients/?q=%00&active=x&cursor=%00").status_code == 200


def statements(browser: Browser, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert answer.content
    return len(asked)


def test_pages_of_clients_take_as_many_statements_for_thirty_as_for_one(
    world: World, browser: Browser
) -> None:
    def grow(count: int) -> Client:
        for _ in range(count):
            client = ensure_client(world.tenant_id, new_id().hex, "Alguien")
            give(client, 50)
            world.event(10, name=new_id().hex, client_id=client.id)
        return client

    first = grow(1)
    host = a_user(Role.CLIENT, world.tenant_id, first.id)

    def grow_one() -> None:
        give(first, 5)
        world.event(1, name=new_id().hex, client_id=first.id)
        credit_requests.ask(host, new_id(), 5, "Más")

    grow_one()
    paths = [
        "/partner/clients/", f"/partner/clients/{first.id}/", f"/partner/clients/{first.id}/history",
        "/partner/requests/", "/partner/wallet/", f"/partner/clients/{first.id}/standing",
    ]  # fmt: skip
    few: dict[str, Any] = {path: statements(browser, path) for path in paths}
    grow(29)
    for _ in range(29):
        grow_one()
    assert {path: statements(browser, path) for path in paths} == few


def test_lists_of_one_client_say_whose_they_are(world: World, browser: Browser) -> None:
    ana, bob = ensure_client(world.tenant_id, "ana", "Ana"), ensure_client(world.tenant_id, "bob", "Bob")
    world.event(0, name="De Ana", client_id=ana.id)
    world.event(0, name="De Bob", client_id=bob.id)
    theirs = ensure_client(World("another").tenant_id, "eva", "Eva ajena")
    shown = text_of(browser.get(f"/partner/events/?client={ana.id}"))
    assert ("Solo los de Ana" in shown, "De Ana" in shown, "De Bob" in shown) == (True, True, False)
    assert "Solo los de Ana" in text_of(browser.get(f"/partner/requests/?client={ana.id}"))
    assert "ajena" not in text_of(browser.get(f"/partner/events/?client={theirs.id}"))
