"""M4, P3, L2: what masters edit of partners, and partners of their clients."""

from typing import Any
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext

from central.catalogue.install import install
from central.catalogue.models import Pack, Style
from central.tenants.models import PLATFORM_ID, Tenant
from contract.ids import new_id
from tests.central.persons import Person, a_client, a_master, a_partner, refusal
from tests.central.test_catalogue_api import Listener, shown_to
from tests.central.test_logins import log_in
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
PASSWORD = "a long password"


@pytest.fixture
def master() -> Person:
    install()
    return a_master()


def ids_of(*slugs: str) -> list[str]:
    packs = Pack.objects.filter(tenant_id=PLATFORM_ID, slug__in=slugs)
    return sorted(str(pack_id) for pack_id in packs.values_list("id", flat=True))


def made(master: Person, **changes: Any) -> dict[str, Any]:
    usual = {"id": str(new_id()), "name": "Ágil", "email": "a@agil.example", "staff_pin": "135790"}
    answer = master.post("/partners", **usual | {"password": PASSWORD} | changes)
    assert answer.status_code == 201, answer.content
    partner: dict[str, Any] = answer.json()["partner"]
    return partner


def test_a_partner_has_all_that_a_master_says_of_it(master: Person) -> None:
    said = {"phone": "11 5555", "company": "Ágil SRL", "type": "enterprise", "notes": "contract 7\nuntil May"}
    partner = made(master, **said, packs=ids_of("party", "darkroom"))
    assert {name: partner[name] for name in said} == said
    assert partner["packs"] == ids_of("party", "darkroom")
    changed = {
        "name": "Otra", "phone": "", "company": "", "type": "standard", "notes": "", "packs": ids_of("party")
    }  # fmt: skip
    path = f"/partners/{partner['id']}"
    assert master.patch(path, **changed).json() == partner | changed
    assert master.patch(path).json() == master.get(path).json() == partner | changed
    assert partner | changed in master.items("/partners")


def test_notes_are_the_masters(master: Person) -> None:
    partner = made(master, notes="pays late")
    person = a_partner(UUID(partner["id"]))
    shown = person.get(f"/partners/{partner['id']}").json()
    assert shown == partner | {"notes": None}
    assert refusal(person.patch(f"/partners/{partner['id']}", notes="")) == (403, "forbidden")


@pytest.mark.parametrize(
    "change",
    [
        {"packs": []}, {"packs": None}, {"name": ""}, {"name": None}, {"type": "gold"}, {"phone": "1" * 61},
        {"standing": "deleted"}, {"notes": "\x00"}, {"email": None}, {"staff_pin": "1234"},
    ],
)  # fmt: skip
def test_what_a_partner_cannot_be_is_refused(master: Person, change: dict[str, Any]) -> None:
    partner = made(master)
    path = f"/partners/{partner['id']}"
    assert refusal(master.patch(path, **change)) == (422, "invalid")
    assert master.get(path).json() == partner


def test_a_login_follows_its_partners_address(master: Person) -> None:
    partner, other = made(master), made(master, email="b@agil.example")
    path = f"/partners/{partner['id']}"
    token = log_in("a@agil.example", PASSWORD).json()["token"]
    assert refusal(master.patch(path, email="B@agil.example")) == (409, "conflict")
    assert master.patch(path, email="c@agil.example", phone="1").json()["email"] == "c@agil.example"
    assert log_in("a@agil.example", PASSWORD).status_code == 401
    assert log_in("c@agil.example", PASSWORD).json()["tenant_id"] == partner["id"]
    assert master.browser.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert log_in("b@agil.example", PASSWORD).json()["tenant_id"] == other["id"]


def test_packs_that_are_taken_back_leave_the_partners_booths_and_no_others(master: Person) -> None:
    worlds = [World(slug) for slug in ("one", "two")]
    for world in worlds:
        master.patch(f"/partners/{world.tenant_id}", packs=ids_of("party", "darkroom"))
    one, two = (Listener(world.booth(world.event())) for world in worlds)
    assert {"noir", "golden"} <= set(shown_to(one.booth))
    path = f"/partners/{worlds[0].tenant_id}"
    assert master.patch(path, packs=ids_of("party")).status_code == 200
    assert (one.heard(), two.heard()) == (True, False)
    assert "noir" not in shown_to(one.booth)
    assert "noir" in shown_to(two.booth)
    own = str(Pack.objects.get(tenant_id=worlds[0].tenant_id).id)
    assert refusal(master.patch(path, packs=[own], name="Z")) == (404, "not_found")
    assert master.get(path).json()["packs"] == ids_of("party")
    assert master.get(path).json()["name"] != "Z", "all of it, or nothing"
    master.patch(path, phone="1")
    assert not one.heard(), "booths do not show it"


