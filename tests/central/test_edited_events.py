"""E1, P4: events with all that they have, made and edited by their owners, and what may be edited when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from central.catalogue.grants import Named, allow_client
from central.events.models import Event
from central.ledger.accounts import AccountKind, balance_of
from central.tenants.tariff import change
from contract.ids import new_id
from tests.central.persons import Person, a_client, a_master, a_partner, refusal
from tests.central.test_catalogue_api import Listener, shown_to
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


def moment(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def plan(**changes: Any) -> dict[str, Any]:
    usual = {"id": str(new_id()), "name": "Fiesta de Añá", "time_zone": "UTC", "credits": 500}
    return usual | {"starts_at": moment(1), "ends_at": moment(6)} | changes


def made(person: Person, **changes: Any) -> dict[str, Any]:
    answer = person.post("/events", **plan(**changes))
    assert answer.status_code == 201, answer.content
    event: dict[str, Any] = answer.json()
    return event


def event_in_state(person: Person, state: str) -> dict[str, Any]:
    event = made(person, state="draft" if state == "draft" else "live")
    if state in ("live", "paused", "over"):
        starts_at = datetime.now(UTC) - timedelta(hours=2)
        ends_at = starts_at + timedelta(hours=1 if state == "over" else 5)
        Event.objects.filter(id=event["id"]).update(starts_at=starts_at, ends_at=ends_at)
    if state == "paused":
        person.put(f"/events/{event['id']}/state", state="paused")
    if state == "closed":
        person.post(f"/events/{event['id']}/close")
    shown: dict[str, Any] = person.get(f"/events/{event['id']}").json()
    return shown


EVERYTHING: dict[str, Any] = {
    "slug": "la-fiesta",
    "photo_price": 200,
    "refund_on_failure": True,
    "welcome": {"es": "Tocá", "en": "Touch", "pt": "Toque"},
    "layouts": ["strip"],
    "orientations": ["landscape"],
    "copies_limit": 4,
    "gallery_privacy": "link",
}


def test_an_event_is_made_with_all_that_it_has_and_its_booths_show_it(world: World, partner: Person) -> None:
    styles = sorted(str(style.id) for style in (world.style, world.quick))
    event = made(partner, **EVERYTHING, styles=styles)
    assert {name: event[name] for name in EVERYTHING} == EVERYTHING
    assert (event["packs"], event["styles"], event["own_staff_pin"]) == ([], styles, False)
    config = world.booth(Event.objects.get()).client.get("/api/v1/kiosk/config").json()
    assert (config["layouts"], config["limits"]["copies"]) == (["strip"], 4)
    assert config["orientations"] == ["landscape"]
    assert config["event"]["welcome"] == EVERYTHING["welcome"]
    assert {style["id"] for pack in config["packs"] for style in pack["styles"]} == set(styles)
    assert partner.items("/events") == [event]


def test_an_event_that_says_nothing_of_all_that_is_as_it_always_was(world: World, partner: Person) -> None:
    event = made(partner)
    assert event["slug"] == "fiesta-de-ana"
    assert event["welcome"] == {"es": "", "en": "", "pt": ""}
    assert (event["layouts"], event["copies_limit"]) == (["single", "strip"], 2)
    assert event["orientations"] == ["portrait", "landscape"]
    assert (event["gallery_privacy"], event["packs"], event["styles"]) == ("private", [], [])
    assert len(shown_to(world.booth(Event.objects.get()))) == 3


def test_an_edit_changes_what_it_names_and_booths_hear_of_it(world: World, partner: Person) -> None:
    event = made(partner)
    listener = Listener(world.booth(Event.objects.get()))
    path = f"/events/{event['id']}"
    changed = EVERYTHING | {
        "name": "Otra", "starts_at": moment(2), "ends_at": moment(8), "time_zone": "America/Lima",
        "styles": [str(world.quick.id)],
    }  # fmt: skip
    for name, value in changed.items():
        before = partner.get(path).json()
        answer = partner.patch(path, **{name: value})
        assert answer.status_code == 200, (name, answer.content)
        after = answer.json()
        assert {each for each in after if after[each] != before[each]} == {name}
        assert listener.heard(), name
    assert set(shown_to(listener.booth)) == {"style-50"}
    assert partner.patch(path, styles=[], photo_price=None).json()["photo_price"] is None
    assert len(shown_to(listener.booth)) == 3


@pytest.mark.parametrize(
    ("state", "refused"),
    [
        ("draft", {}),
        ("scheduled", {}),
        ("live", {"slug": "conflict", "starts_at": "conflict"}),
        ("paused", {"slug": "conflict", "starts_at": "conflict"}),
        ("over", None),
        ("closed", None),
    ],
)
def test_what_may_be_edited_in_which_state(
    world: World, partner: Person, state: str, refused: dict[str, str] | None
) -> None:
    event = event_in_state(partner, state)
    path = f"/events/{event['id']}"
    changes = EVERYTHING | {
        "name": "Otra", "starts_at": moment(-1), "ends_at": moment(9), "styles": [str(world.quick.id)],
        "time_zone": "America/Lima",
    }  # fmt: skip
    if refused is None:
        refused = dict.fromkeys(changes.keys() - {"name", "gallery_privacy"}, "event_ended")
    for name, value in changes.items():
        answer = partner.patch(path, **{name: value})
        if name in refused:
            assert refusal(answer) == (409, refused[name]), name
            assert partner.get(path).json()[name] == event[name]
        else:
            assert answer.status_code == 200, (name, answer.content)
    same = {name: event[name] for name in refused}
    assert partner.patch(path, **same).status_code == 200, "what is as it was is no change"


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"layouts": []}, (422, "invalid")),
        ({"layouts": ["strip", "strip"]}, (422, "invalid")),
        ({"layouts": ["poster"]}, (422, "invalid")),
        ({"orientations": []}, (422, "invalid")),
        ({"orientations": ["landscape", "landscape"]}, (422, "invalid")),
        ({"copies_limit": 21}, (422, "invalid")),
        ({"copies_limit": -1}, (422, "invalid")),
        ({"gallery_privacy": "public"}, (422, "invalid")),
        ({"welcome": {"fr": "Bonjour"}}, (422, "invalid")),
        ({"welcome": {"es": "x" * 501}}, (422, "invalid")),
        ({"welcome": {"es": "\x00"}}, (422, "invalid")),
        ({"slug": "¡!"}, (422, "invalid")),
        ({"name": "\x00"}, (422, "invalid")),
        ({"time_zone": "Mars/Base"}, (422, "invalid")),
        ({"ends_at": moment(-1), "starts_at": moment(-2)}, (422, "invalid")),
        ({"ends_at": moment(24 * 400)}, (422, "invalid")),
        ({"photo_price": 0}, (422, "invalid")),
        ({"photo_price": 149}, (422, "price_too_low")),
        ({"packs": [str(new_id())]}, (404, "not_found")),
        ({"styles": [str(new_id())]}, (404, "not_found")),
        ({"colour": "red"}, (422, "invalid")),
    ],
)
def test_what_an_event_cannot_be_is_refused(
    world: World, partner: Person, wrong: dict[str, Any], expected: tuple[int, str]
) -> None:
    event = made(partner)
    path = f"/events/{event['id']}"
    left = balance_of(world.tenant_id, AccountKind.WALLET, world.tenant_id)
    assert refusal(partner.patch(path, **{"copies_limit": 7} | wrong)) == expected
    assert partner.get(path).json() == event, "all of it, or nothing"
    assert refusal(partner.post("/events", **plan(**wrong))) == expected
    assert balance_of(world.tenant_id, AccountKind.WALLET, world.tenant_id) == left
    assert Event.objects.count() == 1


@pytest.mark.parametrize("fixed", ["credits", "client_id", "state", "id", "tenant_id", "photo_price_percent"])
def test_what_is_changed_in_another_way_or_not_at_all_is_no_part_of_an_edit(
    world: World, partner: Person, fixed: str
) -> None:
    event = made(partner)
    assert refusal(partner.patch(f"/events/{event['id']}", **{fixed: None})) == (422, "invalid")


def test_a_slug_has_no_accents_and_is_an_events_alone(world: World, partner: Person) -> None:
    first, second = made(partner, slug=" Cumpleaños de ÑANDÚ_15 "), made(partner)
    assert first["slug"] == "cumpleanos-de-nandu-15"
    assert refusal(partner.post("/events", **plan(slug="Cumpleaños de Ñandú 15"))) == (409, "conflict")
    path = f"/events/{second['id']}"
    assert refusal(partner.patch(path, slug="cumpleanos-de-nandu-15", name="Z")) == (409, "conflict")
    assert partner.get(path).json() == second
    assert made(a_partner(World("other").tenant_id), slug="cumpleanos-de-nandu-15")["slug"] == first["slug"]


def test_a_new_price_is_bound_to_the_floor_of_its_moment(world: World, partner: Person) -> None:
    event = made(partner, photo_price=150, styles=[str(world.quick.id), str(world.premium.id)])
    change("test", photo_price_percent=0)
    path = f"/events/{event['id']}"
    assert partner.patch(path, photo_price=150, name="Otra").status_code == 200
    assert Event.objects.get().photo_price_percent == 100, "it is the price that it had"
    assert partner.patch(path, photo_price=1).json()["photo_price"] == 1
    assert Event.objects.get().photo_price_percent == 0
    change("test", photo_price_percent=100)
    assert partner.patch(path, photo_price=50, styles=[str(world.quick.id)]).json()["photo_price"] == 50
    assert partner.patch(path, styles=[str(world.premium.id)]).status_code == 200
    prices = shown_to(world.booth(Event.objects.get()))
    assert {style["price"] for style in prices.values()} == {150}, "a dear style is not had below its floor"


def test_a_client_offers_what_it_may_and_its_partner_no_more_in_its_name(
    world: World, partner: Person
) -> None:
    host, client = a_client(world.tenant_id)
    partner.post(f"/clients/{client.id}/allocations", id=str(new_id()), credits=5_000)
    allow_client(world.tenant_id, client.id, Named(styles=frozenset({world.style.id})))
    usual, quick = str(world.style.id), str(world.quick.id)
    for person, of in ((host, {}), (partner, {"client_id": str(client.id)})):
        assert refusal(person.post("/events", **plan(styles=[quick], **of))) == (404, "not_found")
        event = made(person, styles=[usual], **of)
        path = f"/events/{event['id']}"
        assert refusal(person.patch(path, styles=[usual, quick])) == (404, "not_found")
        assert refusal(person.patch(path, packs=[str(world.style.pack_id)])) == (404, "not_found")
        allow_client(world.tenant_id, client.id, Named(styles=frozenset({world.premium.id})))
        assert person.patch(path, styles=[usual, str(world.premium.id)]).status_code == 200, "it was named"
        allow_client(world.tenant_id, client.id, Named(styles=frozenset({world.style.id})))


def test_only_its_owners_edit_an_event_and_while_their_partner_is_in_business(
    world: World, partner: Person
) -> None:
    host, client = a_client(world.tenant_id)
    neighbour, _ = a_client(world.tenant_id, "neighbour")
    stranger, master = a_partner(World("other").tenant_id), a_master()
    event = world.event(client_id=client.id, credits=0)
    path = f"/events/{event.id}"
    for name, person in (("a", partner), ("b", host), ("c", master)):
        assert person.patch(path, name=name).json()["name"] == name
    for person in (neighbour, stranger):
        assert refusal(person.patch(path, name="x")) == (404, "not_found")
        assert refusal(person.put(f"{path}/staff-pin", pin="1234"))[0] in (403, 404)
    master.post(f"/partners/{world.tenant_id}/deactivate", id=str(new_id()))
    assert refusal(master.patch(path, name="x")) == (403, "partner_inactive")
    assert Event.objects.get().name == "c"


def test_an_events_own_staff_pin_holds_at_its_booths_alone_and_can_be_taken_back(
    world: World, partner: Person
) -> None:
    event, other = world.event(), world.event(name="Otra")
    mine, theirs = Listener(world.booth(event)), Listener(world.booth(other))

    def told(listener: Listener) -> str:
        return str(listener.booth.client.get("/api/v1/kiosk/config").json()["staff_pin_hash"])

    path, usual = f"/events/{event.id}", told(mine)
    answer = partner.put(f"{path}/staff-pin", pin="4711")
    assert (answer.status_code, answer.content) == (204, b"")
    assert (mine.heard(), theirs.heard()) == (True, False)
    assert PasswordHasher().verify(told(mine), "4711")
    assert told(theirs) == usual
    assert partner.get(path).json()["own_staff_pin"] is True
    assert b"argon2" not in partner.get(path).content
    partner.put(f"/partners/{world.tenant_id}/staff-pin", pin="0815")
    assert PasswordHasher().verify(told(mine), "4711")
    partner.put(f"{path}/staff-pin", pin=None)
    assert told(mine) == told(theirs) != usual
    host, client = a_client(world.tenant_id)
    own = world.event(client_id=client.id, credits=0, name="Suya")
    assert refusal(host.put(f"/events/{own.id}/staff-pin", pin="1234")) == (403, "forbidden")


def test_credits_are_suggested_with_a_fifth_to_spare(world: World, partner: Person) -> None:
    host, _ = a_client(world.tenant_id)

    def suggested(**asked: int) -> int:
        return int(host.get("/suggested-credits", **asked).json()["credits"])

    assert suggested(guests=100) == 12_000
    assert suggested(guests=7, photo_price=1) == 9, "rounded up"
    change("test", generation_price=150, event_minimum=1_000)
    assert (suggested(guests=100), suggested(guests=1)) == (18_000, 1_000)
    for guests in (0, -1, 100_001):
        assert refusal(partner.get("/suggested-credits", guests=guests)) == (422, "invalid")
