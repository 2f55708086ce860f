"""The partner's events: listed, created for a client, edited, closed with what returns shown first."""

from datetime import UTC, datetime, timedelta
from time import time
from typing import Any

import pytest
from django.test import Client as Browser

from central.dashboards.kit import access
from central.events.models import Event
from central.operations.event_overviews import overview
from central.tenants.models import Role
from central.tenants.provisioning import ensure_client
from contract.config import EventState
from tests.central.dashboards.test_accounts import PASSWORD, grown_old, log_in
from tests.central.dashboards.test_partner_tonight import form_of, text_of
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_user
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
    assert "Faltan 800000." in text_of(answer)
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


@pytest.mark.parametrize("path", ["", "edit", "close", "top-up"])
def test_another_partners_event_is_not_there(world: World, browser: Browser, path: str) -> None:
    theirs = World("another").event(500)
    address = f"/partner/events/{theirs.id}/{path}"
    assert browser.get(address).status_code == 404
    if path in ("edit", "top-up"):
        assert browser.post(address, {"credits": 5}).status_code == 404
    assert browser.post(f"/partner/events/{theirs.id}/state/paused").status_code == 404
