"""Every list takes as many statements for thirty rows as for three, whosever they are."""

from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from central.ledger import balances
from central.ledger.balances import EventCredits
from central.payments.models import Buyer, Purchase
from contract.ids import new_id
from tests.central.persons import a_buyer, a_client, a_master, a_partner
from tests.central.test_pages import PAGED, Everybody
from tests.central.world import APPLIED, World

pytestmark = pytest.mark.usefixtures("database", "quick")
PATHS = sorted(str(each.values[0]) for each in PAGED)
GROWING = {
    "/events", "/clients", "/partners", "/kiosks", "/credit-requests", "/purchases", "/me/purchases",
    "/events/{event_id}/leases", "/events/{event_id}/statement", "/wallet/statement",
    "/partners/{partner_id}/statement",
}  # fmt: skip
"""Lists that this file's rows are in; what the others have is made by hand elsewhere."""


class Crowd(Everybody):
    """Everybody, and the world that they share."""

    def __init__(self) -> None:
        self.world = World(credits=500_000)
        _, client = a_client(self.world.tenant_id)
        self.event = self.world.event(60_000)
        self.ids = {
            "partner_id": str(self.world.tenant_id),
            "client_id": str(client.id),
            "event_id": str(self.event.id),
            "kiosk_id": str(self.world.booth().id),
        }
        self.partner = a_partner(self.world.tenant_id)
        self.people = [self.partner, a_master(), a_buyer()]

    def grow(self, count: int) -> None:
        """Some partners, each with a client, an event and a booth; and rows of the shared world's."""
        buyer = self.people[-1].user
        for _ in range(count):
            world = World(new_id().hex)
            event = world.event(500)
            booth = world.booth(event)
            lease = booth.lease(100).json()["id"]
            assert booth.fates(booth.request_op(event, world.quick, lease_id=lease)) == [APPLIED]
            for tenant_id in (world.tenant_id, self.world.tenant_id):
                host, _ = a_client(tenant_id)
                host.post("/credit-requests", id=str(new_id()), credits=5)
            self.world.booth(self.event).lease(1_000)
            self.world.event(10)
            Purchase.objects.create(
                tenant_id=buyer.tenant_id, id=new_id(), buyer_kind=Buyer.USER, buyer_id=buyer.id,
                actor=buyer.actor, amount=100, currency="ARS", credits=1, provider="mercadopago",
                reference=new_id().hex,
            )  # fmt: skip


def costs(crowd: Crowd) -> dict[tuple[str, str], tuple[int, int]]:
    """Statements and rows of each list, as each person sees it who may."""
    found = {}
    for path, person in product(PATHS, crowd.people):
        with CaptureQueriesContext(connection) as asked:
            answer = person.get(path.format(**crowd.ids), limit=100)
        if answer.status_code not in {403, 404}:
            assert answer.status_code == 200, (path, answer.content)
            body: Any = answer.json()
            found[path, str(person.user.role)] = (len(asked), len(body.get("items", body.get("lines", []))))
    assert {path for path, _ in found} == set(PATHS)
    return found


def test_a_list_takes_as_many_statements_however_long_it_is() -> None:
    crowd = Crowd()
    crowd.grow(3)
    few = costs(crowd)
    crowd.grow(27)
    many = costs(crowd)
    dearer = {seen: (few[seen], many[seen]) for seen in few if many[seen][0] != few[seen][0]}
    assert dearer == {}
    longer = {path for path, role in few if many[path, role][1] >= few[path, role][1] + 25}
    assert longer >= GROWING, GROWING - longer


def test_credits_of_several_partners_events_are_those_of_each() -> None:
    worlds = [World(name, credits=9_000) for name in ("one", "two", "three")]
    keys = []
    for number, world in enumerate(worlds):
        event = world.event(500 + number)
        booth = world.booth(event)
        lease = booth.lease(200).json()["id"]
        booth.sync(booth.request_op(event, world.quick, lease_id=lease), booth.request_op(event, world.style))
        a_partner(world.tenant_id).post(f"/events/{event.id}/leases/{lease}/reclaim", id=str(new_id()))
        keys.append((world.tenant_id, event.id))
    counted = balances.events_at(keys)
    assert counted == {key: balances.event(*key) for key in keys}
    assert all(credits.adds_up and credits.consumed > 0 for credits in counted.values())
    strange = (keys[0][0], keys[1][1])
    assert balances.events_at([*keys, strange])[strange] == EventCredits(0, 0, 0, 0, 0)
