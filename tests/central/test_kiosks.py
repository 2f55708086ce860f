"""P5: kiosks listed, named, assigned and retired; their health, history and leases."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone

from central.changefeed.stream import Hub
from central.events import lifecycle
from central.events.credits import credits_of
from central.fleet.enrolment import new_code
from central.fleet.models import Kiosk, Snapshot
from central.ledger.audit import audit
from contract.ids import new_id
from tests.central.listeners import listen
from tests.central.persons import Person, a_client, a_master, refusal
from tests.central.world import APPLIED, Booth, World

pytestmark = pytest.mark.usefixtures("database")


def beat(booth: Booth, **changed: Any) -> Any:
    body = {"epoch": booth.epoch, "app_version": "2.0", "sent_at": datetime.now(UTC).isoformat()}
    return booth.post("/kiosk/heartbeat", body | changed)


def names(answers: list[dict[str, Any]]) -> list[str]:
    return [each["name"] for each in answers]


def unheard(booth: Booth, minutes: int) -> None:
    Kiosk.objects.filter(id=booth.id).update(last_seen_at=timezone.now() - timedelta(minutes=minutes))


def retired(person: Person, booth: Booth) -> Any:
    return person.post(f"/kiosks/{booth.id}/retire", id=str(new_id()))


def history(person: Person, booth: Booth) -> list[str]:
    """What happened, the oldest first."""
    return [each["what"] for each in person.items(f"/kiosks/{booth.id}/history")][::-1]


def test_kiosks_are_found_by_event_state_silence_and_name(world: World, partner: Person) -> None:
    event = world.event()
    hall, garden = world.booth(event, "Hall"), world.booth(event, "Garden")
    cellar, attic = world.booth(name="Cellar"), world.booth(name="Attic")
    unheard(garden, 11)
    unheard(cellar, 90)
    retired(partner, attic)
    strange = World("other").booth(name="Strange")
    assert names(partner.items("/kiosks")) == ["Attic", "Cellar", "Garden", "Hall"]
    assert names(a_master().items("/kiosks"))[0] == "Strange"
    for filters, found in (
        ({"event_id": str(event.id)}, ["Garden", "Hall"]),
        ({"state": "active"}, ["Hall"]),
        ({"state": "silent"}, ["Cellar", "Garden"]),
        ({"state": "retired"}, ["Attic"]),
        ({"silent_minutes": 60}, ["Cellar"]),
        ({"silent_minutes": 60, "event_id": str(event.id)}, []),
        ({"text": "gArD"}, ["Garden"]),
        ({"partner_id": str(strange.row.tenant_id)}, []),
    ):
        assert names(partner.items("/kiosks", **filters)) == found, filters
        for each in partner.items("/kiosks", **filters):
            assert each["state"] == filters.get("state", each["state"])
    assert refusal(partner.get("/kiosks", state="asleep")) == (422, "invalid")
    assert [each["name"] for each in partner.every("/kiosks", 3)] == ["Attic", "Cellar", "Garden", "Hall"]
    assert hall.row.retired_at is None


def test_hosts_look_after_no_booths(world: World) -> None:
    host, _ = a_client(world.tenant_id)
    booth = world.booth()
    for path in ("/kiosks", f"/kiosks/{booth.id}", "/rejected-ops", f"/kiosks/{booth.id}/commands"):
        assert refusal(host.get(path)) == (403, "forbidden")


def test_health_says_since_when_each_part_is_as_it_is(world: World, partner: Person) -> None:
    booth = world.booth()
    path = f"/kiosks/{booth.id}"
    assert partner.get(path).json()["health"] is None
    out = {"part": "printer", "health": "failed", "sentence": "out of paper"}
    fine = {"part": "camera", "health": "ok"}
    beat(booth, parts=[out, fine], queue_depth=4, prints_left=0, disk_free_bytes=7)
    first = partner.get(path).json()["health"]
    assert (first["queue_depth"], first["prints_left"], first["disk_free_bytes"]) == (4, 0, 7)
    beat(booth, parts=[out | {"sentence": "still out of paper"}, fine | {"health": "warning"}])
    second = partner.get(path).json()["health"]
    printer, camera = second["parts"]
    assert (printer["since"], printer["sentence"]) == (first["parts"][0]["since"], "still out of paper")
    assert camera["since"] == second["received_at"] > first["received_at"]
    beat(booth, parts=[out | {"health": "ok"}])
    third = partner.get(path).json()["health"]
    assert [each["since"] for each in third["parts"]] == [third["received_at"]]


def test_a_silence_is_history_once_it_has_ended(world: World, partner: Person) -> None:
    booth = world.booth()
    beat(booth)
    began = timezone.now().replace(microsecond=0) - timedelta(minutes=25)
    kiosk = booth.row
    Kiosk.objects.filter(id=booth.id).update(health=kiosk.health | {"received_at": began.isoformat()})
    for _ in range(2):
        beat(booth)
    silent, _ = partner.items(f"/kiosks/{booth.id}/history")
    assert (silent["what"], datetime.fromisoformat(silent["since"])) == ("silent", began)
    assert datetime.fromisoformat(silent["at"]) - began > timedelta(minutes=24)


def test_a_new_name_reaches_the_booth(world: World, partner: Person) -> None:
    booth = world.booth(name="Hall")
    cursor = booth.sync()["cursor"]
    for _ in range(2):
        assert partner.patch(f"/kiosks/{booth.id}", name=" Garden ").json()["name"] == "Garden"
    assert [each["kind"] for each in booth.sync(cursor=cursor)["changes"]] == ["config"]
    assert booth.client.get("/api/v1/kiosk/config").json()["kiosk_name"] == "Garden"
    assert history(partner, booth) == ["enrolled", "renamed"], "what was repeated changed nothing"
    assert refusal(partner.patch(f"/kiosks/{booth.id}", name="")) == (422, "invalid")
    assert refusal(partner.patch(f"/kiosks/{booth.id}", name="A", event="B")) == (422, "invalid")


def assign(person: Person, booth: Booth, event_id: UUID | None) -> Any:
    return person.put(f"/kiosks/{booth.id}/event", event_id=str(event_id) if event_id else None)


def test_a_booth_is_assigned_and_what_it_promised_before_keeps_its_event(
    world: World, partner: Person
) -> None:
    here, there = world.event(credits=600), world.event(credits=600)
    booth = world.booth(here)
    cursor = booth.sync()["cursor"]
    lease = booth.lease(500).json()
    booth.client.get("/api/v1/kiosk/config")
    promised = [booth.request_op(here, world.style, lease_id=lease["id"]) for _ in range(2)]
    answer = assign(partner, booth, there.id)
    assert (answer.status_code, answer.json()["event_id"]) == (200, str(there.id))
    assert {each["kind"] for each in booth.sync(cursor=cursor)["changes"]} == {"config"}
    [kept] = partner.items(f"/kiosks/{booth.id}/leases")
    assert (kept["state"], kept["event_id"], kept["spent"]) == ("open", str(here.id), 0)
    assert booth.lease(500).json()["event_id"] == str(there.id)
    given_back = booth.op("lease.returned", {"lease_id": lease["id"], "event_id": str(here.id)})
    assert booth.fates(*promised, given_back) == [APPLIED] * 3
    assert (credits_of(here).consumed, credits_of(here).pool) == (200, 400)
    assert (credits_of(there).consumed, credits_of(there).leased) == (0, 600)
    _, old = partner.items(f"/kiosks/{booth.id}/leases")
    assert (old["state"], old["spent"], old["outstanding"]) == ("returned", 200, 0)
    assert history(partner, booth) == ["enrolled", "assigned"]
    assert audit().faults == ()


def test_a_booth_works_for_no_event_or_for_one_of_its_partner_that_goes_on(
    world: World, partner: Person
) -> None:
    here, over = world.event(), world.event()
    booth = world.booth(here)
    lifecycle.close(over, "test")
    assert refusal(assign(partner, booth, over.id)) == (409, "event_ended")
    assert refusal(assign(partner, booth, World("other").event().id)) == (404, "not_found")
    assert refusal(assign(a_master(), booth, World("third").event().id)) == (404, "not_found")
    assert refusal(partner.put(f"/kiosks/{booth.id}/event")) == (422, "invalid"), "no event must be meant"
    assert booth.row.event_id == here.id
    assert assign(partner, booth, None).json()["event_id"] is None
    assert booth.client.get("/api/v1/kiosk/config").json()["event"] is None
    assert Snapshot.objects.filter(kiosk_id=booth.id).count() == 1


def test_a_retired_booth_is_refused_at_once_and_its_credits_come_back(world: World, partner: Person) -> None:
    event = world.event(credits=600)
    booth = world.booth(event)
    lease = booth.lease(600).json()
    booth.sync(booth.request_op(event, world.style, lease_id=lease["id"]))
    command = {"id": str(new_id()), "kind": "pause"}
    partner.post(f"/kiosks/{booth.id}/commands", **command)
    retirement = str(new_id())
    path = f"/kiosks/{booth.id}/retire"
    first, second = (partner.post(path, id=retirement).json() for _ in range(2))
    assert (first["status"], second["status"]) == ("applied", "duplicate")
    assert (first["kiosk"]["state"], first["kiosk"]["event_id"]) == ("retired", None)
    for refused in (booth.exchange(), beat(booth), booth.lease(), booth.client.get("/api/v1/kiosk/config")):
        assert refused.status_code == 401
    [closed] = partner.items(f"/kiosks/{booth.id}/leases")
    assert (closed["state"], closed["spent"], closed["outstanding"]) == ("reclaimed", 100, 500)
    assert credits_of(event).pool == 500
    [told] = partner.items(f"/kiosks/{booth.id}/commands")
    assert told["state"] == "expired"
    assert history(partner, booth) == ["enrolled", "command_given", "retired"]
    for refused in (
        partner.patch(f"/kiosks/{booth.id}", name="Hall"),
        assign(partner, booth, event.id),
        partner.post(f"/kiosks/{booth.id}/commands", id=str(new_id()), kind="pause"),
    ):
        assert refusal(refused) == (409, "kiosk_retired")


def test_a_retired_booth_comes_back_with_what_it_had_promised(world: World, partner: Person) -> None:
    event = world.event(credits=1_000)
    booth = world.booth(event)
    lease = booth.lease(600).json()["id"]
    retired(partner, booth)
    code = partner.post(f"/kiosks/{booth.id}/pairing-codes", id=str(new_id()), event_id=str(event.id)).json()[
        "pairing_code"
    ]["code"]
    again = Booth(code)
    assert (again.id, again.row.event_id, again.row.retired_at) == (booth.id, event.id, None)
    assert [each["id"] for each in again.sync()["reclaimed"]] == [lease]
    promised = again.request_op(event, world.style, lease_id=lease)
    given_up = again.op("lease.returned", {"lease_id": lease, "event_id": str(event.id)})
    assert again.fates(promised, given_up) == [APPLIED, APPLIED]
    assert again.lease(100).status_code == 200
    assert partner.get(f"/kiosks/{booth.id}").json()["state"] == "active"
    assert history(partner, booth) == ["enrolled", "retired", "enrolled"]
    assert audit().faults == ()


def test_what_is_under_way_while_a_booth_is_retired_is_refused_as_a_copys(
    world: World, partner: Person
) -> None:
    """The token was looked at before, so only the epoch can tell."""
    from central.fleet import heartbeats, leases
    from central.fleet.errors import EpochMismatch
    from central.sync.exchange import settle_ops
    from contract.heartbeat import Heartbeat
    from contract.leases import LeaseRequest

    booth = world.booth(world.event())
    asking = booth.row
    retired(partner, booth)
    said = Heartbeat(epoch=1, app_version="1", sent_at=timezone.now())
    for late in (
        lambda: heartbeats.beat(asking, said),
        lambda: leases.ask(asking, LeaseRequest(request_id=new_id(), epoch=1, wanted=100)),
        lambda: settle_ops(asking, 1, (), timezone.now()),
    ):
        with pytest.raises(EpochMismatch):
            late()


def test_a_stream_ends_when_its_token_is_void(world: World, partner: Person) -> None:
    """By a retirement, or by the kiosk being enrolled elsewhere; the stream of the new token goes on."""
    booth = world.booth(world.event())
    kiosk, code = booth.row, new_code(world.tenant_id, "", None, booth.id).code

    async def ended(void: Callable[[], object]) -> bool:
        hub = Hub()
        events = await listen(hub, kiosk.tenant_id, kiosk.id)
        await asyncio.to_thread(done_apart, void)
        async with asyncio.timeout(60):
            return b"void" not in b"".join([each async for each in events])

    assert asyncio.run(ended(lambda: Booth(code)))
    assert asyncio.run(ended(lambda: retired(partner, booth)))


def done_apart(do: Callable[[], object]) -> None:
    do()
    connections.close_all()


def test_rejected_ops_are_listed_with_the_reason_and_without_a_guests_secret(
    world: World, partner: Person
) -> None:
    event = world.event()
    booth, other = world.booth(event, "Hall"), world.booth(event, "Garden")
    invalid = booth.request_op(event, world.style, price=-1, event_id=str(event.id))
    strange = booth.request_op(event, world.style, style_id=str(new_id()))
    report = other.op("print.completed", {"print_id": 1, "price": {"not": "a price"}, "ticket": "9" * 300})
    good = booth.request_op(event, world.style)
    booth.sync(invalid, strange, good)
    other.sync(report)
    listed = partner.items("/rejected-ops")
    assert {each["id"] for each in listed} == {report["op_id"], strange["op_id"], invalid["op_id"]}
    by_id = {each["id"]: each for each in listed}
    shown = by_id[strange["op_id"]]
    assert (shown["code"], shown["kiosk_id"], shown["seq"]) == ("style_not_allowed", str(booth.id), 2)
    assert shown["sentence"].endswith(".")
    assert shown["said"]["style_id"] == strange["payload"]["style_id"]
    assert by_id[report["op_id"]]["said"] == {"price": "{'not': 'a price'}", "ticket": "9" * 100}
    text = partner.get("/rejected-ops").content.decode()
    for op in (invalid, strange):
        assert op["payload"]["claim_code"] not in text
        assert op["payload"]["photo_sha256"] not in text
    for filters, found in (
        ({"kiosk_id": str(other.id)}, {report["op_id"]}),
        ({"event_id": str(event.id)}, {strange["op_id"], invalid["op_id"]}),
        ({"event_id": str(new_id())}, set()),
        ({"code": "style_not_allowed"}, {strange["op_id"]}),
        ({"kind": "print.completed"}, {report["op_id"]}),
        ({"since": timezone.now().isoformat()}, set()),
    ):
        assert {each["id"] for each in partner.items("/rejected-ops", **filters)} == found, filters
    assert refusal(partner.get("/rejected-ops", code="bad_luck")) == (422, "invalid")
    assert len(partner.every("/rejected-ops", 1)) == 3
    assert a_master().items("/rejected-ops", partner_id=str(World("other").tenant_id)) == []
