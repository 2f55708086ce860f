"""One exchange with a kiosk (Y4): settle its ops exactly once, and report what changed for it."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from central.base.reads import read_both
from central.changefeed import changes
from central.fleet import config_snapshots
from central.fleet.errors import CopiedKiosk, EpochMismatch
from central.fleet.leases import lease_shape
from central.fleet.models import Kiosk
from central.generations import requests
from central.ledger import kiosk_credits
from central.ledger.errors import Conflict
from central.ledger.kiosk_charges import ids_in_use
from central.pg_arrays import array_of, texts_of
from central.sync import claims
from central.sync.booth_clock import BoothClock
from central.sync.generation_requests import apply_requests
from central.sync.locks import lock_ahead, moves_credits_later
from central.sync.ops import LARGEST_SEQ, Incoming, Verdict, in_order, read, refused
from central.sync.parts import OBJECTIONS, Parts, refuse_too_many
from central.sync.reports import apply_reports
from central.sync.returns import returned_at, too_early
from contract.problem import Code
from contract.sync import (
    Change,
    ConfigChanged,
    OpKind,
    OpResult,
    OpStatus,
    PhotoWanted,
    RawOp,
    SyncAnswer,
    SyncRequest,
)

_MOST_AHEAD = 20_000
_TOO_EARLY = "An op before this one is missing."
_Apply = Callable[[Kiosk, Sequence[Incoming]], dict[UUID, Verdict]]


class _Kept(NamedTuple):
    """What is remembered of an op that was settled."""

    digest: bytes
    status: str
    code: str
    sentence: str


class _Way(NamedTuple):
    """How ops are settled. `careful`: not before it is known which of them were settled before."""

    apply: _Apply
    careful: bool = True


def sync(kiosk: Kiosk, request: SyncRequest) -> SyncAnswer:
    """Settle the ops, in one transaction if that is possible, then say what is new. Raises EpochMismatch."""
    now = timezone.now()
    results, ack_seq = settle_ops(kiosk, request.epoch, request.ops, now, request.sent_at)
    read = read_both(
        changes.reading(kiosk.tenant_id, kiosk.id, request.cursor),
        kiosk_credits.reading(kiosk.tenant_id, kiosk.id, request.epoch, kiosk.event_id),
    )
    page, credits = changes.page_of(read[0], request.cursor), kiosk_credits.credits_of(read[1])
    return SyncAnswer(
        results=tuple(results),
        ack_seq=ack_seq,
        changes=_present_state(kiosk, page.changes),
        cursor=page.cursor,
        more=page.more,
        leases=tuple(map(lease_shape, credits.leases)),
        reclaimed=tuple(map(lease_shape, credits.reclaimed)),
        pool=credits.pool,
        server_time=timezone.now(),
    )


def settle_ops(
    kiosk: Kiosk, epoch: int, raw: Sequence[RawOp], now: datetime, sent_at: datetime | None = None
) -> tuple[list[OpResult], int]:
    """One result per op, in the order sent, and the seq up to which everything is settled.

    Optimistically at first; only when the database objects, or there is too much to do, in parts.
    """
    clock = BoothClock(now, sent_at)
    incoming = [read(each, kiosk.id, clock) for each in raw]
    try:
        return _settle(kiosk, epoch, incoming, now, _Way(_apply, careful=False))
    except OBJECTIONS:
        carefully = _Way(_apply_carefully)
        parts = Parts(
            lambda ops: _settle(kiosk, epoch, ops, now, carefully)[0],
            lambda op, code: _settle(kiosk, epoch, [op], now, _Way(partial(_refuse_all, code)))[0],
        )
        results = parts.results(incoming)
        return results, _settle(kiosk, epoch, [], now, carefully)[1]


def _settle(
    kiosk: Kiosk, epoch: int, incoming: Sequence[Incoming], now: datetime, way: _Way
) -> tuple[list[OpResult], int]:
    with transaction.atomic():
        # Until the end: of a kiosk's requests, repeated ones included, one is settled at a time.
        _lock(kiosk)
        if kiosk.epoch != epoch:
            raise EpochMismatch
        if not incoming:
            return [], kiosk.ack_seq
        again, early = _settled(kiosk, incoming), too_early(kiosk, incoming)
        known = _known(kiosk, incoming) if way.careful or again or early else {}
        _refuse_copy(again, known)
        _acknowledge(kiosk, now, {op.seq for op in incoming if not early or op.op_id not in early})
        return _answers(kiosk, incoming, known, early, way.apply), kiosk.ack_seq


def _lock(kiosk: Kiosk) -> None:
    """Lock the kiosk and read what other requests may have changed."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [kiosk.tenant_id, kiosk.id])
        row = cursor.fetchone()
    if row is None:
        raise EpochMismatch
    kiosk.event_id, kiosk.epoch, kiosk.ack_seq, ahead = row
    kiosk.settled_ahead = json.loads(ahead)


