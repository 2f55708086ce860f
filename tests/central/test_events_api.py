"""C5, C8, C10, C11, C17, P5: events and their credits over HTTP, for the people who own them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from central.events.models import Event
from central.ledger.audit import audit
from central.tenants.models import Client
from central.tenants.tariff import change
from contract.config import EventState
from contract.ids import new_id
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, refusal
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def world(database: str) -> World:
    return World(credits=5_000)


def plan(**changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    usual = {
        "id": str(new_id()), "name": "Boda de Ñata", "credits": 2_000, "time_zone": "America/Montevideo",
        "starts_at": (now - timedelta(hours=1)).isoformat(),
        "ends_at": (now + timedelta(hours=5)).isoformat(),
    }  # fmt: skip
    return usual | changes


def client_of(world: World, partner: Person, credits: int) -> tuple[Person, Client]:
    host, client = a_client(world.tenant_id)
    partner.post(f"/clients/{client.id}/allocations", id=str(new_id()), credits=credits)
    return host, client


def test_an_event_moves_its_credits_out_of_the_wallet(world: World, partner: Person) -> None:
    wanted = plan()
    made = partner.post("/events", **wanted)
    assert made.status_code == 201, made.content
    assert made.json()["slug"] == "boda-de-nata"
    meter = {
        "allocated": 2_000,
        "used": 0,
        "reserved": 0,
        "remaining": 2_000,
        "overdraft": 0,
        "outstanding": 0,
        "low": False,
    }
    assert made.json()["credits"] == meter
    assert partner.post("/events", **wanted).json() == made.json(), "the same id gives the same event"
    assert partner.get("/wallet").json()["available"] == 3_000
    assert partner.post("/events", **(wanted | {"credits": 1_000})).json()["code"] == "conflict"
    assert Event.objects.count() == 1


def test_without_the_credits_nothing_is_created_and_the_shortfall_is_named(partner: Person) -> None:
    answer = partner.post("/events", **plan(credits=5_250))
    assert refusal(answer) == (402, "credits_exhausted")
    assert "250 are missing" in answer.json()["title"]
    assert not Event.objects.exists()
    assert partner.get("/wallet").json()["available"] == 5_000


def test_the_platform_may_ask_for_a_minimum(partner: Person) -> None:
    change("test", event_minimum=500)
    answer = partner.post("/events", **plan(credits=499))
    assert refusal(answer) == (422, "amount_not_allowed")
    assert "500" in answer.json()["title"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"credits": -1}, {"credits": 1.5}, {"credits": "many"}, {"credits": 10**12}, {"name": " "},
        {"time_zone": "Mars/Olympus"}, {"starts_at": "2026-13-01T00:00:00Z"}, {"photo_price": 0},
        {"state": "odd"},
    ],
)  # fmt: skip
def test_nonsense_is_refused(partner: Person, wrong: dict[str, Any]) -> None:
    answer = partner.post("/events", **plan(**wrong))
    assert refusal(answer) == (422, "invalid")


@pytest.mark.parametrize("state", ["exhausted", "scheduled", "ended"])
def test_an_event_is_not_created_in_a_state_that_follows(partner: Person, state: str) -> None:
    answer = partner.post("/events", **plan(state=state))
    assert refusal(answer) == (422, "invalid")
    assert answer.json()["title"] == f"An event cannot be set to {state}, only to live, paused or draft."
    assert not Event.objects.exists()


def test_an_event_that_ends_before_it_starts_is_refused(partner: Person) -> None:
    answer = partner.post("/events", **plan(ends_at="2020-01-01T00:00:00Z"))
    assert refusal(answer) == (422, "invalid")
    assert answer.json()["title"] == "The event ends before it starts."


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        (-3, -1, "The event is over already; it must end in the future."),
        (5, 5, "The event ends before it starts."),
        (-10, 24 * 366, "An event lasts at most 366 days."),
        (24 * 366 * 7, 24 * 366 * 7 + 5, "An event ends at most 1830 days from now."),
        (-24 * 366 * 2000, 5, "An event lasts at most 366 days."),
    ],
)
def test_dates_that_cannot_be_meant_are_refused(
    partner: Person, starts: int, ends: int, sentence: str
) -> None:
    now = datetime.now(UTC)
    moments = {"starts_at": now + timedelta(hours=starts), "ends_at": now + timedelta(hours=ends)}
    answer = partner.post("/events", **plan(**{name: each.isoformat() for name, each in moments.items()}))
    assert refusal(answer) == (422, "invalid")
    assert answer.json()["title"] == sentence
    assert not Event.objects.exists()


def test_a_top_up_comes_from_the_owner_within_limits_and_once(world: World, partner: Person) -> None:
    host, client = client_of(world, partner, 1_000)
    event = host.post("/events", **plan(credits=400)).json()
    assert event["client_id"] == str(client.id)
    request_op = {"id": str(new_id()), "credits": 600}
    first = partner.post(f"/events/{event['id']}/top-ups", **request_op).json()
    assert (first["status"], first["credits"]["allocated"]) == ("applied", 1_000)
    assert host.post(f"/events/{event['id']}/top-ups", **request_op).json()["status"] == "duplicate"
    assert host.get(f"/clients/{client.id}/credits").json()["available"] == 0
    short = host.post(f"/events/{event['id']}/top-ups", id=str(new_id()), credits=1)
    assert refusal(short) == (402, "credits_exhausted")
    for credits in (1_001, 5_000):
        much = partner.post(f"/events/{event['id']}/top-ups", id=str(new_id()), credits=credits)
        assert refusal(much) == (422, "amount_not_allowed")
    other = partner.post(f"/events/{event['id']}/top-ups", **(request_op | {"credits": 5}))
    assert refusal(other) == (409, "conflict")


def test_closing_returns_what_is_unspent(world: World, partner: Person) -> None:
    event = world.event(credits=2_000)
    booth = world.booth(event)
    booth.sync(booth.request_op(event, world.style))
    closed = partner.post(f"/events/{event.id}/close").json()
    assert (closed["returned"], closed["credits"]["allocated"], closed["credits"]["used"]) == (
        1_900,
        100,
        100,
    )
    assert partner.post(f"/events/{event.id}/close").json()["returned"] == 0
    late = partner.post(f"/events/{event.id}/top-ups", id=str(new_id()), credits=10)
    assert refusal(late) == (409, "event_ended")
    assert partner.put(f"/events/{event.id}/state", state="live").json()["code"] == "event_ended"
    assert partner.get("/wallet").json()["available"] == 4_900
    assert audit().clean


def test_a_deleted_event_is_gone_but_its_booths_are_settled(world: World, partner: Person) -> None:
    event = world.event(credits=2_000)
    booth = world.booth(event)
    lease = booth.lease(1_000).json()["id"]
    assert partner.delete(f"/events/{event.id}").json()["returned"] == 1_000
    assert partner.get(f"/events/{event.id}").json()["code"] == "not_found"
    assert partner.items("/events") == []
    assert booth.fates(booth.request_op(event, world.style, lease_id=lease)) == [("applied", None)]
    wallet = partner.get("/wallet").json()
    assert (wallet["available"], wallet["unused"], wallet["used"]) == (4_000, 900, 100)


def test_a_lost_booths_lease_is_reclaimed_and_it_is_told(world: World, partner: Person) -> None:
    event = world.event(credits=1_000)
    booth = world.booth(event)
    cursor = booth.sync()["cursor"]
    lease = booth.lease(1_000).json()["id"]
    assert [each["id"] for each in partner.items(f"/events/{event.id}/leases")] == [lease]
    for _ in range(2):
        taken = partner.post(f"/events/{event.id}/leases/{lease}/reclaim", id=str(new_id())).json()
        assert taken["state"] == "reclaimed"
    assert partner.get(f"/events/{event.id}").json()["credits"]["remaining"] == 1_000
    answer = booth.sync(booth.request_op(event, world.style, lease_id=lease), cursor=cursor)
    assert (answer["results"][0]["status"], answer["leases"]) == ("applied", [])
    unknown = partner.post(f"/events/{event.id}/leases/{new_id()}/reclaim", id=str(new_id()))
    assert refusal(unknown) == (404, "lease_unknown")
    elsewhere = partner.post(f"/events/{world.event(0).id}/leases/{lease}/reclaim", id=str(new_id()))
    assert refusal(elsewhere) == (404, "lease_unknown")


def test_promises_beyond_a_reclaimed_lease_are_flagged_and_paid_by_the_next_top_up(
    world: World, partner: Person
) -> None:
    event = world.event(credits=1_000)
    booth, other = world.booth(event), world.booth(event)
    lease = booth.lease(500).json()["id"]
    partner.post(f"/events/{event.id}/leases/{lease}/reclaim", id=str(new_id()))
    other.sync(*(other.request_op(event, world.style) for _ in range(10)))
    assert (
        booth.fates(*(booth.request_op(event, world.style, lease_id=lease) for _ in range(3)))[0][0]
        == "applied"
    )
    owing = [{"tenant_id": str(world.tenant_id), "event_id": str(event.id), "overdraft": 300}]
    assert partner.items("/overdrafts") == owing
    topped = partner.post(f"/events/{event.id}/top-ups", id=str(new_id()), credits=500).json()
    assert (topped["credits"]["overdraft"], topped["credits"]["remaining"]) == (0, 200)
    assert partner.items("/overdrafts") == []
    assert audit().clean


def test_low_is_about_running_events(world: World, partner: Person) -> None:
    """C8: an event that has ended, has not begun, or is a draft needs no more credits."""
    now = datetime.now(UTC)
    later: dict[str, Any] = {"starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=2)}
    events = {
        "live": world.event(10, name="live"),
        "exhausted": world.event(0, name="exhausted"),
        "paused": world.event(10, EventState.PAUSED, name="paused", photo_price=1),
        "draft": world.event(10, EventState.DRAFT, name="draft"),
        "scheduled": world.event(10, name="scheduled", **later),
        "ended": world.event(10, name="ended"),
    }
    Event.objects.filter(id=events["live"].id).update(photo_price=1)
    partner.post(f"/events/{events['ended'].id}/close")
    shown = {each["state"]: each["credits"]["low"] for each in partner.items("/events")}
    assert shown == {
        "live": True, "exhausted": True, "paused": True, "draft": False, "scheduled": False, "ended": False,
    }  # fmt: skip
    assert not partner.get(f"/events/{events['ended'].id}").json()["credits"]["low"]


def test_efficiency_is_used_of_allocated_once_all_events_are_closed(world: World, partner: Person) -> None:
    """What came back is no longer allocated."""
    host, client = client_of(world, partner, 1_500)
    for owner in (client.id, None):
        event = world.event(1_000, client_id=owner)
        world.booth(event).sync(world.booth(event).request_op(event, world.style))
        partner.post(f"/events/{event.id}/close")
    partner.post(f"/clients/{client.id}/returns", id=str(new_id()), credits=1_400)
    wallet, clients = partner.get("/wallet").json(), host.get(f"/clients/{client.id}/credits").json()
    assert (clients["allocated"], clients["used"], clients["unused"]) == (100, 100, 0)
    assert (wallet["allocated"], wallet["used"], wallet["unused"]) == (200, 200, 0)
    assert wallet["purchased"] + wallet["given"] == wallet["available"] + wallet["allocated"]


def test_low_credits_are_flagged(world: World, partner: Person) -> None:
    host, client = client_of(world, partner, 599)
    assert not host.get(f"/clients/{client.id}/credits").json()["low"]
    change("test", photo_price_percent=0)
    event = host.post("/events", **plan(credits=500, photo_price=1)).json()
    assert host.get(f"/clients/{client.id}/credits").json()["low"], "under 100"
    assert not event["credits"]["low"]
    booth = world.booth(Event.objects.get(id=event["id"]))
    booth.sync(booth.request_op(Event.objects.get(id=event["id"]), world.style, price=1))
    assert host.get(f"/events/{event['id']}").json()["credits"]["low"], "under 500"
    change("test", low_pool=0)
    assert not host.get(f"/events/{event['id']}").json()["credits"]["low"]
    change("test", low_pool_percent=1)
    booth.sync(*(booth.request_op(Event.objects.get(id=event["id"]), world.style, price=1) for _ in range(5)))
    assert host.get(f"/events/{event['id']}").json()["credits"]["low"], "more than 1 % used"


def test_nobody_sees_or_moves_what_is_not_theirs(world: World, partner: Person) -> None:
    host, client = client_of(world, partner, 500)
    event = world.event(credits=1_000)
    lease = world.booth(event).lease(100).json()["id"]
    stranger = a_partner(World("stranger").tenant_id)
    paths = [
        ("get", f"/events/{event.id}"), ("post", f"/events/{event.id}/top-ups"),
        ("delete", f"/events/{event.id}"),
        ("get", f"/events/{event.id}/statement"),
        ("get", f"/events/{event.id}/statement.csv"), ("get", f"/events/{event.id}/leases"),
        ("put", f"/events/{event.id}/state"),
    ]  # fmt: skip
    bodies: dict[str, dict[str, Any]] = {
        "post": {"id": str(new_id()), "credits": 10},
        "put": {"state": "live"},
    }
    for method, path in paths:
        for person in (stranger, host):
            answer = getattr(person, method)(path, **bodies.get(method, {}))
            assert refusal(answer) == (404, "not_found"), (path, person)
    assert {who.post(f"/events/{event.id}/close").status_code for who in (stranger, host)} == {404}
    reclaim = f"/events/{event.id}/leases/{lease}/reclaim"
    assert stranger.post(reclaim, id=str(new_id())).status_code == 404
    assert host.post(reclaim, id=str(new_id())).json()["code"] == "forbidden"
    assert stranger.get(f"/clients/{client.id}/credits").status_code == 404
    assert stranger.post("/events", **plan(client_id=str(client.id))).status_code == 404
    assert host.get("/wallet").json()["code"] == "forbidden"
    user = a_buyer()
    assert user.post("/events", **plan()).json()["code"] == "forbidden"
    assert user.get(f"/events/{event.id}").json()["code"] == "forbidden"
    assert Event.objects.get(id=event.id).decided == "live"


def test_nothing_is_spent_under_an_inactive_partner(world: World, partner: Person) -> None:
    master = a_master()
    event = world.event(credits=1_000)
    booth = world.booth(event)
    host, _ = client_of(world, partner, 1_000)
    assert (
        master.post(f"/partners/{world.tenant_id}/deactivate", id=str(new_id()), note="unpaid").status_code
        == 200
    )
    for person in (partner, host):
        answer = person.post("/events", **plan(credits=10))
        assert refusal(answer) == (403, "partner_inactive")
    stopped = master.post(f"/events/{event.id}/top-ups", id=str(new_id()), credits=10)
    assert refusal(stopped) == (403, "partner_inactive")
    assert booth.lease(100).json()["code"] == "partner_inactive"
    assert booth.fates(booth.request_op(event, world.style)) == [("rejected", "partner_inactive")]
    assert master.get(f"/partners/{world.tenant_id}/wallet").json()["allocated"] == 2_000, "kept"
    assert (
        master.post(f"/partners/{world.tenant_id}/activate", id=str(new_id()), note="paid").status_code == 200
    )
    assert booth.fates(booth.request_op(event, world.style)) == [("applied", None)]


def test_a_list_shows_each_event_as_it_is_shown_alone(world: World, partner: Person) -> None:
    other, master = World("other", credits=5_000), a_master()
    live, paused = world.event(1_000), world.event(500)
    partner.put(f"/events/{paused.id}/state", state="paused")
    exhausted, elsewhere = world.event(0, name="Nothing left"), other.event(700)
    listed = master.items("/events")
    assert [each["id"] for each in listed] == [str(each.id) for each in (elsewhere, exhausted, paused, live)]
    assert listed == [master.get(f"/events/{each['id']}").json() for each in listed]
    assert [each["state"] for each in listed] == ["live", "exhausted", "paused", "live"]


def test_a_longer_list_takes_no_more_statements(world: World, partner: Person) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert partner.get("/events", limit=100).status_code == 200
        return len(asked)

    world.event(0)
    few = statements()
    for _ in range(9):
        world.event(0)
    Event.objects.filter(slug__endswith="3").update(decided="ended")
    assert statements() == few