def test_a_deleted_partner_is_not_edited_and_an_inactive_one_is(master: Person) -> None:
    partner = made(master)
    path = f"/partners/{partner['id']}"
    master.post(f"{path}/deactivate", id=str(new_id()))
    assert master.patch(path, phone="1").json()["phone"] == "1"
    master.delete(path, id=str(new_id()), confirm="Ágil")
    assert refusal(master.patch(path, phone="2")) == (403, "partner_inactive")
    assert refusal(master.patch(f"/partners/{PLATFORM_ID}", phone="2")) == (404, "not_found")
    assert refusal(master.put(f"{path}/staff-pin", pin="1234")) == (403, "partner_inactive")


def test_a_staff_pin_is_changed_told_to_booths_and_never_shown(master: Person) -> None:
    world = World()
    person, host = a_partner(world.tenant_id), a_client(world.tenant_id)[0]
    listener, path = Listener(world.booth(world.event())), f"/partners/{world.tenant_id}/staff-pin"
    for who, pin in ((person, "4711"), (master, "081512")):
        answer = who.put(path, pin=pin)
        assert (answer.status_code, answer.content) == (204, b"")
        assert listener.heard()
        told = listener.booth.client.get("/api/v1/kiosk/config").json()["staff_pin_hash"]
        assert told.startswith("$argon2id$")
        assert PasswordHasher().verify(told, pin)
        assert told.encode() not in master.get(f"/partners/{world.tenant_id}").content
    before = Tenant.objects.get(id=world.tenant_id).staff_pin_hash
    for wrong in ("123", "1" * 13, "12a4", "", None):
        assert refusal(person.put(path, pin=wrong)) == (422, "invalid")
    assert refusal(host.put(path, pin="1234")) == (403, "forbidden")
    assert refusal(a_partner(World("other").tenant_id).put(path, pin="1234")) == (404, "not_found")
    assert Tenant.objects.get(id=world.tenant_id).staff_pin_hash == before


def test_a_partner_says_what_a_client_may_use_and_its_booths_hear_of_it(master: Person) -> None:
    world = World()
    partner = a_partner(world.tenant_id)
    master.patch(f"/partners/{world.tenant_id}", packs=ids_of("party", "darkroom"))
    golden = str(Style.objects.get(slug="golden").id)
    body = {"id": str(new_id()), "name": "Ana", "packs": ids_of("darkroom"), "styles": [golden]}
    client = partner.post("/clients", **body).json()["client"]
    assert (client["packs"], client["styles"]) == (ids_of("darkroom"), [golden])
    theirs = Listener(world.booth(world.event(client_id=UUID(client["id"]), credits=0)))
    others = Listener(world.booth(world.event(name="Otra")))
    assert set(shown_to(theirs.booth)) == {"golden", "noir", "silver", "vintage", "instant"}
    path = f"/clients/{client['id']}"
    edited = partner.patch(path, packs=[], name="Eva")
    assert edited.json() == client | {"packs": [], "name": "Eva"}
    assert (theirs.heard(), others.heard()) == (True, False)
    assert set(shown_to(theirs.booth)) == {"golden"}
    assert partner.patch(path, styles=[]).json()["styles"] == []
    assert len(shown_to(theirs.booth)) == len(shown_to(others.booth)) == 11
    for wrong in ({"packs": ids_of("sketchbook")}, {"styles": [str(new_id())]}):
        assert refusal(partner.patch(path, **wrong)) == (404, "not_found")
        new = {"id": str(new_id()), "name": "Uno", **wrong}
        assert refusal(partner.post("/clients", **new)) == (404, "not_found")
        assert refusal(partner.get(f"/clients/{new['id']}")) == (404, "not_found")
    assert refusal(partner.patch(path, nme="x")) == (422, "invalid")


def test_lists_of_partners_and_clients_say_what_each_may_use_in_as_many_statements(master: Person) -> None:
    def statements(person: Person, path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            person.get(path)
        return len(asked)

    world = World()
    partner = a_partner(world.tenant_id)

    def grow(count: int) -> tuple[int, int]:
        for number in range(count):
            slug = f"{count}-{number}"
            made(master, email=f"{slug}@agil.example")
            client = {"id": str(new_id()), "name": slug, "packs": [str(world.style.pack_id)]}
            partner.post("/clients", **client)
        return statements(master, "/partners"), statements(partner, "/clients")

    assert grow(1) == grow(4)
    assert {tuple(client["packs"]) for client in partner.items("/clients")} == {(str(world.style.pack_id),)}
