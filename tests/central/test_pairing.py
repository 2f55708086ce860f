"""Y1, P5: pairing codes as people ask for them, and what becomes of each."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from central.events import lifecycle
from central.fleet.models import HistoryEntry, Kiosk, PairingCode
from central.fleet.pairing import MOST_OPEN
from central.tenants.models import TeamRole, Tenant
from contract.ids import new_id
from tests.central.persons import Person, a_client, a_master, a_partner, refusal
from tests.central.test_enrolment import enroll
from tests.central.test_team import of_team
from tests.central.world import Booth, World

pytestmark = pytest.mark.usefixtures("database")


def path_of(world: World) -> str:
    return f"/partners/{world.tenant_id}/pairing-codes"


def ask(person: Person, world: World, **body: Any) -> Any:
    return person.post(path_of(world), **({"id": str(new_id()), "name": "Hall"} | body))


def open_codes(person: Person, world: World) -> list[str]:
    return [each["code"] for each in person.items(path_of(world))]


def test_a_partner_and_a_master_pair_a_booth_at_an_event(world: World, partner: Person) -> None:
    event = world.event()
    for person in (partner, a_master()):
        answer = ask(person, world, event_id=str(event.id))
        assert answer.status_code == 201, answer.content
        given = answer.json()["pairing_code"]
        booth = Booth(given["code"])
        kiosk = booth.row
        assert (kiosk.name, kiosk.event_id, kiosk.tenant_id) == ("Hall", event.id, world.tenant_id)
        [entry] = HistoryEntry.objects.filter(kiosk_id=booth.id)
        assert (entry.what, entry.actor, entry.subject_id) == ("enrolled", person.actor, event.id)


def test_the_same_code_is_answered_twice_and_shown_only_while_it_can_be_used(
    world: World, partner: Person
) -> None:
    code_id = str(new_id())
    made, repeated = (ask(partner, world, id=code_id) for _ in range(2))
    assert (made.status_code, repeated.status_code) == (201, 200)
    code = made.json()["pairing_code"]["code"]
    assert repeated.json()["pairing_code"]["code"] == code
    assert open_codes(partner, world) == [code]
    assert refusal(ask(partner, world, id=code_id, name="Garden")) == (409, "conflict")
    Booth(code)
    assert open_codes(partner, world) == []
    assert ask(partner, world, id=code_id).json()["pairing_code"]["code"] is None
    PairingCode.objects.update(used_at=None, expires_at=timezone.now())
    assert open_codes(partner, world) == []
    assert ask(partner, world, id=code_id).json()["pairing_code"]["code"] is None


def test_whoever_may_only_read_does_not_get_a_code_that_makes_a_booth(world: World, partner: Person) -> None:
    code = ask(partner, world).json()["pairing_code"]["code"]
    reader = Person(of_team(world, TeamRole.READER))
    assert [each["name"] for each in reader.items(path_of(world))] == ["Hall"]
    assert open_codes(reader, world) == [None]
    assert open_codes(Person(of_team(world, TeamRole.OPERATOR)), world) == [code]


def test_a_withdrawn_code_pairs_nothing(world: World, partner: Person) -> None:
    given = ask(partner, world).json()["pairing_code"]
    for _ in range(2):
        assert partner.delete(f"/pairing-codes/{given['id']}").status_code == 204
    assert refusal(enroll(given["code"])) == (403, "pairing_code_wrong")
    row = PairingCode.objects.get()
    assert (row.withdrawn_by, open_codes(partner, world)) == (partner.actor, [])


def test_withdrawing_what_was_used_changes_nothing(world: World, partner: Person) -> None:
    given = ask(partner, world).json()["pairing_code"]
    booth = Booth(given["code"])
    assert partner.delete(f"/pairing-codes/{given['id']}").status_code == 204
    assert PairingCode.objects.get().withdrawn_by == ""
    assert booth.exchange().status_code == 200


def test_so_many_are_open_and_no_more_whoever_asks_at_once(world: World, partner: Person) -> None:
    for _ in range(MOST_OPEN - 2):
        assert ask(partner, world).status_code == 201
    people = [a_partner(world.tenant_id) for _ in range(6)]

    def one_more(person: Person) -> int:
        status: int = ask(person, world).status_code
        connection.close()
        return status

    with ThreadPoolExecutor(6) as threads:
        statuses = sorted(threads.map(one_more, people))
    assert statuses == [201, 201, 409, 409, 409, 409]
    PairingCode.objects.filter(used_at=None).update(expires_at=timezone.now())
    assert ask(partner, world).status_code == 201
    assert ask(a_partner(World("other").tenant_id), world).status_code == 404, "nor are others' counted"


def test_a_booth_is_enrolled_again_and_moves_to_the_codes_event(world: World, partner: Person) -> None:
    here, there = world.event(), world.event()
    booth = world.booth(here, name="Hall")
    codes = f"/kiosks/{booth.id}/pairing-codes"
    stays = partner.post(codes, id=str(new_id())).json()["pairing_code"]
    assert (stays["name"], stays["kiosk_id"]) == ("Hall", str(booth.id))
    assert booth.exchange().status_code == 200, "until the code is used, the booth that is there goes on"
    again = Booth(stays["code"])
    assert (again.id, again.epoch, again.row.event_id) == (booth.id, 2, here.id)
    assert booth.exchange().status_code == 401
    moves = partner.post(codes, id=str(new_id()), event_id=str(there.id)).json()["pairing_code"]
    assert Booth(moves["code"]).row.event_id == there.id
    assert Kiosk.objects.count() == 1


def test_what_is_not_the_partners_is_no_place_for_a_booth(world: World, partner: Person) -> None:
    other = World("other")
    elsewhere, over = other.event(), world.event()
    lifecycle.close(over, "test")
    assert refusal(ask(partner, world, event_id=str(elsewhere.id))) == (404, "not_found")
    assert refusal(ask(partner, world, event_id=str(over.id))) == (409, "event_ended")
    assert refusal(ask(partner, world, event=str(new_id()))) == (422, "invalid"), "an unknown field"
    host, _ = a_client(world.tenant_id)
    assert refusal(ask(host, world)) == (403, "forbidden")
    strange = other.booth()
    answer = partner.post(f"/kiosks/{strange.id}/pairing-codes", id=str(new_id()))
    assert refusal(answer) == (404, "not_found")
    assert PairingCode.objects.filter(used_at=None).count() == 0


def test_an_inactive_partner_pairs_nothing_new(world: World) -> None:
    Tenant.objects.filter(id=world.tenant_id).update(active=False)
    assert refusal(ask(a_master(), world)) == (403, "partner_inactive")


def test_a_code_lasts_a_quarter_of_an_hour_and_says_so(world: World, partner: Person) -> None:
    ask(partner, world)
    row = PairingCode.objects.get()
    assert timedelta(minutes=14) < row.expires_at - timezone.now() <= timedelta(minutes=15)
