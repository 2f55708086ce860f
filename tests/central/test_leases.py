"""Y5, X1: credits set aside, spent offline, returned; late promises are facts."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from central.events import lifecycle
from central.events.credits import credits_of
from central.events.models import Event
from central.fleet.leases import reclaim_expired
from central.ledger import leases
from central.ledger.audit import audit
from central.ledger.leases import GRACE, LeaseClosing
from central.ledger.models import Account, Lease
from central.tenants.models import Tenant
from contract.ids import new_id
from contract.leases import LeaseState
from tests.central.books import a_request
from tests.central.world import APPLIED, Booth, World, refused

pytestmark = pytest.mark.usefixtures("database")


def give_back(booth: Booth, lease: dict[str, Any], request_id: str | None = None) -> Any:
    body = {"request_id": request_id or str(new_id()), "epoch": booth.epoch}
    return booth.post(f"/kiosk/leases/{lease['id']}/return", body)


def assert_adds_up(event: Event, **expected: int) -> None:
    counted = credits_of(event)
    assert counted.adds_up, counted
    for name, amount in expected.items():
        assert getattr(counted, name) == amount, (name, counted)
    assert audit().clean, audit().faults


def test_a_lease_moves_credits_out_of_the_pool(world: World) -> None:
    event = world.event(credits=5_000)
    booth = world.booth(event)
    lease = booth.lease(1_200).json()
    assert (lease["granted"], lease["spent"], lease["state"]) == (1_200, 0, "open")
    assert 0 < lease["ttl_seconds"] <= 8 * 3600
    assert_adds_up(event, allocated=5_000, pool=3_800, leased=1_200)
    assert [each["id"] for each in booth.sync()["leases"]] == [lease["id"]]


def test_asking_for_a_lease_reads_a_price_and_not_the_catalogue(world: World) -> None:
    booth = world.booth(world.event(credits=5_000))
    with CaptureQueriesContext(connection) as captured:
        assert booth.lease(1_200).status_code == 200
    asked = [query["sql"] for query in captured.captured_queries if "catalogue_style" in query["sql"]]
    assert asked
    assert [sql for sql in asked if "sample_sha256" in sql] == []


def test_the_same_request_is_answered_with_the_same_lease_for_ever(world: World) -> None:
    event = world.event()
    booth = world.booth(event)
    request = str(new_id())
    first = booth.lease(request_id=request).json()
    lifecycle.close(event, "test")
    give_back(booth, first)
    again = booth.lease(5_000, request_id=request)
    assert again.status_code == 200
    assert (again.json()["id"], again.json()["granted"]) == (first["id"], first["granted"])
    assert Lease.objects.count() == 1
    assert world.booth(event).lease(request_id=request).json()["code"] == "conflict"


def test_promises_are_paid_from_the_lease_even_when_the_event_is_over(world: World) -> None:
    event = world.event(credits=1_000)
    booth = world.booth(event)
    lease = booth.lease().json()["id"]
    lifecycle.close(event, "test")
    Tenant.objects.filter(id=world.tenant_id).update(active=False)
    ops = [booth.request_op(event, world.style, lease_id=lease) for _ in range(10)]
    assert booth.fates(*ops) == [APPLIED] * 10
    assert Lease.objects.get().spent == 1_000
    assert_adds_up(event, leased=0, consumed=1_000, pool=0)


def test_more_than_was_granted_cannot_have_been_promised(world: World) -> None:
    event = world.event(credits=1_000)
    booth = world.booth(event)
    lease = booth.lease().json()["id"]
    ops = [booth.request_op(event, world.style, lease_id=lease) for _ in range(12)]
    assert booth.fates(*ops) == [APPLIED] * 10 + [refused("credits_exhausted")] * 2
    assert_adds_up(event, consumed=1_000, overdraft=0)


def test_a_renewal_tops_up_to_what_is_wanted(world: World) -> None:
    event = world.event()
    booth = world.booth(event)
    lease = booth.lease(1_000).json()
    booth.sync(*(booth.request_op(event, world.style, lease_id=lease["id"]) for _ in range(8)))
    renewed = booth.lease(1_500, renew=lease["id"]).json()
    assert (renewed["id"], renewed["granted"], renewed["spent"]) == (lease["id"], 2_300, 800)
    enough = booth.lease(1_500, renew=lease["id"]).json()
    assert enough["granted"] == 2_300, "only its expiry moves"
    assert_adds_up(event, leased=1_500, consumed=800)


def test_a_lease_is_never_more_than_a_fair_share(world: World) -> None:
    event = world.event(credits=3_000)
    booths = [world.booth(event) for _ in range(3)]
    granted = [booth.lease(10_000).json()["granted"] for booth in booths]
    assert granted == [1_000, 1_000, 1_000]
    nothing = booths[0].lease(10_000)
    assert (nothing.status_code, nothing.json()["code"]) == (402, "credits_exhausted")
    assert_adds_up(event, pool=0, leased=3_000)


def test_a_return_gives_back_what_was_not_spent_once(world: World) -> None:
    event = world.event(credits=2_000)
    booth = world.booth(event)
    lease = booth.lease(1_000).json()
    booth.sync(booth.request_op(event, world.style, lease_id=lease["id"]))
    for _ in range(2):
        answer = give_back(booth, lease)
        assert (answer.status_code, answer.json()["state"]) == (200, "returned")
    assert booth.fates(booth.op("lease.returned", {"lease_id": lease["id"]})) == [APPLIED]
    assert_adds_up(event, pool=1_900, leased=0, consumed=100)
    assert booth.lease(renew=lease["id"]).json()["code"] == "lease_unknown"


def test_an_op_returns_a_lease_after_the_requests_of_its_batch(world: World) -> None:
    event = world.event(credits=2_000)
    booth = world.booth(event)
    lease = booth.lease(1_000).json()["id"]
    request_op = booth.request_op(event, world.style, lease_id=lease)
    unknown = booth.op("lease.returned", {"lease_id": str(new_id())})
    back = booth.op("lease.returned", {"lease_id": lease})
    assert booth.fates(back, unknown, request_op) == [APPLIED, refused("lease_unknown"), APPLIED]
    assert_adds_up(event, pool=1_900, leased=0, consumed=100)


def test_a_late_promise_is_paid_by_the_pool_else_by_the_overdraft(world: World) -> None:
    event = world.event(credits=1_000)
    booth, other = world.booth(event), world.booth(event)
    lease = booth.lease(500).json()
    assert lease["granted"] == 500
    late = [booth.request_op(event, world.style, lease_id=lease["id"]) for _ in range(2)]
    leases.reclaim(world.tenant_id, UUID(lease["id"]), a_request())
    spend = [other.request_op(event, world.style) for _ in range(9)]
    assert set(other.fates(*spend)) == {APPLIED}
    assert booth.fates(*late) == [APPLIED, APPLIED]
    assert_adds_up(event, pool=0, leased=0, consumed=1_100, overdraft=100)


def test_an_expired_lease_is_left_alone_until_its_grace_is_over(world: World) -> None:
    event = world.event(credits=1_000)
    booth = world.booth(event)
    booth.lease()
    Lease.objects.update(expires_at=timezone.now() - GRACE + timedelta(minutes=1))
    assert reclaim_expired() == 0
    Lease.objects.update(expires_at=timezone.now() - GRACE - timedelta(minutes=1))
    assert reclaim_expired() == 1
    assert Lease.objects.get().state == "reclaimed"
    assert_adds_up(event, pool=1_000, leased=0)


def test_a_lease_that_was_renewed_while_it_was_to_be_taken_back_stays(world: World) -> None:
    event = world.event(credits=5_000)
    booth = world.booth(event)
    lease_id = UUID(booth.lease(1_200).json()["id"])
    now = timezone.now()
    too_late = LeaseClosing(lease_id, booth.id, new_id(), now, "platform", LeaseState.RECLAIMED, now - GRACE)
    assert leases.give_back(world.tenant_id, too_late).state == LeaseState.OPEN
    assert_adds_up(event, pool=3_800, leased=1_200)


def test_what_comes_back_to_a_closed_event_goes_on_to_its_owner(world: World) -> None:
    event = world.event(credits=1_000)
    booth = world.booth(event)
    lease = booth.lease(400).json()
    assert lifecycle.close(event, "test") == 0
    give_back(booth, lease)
    assert lifecycle.return_leftovers() == 1_000
    assert Account.objects.get(kind="wallet").balance == 100_000
    assert_adds_up(event, allocated=0, pool=0)


def test_a_lease_ends_with_its_event(world: World) -> None:
    event = world.event(ends_at=timezone.now() + timedelta(minutes=10))
    assert world.booth(event).lease().json()["ttl_seconds"] <= 600


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"decided": "paused"}, 409, "event_paused"),
        ({"decided": "draft"}, 409, "event_not_started"),
        ({"decided": "ended"}, 409, "event_ended"),
    ],
)
def test_no_lease_for_an_event_that_is_not_live(
    world: World, change: dict[str, Any], status: int, code: str
) -> None:
    event = world.event()
    Event.objects.filter(id=event.id).update(**change)
    answer = world.booth(event).lease()
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_no_lease_without_an_event_or_under_an_inactive_partner(world: World) -> None:
    assert world.booth().lease().json()["code"] == "no_event"
    booth = world.booth(world.event())
    Tenant.objects.update(active=False)
    answer = booth.lease()
    assert (answer.status_code, answer.json()["code"]) == (403, "partner_inactive")


def test_another_kiosks_lease_is_unknown(world: World) -> None:
    event = world.event()
    lease = world.booth(event).lease().json()["id"]
    other = world.booth(event)
    assert other.fates(other.request_op(event, world.style, lease_id=lease)) == [refused("lease_unknown")]
    assert other.lease(renew=lease).json()["code"] == "lease_unknown"


@pytest.mark.parametrize("wanted", [0, -5, 10**12, "many"])
def test_a_wish_that_makes_no_sense_is_refused(world: World, wanted: Any) -> None:
    answer = world.booth(world.event()).lease(wanted)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert not Lease.objects.exists()


def test_a_copy_gets_no_lease(world: World) -> None:
    answer = world.booth(world.event()).lease(epoch=9)
    assert (answer.status_code, answer.json()["code"]) == (409, "epoch_mismatch")
