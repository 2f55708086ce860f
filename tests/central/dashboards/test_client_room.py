"""The host's room: their events, credits and pictures; nobody else's, and no price anywhere."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from central.catalogue.grants import Named
from central.catalogue.models import Style
from central.catalogue.offers import offer_only, offers_of
from central.dashboards.client.edit_event import EventForm
from central.events.models import Event
from central.generations.models import Generation
from central.tenants import credit_requests
from central.tenants.credit_requests import Grant
from central.tenants.models import Client, CreditRequest, Tenant
from contract.ids import new_id
from tests.central.dashboards.hosts import Host
from tests.central.persons import Person, a_partner
from tests.central.world import World

TONIGHT = "2027-03-06T21:00"


@pytest.fixture
def host(world: World) -> Host:
    return Host(world)


def new_event(**changes: str) -> dict[str, str]:
    usual = {
        "once": str(new_id()), "name": "Boda de Ana", "starts_at": TONIGHT, "hours": "6", "guests": "40",
        "time_zone": "America/Argentina/Buenos_Aires", "credits": "1000",
    }  # fmt: skip
    return usual | changes


def test_home_shows_balance_events_pictures_and_whom_to_ask(host: Host) -> None:
    Tenant.objects.filter(id=host.world.tenant_id).update(email="hola@agencia.example")
    event = host.event(name="Cumple de Leo")
    host.picture(event)
    shown = host.text("/client/")
    for expected in ("4.000", "Cumple de Leo", "En vivo", "mailto:hola@agencia.example", "/thumbnail"):
        assert expected in shown
    assert "Te quedan" not in shown


def test_a_low_balance_leads_to_asking_for_more(world: World) -> None:
    assert "Te quedan 99 créditos" in Host(world, credits=99).text("/client/")
    assert "Te quedan" not in Host(world, "other", credits=100).text("/client/")


def test_an_event_is_created_once_with_its_credits(host: Host) -> None:
    form = new_event()
    answers = [host.browser.post("/client/events/new", form) for _ in range(2)]
    event = Event.objects.get(tenant_id=host.world.tenant_id, name="Boda de Ana")
    assert [answer["Location"] for answer in answers] == [f"/client/events/{event.id}/"] * 2
    assert (event.client_id, host.balance) == (host.client.id, 4_000)
    assert event.starts_at == datetime(2027, 3, 7, tzinfo=UTC)
    assert event.ends_at - event.starts_at == timedelta(hours=6)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"credits": "6000"}, "Faltan 1.000"),
        ({"starts_at": "2020-01-01T10:00"}, "ya pasó"),
        ({"starts_at": "2039-01-01T10:00"}, "demasiado lejos"),
        ({"hours": "8999"}, "un año como máximo"),
        ({"name": "\x01"}, "no se pueden mostrar"),
        ({"time_zone": "Mars/Olympus"}, "field-wrong"),
    ],
)
def test_a_refusal_is_said_beside_its_field_and_nothing_typed_is_lost(
    host: Host, changes: dict[str, str], said: str
) -> None:
    answer = host.browser.post("/client/events/new", new_event(guests="77", **changes))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown
    assert 'value="77"' in shown
    assert 'class="wrong"' in shown
    assert (Event.objects.filter(tenant_id=host.world.tenant_id).count(), host.balance) == (0, 5_000)


def test_guests_become_credits_with_a_fifth_to_spare(host: Host) -> None:
    assert 'value="4800"' in host.text("/client/events/new/credits?guests=40")
    assert 'data-now="5000"' in host.text("/client/events/new/credits?guests=none")
    suggested = host.browser.post("/client/events/new", new_event(suggest="1", name="", credits=""))
    assert (suggested.status_code, 'value="4800"' in suggested.content.decode()) == (200, True)


def test_an_event_page_says_how_it_runs_and_when_in_its_own_zone(host: Host) -> None:
    starts = datetime.now(UTC) - timedelta(hours=1)
    event = host.event(450, starts_at=starts)
    Event.objects.filter(tenant_id=event.tenant_id, id=event.id).update(time_zone="Asia/Tokyo")
    booth = host.world.booth(event)
    booth.sync(*(booth.request_op(event, host.world.style) for _ in range(4)))
    shown = host.text(f"/client/events/{event.id}/")
    assert (starts + timedelta(hours=9)).strftime("/%m/%Y %H:%M") in shown
    for expected in ("Queda poco", "Las cabinas hacen retratos", "Asia/Tokyo", "Retratos pedidos"):
        assert expected in shown
    standing = host.text(f"/client/events/{event.id}/standing")
    assert "<strong>400</strong>" in standing
    assert "meter-warning" in standing


def test_an_event_that_is_out_of_credits_says_so_once(host: Host) -> None:
    event = host.event(140)
    booth = host.world.booth(event)
    booth.sync(booth.request_op(event, host.world.style))
    for path in ("/client/", f"/client/events/{event.id}/", f"/client/events/{event.id}/standing"):
        shown = host.text(path)
        assert shown.count("Sin créditos") == 1, path
        assert "meter-full" in shown
        assert "Queda poco" not in shown, path
        assert "Agotado" not in shown, path


def test_a_top_up_moves_credits_once_and_says_what_is_left(host: Host) -> None:
    event = host.event()
    path, form = f"/client/events/{event.id}/top-up", {"once": str(new_id()), "credits": "300"}
    assert [host.browser.post(path, form).status_code for _ in range(2)] == [302, 302]
    assert host.balance == 3_700
    assert "1.300" in host.text(f"/client/events/{event.id}/")
    refused = host.browser.post(path, {"once": str(new_id()), "credits": "9999"})
    assert (refused.status_code, 'value="9999"' in refused.content.decode()) == (422, True)


def test_an_event_is_paused_and_resumed(host: Host) -> None:
    event = host.event()
    path, pause = f"/client/events/{event.id}/state", {"once": str(new_id()), "state": "paused"}
    assert host.browser.post(path, pause).status_code == 302
    assert "En pausa" in host.text(f"/client/events/{event.id}/")
    host.browser.post(path, {"once": str(new_id()), "state": "live"})
    host.browser.post(path, pause)  # Sent again, by a reload of what was sent first.
    assert "En vivo" in host.text(f"/client/events/{event.id}/")


def edit_form(event: Event, **changes: Any) -> dict[str, Any]:
    shown = {each.name: each.value() for each in EventForm(event)}
    for name in ("starts_at", "ends_at"):
        shown[name] = shown[name].strftime("%Y-%m-%dT%H:%M")
    return shown | changes


def test_what_is_edited_is_changed_and_all_else_stays(host: Host) -> None:
    event = host.event()
    changes = {"name": "Otra fiesta", "welcome_es": "¡Hola!", "styles": [str(host.world.quick.id)]}
    answer = host.browser.post(f"/client/events/{event.id}/edit", edit_form(event, **changes))
    assert answer.status_code == 302, answer.content.decode()
    edited = Event.objects.get(tenant_id=event.tenant_id, id=event.id)
    assert (edited.name, edited.welcome_es) == ("Otra fiesta", "¡Hola!")
    assert (edited.starts_at, edited.ends_at) == (event.starts_at, event.ends_at)
    assert edit_form(event)["styles"] == [host.world.quick.id]


def test_what_may_not_be_changed_any_more_is_closed(host: Host) -> None:
    running, over = host.event(), host.event(slug="over")
    assert 'name="starts_at"' in host.text(f"/client/events/{running.id}/edit")
    form = edit_form(running, starts_at="2020-01-01T10:00")
    assert host.browser.post(f"/client/events/{running.id}/edit", form).status_code == 302
    assert Event.objects.get(tenant_id=running.tenant_id, id=running.id).starts_at == running.starts_at
    Event.objects.filter(tenant_id=over.tenant_id, id=over.id).update(decided="ended")
    over.refresh_from_db()
    fields = EventForm(over).fields
    assert {name for name, field in fields.items() if not field.disabled} == {
        "once", "name", "gallery_privacy"
    }  # fmt: skip


def test_dates_that_cannot_be_are_refused_beside_the_end(host: Host) -> None:
    event = host.event()
    form = edit_form(event, ends_at="2020-01-01T10:00", name="Se queda")
    answer = host.browser.post(f"/client/events/{event.id}/edit", form)
    assert (answer.status_code, 'id="id_ends_at_error"' in answer.content.decode()) == (422, True)
    assert "Se queda" in answer.content.decode()


def test_what_an_event_names_and_may_not_use_any_more_stays_named(host: Host) -> None:
    event, style = host.event(), host.world.quick
    offer_only(event, styles=[style.id])
    Style.objects.filter(id=style.id).update(active=False)
    form = edit_form(event, name="Otro nombre", styles=[])
    assert host.browser.post(f"/client/events/{event.id}/edit", form).status_code == 302
    assert offers_of(event.tenant_id, event.id) == Named(styles=frozenset({style.id}))


def test_credits_are_asked_for_once_and_the_answer_is_shown(host: Host) -> None:
    form = {"once": str(new_id()), "credits": "700", "note": "Vienen más"}
    assert [host.browser.post("/client/credits/", form).status_code for _ in range(2)] == [302, 302]
    [asked] = CreditRequest.objects.filter(tenant_id=host.world.tenant_id)
    assert "Esperando respuesta" in host.text("/client/credits/")
    partner: Person = a_partner(host.world.tenant_id)
    credit_requests.decline(partner.user, asked.id, "Hablemos mañana")
    assert "Hablemos mañana" in host.text("/client/credits/")
    less, _ = credit_requests.ask(host.person.user, new_id(), 3_000, "Para el sábado")
    credit_requests.approve(partner.user, less.id, Grant(new_id(), 2_000, "Alcanza para cien invitados"))
    shown = host.text("/client/credits/")
    assert "+2.000 créditos" in shown
    assert "Alcanza para cien invitados" in shown, "why it is less"
    wrong = host.browser.post("/client/credits/", {"once": str(new_id()), "credits": "0", "note": "Queda"})
    assert (wrong.status_code, "Queda" in wrong.content.decode()) == (422, True)


def test_pictures_are_listed_filtered_and_given_while_they_are_there(host: Host) -> None:
    event = host.event()
    ready, failed = host.picture(event), host.picture(event, "failed")
    shown = host.text("/client/pictures/")
    assert str(ready.id) in shown
    assert "No salió" in shown
    assert str(ready.id) not in host.text("/client/pictures/?kind=failed")
    assert "No salió" in host.browser.get("/client/pictures/?format=csv").getvalue().decode()
    given = host.browser.get(f"/client/pictures/{ready.id}/thumbnail")
    assert (given.getvalue(), given["Cache-Control"]) == (b"a jpeg", "private, no-store")
    assert host.browser.get(f"/client/pictures/{failed.id}").status_code == 404
    Generation.objects.filter(tenant_id=event.tenant_id, id=ready.id).update(state="erased")
    assert host.browser.get(f"/client/pictures/{ready.id}").status_code == 404


@pytest.mark.parametrize("foreign", ["same partner", "other partner"])
def test_what_is_another_hosts_is_not_there(host: Host, foreign: str) -> None:
    other = Host(host.world if foreign == "same partner" else World("another"), "other")
    event = other.event(name="Ajeno")
    picture = other.picture(event)
    for path in ("", "edit", "copy", "close", "delete", "standing", "live"):
        assert host.browser.get(f"/client/events/{event.id}/{path}").status_code == 404, path
    for path in ("top-up", "state", "edit", "copy"):
        form = {"once": str(new_id()), "credits": "1", "state": "paused"}
        assert host.browser.post(f"/client/events/{event.id}/{path}", form).status_code == 404, path
    for path in (str(picture.id), f"{picture.id}/thumbnail"):
        assert host.browser.get(f"/client/pictures/{path}").status_code == 404
    for path in ("/client/", "/client/events/", "/client/pictures/", f"/client/pictures/?event={event.id}"):
        assert "Ajeno" not in host.text(path)
    assert (other.balance, Event.objects.get(id=event.id).decided) == (4_000, "live")


def test_every_page_asks_a_constant_number_of_statements(host: Host) -> None:
    first = host.event()
    host.picture(first)
    host.browser.post("/client/credits/", {"once": str(new_id()), "credits": "1"})
    paths = (
        "/client/", "/client/events/", "/client/pictures/", "/client/credits/",
        f"/client/events/{first.id}/", f"/client/events/{first.id}/edit", "/client/numbers/",
    )  # fmt: skip
    few = {path: _count(host.browser, path) for path in paths}
    for at in range(4):
        event = host.event(500, slug=f"more-{at}")
        host.picture(event)
        host.picture(first)
        host.browser.post("/client/credits/", {"once": str(new_id()), "credits": "1"})
    assert {path: _count(host.browser, path) for path in paths} == few
    assert max(few.values()) < 40


def _count(browser: Browser, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(path).status_code == 200
    return len(caught)


def test_there_is_no_money_and_no_price(host: Host) -> None:
    event = host.event()
    host.picture(event)
    of_event = (f"events/{event.id}/{path}" for path in ("", "edit", "copy", "close", "delete"))
    for path in ("", "numbers/", "events/", "events/new", "pictures/", "credits/", *of_event):
        shown = host.text(f"/client/{path}").lower()
        for word in ("$", "precio", "comisión", "factura", "billetera"):
            assert word not in shown, (path, word)


def test_people_of_an_inactive_partner_read_and_change_nothing(host: Host) -> None:
    Tenant.objects.filter(id=host.world.tenant_id).update(active=False)
    assert "en pausa" in host.text("/client/")
    assert host.browser.post("/client/events/new", new_event()).status_code != 302
    assert not Event.objects.filter(tenant_id=host.world.tenant_id).exists()
    assert Client.objects.get(id=host.client.id)
