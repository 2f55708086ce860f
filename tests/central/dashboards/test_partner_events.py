"""The partner's events: listed, created for a client, edited, closed with what returns shown first."""

import re
from datetime import UTC, datetime, timedelta
from time import time
from typing import Any

import pytest
from django.test import Client as Browser

from central.catalogue.grants import Named
from central.catalogue.models import Style
from central.catalogue.offers import offer_only, offers_of
from central.dashboards.kit import access
from central.events.models import Event
from central.operations.event_overviews import overview
from central.tenants.models import Role
from central.tenants.provisioning import ensure_client
from contract.config import EventState
from contract.ids import new_id
from tests.central.dashboards.hosts import Host
from tests.central.dashboards.test_accounts import PASSWORD, grown_old, log_in
from tests.central.dashboards.test_partner_tonight import form_of, text_of
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_user
from tests.central.test_analytics import made
from tests.central.world import World


@pytest.fixture
def browser(world: World) -> Browser:
    """The partner's."""
    return visitor(a_user(Role.PARTNER, world.tenant_id))


@pytest.fixture
def proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks has just proven who they are."""
    monkeypatch.setattr(access, "is_proven", lambda request: True)


def an_event(form: Any, **typed: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "name": "Quince de Sol", "starts_at": "2027-03-01T21:00", "ends_at": "2027-03-02T04:00",
        "time_zone": "America/Argentina/Cordoba", "credits": "500", "copies_limit": "2",
        "layouts": ["single"], "orientations": ["portrait", "landscape"], "gallery_privacy": "private",
    }  # fmt: skip
    return form_of(form) | usual | typed


def test_an_event_is_created_once_for_a_client_in_its_own_zone(world: World, browser: Browser) -> None:
    client = ensure_client(world.tenant_id, "sol", "Sol")
    form = browser.get("/partner/events/new")
    sent = an_event(form, client=str(client.id), credits="0")
    for _ in range(2):
        answer = browser.post("/partner/events/new", sent)
        assert answer.status_code == 302, text_of(answer)
    [event] = Event.objects.filter(tenant_id=world.tenant_id)
    assert answer["Location"] == f"/partner/events/{event.id}/"
    assert event.client_id == client.id
    assert event.starts_at == datetime(2027, 3, 2, tzinfo=UTC)
    assert event.layouts == ["single"]


def test_what_is_refused_is_said_and_what_was_typed_stays(world: World, browser: Browser) -> None:
    form = browser.get("/partner/events/new")
    answer = browser.post("/partner/events/new", an_event(form, credits="900000"))
    assert answer.status_code == 422
    assert "Faltan 800.000." in text_of(answer)
    assert 'value="Quince de Sol"' in answer.content.decode()
    cheap = browser.post("/partner/events/new", an_event(form, photo_price="1", once=""))
    assert "El precio es más bajo que el permitido." in text_of(cheap)
    assert not Event.objects.filter(tenant_id=world.tenant_id).exists()


def test_an_edit_changes_what_was_touched_and_nothing_else(world: World, browser: Browser) -> None:
    event = world.event(500, photo_price=150, ends_at=datetime.now(UTC) + timedelta(hours=2, seconds=7))
    path = f"/partner/events/{event.id}/edit"
    form, ends_at = browser.get(path), event.ends_at
    sent = an_event(form, name="Otro nombre", time_zone="UTC", layouts=["single", "strip"]) | {
        "starts_at": f"{event.starts_at:%Y-%m-%dT%H:%M}", "ends_at": f"{event.ends_at:%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    answer = browser.post(path, sent)
    assert answer.status_code == 302, text_of(answer)
    event.refresh_from_db()
    assert (event.name, event.photo_price, event.ends_at) == ("Otro nombre", 150, ends_at)


def test_an_end_is_shown_before_it_is_confirmed_and_wants_a_proof_of_who_it_is(
    world: World, browser: Browser
) -> None:
    event = world.event(700)
    path, session = f"/partner/events/{event.id}/close", browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time() - 901}]
    session.save()
    assert "700 Vuelven después" in text_of(browser.get(path))
    assert browser.post(path).get("Location") != f"/partner/events/{event.id}/"
    assert overview(event).state is EventState.LIVE


@pytest.mark.usefixtures("proven")
def test_what_is_left_returns_when_it_is_confirmed(world: World, browser: Browser) -> None:
    event = world.event(700)
    for _ in range(2):
        assert browser.post(f"/partner/events/{event.id}/close").status_code == 302
    event.refresh_from_db()
    assert (overview(event).state, overview(event).credits.pool) == (EventState.ENDED, 0)
    assert "Terminado" in text_of(browser.get(f"/partner/events/{event.id}/"))


def test_signs_that_cannot_be_shown_are_refused_beside_their_field(browser: Browser) -> None:
    form = browser.get("/partner/events/new")
    answer = browser.post("/partner/events/new", an_event(form, welcome_en="Hi\x01"))
    assert (answer.status_code, "no se pueden mostrar" in text_of(answer)) == (422, True)


def test_closing_asks_again_who_somebody_is_and_goes_on_by_itself(world: World) -> None:
    person, browser, event = (
        a_user(Role.PARTNER, world.tenant_id, password=PASSWORD),
        visitor(),
        world.event(700),
    )
    log_in(person, browser=browser)
    grown_old(browser)
    close = f"/partner/events/{event.id}/close"
    asked = browser.post(close)
    shown = browser.get(asked["Location"]).content.decode()
    for expected in ("¿Sos vos?", 'name="password"', ">Contraseña<"):
        assert expected in shown
    for formal in ("su contraseña", "placeholder"):
        assert formal not in shown
    assert overview(event).state is EventState.LIVE
    browser.post("/account/reauthenticate/", {"password": PASSWORD, "next": close})
    event.refresh_from_db()
    assert overview(event).state is EventState.ENDED


def test_whoever_has_nothing_to_prove_it_by_is_told_so(world: World, browser: Browser) -> None:
    event = world.event(700)
    answer = browser.post(f"/partner/events/{event.id}/close")
    assert (answer.status_code, "no tenés contraseña" in text_of(answer)) == (403, True)
    assert overview(event).state is EventState.LIVE


def test_the_list_is_filtered_and_a_file_has_what_is_shown(world: World, browser: Browser) -> None:
    world.event(500, name="Marcha")
    world.event(0, name="=Borrador", state=EventState.DRAFT)
    shown = text_of(browser.get("/partner/events/?state=draft"))
    assert "=Borrador" in shown
    assert "Marcha" not in shown
    file = browser.get("/partner/events/?state=draft&format=csv").getvalue().decode()
    assert "'=Borrador" in file
    assert "Marcha" not in file
    assert "Marcha" in text_of(browser.get("/partner/events/?state=nonsense&client=nobody"))


@pytest.mark.usefixtures("proven")
def test_whoever_ends_an_event_sees_the_balance_before_and_after(world: World, browser: Browser) -> None:
    host = Host(world)
    event = host.event(1_500, name="Boda de Ana")
    path = f"/partner/events/{event.id}/close"
    shown = text_of(browser.get(path))
    assert f"Saldo de {host.client.name} 3.500 Vuelven +1.500 Va a quedar 5.000" in shown
    assert browser.post(path, form_of(browser.get(path))).status_code == 302
    told = text_of(browser.get(f"/partner/events/{event.id}/"))
    assert (
        f"Boda de Ana terminó. Volvieron 1.500 créditos. El saldo de {host.client.name} es de 5.000." in told
    )


@pytest.mark.usefixtures("proven")
def test_an_event_is_deleted_by_whoever_types_its_name(world: World, browser: Browser) -> None:
    event = world.event(700, name="Boda de Ana")
    path = f"/partner/events/{event.id}/delete"
    shown = text_of(browser.get(path))
    assert ("Vuelven ahora 700" in shown, "tu billetera" in shown) == (True, True)
    wrong = browser.post(path, form_of(browser.get(path), name="Boda"))
    assert (wrong.status_code, "No es el nombre de este evento." in text_of(wrong)) == (422, True)
    assert overview(event).state is EventState.LIVE
    answer = browser.post(path, form_of(browser.get(path), name=" boda de ana"))
    assert answer["Location"] == "/partner/events/"
    told = text_of(browser.get("/partner/events/"))
    assert "Boda de Ana se borró. Volvieron 700 créditos. Tu billetera tiene 100.000." in told
    assert browser.get(f"/partner/events/{event.id}/").status_code == 404


def test_deleting_wants_a_proof_of_who_it_is(world: World, browser: Browser) -> None:
    event = world.event(700, name="Boda")
    answer = browser.post(f"/partner/events/{event.id}/delete", {"name": "Boda"})
    assert (answer.status_code, overview(event).state) == (403, EventState.LIVE)


def test_an_event_is_copied_once_with_its_terms_and_for_its_client(world: World, browser: Browser) -> None:
    client = ensure_client(world.tenant_id, "sol", "Sol")
    event = world.event(0, client_id=client.id, photo_price=150, refund_on_failure=True, name="Boda")
    path = f"/partner/events/{event.id}/copy"
    form = browser.get(path)
    assert "También es de Sol." in text_of(form)
    short = browser.post(path, form_of(form, starts_at="2027-05-01T21:00", credits=60))
    assert (short.status_code, "Faltan 60." in text_of(short)) == (422, True)
    for _ in range(2):
        sent = form_of(form, name="Boda 2", starts_at="2027-05-01T21:00", credits=0)
        assert browser.post(path, sent).status_code == 302
    [copied] = Event.objects.filter(tenant_id=world.tenant_id, name="Boda 2")
    assert (copied.client_id, copied.photo_price, copied.refund_on_failure) == (client.id, 150, True)


def test_credits_are_suggested_for_so_many_guests(world: World, browser: Browser) -> None:
    form = browser.get("/partner/events/new")
    answer = browser.post("/partner/events/new", an_event(form, guests="50", suggest="1", photo_price="200"))
    assert (answer.status_code, 'name="credits" value="12000"' in answer.content.decode()) == (200, True)
    assert 'value="Quince de Sol"' in answer.content.decode()
    assert not Event.objects.filter(tenant_id=world.tenant_id).exists()
    odd = browser.post("/partner/events/new", an_event(form, guests="x" * 40, suggest="1"))
    assert odd.status_code == 200


def test_styles_are_chosen_one_by_one_and_by_pack(world: World, browser: Browser) -> None:
    sent = an_event(browser.get("/partner/events/new"), styles=[str(world.quick.id)], name="Uno")
    sent.pop("packs", None)
    answer = browser.post("/partner/events/new", sent)
    assert answer.status_code == 302, text_of(answer)
    event = Event.objects.get(tenant_id=world.tenant_id)
    assert offers_of(world.tenant_id, event.id) == Named(styles=frozenset({world.quick.id}))
    path = f"/partner/events/{event.id}/edit"
    pack = world.quick.pack_id
    changed = an_event(browser.get(path), name="Uno", packs=[str(pack)])
    changed.pop("styles", None)
    assert browser.post(path, changed).status_code == 302
    assert offers_of(world.tenant_id, event.id) == Named(frozenset({pack}))
    wrong = browser.post(path, changed | {"packs": [str(new_id())]})
    assert wrong.status_code == 422


def test_what_an_event_names_and_may_not_use_any_more_stays_named(world: World, browser: Browser) -> None:
    event = world.event(500)
    offer_only(event, styles=[world.quick.id])
    Style.objects.filter(id=world.quick.id).update(active=False)
    path = f"/partner/events/{event.id}/edit"
    sent = an_event(browser.get(path), name="Otro nombre", time_zone="UTC") | {
        "starts_at": f"{event.starts_at:%Y-%m-%dT%H:%M}", "ends_at": f"{event.ends_at:%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    for name in ("styles", "packs"):
        sent.pop(name, None)
    assert browser.post(path, sent).status_code == 302
    assert offers_of(world.tenant_id, event.id) == Named(styles=frozenset({world.quick.id}))


@pytest.mark.usefixtures("proven")
def test_of_an_event_that_is_over_the_name_can_be_changed_and_the_rest_is_closed(
    world: World, browser: Browser
) -> None:
    event = world.event(500, photo_price=150)
    browser.post(f"/partner/events/{event.id}/close")
    path = f"/partner/events/{event.id}/edit"
    form = browser.get(path).content.decode()
    assert re.search(r'name="photo_price"[^>]*disabled', form)
    sent = {"name": "Lindo recuerdo", "gallery_privacy": "link", "photo_price": "300"}
    assert browser.post(path, sent).status_code == 302
    event.refresh_from_db()
    assert (event.name, event.gallery_privacy, event.photo_price) == ("Lindo recuerdo", "link", 150)


def test_an_events_page_says_what_hosts_ask_for(world: World, browser: Browser) -> None:
    event = world.event(1_000, refund_on_failure=True)
    booth = world.booth(event)
    for _ in range(3):
        made(booth, event, world.style, datetime.now(UTC))
    shown = text_of(browser.get(f"/partner/events/{event.id}/"))
    for words in (
        "Hechas 3", "Créditos usados 300", "Créditos que quedan 700", "Estilo más elegido Estilo",
        "Hora pico", "Cada foto cuesta lo que cuesta su estilo. Las fotos que fallan se devuelven.",
    ):  # fmt: skip
        assert words in shown, shown


@pytest.mark.parametrize("path", ["", "edit", "close", "top-up", "copy", "delete"])
def test_another_partners_event_is_not_there(world: World, browser: Browser, path: str) -> None:
    theirs = World("another").event(500)
    address = f"/partner/events/{theirs.id}/{path}"
    assert browser.get(address).status_code == 404
    if path in ("edit", "top-up"):
        assert browser.post(address, {"credits": 5}).status_code == 404
    assert browser.post(f"/partner/events/{theirs.id}/state/paused").status_code == 404
