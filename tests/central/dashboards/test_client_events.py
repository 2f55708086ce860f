"""What a host does with an event besides running it: found, copied, closed, deleted, looked through."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from central.dashboards.client import picture_filters
from central.dashboards.kit import access
from central.events.models import Event
from central.generations.models import Generation
from central.guests import guest_list
from central.guests.files import Invited
from central.tenants.audit_log import AdminCommand
from contract.ids import new_id
from tests.central.dashboards.hosts import Host
from tests.central.world import World


@pytest.fixture
def host(world: World) -> Host:
    return Host(world)


@pytest.fixture
def proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks has just proven who they are."""
    monkeypatch.setattr(access, "is_proven", lambda request: True)


def copied(**changes: str) -> dict[str, str]:
    usual = {"once": str(new_id()), "name": "Otra", "starts_at": "2027-04-01T21:00", "credits": "700"}
    return usual | changes


def test_events_are_found_by_their_name_and_filtered_in_the_address(host: Host) -> None:
    host.event(name="Boda de Ana", slug="boda")
    host.event(name="Cumple de Leo", slug="cumple", state="paused")
    found = host.text("/client/events/?text=BODA")
    assert ("Boda de Ana" in found, "Cumple de Leo" in found) == (True, False)
    paused = host.text("/client/events/?text=de&state=paused")
    assert ("Boda de Ana" in paused, "Cumple de Leo" in paused) == (False, True)
    assert "Ningún evento coincide" in host.text("/client/events/?text=nadie")
    assert "Boda de Ana" in host.text("/client/events/?text=%0A%00&state=none"), "whatever is no filter"
    csv = host.browser.get("/client/events/?text=boda&format=csv").getvalue().decode()
    assert ("Boda de Ana" in csv, "Cumple de Leo" in csv) == (True, False)


def test_a_copy_is_made_once_with_credits_of_its_own_and_all_that_makes_the_event(host: Host) -> None:
    event = host.event(welcome_es="¡Hola!", copies_limit=3)
    Event.objects.filter(id=event.id).update(primary_color="#112233", time_zone="Asia/Tokyo")
    form = copied()
    answers = [host.browser.post(f"/client/events/{event.id}/copy", form) for _ in range(2)]
    made = Event.objects.get(tenant_id=event.tenant_id, name="Otra")
    assert {each["Location"] for each in answers} == {f"/client/events/{made.id}/"}
    assert (made.welcome_es, made.copies_limit, made.primary_color) == ("¡Hola!", 3, "#112233")
    assert (made.client_id, made.starts_at) == (host.client.id, datetime(2027, 4, 1, 12, tzinfo=UTC))
    assert made.ends_at - made.starts_at == event.ends_at - event.starts_at
    assert host.balance == 5_000 - 1_000 - 700


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"credits": "4001"}, "Faltan 1."),
        ({"starts_at": "2020-01-01T10:00"}, "ya pasó"),
        ({"name": ""}, "field-wrong"),
    ],
)
def test_a_copy_that_cannot_be_is_refused_beside_its_field(
    host: Host, changes: dict[str, str], said: str
) -> None:
    event = host.event()
    answer = host.browser.post(f"/client/events/{event.id}/copy", copied(**changes))
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert Event.objects.filter(tenant_id=event.tenant_id).count() == 1


@pytest.mark.parametrize("end", ["close", "delete"])
def test_what_returns_is_shown_first_and_the_end_wants_a_proof_of_who_it_is(host: Host, end: str) -> None:
    event, session = host.event(), host.browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time() - 901}]
    session.save()
    shown = host.text(f"/client/events/{event.id}/{end}")
    for expected in ("Vuelven ahora", "4.000", "+1.000", "5.000"):
        assert expected in shown
    answer = host.browser.post(f"/client/events/{event.id}/{end}", {"name": event.name})
    assert answer.status_code == 403, "they have nothing to prove it by"
    assert (Event.objects.get(id=event.id).decided, host.balance) == ("live", 4_000)


@pytest.mark.usefixtures("proven")
def test_a_closed_event_gives_back_once_and_stays_in_sight(host: Host) -> None:
    event = host.event()
    for _ in range(2):
        answer = host.browser.post(f"/client/events/{event.id}/close")
        assert answer["Location"] == f"/client/events/{event.id}/"
    assert (Event.objects.get(id=event.id).decided, host.balance) == ("ended", 5_000)
    shown = host.text(f"/client/events/{event.id}/")
    assert ("tu saldo es de 5.000" in shown, "Agotado" in shown) == (True, False)
    assert "Agotado" not in host.text("/client/")


