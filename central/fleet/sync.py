"""One exchange with a kiosk (Y4): its ops settled exactly once, for ever; what changed for it told."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from central.fleet import changes, configs
from central.fleet.leases import lease_shape
from central.fleet.locking import hold_ahead, moves_credits_later
from central.fleet.models import Kiosk, Op
from central.fleet.ops import LARGEST_SEQ, Incoming, Verdict, in_order, read, refused
from central.fleet.reported import apply_reports
from central.fleet.requested import apply_requests
from central.generations import requests
from central.ledger.accounts import AccountKind, balance_of
from central.ledger.errors import Conflict
from central.ledger.leases import open_leases
from contract.problem import Code
from contract.sync import (
    Change,
    ConfigChanged,
    OpKind,
    OpResult,
    OpStatus,
    RawOp,
    SyncAnswer,
    SyncRequest,
)

_MOST_AHEAD = 20_000


class EpochMismatch(Exception):
    """The request comes from a restored disk or a copy of this kiosk (Y11)."""


def sync(kiosk: Kiosk, request: SyncRequest) -> SyncAnswer:
    """Settle the ops in one transaction, then say what is new. Raises EpochMismatch: nothing was settled."""
    now = timezone.now()
    results, ack_seq = settle(kiosk, request.epoch, request.ops, now)
    page = changes.read(kiosk.tenant_id, kiosk.id, request.cursor)
    return SyncAnswer(
        results=tuple(results),
        ack_seq=ack_seq,
        changes=_told(kiosk, page.changes),
        cursor=page.cursor,
        more=page.more,
        leases=tuple(lease_shape(lease) for lease in open_leases(kiosk.tenant_id, kiosk.id, request.epoch)),
        pool=_pool(kiosk),
        server_time=timezone.now(),
    )


def settle(kiosk: Kiosk, epoch: int, raw: Sequence[RawOp], now: datetime) -> tuple[list[OpResult], int]:
    """One result per op, in the order sent, and the seq up to which everything is settled."""
    with transaction.atomic():
        # Held until the end: of a kiosk's requests, also repeated ones, one is settled at a time.
        held = Kiosk.objects.select_for_update(no_key=True).get(tenant_id=kiosk.tenant_id, id=kiosk.id)
        if held.epoch != epoch:
            raise EpochMismatch
        if not raw:
            return [], held.ack_seq
        incoming = [read(each, kiosk.id, now) for each in raw]
        results = _answers(held, incoming)
        return results, _acknowledge(held, now, {op.seq for op in incoming})


def _answers(kiosk: Kiosk, incoming: Sequence[Incoming]) -> list[OpResult]:
    known = _known(kiosk, incoming)
    first = {op.op_id: op for op in reversed(incoming)}
    fresh = [op for op in first.values() if op.op_id not in known]
    verdicts = _apply(kiosk, in_order(fresh))
    results = []
    for op in incoming:
        if op.op_id in known:
            results.append(_repeated(op, known[op.op_id]))
        elif op is first[op.op_id]:
            results.append(op.answer(verdicts[op.op_id]))
        else:
            results.append(_repeated_in_batch(op, first[op.op_id], verdicts[op.op_id]))
    return results


def _known(kiosk: Kiosk, incoming: Iterable[Incoming]) -> dict[UUID, Op]:
    ids = [op.op_id for op in incoming]
    return {op.id: op for op in Op.objects.filter(tenant_id=kiosk.tenant_id, id__in=ids)}


def _repeated(op: Incoming, kept: Op) -> OpResult:
    """The answer for ever: a rejection is told again as it was, what was applied is a duplicate."""
    if bytes(kept.digest) != op.digest:
        return op.answer(refused(Code.CONFLICT))
    if kept.status == OpStatus.REJECTED:
        return op.answer(Verdict(Code(kept.code), kept.sentence))
    return OpResult(op_id=op.op_id, seq=op.seq, status=OpStatus.DUPLICATE)


def _repeated_in_batch(op: Incoming, first: Incoming, verdict: Verdict) -> OpResult:
    if op.digest != first.digest:
        return op.answer(refused(Code.CONFLICT))
    if verdict.code is not None:
        return op.answer(verdict)
    return OpResult(op_id=op.op_id, seq=op.seq, status=OpStatus.DUPLICATE)


def _apply(kiosk: Kiosk, ops: Sequence[Incoming]) -> dict[UUID, Verdict]:
    """Effects and answers of all ops in one savepoint; where the database objects, halves of it until
    only the op that it objects to is left out."""
    if not ops:
        return {}
    try:
        with transaction.atomic():
            verdicts = _effects(kiosk, ops)
            Op.objects.bulk_create(_kept(kiosk, op, verdicts[op.op_id]) for op in ops)
            return verdicts
    except (IntegrityError, DataError, Conflict) as error:
        if len(ops) > 1:
            hold_ahead(kiosk, ops)  # Each half takes locks of its own; its savepoint gave the first ones up.
            middle = len(ops) // 2
            return _apply(kiosk, ops[:middle]) | _apply(kiosk, ops[middle:])
        verdict = refused(Code.INVALID if isinstance(error, DataError) else Code.CONFLICT)
        Op.objects.bulk_create([_kept(kiosk, ops[0], verdict)], ignore_conflicts=True)
        return {ops[0].op_id: verdict}


def _effects(kiosk: Kiosk, ops: Sequence[Incoming]) -> dict[UUID, Verdict]:
    """Requests first: what else is in the batch may be about them, never the other way round."""
    verdicts = {op.op_id: refused(Code.INVALID, op.fault) for op in ops if op.payload is None}
    good = [op for op in ops if op.payload is not None]
    if any(map(moves_credits_later, good)):
        hold_ahead(kiosk, good)
    verdicts |= apply_requests(kiosk, [op for op in good if op.kind == OpKind.GENERATION_REQUESTED])
    return verdicts | apply_reports(kiosk, [op for op in good if op.kind != OpKind.GENERATION_REQUESTED])


def _kept(kiosk: Kiosk, op: Incoming, verdict: Verdict) -> Op:
    return Op(
        tenant_id=kiosk.tenant_id,
        id=op.op_id,
        kiosk_id=kiosk.id,
        epoch=kiosk.epoch,
        seq=min(op.seq, LARGEST_SEQ),
        kind=op.kind,
        digest=op.digest,
        payload=op.wire,
        occurred_at=op.occurred_at,
        status=OpStatus.APPLIED if verdict.code is None else OpStatus.REJECTED,
        code=verdict.code or "",
        sentence=verdict.sentence,
    )


def _acknowledge(kiosk: Kiosk, now: datetime, settled: set[int]) -> int:
    """Move on over every seq that is settled without a gap; remember those beyond one."""
    ahead = {seq for seq in settled.union(kiosk.settled_ahead) if kiosk.ack_seq < seq <= LARGEST_SEQ}
    while kiosk.ack_seq + 1 in ahead:
        kiosk.ack_seq += 1
        ahead.remove(kiosk.ack_seq)
    kiosk.settled_ahead = sorted(ahead)[:_MOST_AHEAD]
    kiosk.last_seen_at = now
    kiosk.save(update_fields=["ack_seq", "settled_ahead", "last_seen_at"])
    return kiosk.ack_seq


def _told(kiosk: Kiosk, keys: Iterable[changes.ChangedKey]) -> tuple[Change, ...]:
    """The present state of what changed; keys of other kinds only wake the kiosk."""
    keys = list(keys)
    told: list[Change] = list(
        requests.changes(
            kiosk.tenant_id, dict.fromkeys(UUID(each.key) for each in keys if each.kind == "generation")
        )
    )
    if any(each.kind == "config" for each in keys):
        told.append(ConfigChanged(version=configs.current(kiosk).version))
    return tuple(told)


def _pool(kiosk: Kiosk) -> int:
    if kiosk.event_id is None:
        return 0
    return max(0, balance_of(kiosk.tenant_id, AccountKind.POOL, kiosk.event_id))
