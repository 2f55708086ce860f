"""Drains the outbox: what happened goes up in batches, what changed comes down in the answers."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from contract.leases import Lease
from contract.sync import MAX_BODY_BYTES, MAX_OPS, Op, OpStatus, RawOp, SyncAnswer, SyncRequest
from kiosk.domain.errors import NetworkError, RefusedError
from kiosk.domain.retry import GUEST_SECONDS, jitter
from kiosk.sync.context import SyncContext
from kiosk.sync.transport.http_errors import ServerFailureError
from kiosk.sync.workers.worker import is_final

_ENVELOPE_BYTES = 1000
"""Room for epoch, cursor and brackets within the size limit of a batch."""
_MOST_REQUESTS = 100
"""Of one drain: 50,000 ops."""
_MOST_QUESTIONS = 10
"""Of those, without an op: a platform that always has more to tell is asked again after a pause."""


@dataclass(frozen=True, slots=True)
class Drained:
    """What one drain settled."""

    settled: int = 0
    rejected: int = 0


OnAnswer = Callable[[Sequence[Op], SyncAnswer], None]
"""Called with every answer once it is durable, with the ops that it answers."""


class OpSender:
    """Used from the ops thread alone.

    A batch that fails is halved, down to one op, and grows again with every success: so an op that makes
    the platform fail is found, set aside for a while, and stops nothing else.
    """

    def __init__(self, context: SyncContext, on_answer: OnAnswer) -> None:
        self._store = context.store
        self._connection = context.connection
        self._clock = context.clock
        self._random = context.random
        self._on_answer = on_answer
        self._limit = MAX_OPS
        self._failures: Counter[UUID] = Counter()

    def drain(self, most_requests: int = _MOST_REQUESTS) -> Drained:
        """Send until nothing is due and the platform has no more to tell. At least one request.

        What is left after so many requests waits for the next drain.
        """
        settled = rejected = questions = 0
        for _ in range(most_requests):
            ops = self._next_batch()
            questions += not ops
            cursor = self._store.sync_results.cursor()
            answer = self._exchange(ops, cursor)
            settled += sum(result.status is not OpStatus.RETRY for result in answer.results)
            rejected += sum(result.status is OpStatus.REJECTED for result in answer.results)
            moved = bool(ops) or bool(answer.reclaimed) or answer.cursor != cursor
            more = answer.more and questions < _MOST_QUESTIONS
            if not (moved and (more or self._store.outbox.pending(1, MAX_BODY_BYTES))):
                break
        return Drained(settled, rejected)

    def _next_batch(self) -> list[Op]:
        budget = MAX_BODY_BYTES - _ENVELOPE_BYTES
        batch: list[Op] = []
        for op in self._store.outbox.pending(self._limit, budget):
            budget -= len(_wire(op).model_dump_json().encode()) + 1
            if batch and budget < 0:
                break
            batch.append(op)
        return batch

    def _exchange(self, ops: list[Op], cursor: str) -> SyncAnswer:
        enrolled, client = self._connection.open()
        request = SyncRequest(
            epoch=enrolled.epoch,
            cursor=cursor,
            ops=tuple(map(_wire, ops)),
            sent_at=self._store.server_time.now(),
        )
        asked_at = self._clock.monotonic()
        try:
            answer = client.sync(request)
            _check(ops, answer)
        except (NetworkError, RefusedError) as error:
            self._batch_failed(ops, error)
            raise
        self._limit = min(MAX_OPS, self._limit * 2)
        answer = _aged(answer, self._clock.monotonic() - asked_at)
        self._store.sync_results.settle(answer)
        for op in ops:
            self._failures.pop(op.op_id, None)
        self._on_answer(ops, answer)
        return answer

    def _batch_failed(self, ops: list[Op], error: NetworkError | RefusedError) -> None:
        """Write the failure to each row. One op that fails alone is put off; a batch only gets smaller."""
        self._limit = max(1, min(self._limit, len(ops) or self._limit) // 2)
        if not ops:
            return
        own_fault = isinstance(error, ServerFailureError | RefusedError) and not is_final(error)
        retry_in = self._put_off(ops[0].op_id) if own_fault and len(ops) == 1 else 0.0
        self._store.outbox.failed([op.op_id for op in ops], str(error), retry_in)

    def _put_off(self, op_id: UUID) -> float:
        """Never due again at once: a drain goes on while something is due."""
        self._failures[op_id] += 1
        return 1.0 + jitter(self._failures[op_id], self._random, GUEST_SECONDS)


def _wire(op: Op) -> RawOp:
    return RawOp(
        op_id=op.op_id,
        seq=op.seq,
        kind=op.kind,
        occurred_at=op.occurred_at,
        payload=op.payload.model_dump(mode="json"),
    )


def _check(ops: Sequence[Op], answer: SyncAnswer) -> None:
    """An answer settles exactly what was sent; another batch's answer, repeated by a proxy, does not."""
    if [result.op_id for result in answer.results] != [op.op_id for op in ops]:
        raise NetworkError("the answer is not the one to this batch")


def _aged(answer: SyncAnswer, seconds: float) -> SyncAnswer:
    """Leases count from the moment of the answer, which lies at most so many seconds back."""
    return answer.model_copy(update={"leases": tuple(aged_lease(lease, seconds) for lease in answer.leases)})


def aged_lease(lease: Lease, seconds: float) -> Lease:
    """The lease with the time that its answer may have travelled taken off."""
    return lease.model_copy(update={"ttl_seconds": max(0.0, lease.ttl_seconds - seconds)})
