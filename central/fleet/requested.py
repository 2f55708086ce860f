"""Judging, charging and recording the pictures that a batch asks for, all of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from central.catalogue.snapshot import packs_for
from central.events.finding import find
from central.events.models import Event
from central.events.states import refusal_of
from central.fleet.configs import promised_prices
from central.fleet.models import Kiosk, Snapshot
from central.fleet.ops import APPLIED, Incoming, Verdict, refused
from central.generations.requests import AcceptedRequest, record, taken
from central.ledger.funding import Charge, charge, is_backed
from central.tenants.models import Tenant
from contract.problem import Code
from contract.sync import GenerationRequested


@dataclass(frozen=True, slots=True)
class _Wish:
    """An op together with its payload, now known to be a request."""

    op: Incoming
    request: GenerationRequested

    @property
    def charge(self) -> Charge:
        request = self.request
        return Charge(self.op.op_id, request.event_id, request.lease_id, request.price, self.op.occurred_at)


def apply_requests(kiosk: Kiosk, ops: Sequence[Incoming]) -> dict[UUID, Verdict]:
    """Charge for what can be charged for, record it, and say for each op what became of it."""
    wishes = [_Wish(op, op.payload) for op in ops if isinstance(op.payload, GenerationRequested)]
    verdicts: dict[UUID, Verdict] = {}
    wishes = _keep_sensible(kiosk, wishes, verdicts)
    wishes = _keep_new(kiosk, wishes, verdicts)
    wishes = _keep_timely(kiosk, wishes, verdicts)
    paid = _charge(kiosk, wishes, verdicts)
    record(
        kiosk.tenant_id,
        kiosk.id,
        [AcceptedRequest(wish.op.op_id, wish.op.occurred_at, wish.request) for wish in paid],
    )
    return verdicts


def _keep_sensible(kiosk: Kiosk, wishes: Sequence[_Wish], verdicts: dict[UUID, Verdict]) -> list[_Wish]:
    """Refuse events, styles and prices that this kiosk was never told."""
    verdict_of = {
        event_id: _Offer(kiosk, event_id) for event_id in {wish.request.event_id for wish in wishes}
    }
    kept = []
    for wish in wishes:
        verdict = verdict_of[wish.request.event_id].verdict(wish.request)
        if verdict is None:
            kept.append(wish)
        else:
            verdicts[wish.op.op_id] = verdict
    return kept


class _Offer:
    """What a kiosk may ask for at an event: what it is offered now, else what a snapshot promised it."""

    def __init__(self, kiosk: Kiosk, event_id: UUID) -> None:
        self._kiosk = kiosk
        self._event_id = event_id
        self._now: dict[UUID, int] | None = None
        self._promised: dict[UUID, set[int]] | None = None
        event = find(kiosk.tenant_id, event_id)
        if event is not None and self._works_here():
            self._now = {style.id: style.price for pack in packs_for(event) for style in pack.styles}

    def verdict(self, request: GenerationRequested) -> Verdict | None:
        if self._now is None:
            return refused(Code.INVALID, "This kiosk does not work for that event.")
        if self._now.get(request.style_id) == request.price:
            return None
        if self._promised is None:
            self._promised = promised_prices(self._kiosk, self._event_id)
        promised = self._promised.get(request.style_id, set())
        if request.price in promised:
            return None
        if request.style_id in self._now or promised:
            return refused(Code.INVALID, f"{request.price} credits was never this style's price.")
        return refused(Code.STYLE_NOT_ALLOWED)

    def _works_here(self) -> bool:
        if self._kiosk.event_id == self._event_id:
            return True
        snapshots = Snapshot.objects.filter(tenant_id=self._kiosk.tenant_id, kiosk_id=self._kiosk.id)
        return snapshots.filter(event_id=self._event_id).exists()


def _keep_new(kiosk: Kiosk, wishes: Sequence[_Wish], verdicts: dict[UUID, Verdict]) -> list[_Wish]:
    """Refuse generation ids and claim codes that are in use, also earlier in this very batch."""
    used = taken(kiosk.tenant_id, [wish.request for wish in wishes])
    seen: set[UUID | str] = set()
    kept = []
    for wish in wishes:
        mine: set[UUID | str] = {wish.request.generation_id, wish.request.claim_code}
        if wish.request.generation_id in used or mine & seen:
            verdicts[wish.op.op_id] = refused(Code.CONFLICT)
        else:
            seen |= mine
            kept.append(wish)
    return kept


def _keep_timely(kiosk: Kiosk, wishes: Sequence[_Wish], verdicts: dict[UUID, Verdict]) -> list[_Wish]:
    """Refuse what the event or the partner does not allow - unless a live lease stood behind the promise."""
    backed = is_backed(kiosk.tenant_id, kiosk.id, [wish.charge for wish in wishes])
    waiting = [wish for wish in wishes if wish.op.op_id not in backed]
    active = bool(waiting) and Tenant.objects.filter(id=kiosk.tenant_id, active=True).exists()
    event_ids = {wish.request.event_id for wish in waiting}
    events = {event.id: event for event in Event.objects.filter(tenant_id=kiosk.tenant_id, id__in=event_ids)}
    for wish in waiting:
        code = (
            refusal_of(events[wish.request.event_id], wish.op.occurred_at)
            if active
            else Code.PARTNER_INACTIVE
        )
        if code is not None:
            verdicts[wish.op.op_id] = refused(code)
    return [wish for wish in wishes if wish.op.op_id not in verdicts]


def _charge(kiosk: Kiosk, wishes: Sequence[_Wish], verdicts: dict[UUID, Verdict]) -> list[_Wish]:
    codes = charge(kiosk.tenant_id, kiosk.id, [wish.charge for wish in wishes])
    paid = []
    for wish in wishes:
        code = codes[wish.op.op_id]
        verdicts[wish.op.op_id] = APPLIED if code is None else refused(code)
        if code is None:
            paid.append(wish)
    return paid
