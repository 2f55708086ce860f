"""X1: what a lease still backs after it was closed, and that nothing is ever made on nothing."""

from typing import Any
from uuid import UUID

import pytest

from central.events import lifecycle
from central.events.credits import credits_of
from central.events.models import Event
from central.fleet.enrolment import new_code
from central.fleet.leases import reclaim_expired
from central.ledger import leases
from central.ledger.audit import audit
from central.ledger.models import Lease
from contract.ids import new_id
from tests.central.books import a_request
from tests.central.persons import Person
from tests.central.world import APPLIED, DUPLICATE, Booth, World, refused

pytestmark = pytest.mark.usefixtures("database")

RETRY = ("retry", None)
EXHAUSTED = refused("credits_exhausted")


def returned(booth: Booth, lease: str, **changes: Any) -> dict[str, Any]:
    return booth.op("lease.returned", {"lease_id": lease}, **changes)


def asked(world: World, booth: Booth, event: Event, lease: str, number: int = 1) -> list[dict[str, Any]]:
    return [booth.request_op(event, world.style, lease_id=lease) for _ in range(number)]


def told(booth: Booth) -> list[str]:
    """The leases that the booth learns to be reclaimed."""
    reclaimed = booth.sync()["reclaimed"]
    assert {each["state"] for each in reclaimed} <= {"reclaimed"}
    return [each["id"] for each in reclaimed]


def reclaim(world: World, lease: str) -> None:
    leases.reclaim(world.tenant_id, UUID(lease), a_request())


def used(event: Event) -> tuple[int, int]:
    """Consumed and owed, by books that are right."""
    assert audit().faults == ()
    credits = credits_of(event)
    return credits.consumed, credits.overdraft


def by_op(booth: Booth, lease: str) -> None:
    assert booth.fates(returned(booth, lease)) == [APPLIED]


def by_request(booth: Booth, lease: str) -> None:
    body = {"request_id": str(new_id()), "epoch": booth.epoch}
    assert booth.post(f"/kiosk/leases/{lease}/return", body).status_code == 200


@pytest.mark.parametrize("give_back", [by_op, by_request])
def test_credits_that_were_lent_and_returned_over_and_over_make_only_what_they_can_pay(
    world: World, give_back: Any
) -> None:
    event = world.event(credits=5_000)
    booth = world.booth(event)
    lent = []
    for _ in range(4):
        lent.append(booth.lease(5_000).json()["id"])
        give_back(booth, lent[-1])
    fates = [fate for lease in lent for fate in booth.fates(*asked(world, booth, event, lease, 50))]
    assert fates == [APPLIED] * 50 + [EXHAUSTED] * 150
    assert used(event) == (5_000, 0)


def test_a_return_ends_the_backing_for_the_ops_behind_it_in_the_same_batch(world: World) -> None:
    event = world.event(credits=1_000)
    booth, other = world.booth(event), world.booth(event)
    lease = booth.lease(500).json()["id"]
    assert set(other.fates(*(other.request_op(event, world.style) for _ in range(5)))) == {APPLIED}
    before, back = asked(world, booth, event, lease)[0], returned(booth, lease)
    behind = asked(world, booth, event, lease)[0]
    assert booth.fates(behind, back, before) == [EXHAUSTED, APPLIED, APPLIED]
    row = Lease.objects.get()
    assert (row.returned_epoch, row.returned_seq, row.spent, row.released) == (1, back["seq"], 100, 400)
    assert used(event) == (600, 0)


def test_a_return_waits_for_every_op_before_it(world: World) -> None:
    event = world.event(credits=1_000)
    booth = world.booth(event)
    lease = booth.lease(1_000).json()["id"]
    missing, later, back = *asked(world, booth, event, lease, 2), returned(booth, lease)
    assert booth.fates(later, back) == [APPLIED, RETRY]
    assert (Lease.objects.get().state, booth.sync()["ack_seq"]) == ("open", 0)
    assert booth.fates(missing, back) == [APPLIED, APPLIED]
    assert booth.fates(back) == [DUPLICATE]
    assert (Lease.objects.get().state, booth.sync()["ack_seq"]) == ("returned", 3)
    assert used(event) == (200, 0)


def test_a_return_that_waits_holds_up_nothing_else(world: World) -> None:
    event = world.event(credits=1_000)
    booth = world.booth(event)
    lease = booth.lease(1_000).json()["id"]
    booth.seq += 1
    back, twice = returned(booth, lease), returned(booth, lease)
    more = asked(world, booth, event, lease)[0]
    assert booth.fates(back, twice, more, back) == [RETRY, RETRY, APPLIED, RETRY]


def test_a_seq_that_was_used_before_backs_nothing_after_the_return(world: World) -> None:
    event = world.event(credits=500)
    booth = world.booth(event)
    lease = booth.lease(500).json()["id"]
    first = asked(world, booth, event, lease)[0]
    assert booth.fates(first, returned(booth, lease)) == [APPLIED, APPLIED]
    again = [each | {"seq": first["seq"]} for each in asked(world, booth, event, lease, 6)]
    assert booth.exchange(again).json()["code"] == "epoch_mismatch"
    assert used(event) == (100, 0)


def test_a_new_epoch_does_not_bring_a_returned_lease_back(world: World) -> None:
    event = world.event(credits=500)
    booth = world.booth(event)
    lease = booth.lease(500).json()["id"]
    by_op(booth, lease)
    again = Booth(new_code(world.tenant_id, "Booth", event.id, booth.id).code)
    assert (again.id, again.epoch) == (booth.id, 2)
    assert again.fates(*asked(world, again, event, lease, 6)) == [APPLIED] * 5 + [EXHAUSTED]
    assert used(event) == (500, 0)