@pytest.mark.usefixtures("proven")
def test_an_event_is_deleted_by_whoever_types_its_name(host: Host) -> None:
    event = host.event(name="Boda de Ana")
    guest_list.add(event, [Invited("a@b.example")], AdminCommand.of("test"))
    path = f"/client/events/{event.id}/delete"
    for typed in ("", "Boda de Eva", "Boda"):
        wrong = host.browser.post(path, {"name": typed})
        assert (wrong.status_code, "No es el nombre" in wrong.content.decode()) == (422, True)
    assert (Event.objects.get(id=event.id).deleted_at, host.balance) == (None, 4_000)
    assert host.browser.post(path, {"name": " boda  de ana "})["Location"] == "/client/events/"
    assert host.balance == 5_000
    assert "Boda de Ana se borró" in host.text("/client/events/")
    assert host.browser.get(f"/client/events/{event.id}/").status_code == 404
    assert host.browser.post(path, {"name": "Boda de Ana"}).status_code == 404


def test_numbers_are_those_of_all_events_of_this_host_alone(host: Host) -> None:
    assert "Todavía no hay fotos que contar" in host.text("/client/numbers/")
    other = Host(host.world, "other").event(slug="other")
    for event in (host.event(), host.event(slug="second"), other):
        booth = host.world.booth(event)
        booth.sync(*(booth.request_op(event, host.world.style) for _ in range(3)))
    Generation.objects.update(state="ready", result_sha256="a" * 64)
    shown = " ".join(re.sub(r"<[^>]+>", " ", host.text("/client/numbers/")).split())
    for expected in ("Eventos 2", "Retratos pedidos 6", "Créditos puestos 2.000", "Créditos usados 600"):
        assert expected in shown
    assert "Créditos que quedan 4.400" in shown
    assert "Fotos por hora" in shown


def test_pictures_are_filtered_by_style_state_and_the_days_of_their_party(host: Host) -> None:
    tokyo = host.event(name="Tokio")
    Event.objects.filter(id=tokyo.id).update(time_zone="Asia/Tokyo")
    pictures = {name: host.picture(tokyo) for name in ("before", "that day", "after")}
    # The 10th of March in Tokyo begins on the 9th at 15:00 of UTC.
    for name, hour in (("before", 14), ("that day", 15), ("after", 39)):
        asked = datetime(2026, 3, 9, tzinfo=UTC) + timedelta(hours=hour)
        Generation.objects.filter(id=pictures[name].id).update(requested_at=asked)
    Generation.objects.filter(id=pictures["after"].id).update(style_id=host.world.premium.id)
    seen = _seen_in(host, pictures)
    assert seen(f"event={tokyo.id}&since=2026-03-10&until=2026-03-10") == {"that day"}
    assert seen(f"event={tokyo.id}&since=2026-03-10") == {"that day", "after"}
    assert seen(f"style={host.world.premium.id}") == {"after"}
    assert seen("style=none&since=yesterday&until=9999-12-31&kind=odd") == set(pictures)
    assert seen("since=0001-01-01") == set(pictures)
    assert seen("until=0001-01-01") == set()
    assert seen("kind=failed") == set()
    assert "Ninguna foto coincide" in host.text("/client/pictures/?kind=failed")


def test_an_event_in_the_address_is_a_choice_however_old_and_only_names_are_read(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, _new = (host.event(name=name, slug=new_id().hex) for name in ("Vieja", "Nueva"))
    picture, stranger = host.picture(old), Host(host.world, "stranger").event(name="Ajena", slug="theirs")
    monkeypatch.setattr(picture_filters, "_MOST_CHOICES", 1)
    assert "Vieja" not in re.findall(r"<option[^>]*>([^<]*)", host.text("/client/pictures/"))
    with CaptureQueriesContext(connection) as asked:
        shown = host.text(f"/client/pictures/?event={old.id}")
    assert f'<option selected value="{old.id}">Vieja</option>' in shown
    assert str(picture.id) in shown
    [choices] = [each["sql"] for each in asked if 'ORDER BY "events_event"."created_at"' in each["sql"]]
    assert "welcome_es" not in choices
    assert "Ajena" not in host.text(f"/client/pictures/?event={stranger.id}")


def _seen_in(host: Host, pictures: dict[str, Any]) -> Callable[[str], set[str]]:
    def seen(query: str) -> set[str]:
        shown = host.text(f"/client/pictures/?{query}")
        return {name for name, picture in pictures.items() if str(picture.id) in shown}

    return seen
