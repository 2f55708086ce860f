"""Judging, charging and recording the pictures that a batch asks for, all of them at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from central.catalogue.snapshot import packs_for
from central.events.models import Event
from central.events.queries import find
from central.events.states import Asked, refusal_of
from central.fleet import promised_prices
from central.fleet.config_snapshots import first_told
from central.fleet.models import Kiosk, Snapshot
from central.generations import erasure
from central.generations.erasure import RefusedPicture
from central.generations.models import Generation
from central.generations.requests import AcceptedRequest, begin, forget, record
from central.ledger.kiosk_charges import Charge, Purse
from central.sync.ops import APPLIED, Incoming, Verdict, refused
from central.tenants.models import Tenant
from contract.problem import Code
from contract.sync import GenerationRequested

_NONE: Mapping[UUID, int] = MappingProxyType({})
_ELSEWHERE = refused(Code.INVALID, "This kiosk does not work for that event.")


class _Request(NamedTuple):
    """An op, its payload, now known to be a request, and its charge."""

    op: Incoming
    payload: GenerationRequested
    charge: Charge


def apply_requests(
    kiosk: Kiosk, ops: Sequence[Incoming], returned: Mapping[UUID, int] = _NONE
) -> dict[UUID, Verdict]:
    """Record what can be charged for, and charge for it; each op's outcome. Their claim codes are theirs.

    `returned`: the seq from which a lease backs nothing, as this batch gives it back.
    """
    requests = [
        _request(op, op.payload, returned) for op in ops if isinstance(op.payload, GenerationRequested)
    ]
    requests_of_erased = [request for request in requests if request.op.erased]
    verdicts: dict[UUID, Verdict] = {}
    requests = _keep_sensible(kiosk, requests, verdicts)
    requests = _record(kiosk, requests, verdicts)
    purse = Purse(kiosk.tenant_id, kiosk.id, [request.charge for request in requests])
    timely = _keep_timely(kiosk, requests, purse, verdicts)
    paid = _charge(purse, timely, verdicts)
    _forget(kiosk, requests, paid)
    begin(kiosk.tenant_id, kiosk.id, [request.payload for request in paid if not request.op.erased])
    _erase(kiosk, requests_of_erased, paid)
    return verdicts


def _erase(kiosk: Kiosk, erased: Sequence[_Request], paid: Sequence[_Request]) -> None:
    """Erase what its guests had erased before it was asked for; of what was refused there is only a photo."""
    recorded = {request.op.op_id for request in paid}
    for request in erased:
        asked = request.payload
        if request.op.op_id in recorded:
            erasure.erase(Generation.objects.get(tenant_id=kiosk.tenant_id, id=asked.generation_id))
        else:
            refused_one = RefusedPicture(asked.generation_id, asked.photo_sha256, asked.claim_code)
            erasure.erase_refused(kiosk.tenant_id, kiosk.id, refused_one)


def _request(op: Incoming, payload: GenerationRequested, returned: Mapping[UUID, int]) -> _Request:
    lease_id = payload.lease_id
    after = bool(returned) and lease_id is not None and op.seq >= returned.get(lease_id, op.seq + 1)
    charge = Charge(op.op_id, payload.event_id, lease_id, payload.price, op.occurred_at, after)
    return _Request(op, payload, charge)


def _keep_sensible(
    kiosk: Kiosk, requests: Sequence[_Request], verdicts: dict[UUID, Verdict]
) -> list[_Request]:
    """Refuse events, styles and prices that this kiosk was never given."""
    kept, judged = [], dict[tuple[int, int, int], Verdict | None]()
    # By their numbers, which are compared faster than ids; a batch asks for few styles at few prices.
    events = {request.payload.event_id.int: request.payload.event_id for request in requests}
    offers = {event_id: _Offer(kiosk, event_id) for event_id in _worked_for(kiosk, set(events.values()))}
    for request in requests:
        asked = request.payload
        wanted = asked.event_id.int, asked.style_id.int, asked.price
        if wanted not in judged:
            offer = offers.get(asked.event_id)
            judged[wanted] = offer.verdict(asked) if offer else _ELSEWHERE
        verdict = judged[wanted]
        if verdict is None:
            kept.append(request)
        else:
            verdicts[request.op.op_id] = verdict
    return kept


def _worked_for(kiosk: Kiosk, event_ids: set[UUID]) -> set[UUID]:
    """Those of the events for which this kiosk works or was ever given a snapshot."""
    others = event_ids - {kiosk.event_id}
    if not others:
        return event_ids
    snapshots = Snapshot.objects.filter(tenant_id=kiosk.tenant_id, kiosk_id=kiosk.id, event_id__in=others)
    return event_ids & {kiosk.event_id, *snapshots.values_list("event_id", flat=True).distinct()}


class _Offer:
    """What a kiosk may request at an event: what any snapshot promised it, or what is offered now."""

    def __init__(self, kiosk: Kiosk, event_id: UUID) -> None:
        self._kiosk = kiosk
        self._event_id = event_id
        self._remembered = promised_prices.remembered(kiosk, event_id)

    def verdict(self, request: GenerationRequested) -> Verdict | None:
        """None: it may be asked for."""
        style_id, price = request.style_id, request.price
        if self._remembered.get(style_id) == price or self._last.get(style_id) == price:
            return None
        if self._now is None:
            return _ELSEWHERE
        if self._now.get(style_id) == price:
            return None
        promised = self._ever_promised.get(style_id, set())
        if price in promised:
            return None
        if style_id in self._now or promised:
            return refused(Code.INVALID, f"{price} credits was never this style's price.")
        return refused(Code.STYLE_NOT_ALLOWED)

    @cached_property
    def _last(self) -> Mapping[UUID, int]:
        return promised_prices.last(self._kiosk, self._event_id)

    @cached_property
    def _now(self) -> dict[UUID, int] | None:
        event = find(self._kiosk.tenant_id, self._event_id)
        if event is None:
            return None
        return {style.id: style.price for pack in packs_for(event) for style in pack.styles}

    @cached_property
    def _ever_promised(self) -> dict[UUID, set[int]]:
        return promised_prices.ever(self._kiosk, self._event_id)


def _keep_timely(
    kiosk: Kiosk, requests: list[_Request], purse: Purse, verdicts: dict[UUID, Verdict]
) -> list[_Request]:
    """Refuse what the event or the partner does not allow - unless a live lease backed the promise."""
    unbacked = purse.unbacked(request.charge for request in requests)
    if not unbacked:
        return requests
    waiting = [request for request in requests if request.op.op_id in unbacked]
    active = Tenant.objects.filter(id=kiosk.tenant_id, active=True).exists()
    event_ids = {request.payload.event_id for request in waiting}
    events = {event.id: event for event in Event.objects.filter(tenant_id=kiosk.tenant_id, id__in=event_ids)}
    told = first_told(kiosk, event_ids) if _in_doubt(waiting, events) else {}
    for request in waiting:
        event = events[request.payload.event_id]
        asked = _asked(request.op, told.get(event.id, kiosk.enrolled_at))
        code = refusal_of(event, asked) if active else Code.PARTNER_INACTIVE
        if code is not None:
            verdicts[request.op.op_id] = refused(code)
    return [request for request in requests if request.op.op_id not in verdicts]


def _in_doubt(requests: Sequence[_Request], events: dict[UUID, Event]) -> bool:
    """Whether it matters when the kiosk first heard of these events."""
    ends = {event.id: event.ends_at for event in events.values()}
    return any(
        each.op.clock.is_wrong or each.op.occurred_at >= ends[each.payload.event_id] for each in requests
    )


def _asked(op: Incoming, told_at: datetime) -> Asked:
    return Asked(min(told_at, op.occurred_at), op.occurred_at, op.clock.now, op.clock.is_wrong)


def _record(kiosk: Kiosk, requests: Sequence[_Request], verdicts: dict[UUID, Verdict]) -> list[_Request]:
    """Record them, and refuse those whose generation id is in use, in this very batch or already."""
    accepted = [AcceptedRequest(each.op.op_id, each.op.occurred_at, each.payload) for each in requests]
    ids = record(kiosk.tenant_id, kiosk.id, accepted)
    if len(ids) == len(requests):
        return list(requests)
    new = frozenset(ids)
    first = {request.payload.generation_id: request for request in reversed(requests)}
    recorded = []
    for request in requests:
        if request is first[request.payload.generation_id] and request.payload.generation_id in new:
            recorded.append(request)
        else:
            verdicts[request.op.op_id] = refused(Code.CONFLICT)
    return recorded


def _charge(purse: Purse, requests: Sequence[_Request], verdicts: dict[UUID, Verdict]) -> list[_Request]:
    """Charge for what was recorded; what is paid."""
    paid = []
    codes = purse.pay([request.charge for request in requests])
    for request, code in zip(requests, codes, strict=True):
        verdicts[request.op.op_id] = APPLIED if code is None else refused(code)
        if code is None:
            paid.append(request)
    return paid


def _forget(kiosk: Kiosk, recorded: Sequence[_Request], paid: Sequence[_Request]) -> None:
    """Forget what was recorded and is not to be made, as it came too late or nobody can pay for it."""
    if len(paid) < len(recorded):
        kept = {request.op.op_id for request in paid}
        unpaid = [each.payload.generation_id for each in recorded if each.op.op_id not in kept]
        forget(kiosk.tenant_id, unpaid)
