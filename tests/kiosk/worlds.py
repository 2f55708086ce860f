"""A booth's surroundings for the tests of store, session and engine: a clock, a signed config, answers."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract.config import (
    Branding,
    ConfigEvent,
    ConfigPack,
    ConfigStyle,
    Consent,
    EventState,
    KioskConfig,
    Limits,
    Localized,
)
from contract.leases import Lease, LeaseState
from contract.signature import public_key_text, sign
from contract.sync import OpResult, OpStatus, SyncAnswer
from kiosk.domain.model import Enrolled

ROOT = UUID("018f3c1e-0000-7000-8000-000000000000")
WHEN = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
JPEG = b"\xff\xd8\xff\xe0 a photo \xff\xd9"


class Clock:
    """Two clocks that stand still until they are moved."""

    def __init__(self, boot_id: str = "boot-1") -> None:
        self.boot_id = boot_id
        self.wall = WHEN
        self.seconds = 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.seconds += seconds


def named(name: str) -> UUID:
    """The same id for the same name, of the version that booths and platform make."""
    return UUID(int=uuid5(ROOT, name).int & ~(0xF << 76) | 7 << 76)


def enrolled(epoch: int = 1, kiosk: str = "kiosk", server: str = "http://platform.example") -> Enrolled:
    return Enrolled(server, named(kiosk), epoch, public_key_text(KEY))


def style(slug: str, price: int = 100) -> ConfigStyle:
    return ConfigStyle(
        id=named(slug), slug=slug, name=Localized(es=slug), price=price, look="ink", sample_sha256="a" * 64
    )


def event(state: EventState = EventState.LIVE, **changes) -> ConfigEvent:
    fields = {
        "id": named("event"),
        "slug": "party",
        "name": "Party",
        "state": state,
        "starts_at": WHEN - timedelta(hours=2),
        "ends_at": WHEN + timedelta(hours=6),
        "time_zone": "America/Argentina/Buenos_Aires",
        "welcome": Localized(es="Hola"),
    }
    return ConfigEvent(**(fields | changes))


def endless(**changes) -> ConfigEvent:
    """A party that goes on whatever this PC's clock and the platform's say."""
    span = {"starts_at": datetime(2020, 1, 1, tzinfo=UTC), "ends_at": datetime(2099, 1, 1, tzinfo=UTC)}
    return event(**(span | changes))


def config(limits: Limits | None = None, **changes) -> KioskConfig:
    fields = {
        "kiosk_id": named("kiosk"),
        "kiosk_name": "Booth",
        "version": "1",
        "issued_at": WHEN,
        "event": event(),
        "branding": Branding(display_name="Studio", primary_color="#ff3d81"),
        "packs": (
            ConfigPack(
                id=named("pack"),
                slug="pack",
                name=Localized(es="p"),
                styles=(style("ink"), style("oil", 150)),
            ),
        ),
        "limits": limits or Limits(),
        "consent": Consent(version="7", sentence=Localized(es="¿Sí?")),
        "guest_url": "http://platform.example/g/",
        "staff_pin_hash": "$argon2id$",
    }
    return KioskConfig(**(fields | changes))


def signed(snapshot: KioskConfig) -> tuple[bytes, str, str]:
    """Body, signature and etag, as the platform sends them."""
    body = snapshot.model_dump_json().encode()
    return body, sign(KEY, body), f'"{hash(body)}"'


def lease(granted: int = 300, ttl: float = 600.0, name: str = "lease", spent: int = 0, **changes) -> Lease:
    fields = {
        "id": named(name),
        "event_id": named("event"),
        "state": LeaseState.OPEN,
        "granted": granted,
        "spent": spent,
        "expires_at": WHEN + timedelta(seconds=ttl),
        "ttl_seconds": ttl,
    }
    return Lease(**(fields | changes))


def answer(ops=(), status: OpStatus = OpStatus.APPLIED, **changes) -> SyncAnswer:
    """The platform's answer, with the same fate for all `ops`."""
    fields = {
        "results": tuple(OpResult(op_id=op.op_id, seq=op.seq, status=status) for op in ops),
        "ack_seq": max((op.seq for op in ops), default=0),
        "cursor": "c1",
        "server_time": WHEN,
    }
    return SyncAnswer(**(fields | changes))
