"""Decision 9, where events that owe are paid in one transaction: their owners are locked in one order."""

from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from central.events.models import Event
from central.fleet.models import Kiosk
from central.ledger import allocations, leases
from central.ledger.accounts import AccountKind, account_id
from central.ledger.models import Account, Lease
from central.ledger.transfer_requests import TransferRequest
from central.sync.exchange import settle_ops
from central.tenants.provisioning import ensure_client
from contract.ids import new_id
from contract.sync import RawOp
from tests.central.test_lock_order import Do, at_every_place
from tests.central.world import APPLIED, Booth, World

pytestmark = pytest.mark.usefixtures("database")

_NUMBERS = count()


@pytest.fixture
def world(database: str) -> World:
    return World()


def a_request() -> TransferRequest:
    return TransferRequest(new_id(), "test", timezone.now())


class Owing:
    """Four events that each owe 100: the partner's, two of its client's, the partner's; the older ones first.

    One booth has worked for the first two, another for the last two.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        client = ensure_client(world.tenant_id, f"client-{next(_NUMBERS)}", "A client").id
        owner = account_id(AccountKind.CLIENT, client)
        allocations.allocate(world.tenant_id, world.wallet, owner, 400, a_request())
        plans: list[Any] = [None, client, client, None]
        self.events = [world.event(200, client_id=each, refund_on_failure=True) for each in plans]
        self.booths = [world.booth(event) for event in self.events[::2]]
        self.leases = [
            self.at(booth, event).lease(200).json()["id"]
            for booth, event in zip(self.of_each, self.events, strict=True)
        ]

    @property
    def of_each(self) -> list[Booth]:
        """Each event's booth."""
        return [self.booths[0], self.booths[0], self.booths[1], self.booths[1]]

    def at(self, booth: Booth, event: Event) -> Booth:
        Kiosk.objects.filter(id=booth.id).update(event_id=event.id)
        assert booth.client.get("/api/v1/kiosk/config").status_code == 200
        return booth

    def owe(self) -> list[str]:
        """Let each event owe for a promise on a lease that was reclaimed; a paid picture of each event."""
        for lease in self.leases:
            leases.reclaim(self.world.tenant_id, Lease.objects.get(id=lease).id, a_request())
        pictures = []
        for booth, event, lease in zip(self.of_each, self.events, self.leases, strict=True):
            ops = [booth.request_op(event, self.world.style, lease_id=each) for each in (None, None, lease)]
            assert booth.fates(*ops) == [APPLIED] * 3
            pictures.append(ops[0]["payload"]["generation_id"])
        assert (
            Account.objects.filter(owing=True, owner_id__in=[event.id for event in self.events]).count() == 4
        )
        return pictures


def batch(booth: Booth, *ops: dict[str, Any]) -> Do:
    row = booth.row
    return lambda: settle_ops(row, 1, [RawOp.model_validate(op) for op in ops], timezone.now())


def test_pictures_of_events_that_owe_are_cancelled(world: World) -> None:
    def scene() -> tuple[Do, Do]:
        here = Owing(world)
        ops = [
            booth.op("generation.cancelled", {"generation_id": picture})
            for booth, picture in zip(here.of_each, here.owe(), strict=True)
        ]
        return batch(here.booths[0], *ops[:2]), batch(here.booths[1], *ops[2:])

    at_every_place(scene)
