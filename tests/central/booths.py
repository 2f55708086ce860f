"""A kiosk as the picture apps see it: ids, a style, photos and requests; no HTTP, no ledger."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from central.blobs import store
from central.blobs.holdings import Holder
from central.blobs.pictures import accepted
from central.blobs.sent_photos import Sent, keep_upload
from central.catalogue.models import Style
from central.events.models import Event
from central.generations import attempts, claim_codes, requests
from central.generations.models import Generation
from central.tenants.models import Tenant, TenantKind
from contract.config import EventState
from contract.ids import new_claim_code, new_id
from contract.sync import GenerationRequested
from tests.central.pictures import jpeg


@dataclass
class Booth:
    """A kiosk of a tenant of its own, with one style."""

    provider: str = "looks"
    refund_on_failure: bool = False
    tenant: UUID = field(default_factory=new_id)
    kiosk: UUID = field(default_factory=new_id)
    event: UUID = field(default_factory=new_id)

    def __post_init__(self) -> None:
        Tenant.objects.create(
            id=self.tenant, kind=TenantKind.PARTNER, slug=self.tenant.hex, name="Estudio Lumen",
            primary_color="#ff4fa3", staff_pin_hash="",
        )  # fmt: skip
        now = datetime.now(UTC)
        Event.objects.create(
            tenant_id=self.tenant, id=self.event, slug=self.event.hex, name="Boda de Sofía y Tomás",
            starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=5), decided=EventState.LIVE,
            time_zone="America/Argentina/Buenos_Aires", refund_on_failure=self.refund_on_failure,
        )  # fmt: skip
        self.style = Style.objects.create(
            tenant_id=self.tenant, pack_id=new_id(), slug="noir", name_es="Noir", look="noir",
            provider=self.provider, sample_sha256="0" * 64,
        )  # fmt: skip

    def request(self, photo: bytes) -> requests.AcceptedRequest:
        return requests.AcceptedRequest(
            op_id=new_id(),
            occurred_at=datetime.now(UTC),
            request=GenerationRequested(
                generation_id=new_id(), session_id=new_id(), event_id=self.event, style_id=self.style.id,
                price=100, lease_id=None, photo_sha256=hashlib.sha256(photo).hexdigest(),
                claim_code=new_claim_code(), ticket=1, consent_version="1", consent_at=datetime.now(UTC),
            ),
        )  # fmt: skip

    def record(self, *accepted: requests.AcceptedRequest) -> None:
        asked = [
            claim_codes.Asked(
                each.claim_code, each.generation_id, each.event_id, each.ticket, "", each.language
            )
            for each in (one.request for one in accepted)
        ]
        with transaction.atomic():
            claim_codes.take(self.tenant, self.kiosk, asked)
            requests.record(self.tenant, self.kiosk, accepted)
            requests.begin(self.tenant, self.kiosk, [each.request for each in accepted])

    def upload(self, photo: bytes) -> None:
        sha256 = store.digest_of_bytes(photo)
        with transaction.atomic():
            keep_upload(
                Holder(self.tenant, self.event, self.kiosk), Sent(sha256, len(photo), accepted(photo))
            )
            requests.photo_arrived(self.tenant, self.kiosk, sha256)

    def queued(self, photo: bytes | None = None) -> UUID:
        photo = photo or jpeg(seed=3)
        accepted = self.request(photo)
        self.upload(photo)
        self.record(accepted)
        return accepted.request.generation_id

    def generation(self, generation_id: UUID) -> Generation:
        return Generation.objects.get(tenant_id=self.tenant, id=generation_id)

    def make(self, generation_id: UUID) -> Generation:
        attempts.make(self.tenant, generation_id)
        return self.generation(generation_id)