def test_a_booth_that_is_enrolled_anew_frees_its_lease_behind_its_promises(world: World) -> None:
    event = world.event(credits=1_000)
    booth = world.booth(event)
    lease = booth.lease(1_000).json()["id"]
    again = Booth(new_code(world.tenant_id, "Booth", event.id, booth.id).code)
    late = asked(world, again, event, lease, 3)
    assert again.fates(*late, returned(again, lease)) == [APPLIED] * 4
    assert (Lease.objects.get().state, used(event)) == ("returned", (300, 0))
    assert again.lease(1_000).json()["granted"] == 700, "all that is left is there for it"


def test_what_costs_nothing_is_not_backed_by_a_returned_lease_either(world: World) -> None:
    event = world.event(credits=500)
    booth = world.booth(event)
    lease = booth.lease(500).json()["id"]
    by_op(booth, lease)
    lifecycle.close(event, "test")
    assert booth.fates(*asked(world, booth, event, lease)) == [refused("event_ended")]


def test_what_a_reclaimed_lease_may_still_bring_is_bounded_and_stands_in_the_way_of_another(
    world: World,
) -> None:
    event = world.event(credits=5_000)
    booth = world.booth(event)
    lease = booth.lease(3_000).json()["id"]
    assert booth.fates(*asked(world, booth, event, lease, 5)) == [APPLIED] * 5
    reclaim(world, lease)
    assert credits_of(event).outstanding == 2_500
    refusal = booth.lease()
    assert (refusal.status_code, refusal.json()["code"]) == (409, "lease_outstanding")
    assert "2500 credits" in refusal.json()["title"]
    assert told(booth) == [lease]
    lifecycle.close(event, "test")
    fates = booth.fates(*asked(world, booth, event, lease, 30))
    assert fates == [APPLIED] * 25 + [refused("event_ended")] * 5
    assert used(event) == (3_000, 2_500)
    assert credits_of(event).outstanding == 0


def test_a_booth_that_gives_up_what_was_reclaimed_gets_a_lease_again(world: World) -> None:
    event = world.event(credits=5_000)
    booth = world.booth(event)
    lease = booth.lease(3_000).json()["id"]
    late = asked(world, booth, event, lease, 2)
    reclaim(world, lease)
    answer = booth.sync(*late, returned(booth, lease))
    assert [each["status"] for each in answer["results"]] == ["applied"] * 3
    assert answer["reclaimed"] == []
    assert Lease.objects.get().state == "reclaimed"
    assert booth.lease(3_000).json()["granted"] == 3_000
    spent = booth.fates(*asked(world, booth, event, lease, 20))
    assert spent == [APPLIED] * 18 + [EXHAUSTED] * 2, "out of the pool alone"
    assert used(event) == (2_000, 0)


def test_a_lease_that_was_all_promised_leaves_nothing_outstanding(world: World) -> None:
    event = world.event(credits=5_000)
    booth = world.booth(event)
    lease = booth.lease(1_000).json()["id"]
    assert booth.fates(*asked(world, booth, event, lease, 10)) == [APPLIED] * 10
    reclaim(world, lease)
    assert booth.sync()["reclaimed"] == []
    assert booth.lease(1_000).status_code == 200


def test_a_reclaimed_backing_of_an_earlier_epoch_stands_in_the_way_too(world: World) -> None:
    event = world.event(credits=5_000)
    booth = world.booth(event)
    lease = booth.lease(3_000).json()["id"]
    reclaim(world, lease)
    again = Booth(new_code(world.tenant_id, "Booth", event.id, booth.id).code)
    assert again.lease().json()["code"] == "lease_outstanding"
    assert told(again) == [lease]
    by_op(again, lease)
    assert again.lease().status_code == 200


def test_a_renewal_while_something_is_outstanding_extends_and_adds_nothing(world: World) -> None:
    event = world.event(credits=5_000)
    booth = world.booth(event)
    first, second = (booth.lease(1_000).json()["id"] for _ in range(2))
    reclaim(world, first)
    renewed = booth.lease(2_000, renew=second)
    assert (renewed.status_code, renewed.json()["granted"]) == (200, 1_000)


def test_a_partner_writes_off_a_lost_booths_backing(world: World, partner: Person) -> None:
    event = world.event(credits=2_000)
    booth = world.booth(event)
    lease = booth.lease(1_000).json()["id"]
    path = f"/events/{event.id}/leases/{lease}"
    early = partner.post(f"{path}/write-off")
    assert (early.status_code, early.json()["code"]) == (409, "conflict")
    partner.post(f"{path}/reclaim", id=str(new_id()))
    [shown] = partner.items(f"/events/{event.id}/leases")
    assert (shown["state"], shown["outstanding"]) == ("reclaimed", 1_000)
    assert partner.get(f"/events/{event.id}").json()["credits"]["outstanding"] == 1_000
    for _ in range(2):
        written_off = partner.post(f"{path}/write-off")
        assert (written_off.status_code, written_off.json()["outstanding"]) == (200, 0)
    lifecycle.close(event, "test")
    assert booth.fates(*asked(world, booth, event, lease)) == [refused("event_ended")]
    assert used(event) == (0, 0)
    strange = partner.post(f"/events/{world.event().id}/leases/{lease}/write-off")
    assert (strange.status_code, strange.json()["code"]) == (404, "lease_unknown")


def test_a_lease_whose_grace_is_over_is_outstanding_too(world: World) -> None:
    event = world.event(credits=2_000)
    booth = world.booth(event)
    lease = booth.lease(1_000).json()["id"]
    Lease.objects.update(expires_at="2020-01-01T00:00:00Z")
    assert reclaim_expired() == 1
    assert told(booth) == [lease]
    assert booth.lease().json()["code"] == "lease_outstanding"
