"""Kiosks of one event, enrolled and with leases, and the syncs that they will send."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from contract.ids import new_claim_code, new_id

PRICE = 1
"""The event counts photos: a lease of a million credits lasts for any run."""
LEASED = 1_000_000


@dataclass(frozen=True)
class Booth:
    """What a kiosk knows. Ids are text, so that it may travel to the load generator."""

    tenant_id: str
    id: str
    token: str
    event_id: str
    style_id: str
    lease_id: str


@dataclass
class Sender:
    """One kiosk's syncs, in the order of its outbox."""

    booth: Booth
    next_seq: int = 1

    def body(self, ops: int) -> bytes:
        """The next `ops` requests as one sync, as a kiosk writes it."""
        request_ops = [self._op() for _ in range(ops)]
        return json.dumps({"epoch": 1, "cursor": "", "ops": request_ops}, separators=(",", ":")).encode()

    def _op(self) -> dict[str, Any]:
        now = datetime.now(UTC).isoformat()
        op = {
            "op_id": str(new_id()),
            "seq": self.next_seq,
            "kind": "generation.requested",
            "occurred_at": now,
        }
        self.next_seq += 1
        booth = self.booth
        return op | {
            "payload": {
                "generation_id": str(new_id()),
                "session_id": str(new_id()),
                "event_id": booth.event_id,
                "style_id": booth.style_id,
                "price": PRICE,
                "lease_id": booth.lease_id,
                "photo_sha256": new_id().hex + new_id().hex,
                "claim_code": new_claim_code(),
                "ticket": self.next_seq,
                "consent_version": "2026-01",
                "consent_at": now,
                "language": "es",
            }
        }


def request(path: str, token: str, body: bytes) -> bytes:
    """The bytes of one POST on a connection that stays open."""
    head = (
        f"POST /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def enrol(world: Any, kiosks: int) -> list[Booth]:  # noqa: ANN401 - tests.central.world.World
    """An event of its own for so many kiosks, each with a token and with a lease."""
    from central.fleet.models import Kiosk
    from central.tokens import new_token, token_hash

    event = world.event(
        credits=2 * LEASED * kiosks, photo_price=PRICE, ends_at=datetime.now(UTC) + timedelta(days=1)
    )
    tokens = [new_token(world.tenant_id) for _ in range(kiosks)]
    rows = Kiosk.objects.bulk_create(
        Kiosk(tenant_id=world.tenant_id, name=f"Booth {n}", event_id=event.id, token_hash=token_hash(token))
        for n, token in enumerate(tokens)
    )
    _give_snapshots(rows)
    leases = [_lease(row) for row in rows]
    return [
        Booth(str(world.tenant_id), str(row.id), token, str(event.id), str(world.style.id), str(lease))
        for row, token, lease in zip(rows, tokens, leases, strict=True)
    ]


def plan(booths: Sequence[Booth]) -> str:
    """The booths, for another process."""
    return json.dumps([asdict(booth) for booth in booths])


def planned(text: str) -> list[Booth]:
    """The booths, from another process."""
    return [Booth(**each) for each in json.loads(text)]


def _give_snapshots(kiosks: Sequence[Any]) -> None:
    """A kiosk fetches its config first. One is built; the prices in it, which count here, are everybody's."""
    from central.fleet.config_snapshots import current
    from central.fleet.models import Snapshot

    first = current(kiosks[0])
    Snapshot.objects.bulk_create(
        Snapshot(
            tenant_id=first.tenant_id, kiosk_id=kiosk.id, event_id=first.event_id, version=first.version,
            body=first.body, signature=first.signature, prices=first.prices, issued_at=first.issued_at,
        )
        for kiosk in kiosks[1:]
    )  # fmt: skip


def _lease(kiosk: Any) -> UUID:  # noqa: ANN401 - a Kiosk; Django is not set up when this module loads
    from central.fleet.leases import ask
    from contract.leases import LeaseRequest

    given = ask(kiosk, LeaseRequest(request_id=new_id(), epoch=1, wanted=LEASED))
    if given.granted != LEASED:
        raise SystemExit(f"a lease of {given.granted} credits does not last")
    return given.id
