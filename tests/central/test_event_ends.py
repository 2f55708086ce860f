"""C11: an event that ends by its dates gives back by itself what was not used, and still keeps promises."""

from datetime import timedelta

import pytest
from django.utils import timezone

from central.events.models import Event
from central.fleet.state_announcements import announce_changed_states
from central.ledger.audit import audit
from central.ledger.leases import GRACE
from central.ledger.models import Lease
from central.operations.schedule import leftovers, reclaim
from contract.config import EventState
from contract.ids import new_id
from tests.central.persons import Person, a_client
from tests.central.world import APPLIED, World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def world(database: str) -> World:
    return World(credits=5_000)


def over(event: Event, ago: timedelta = timedelta(minutes=1)) -> None:
    """Its last moment was so long ago."""
    now = timezone.now()
    Event.objects.filter(id=event.id).update(starts_at=now - ago - timedelta(hours=6), ends_at=now - ago)


def available(partner: Person) -> int:
    return int(partner.get("/wallet").json()["available"])


@pytest.mark.parametrize("state", [EventState.LIVE, EventState.PAUSED, EventState.DRAFT])
def test_the_pool_goes_back_at_once(world: World, partner: Person, state: EventState) -> None:
    event, going_on = world.event(2_000, state), world.event(1_000, state)
    over(event)
    for _ in range(2):
        leftovers(0)
    assert available(partner) == 4_000
    credits = [partner.get(f"/events/{each.id}").json()["credits"] for each in (event, going_on)]
    assert [each["remaining"] for each in credits] == [0, 1_000]
    assert audit().clean


def test_a_clients_credits_go_back_to_the_client(world: World, partner: Person) -> None:
    host, client = a_client(world.tenant_id)
    partner.post(f"/clients/{client.id}/allocations", id=str(new_id()), credits=1_000)
    over(world.event(800, client_id=client.id))
    leftovers(0)
    assert host.get(f"/clients/{client.id}/credits").json()["available"] == 1_000


def test_what_a_booth_holds_follows_when_it_comes_back(world: World, partner: Person) -> None:
    event = world.event(2_000)
    booth = world.booth(event)
    lease = booth.lease(1_000).json()["id"]
    over(event)
    leftovers(0)
    assert available(partner) == 4_000
    promised = booth.request_op(
        event, world.style, lease_id=lease, occurred_at=timezone.now() - timedelta(minutes=5)
    )
    assert booth.fates(promised) == [APPLIED], "promised while it lasted"
    booth.sync(booth.op("lease.returned", {"lease_id": lease}))
    leftovers(0)
    assert available(partner) == 4_900
    assert audit().clean


def test_what_a_lost_booth_holds_follows_after_the_grace(world: World, partner: Person) -> None:
    event = world.event(2_000)
    booth = world.booth(event)
    booth.lease(1_000)
    over(event, GRACE + timedelta(minutes=5))
    Lease.objects.update(expires_at=timezone.now() - GRACE - timedelta(minutes=1))
    reclaim(0)
    leftovers(0)
    assert available(partner) == 5_000
    assert audit().clean


def test_state_and_booths_are_told(world: World, partner: Person) -> None:
    event = world.event(2_000)
    booth = world.booth(event)
    announce_changed_states()
    cursor = booth.sync()["cursor"]
    over(event)
    announce_changed_states()
    leftovers(0)
    assert [each["kind"] for each in booth.sync(cursor=cursor)["changes"]] == ["config"]
    assert booth.client.get("/api/v1/kiosk/config").json()["event"]["state"] == "ended"
    assert partner.get(f"/events/{event.id}").json()["state"] == "ended"