def _settled(kiosk: Kiosk, incoming: Iterable[Incoming]) -> list[Incoming]:
    """The ops whose seqs are settled.

    One that was settled under another seq, as before a new enrolment, is noticed when it is to be kept.
    """
    ahead = frozenset(kiosk.settled_ahead)
    return [op for op in incoming if op.seq <= kiosk.ack_seq or op.seq in ahead]


def _refuse_copy(again: Iterable[Incoming], known: Collection[UUID]) -> None:
    """Raises CopiedKiosk for an op that is new though its seq is settled: somebody else has sent that one."""
    if any(op.op_id not in known for op in again):
        raise CopiedKiosk


def _answers(
    kiosk: Kiosk,
    incoming: Sequence[Incoming],
    known: Mapping[UUID, _Kept],
    early: frozenset[UUID],
    apply: _Apply,
) -> list[OpResult]:
    first = {op.op_id: op for op in reversed(incoming)}
    fresh, strange = in_order(first.values()), list[Incoming]()
    # Looked for only where there may be something: to look an id up costs as much as to judge its op.
    if known or early:
        fresh = [op for op in fresh if op.op_id not in known and op.op_id not in early]
        strange = [op for op in incoming if op.op_id in known and known[op.op_id].digest != op.digest]
    taken = claims.take(kiosk, [*fresh, *strange])
    if taken.erased:
        refuse_too_many(len(taken.erased))
        fresh = [op.of_an_erased_picture() if op.op_id in taken.erased else op for op in fresh]
    verdicts = _verdicts(kiosk, fresh, taken, apply)
    claims.keep_refusals(kiosk, taken, verdicts | {op.op_id: refused(Code.CONFLICT) for op in strange})
    if len(fresh) == len(incoming):
        return [op.answer(verdicts[op.op_id]) for op in incoming]
    results = []
    for op in incoming:
        if op.op_id in known:
            results.append(_repeated(op, known[op.op_id]))
        elif op.op_id in early:
            results.append(OpResult(op_id=op.op_id, seq=op.seq, status=OpStatus.RETRY, sentence=_TOO_EARLY))
        elif op is first[op.op_id]:
            results.append(op.answer(verdicts[op.op_id]))
        else:
            results.append(_repeated_in_batch(op, first[op.op_id], verdicts[op.op_id]))
    return results


def _verdicts(
    kiosk: Kiosk, fresh: Sequence[Incoming], taken: claims.Taken, apply: _Apply
) -> dict[UUID, Verdict]:
    """A claim code that is another picture's is a conflict for its op alone."""
    if not taken.lost:
        return apply(kiosk, fresh)
    lost = claims.without_what_was_erased(kiosk, [op for op in fresh if op.op_id in taken.lost])
    verdicts = _refuse_all(Code.CONFLICT, kiosk, lost)
    others = [op for op in fresh if op.op_id not in verdicts]
    return verdicts | apply(kiosk, others) if others else verdicts


def _known(kiosk: Kiosk, incoming: Sequence[Incoming]) -> dict[UUID, _Kept]:
    """Those of the ops that were settled before."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [kiosk.tenant_id, array_of(op.op_id for op in incoming)])
        return {row[0]: _Kept(*row[1:]) for row in cursor.fetchall()}


def _repeated(op: Incoming, kept: _Kept) -> OpResult:
    """A rejection is repeated as it was; what was applied is a duplicate."""
    if kept.digest != op.digest:
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
    """Effects and answers of all ops. Raises one of `OBJECTIONS`."""
    verdicts = _effects(kiosk, ops)
    _keep_all(kiosk, ops, verdicts)
    return verdicts


def _apply_carefully(kiosk: Kiosk, ops: Sequence[Incoming]) -> dict[UUID, Verdict]:
    """The same, with those aside whose ids are transfers'. Without any, what is acknowledged is kept."""
    used = ids_in_use(kiosk.tenant_id, (op.op_id for op in ops))
    verdicts = _refuse_all(Code.CONFLICT, kiosk, [op for op in ops if op.op_id in used])
    others = [op for op in ops if op.op_id not in used]
    return verdicts | _apply(kiosk, others) if others or not ops else verdicts


def _refuse_all(code: Code, kiosk: Kiosk, ops: Sequence[Incoming]) -> dict[UUID, Verdict]:
    verdicts = {op.op_id: refused(code) for op in ops}
    if ops:
        _keep_all(kiosk, ops, verdicts)
    return verdicts


