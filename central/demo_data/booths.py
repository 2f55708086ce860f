"""A booth of the sample platform, as the platform hears of one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from central.catalogue.models import Style
from central.events.models import Event
from central.fleet import heartbeats, leases
from central.fleet.enrolment import enrol, new_code
from central.fleet.models import Kiosk
from central.sync.exchange import settle_ops
from contract.enrollment import EnrollRequest
from contract.heartbeat import Health, Heartbeat, PartHealth
from contract.ids import new_claim_code, new_id
from contract.leases import LeaseRequest
from contract.shape import Shape
from contract.sync import MAX_OPS, GenerationRequested, OpKind, RawOp, SessionEnded
from contract.version import VERSION

_PHOTO: Final = "0" * 64
"""Nobody took one."""


class DemoBooth:
    """Enrolled at an event."""

    def __init__(self, event: Event, name: str) -> None:
        code = new_code(event.tenant_id, name, event.id)
        given = enrol(EnrollRequest(code=code.code, app_version=VERSION), "127.0.0.1")
        self.kiosk = Kiosk.objects.get(tenant_id=event.tenant_id, id=given.kiosk_id)
        self._seqs = count(1)

    def requested(  # noqa: PLR0913 - what a guest asks for, and when
        self, event: Event, style: Style, price: int, at: datetime, *, session_id: UUID, ticket: int
    ) -> RawOp:
        """A guest asks for a portrait."""
        asked = GenerationRequested(
            generation_id=new_id(), session_id=session_id, event_id=event.id, style_id=style.id, price=price,
            lease_id=None, photo_sha256=_PHOTO, claim_code=new_claim_code(), ticket=ticket,
            consent_version="1", consent_at=at,
        )  # fmt: skip
        return self._op(OpKind.GENERATION_REQUESTED, at, asked)

    def visited(self, event: Event, session_id: UUID, until: datetime, seconds: int) -> RawOp:
        """A guest's visit is over."""
        began = until - timedelta(seconds=seconds)
        ended = SessionEnded(
            session_id=session_id, started_at=began, outcome="finished", shots=2, event_id=event.id
        )
        return self._op(OpKind.SESSION_ENDED, until, ended)

    def settle(self, ops: Sequence[RawOp]) -> None:
        """Report these."""
        assert len(ops) <= MAX_OPS, "one batch is enough for a sample"
        results, _seq = settle_ops(self.kiosk, self.kiosk.epoch, ops, timezone.now())
        refused = [each for each in results if each.code]
        assert not refused, f"the sample platform refuses its own booth: {refused[0]}"

    def lease(self, credits: int) -> None:
        """Set credits aside, to promise pictures without the network."""
        asked = LeaseRequest(request_id=new_id(), epoch=self.kiosk.epoch, wanted=credits)
        leases.ask(self.kiosk, asked)

    def beat(self, prints_left: int, queued: int = 0, paper_low: bool = False) -> None:
        """Say how it is."""
        now = timezone.now()
        printer = PartHealth(part="printer", health=Health.OK)
        if paper_low:
            printer = PartHealth(part="printer", health=Health.WARNING, sentence="Queda poco papel.")
        well = tuple(
            PartHealth(part=each, health=Health.OK) for each in ("camera", "disk", "sync", "uploads")
        )
        heartbeats.beat(
            self.kiosk,
            Heartbeat(
                epoch=self.kiosk.epoch, app_version=VERSION, sent_at=now, parts=(printer, *well),
                queue_depth=queued, oldest_op_seconds=queued * 9, disk_free_bytes=61_000_000_000,
                prints_left=prints_left,
            ),
        )  # fmt: skip

    def was_heard(self, at: datetime) -> None:
        """The last time that anything was heard of it."""
        same = Kiosk.objects.filter(tenant_id=self.kiosk.tenant_id, id=self.kiosk.id)
        health = same.get().health | {"received_at": at.isoformat()}
        same.update(last_seen_at=at, health=health)

    def _op(self, kind: OpKind, at: datetime, said: Shape) -> RawOp:
        payload: dict[str, Any] = said.model_dump(mode="json")
        return RawOp(op_id=new_id(), seq=next(self._seqs), kind=kind, occurred_at=at, payload=payload)
