"""L8 by the API: guest lists, mail to them, templates of events and favourite styles."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from central.events.models import Event
from central.guests import letters
from central.guests.models import Guest
from contract.ids import new_id
from tests.central.persons import Person, a_client, refusal
from tests.central.world import World


@pytest.fixture
def event(world: World) -> Event:
    return world.event(0, client_id=a_client(world.tenant_id)[1].id)


@pytest.fixture
def host(world: World, event: Event) -> Person:
    return a_client(world.tenant_id)[0]


def test_a_list_is_kept_and_searched(event: Event, host: Person) -> None:
    at = f"/events/{event.id}/guests"
    two = [{"email": "Ana@example.org", "name": "Ana"}, {"email": "leo@example.org"}]
    assert [host.post(at, guests=two).json() for _ in range(2)] == [
        {"new": 2, "known": 0},
        {"new": 0, "known": 2},
    ]
    assert refusal(host.post(at, guests=[{"email": "eva@example.org"}, {"email": "a@b"}])) == (422, "invalid")
    assert Guest.objects.count() == 2, "all of them, or none"
    [ana] = host.items(at, text="ANA")
    assert (ana["email"], ana["unsubscribed"], ana["bounced"]) == ("ana@example.org", False, False)
    assert host.patch(f"{at}/{ana['id']}", name="Ana N.").status_code == 204
    assert refusal(host.patch(f"{at}/{ana['id']}", email="leo@example.org")) == (409, "conflict")
    assert host.items(at, text="ana n.")[0]["email"] == "ana@example.org"
    assert host.delete(f"{at}/{ana['id']}").status_code == 204
    assert refusal(host.delete(f"{at}/{ana['id']}")) == (404, "not_found")


def test_a_mail_is_written_sent_and_followed(event: Event, host: Person) -> None:
    at = f"/events/{event.id}/mails"
    mail: dict[str, Any] = {"id": str(new_id()), "subject": "Hola", "body": "Hola {name}\n\n{link}"}
    assert host.post(at, **mail).json()["state"] == "draft"
    assert refusal(host.post(at, **mail | {"id": str(new_id()), "body": "{who}"})) == (422, "invalid")
    send = f"{at}/{mail['id']}/send"
    assert refusal(host.post(send)) == (409, "conflict"), "nobody is on the list"
    host.post(f"/events/{event.id}/guests", guests=[{"email": "ana@example.org"}])
    past = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert refusal(host.post(send, at=past)) == (422, "invalid")
    assert host.post(send).json()["state"] == "scheduled"
    letters.spread_due()
    [listed] = host.items(at)
    assert (listed["state"], listed["waiting"], listed["sent"]) == ("sent", 1, 0)
    assert host.post(f"{at}/{mail['id']}/stop").json()["waiting"] == 0


def test_a_template_and_a_favourite_are_ones_own(
    world: World, event: Event, host: Person, partner: Person
) -> None:
    kept = host.post(f"/events/{event.id}/templates", id=str(new_id()), name="Bodas").json()
    at = f"/event-templates/{kept['id']}"
    assert host.patch(at, name="Fiestas").json()["name"] == "Fiestas"
    assert [each["name"] for each in host.items("/event-templates")] == ["Fiestas"]
    assert partner.items("/event-templates") == []
    soon = (datetime.now(UTC) + timedelta(days=9)).isoformat()
    made = host.post(f"{at}/events", id=str(new_id()), name="Otra", starts_at=soon, credits=0).json()
    assert host.get(f"/events/{made['id']}").json()["name"] == "Otra"
    assert host.delete(at).status_code == 204
    liked = f"/favourite-styles/{world.quick.id}"
    assert host.put(liked).status_code == 204
    assert host.get("/favourite-styles").json() == {"styles": [str(world.quick.id)]}
    assert partner.get("/favourite-styles").json() == {"styles": []}
    assert host.delete(liked).status_code == 204
    assert host.get("/favourite-styles").json() == {"styles": []}
