"""C9: a client left behind with its debt, and leases reclaimed over and over, make no credits of nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from central.events.models import Event
from central.ledger import balances
from central.ledger.audit import audit
from contract.ids import new_id
from tests.central.persons import Person, a_partner
from tests.central.world import APPLIED, Booth, World

pytestmark = pytest.mark.usefixtures("database")

CREDITS = 1_000
OWED = (402, "credits_owed")


class House:
    """A partner that has 1,000 credits, and makes a client for each party."""

    def __init__(self) -> None:
        self.world = World(credits=CREDITS)
        self.person: Person = a_partner(self.world.tenant_id)

    def post(self, path: str, **body: Any) -> tuple[int, str]:
        answer = self.person.post(path, **body)
        return answer.status_code, answer.json().get("code", "")

    def client(self) -> str:
        client = str(new_id())
        assert self.post("/clients", id=client, name="A Client") == (201, "")
        return client

    def allocate(self, client: str, credits: int = CREDITS) -> tuple[int, str]:
        return self.post(f"/clients/{client}/allocations", id=str(new_id()), credits=credits)

    def plan(self, client: str | None, credits: int) -> tuple[int, str, Event | None]:
        now = datetime.now(UTC)
        event, hour = str(new_id()), timedelta(hours=1)
        answer = self.post(
            "/events", id=event, name="Fiesta", starts_at=(now - hour).isoformat(),
            ends_at=(now + hour).isoformat(), time_zone="UTC", credits=credits, client_id=client,
        )  # fmt: skip
        return *answer, Event.objects.filter(id=event).first()

    def reclaimed(self, client: str, credits: int = CREDITS) -> tuple[Booth, list[dict[str, Any]]]:
        """A party of the client's, over before its booth says what it promised; the credits are back here."""
        _, _, event = self.plan(client, credits)
        assert event is not None
        booth = self.world.booth(event)
        lease = booth.lease(credits).json()["id"]
        late = [booth.request_op(event, self.world.style, lease_id=lease) for _ in range(credits // 100)]
        assert self.post(f"/events/{event.id}/leases/{lease}/reclaim", id=str(new_id())) == (200, "")
        assert self.post(f"/events/{event.id}/close") == (200, "")
        assert self.post(f"/clients/{client}/returns", id=str(new_id()), credits=credits) == (200, "")
        return booth, late


def owed_by(house: House) -> int:
    assert audit().faults == ()
    return balances.tenant(house.world.tenant_id).overdraft


def test_a_client_that_owes_is_not_left_behind_for_the_next_one() -> None:
    house = House()
    owing, next_one = house.client(), house.client()
    assert house.allocate(owing) == (200, "")
    booth, late = house.reclaimed(owing)
    assert booth.fates(*late) == [APPLIED] * 10
    assert house.allocate(next_one, 1) == OWED
    assert house.plan(None, 500)[:2] == OWED
    assert house.allocate(owing, 400) == (200, "")
    assert house.allocate(next_one, 1) == OWED
    assert house.allocate(owing, 600) == (200, "")
    assert owed_by(house) == 0
    house.world.top_up(100)
    assert house.allocate(next_one, 100) == (200, "")


def test_of_two_clients_that_owe_each_gets_only_what_it_owes() -> None:
    """Else a small debt would be the way to more credits beside a large one."""
    house = House()
    large, small = house.client(), house.client()
    lates = []
    for client, credits in ((large, 900), (small, 100)):
        assert house.allocate(client, credits) == (200, "")
        lates.append(house.reclaimed(client, credits))
    for booth, late in lates:
        assert set(booth.fates(*late)) == {APPLIED}
    assert house.allocate(small, 101) == OWED
    assert house.allocate(small, 100) == (200, "")
    assert house.allocate(large, 900) == (200, "")
    assert owed_by(house) == 0


def test_the_same_credits_are_not_lent_to_ever_more_booths() -> None:
    house = House()
    lates = []
    for _ in range(2):
        client = house.client()
        assert house.allocate(client) == (200, "")
        lates.append(house.reclaimed(client))
    last = house.client()
    assert house.allocate(last) == (200, "")
    event = house.plan(last, CREDITS)[2]
    booth = house.world.booth(event)
    refusal = booth.lease(CREDITS)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "lease_outstanding")
    assert "2000 credits" in refusal.json()["title"]
    for lost, late in lates[:1]:
        given_up = lost.op("lease.returned", {"lease_id": late[0]["payload"]["lease_id"]})
        assert lost.fates(*[given_up | {"seq": late[0]["seq"]}]) == [APPLIED]
    assert booth.lease(CREDITS).status_code == 200


def test_a_lost_booths_credits_are_another_booths_at_once() -> None:
    house = House()
    event = house.world.event(credits=CREDITS)
    lost = house.world.booth(event)
    lease = UUID(lost.lease(CREDITS).json()["id"])
    assert house.post(f"/events/{event.id}/leases/{lease}/reclaim", id=str(new_id())) == (200, "")
    assert house.world.booth(event).lease(400).json()["granted"] == 500


def test_what_is_owed_is_no_more_lent_than_what_is_outstanding() -> None:
    house = House()
    other, lost, owing = house.client(), house.client(), house.client()
    assert house.allocate(other, 300) == (200, "")
    event = house.plan(other, 300)[2]
    assert house.allocate(lost, 500) == (200, "")
    house.reclaimed(lost, 500)
    assert house.allocate(owing, 600) == (200, "")
    booth, late = house.reclaimed(owing, 600)
    assert set(booth.fates(*late)) == {APPLIED}
    assert owed_by(house) == 600
    refusal = house.world.booth(event).lease(100)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "lease_outstanding")
    assert house.allocate(owing, 600) == (200, "")
    assert owed_by(house) == 0
    assert house.world.booth(event).lease(100).status_code == 409, "500 are out, and it has 400"
    house.world.top_up(100)
    assert house.world.booth(event).lease(100).status_code == 200