def _effects(kiosk: Kiosk, ops: Sequence[Incoming]) -> dict[UUID, Verdict]:
    """Requests first: other ops of the batch may refer to them, never the other way round."""
    verdicts = {op.op_id: refused(Code.INVALID, op.fault) for op in ops if op.payload is None}
    good = [op for op in ops if op.payload is not None]
    if any(map(moves_credits_later, good)):
        lock_ahead(kiosk, good)
    requested = [op for op in good if op.kind == OpKind.GENERATION_REQUESTED]
    verdicts |= apply_requests(kiosk, requested, returned_at(good))
    return verdicts | apply_reports(kiosk, [op for op in good if op.kind != OpKind.GENERATION_REQUESTED])


def _keep_all(kiosk: Kiosk, ops: Sequence[Incoming], verdicts: Mapping[UUID, Verdict]) -> None:
    """Raises Conflict when another kiosk was first with one of these ids."""
    if not _keep(kiosk, ops, verdicts):
        raise Conflict(ops[0].op_id)


def _keep(kiosk: Kiosk, ops: Sequence[Incoming], verdicts: Mapping[UUID, Verdict]) -> bool:
    """Keep the ops with their results, and what is acknowledged. False: some of their ids are in use."""
    progress = [kiosk.ack_seq, json.dumps(kiosk.settled_ahead), kiosk.last_seen_at, kiosk.tenant_id, kiosk.id]
    parameters: list[Any] = [kiosk.tenant_id, kiosk.id, kiosk.epoch, *_columns(ops, verdicts), *progress]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, parameters)
        return bool(cursor.fetchone() == (len(ops),))


def _columns(ops: Sequence[Incoming], verdicts: Mapping[UUID, Verdict]) -> list[str]:
    """What is kept of them, column by column, as `_KEEP` has them."""
    theirs = [verdicts[op.op_id] for op in ops]
    return [
        texts_of(op.kind for op in ops),
        texts_of(op.wire for op in ops),
        texts_of(verdict.sentence for verdict in theirs),
        array_of(op.op_id for op in ops),
        array_of(min(op.seq, LARGEST_SEQ) for op in ops),
        array_of(op.digest.hex() for op in ops),
        array_of(op.occurred_at for op in ops),
        array_of(verdict.code or "" for verdict in theirs),
    ]


def _acknowledge(kiosk: Kiosk, now: datetime, settled: set[int]) -> None:
    """Advance over every seq that is settled without a gap, remember those beyond one; `_keep` keeps it."""
    ahead = {seq for seq in settled.union(kiosk.settled_ahead) if kiosk.ack_seq < seq <= LARGEST_SEQ}
    while kiosk.ack_seq + 1 in ahead:
        kiosk.ack_seq += 1
        ahead.remove(kiosk.ack_seq)
    kiosk.settled_ahead = sorted(ahead)[:_MOST_AHEAD]
    kiosk.last_seen_at = now


_LOCK = """
SELECT event_id, epoch, ack_seq, settled_ahead FROM fleet_kiosk
WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE
"""

_KNOWN = (
    "SELECT id, digest, status, code, sentence FROM sync_op WHERE tenant_id = %s AND id = ANY(%s::uuid[])"
)

_KEEP = """
WITH kept AS (
INSERT INTO sync_op (tenant_id, id, kiosk_id, epoch, seq, kind, digest, payload, occurred_at, recorded_at,
  status, code, sentence)
SELECT %s, id, %s, %s, seq, kind, decode(digest, 'hex'), payload, occurred_at, clock_timestamp(),
  CASE code WHEN '' THEN 'applied' ELSE 'rejected' END, code, sentence
FROM (
  SELECT unnest(%s::text[]) AS kind, unnest(%s::text[]) AS payload, unnest(%s::text[]) AS sentence,
    unnest(%s::uuid[]) AS id, unnest(%s::bigint[]) AS seq, unnest(%s::text[]) AS digest,
    unnest(%s::timestamptz[]) AS occurred_at, unnest(%s::text[]) AS code
) AS op
ON CONFLICT (tenant_id, id) DO NOTHING RETURNING id)
UPDATE fleet_kiosk SET ack_seq = %s, settled_ahead = %s, last_seen_at = %s WHERE tenant_id = %s AND id = %s
RETURNING (SELECT count(*) FROM kept)
"""


def _present_state(kiosk: Kiosk, keys: Iterable[changes.ChangedKey]) -> tuple[Change, ...]:
    """The current state of what changed; keys of other kinds only wake the kiosk."""
    keys = list(keys)
    state: list[Change] = list(
        requests.changes(
            kiosk.tenant_id, dict.fromkeys(UUID(each.key) for each in keys if each.kind == "generation")
        )
    )
    wanted = dict.fromkeys(each.key for each in keys if each.kind == "photo")
    state += [PhotoWanted(photo_sha256=sha256) for sha256 in wanted]
    if any(each.kind == "config" for each in keys):
        state.append(ConfigChanged(version=config_snapshots.current(kiosk).version))
    return tuple(state)
