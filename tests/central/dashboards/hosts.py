"""A host with a balance, their events and pictures, and their browser."""

from datetime import UTC, datetime
from typing import Any

from central.blobs.holdings import Holder, keep_made
from central.blobs.models import Purpose
from central.events.models import Event
from central.generations.models import Generation
from central.ledger.accounts import AccountKind, balance_of
from central.ledger.transfer_requests import TransferRequest
from central.tenants import clients
from contract.ids import new_claim_code, new_id
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_client
from tests.central.world import World


class Host:
    """A client of the partner with 5000 credits, and their browser."""

    def __init__(self, world: World, slug: str = "client", credits: int = 5_000) -> None:
        self.world = world
        self.person, self.client = a_client(world.tenant_id, slug)
        transfer = TransferRequest(new_id(), "test", datetime.now(UTC))
        clients.allocate(world.tenant_id, self.client.id, credits, transfer)
        self.browser = visitor(self.person.user)

    @property
    def balance(self) -> int:
        return balance_of(self.world.tenant_id, AccountKind.CLIENT, self.client.id)

    def event(self, credits: int = 1_000, **plan: Any) -> Event:
        return self.world.event(credits, client_id=self.client.id, **plan)

    def picture(self, event: Event, state: str = "ready") -> Generation:
        sha256 = keep_made(_holder(event), Purpose.RESULT, b"a jpeg")
        return Generation.objects.create(
            tenant_id=event.tenant_id, id=new_id(), event_id=event.id, kiosk_id=new_id(), session_id=new_id(),
            op_id=new_id(), style_id=self.world.style.id, price=100, photo_sha256="a" * 64,
            claim_code=new_claim_code(), ticket=1, consent_at=datetime.now(UTC),
            requested_at=datetime.now(UTC), state=state, result_sha256=sha256, thumbnail_sha256=sha256,
        )  # fmt: skip

    def text(self, path: str) -> str:
        answer = self.browser.get(path)
        assert answer.status_code == 200, path
        return str(answer.content.decode())


def _holder(event: Event) -> Holder:
    return Holder(event.tenant_id, event.id)
