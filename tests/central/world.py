"""A small platform for tests: a partner with credits, an event, booths that speak the protocol."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.test import Client

from central.catalogue.models import Pack, Style
from central.catalogue.prices import price_of
from central.events import lifecycle
from central.events.models import Event
from central.fleet.enrolment import enrol, new_code
from central.fleet.models import Kiosk
from central.ledger import issuance
from central.ledger.accounts import AccountKind, account_id, open_account
from central.ledger.transfer_requests import TransferRequest
from central.server.hashing import pin_hash
from central.tenants.models import Tenant, TenantKind
from central.tenants.provisioning import ensure_platform
from central.tenants.tariff import tariff
from contract.config import EventState
from contract.enrollment import EnrollRequest
from contract.ids import new_claim_code, new_id
from contract.sync import MAX_OPS


class World:
    """One partner whose wallet has `credits`, with three styles: 100, 150 and 50 credits."""

    def __init__(self, slug: str = "partner", credits: int = 100_000) -> None:
        ensure_platform()
        self.partner: Tenant = _partner(slug)
        self.tenant_id: UUID = self.partner.id
        self.wallet = account_id(AccountKind.WALLET, self.tenant_id)
        self.top_up(credits)
        pack = Pack.objects.create(tenant_id=self.tenant_id, slug="pack", name_es="Colección")
        self.style, self.premium, self.quick = (
            Style.objects.create(
                tenant_id=self.tenant_id, pack_id=pack.id, slug=f"style-{price or 'usual'}", name_es="Estilo",
                look="noir", price=price, sample_sha256="0" * 64,
            )
            for price in (None, 150, 50)
        )  # fmt: skip

    def top_up(self, credits: int) -> None:
        transfer = TransferRequest(new_id(), "test", datetime.now(UTC), "a test")
        issuance.top_up(self.tenant_id, self.wallet, credits, transfer)

    def event(self, credits: int = 10_000, state: EventState = EventState.LIVE, **plan: Any) -> Event:
        now = datetime.now(UTC)
        usual: dict[str, Any] = {
            "name": "Fiesta",
            "starts_at": now - timedelta(hours=1),
            "ends_at": now + timedelta(hours=5),
        }
        made = lifecycle.Plan(tenant_id=self.tenant_id, time_zone="UTC", credits=credits, **(usual | plan))
        return lifecycle.create(made, "test", state)

    def booth(self, event: Event | None = None, name: str = "Booth") -> "Booth":
        code = new_code(self.tenant_id, name, event.id if event else None)
        return Booth(code.code)


def _partner(slug: str) -> Tenant:
    """As `ensure_partner` makes one, but of staff whose PIN was hashed before."""
    kept = {"kind": TenantKind.PARTNER, "name": "A Partner", "staff_pin_hash": _hash_of_staff_pin()}
    partner, _ = Tenant.objects.get_or_create(slug=slug, deleted_at=None, defaults=kept)
    open_account(partner.id, AccountKind.WALLET, partner.id)
    return partner


@cache
def _hash_of_staff_pin() -> str:
    return pin_hash("246810")


class Booth:
    """A kiosk, as it is seen by the server: what it sends, and what it is answered."""

    def __init__(self, code: str) -> None:
        given = enrol(EnrollRequest(code=code, app_version="test"), "127.0.0.1")
        self.id = given.kiosk_id
        self.token = given.token.get_secret_value()
        self.epoch = given.epoch
        self.seq = 0
        self.client = Client(headers={"Authorization": f"Bearer {self.token}"}, raise_request_exception=False)

    @property
    def row(self) -> Kiosk:
        return Kiosk.objects.get(id=self.id)

    def op(self, kind: str, payload: dict[str, Any], **changes: Any) -> dict[str, Any]:
        self.seq += 1
        op = {"op_id": str(new_id()), "seq": self.seq, "kind": kind, "payload": payload}
        return op | {"occurred_at": datetime.now(UTC).isoformat()} | changes

    def request_op(
        self, event: Event, style: Style, price: int | None = None, **changes: Any
    ) -> dict[str, Any]:
        """A `generation.requested` op, unfunded unless `lease_id` is named."""
        payload = {
            "generation_id": str(new_id()),
            "session_id": str(new_id()),
            "event_id": str(event.id),
            "style_id": str(style.id),
            "price": price_of(style, None, tariff().generation_price) if price is None else price,
            "lease_id": None,
            "photo_sha256": "a" * 64,
            "claim_code": new_claim_code(),
            "ticket": 1,
            "consent_version": "1",
            "consent_at": datetime.now(UTC).isoformat(),
        }
        moment = changes.pop("occurred_at", None)
        op = self.op("generation.requested", payload | changes)
        return op | ({"occurred_at": moment.isoformat()} if moment else {})

    def post(self, path: str, body: Any) -> Any:
        return self.client.post(f"/api/v1{path}", body, content_type="application/json")

    def exchange(self, ops: Sequence[dict[str, Any]] = (), cursor: str = "", epoch: int | None = None) -> Any:
        assert len(ops) <= MAX_OPS
        return self.post("/kiosk/sync", {"epoch": epoch or self.epoch, "cursor": cursor, "ops": list(ops)})

    def sync(self, *ops: dict[str, Any], cursor: str = "") -> dict[str, Any]:
        answer = self.exchange(ops, cursor)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def fates(self, *ops: dict[str, Any]) -> list[tuple[str, str | None]]:
        """Status and code of each op."""
        return [(result["status"], result["code"]) for result in self.sync(*ops)["results"]]

    def lease(self, wanted: int = 1000, **changes: Any) -> Any:
        body = {"request_id": str(new_id()), "epoch": self.epoch, "wanted": wanted}
        return self.post("/kiosk/leases", body | changes)


APPLIED = ("applied", None)
DUPLICATE = ("duplicate", None)


def refused(code: str) -> tuple[str, str]:
    return "rejected", code
