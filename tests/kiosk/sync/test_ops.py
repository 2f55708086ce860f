"""Every op once, in order, whatever the network does."""

import pytest

from contract.ids import new_id
from contract.problem import Code
from contract.sync import MAX_BODY_BYTES, AlertRaised, OpResult, OpStatus
from kiosk.domain.errors import NetworkError, RefusedError
from kiosk.sync.transport.http_errors import ServerFailureError
from kiosk.sync.workers.ops import Drained, OpSender
from tests.kiosk.sync import loopback
from tests.kiosk.worlds import lease

SYNC = "POST /kiosk/sync"


@pytest.fixture
def outbox(booth):
    return OpSender(booth.context(), lambda ops, answer: booth.heard.steps.append((len(ops), answer.ack_seq)))


def fail_with(op_ids, status=500):
    """The platform breaks whenever one of these ops is in the batch."""

    def fault(exchange):
        body = exchange.body()
        if any(str(op_id).encode() in body for op_id in op_ids):
            exchange.send((status, {}, b""))
        else:
            with exchange.platform.lock:
                exchange.send(loopback.route(exchange.platform, exchange, body))
        return True

    return fault


def ops_of(booth):
    return [op.op_id for op in booth.store.outbox.pending(500, 1_000_000)]


def test_the_outbox_is_drained_in_order(booth, platform, outbox):
    for _ in range(3):
        booth.request()
    assert outbox.drain() == Drained(settled=3, rejected=0)
    assert platform.order == [1, 2, 3]
    assert platform.count(SYNC) == 1
    assert booth.store.queue_depth().ops == 0


def test_an_empty_outbox_still_asks_for_changes(platform, outbox):
    assert outbox.drain() == Drained()
    assert platform.count(SYNC) == 1


def test_an_op_whose_answer_was_lost_has_no_second_effect(booth, platform, outbox):
    booth.request()
    platform.break_next(SYNC, loopback.lose_answer)
    with pytest.raises(NetworkError):
        outbox.drain()
    assert booth.store.queue_depth().ops == 1
    assert outbox.drain().settled == 1
    assert platform.order == [1]


def test_a_cut_network_loses_nothing_and_the_row_says_why(booth, platform, outbox):
    booth.request()
    platform.break_next(SYNC, loopback.cut)
    with pytest.raises(NetworkError):
        outbox.drain()
    assert len(ops_of(booth)) == 1
    assert outbox.drain().settled == 1


def test_an_answer_to_another_batch_settles_nothing(booth, platform, outbox):
    """A proxy that repeats an older answer, byte by byte."""
    booth.request()
    kept = []

    def keep(exchange):
        kept.append(exchange.answer())
        exchange.send(kept[0])
        return True

    def repeat(exchange):
        exchange.body()
        exchange.send(kept[0])
        return True

    platform.break_next(SYNC, keep, repeat)
    outbox.drain()
    booth.request()
    with pytest.raises(NetworkError, match="not the one to this batch"):
        outbox.drain()
    assert booth.store.queue_depth().ops == 1
    assert outbox.drain().settled == 1


def test_a_poisoned_op_is_found_and_stops_no_other(booth, platform, outbox):
    for _ in range(8):
        booth.request()
    poison = ops_of(booth)[5]
    platform.break_next(SYNC, *[fail_with([poison])] * 40)
    for _ in range(12):
        try:
            outbox.drain()
        except ServerFailureError:
            booth.clock.advance(0.5)
    assert sorted(platform.order) == [1, 2, 3, 4, 5, 7, 8]
    assert booth.pending() == [poison]


def test_an_op_too_large_for_the_platform_is_set_aside(booth, platform, outbox):
    for _ in range(3):
        booth.request()
    large = ops_of(booth)[0]
    platform.break_next(SYNC, *[fail_with([large], 502)] * 20)
    for _ in range(6):
        try:
            outbox.drain()
        except NetworkError:
            booth.clock.advance(0.5)
    assert platform.order == [2, 3]


def test_batches_are_at_most_500_ops(booth, platform, outbox):
    store, at = booth.store, booth.clock.now()

    def alert(rows):
        for _ in range(501):
            store.outbox.record(rows, AlertRaised(part="test", sentence="x"), at, new_id())

    store.database.write(alert)
    assert outbox.drain().settled == 501
    assert platform.count(SYNC) == 2


def test_batches_are_under_a_megabyte(booth, platform, outbox):
    store, at = booth.store, booth.clock.now()
    sizes = []

    def measure(exchange):
        sizes.append(int(exchange.headers["Content-Length"]))
        return False

    platform.break_next(SYNC, *[measure] * 5)

    def alert(rows):
        for _ in range(450):
            store.outbox.record(rows, AlertRaised(part="ñ" * 200, sentence="é" * 2000), at, new_id())

    store.database.write(alert)
    assert outbox.drain().settled == 450
    assert len(sizes) == 3 and max(sizes) <= MAX_BODY_BYTES


def test_a_rejected_op_is_a_dead_letter_and_told(booth, platform, outbox):
    booth.request()
    [op_id] = ops_of(booth)
    platform.fates[op_id] = OpResult(
        op_id=op_id, seq=1, status=OpStatus.REJECTED, code=Code.CREDITS_EXHAUSTED, sentence="no credits"
    )
    assert outbox.drain() == Drained(settled=1, rejected=1)
    assert booth.store.queue_depth().dead_letters == 1


def test_an_op_to_be_sent_again_is_sent_again_later(booth, platform, outbox):
    booth.request()
    [op_id] = ops_of(booth)
    platform.fates[op_id] = OpResult(op_id=op_id, seq=1, status=OpStatus.RETRY, code=Code.TRY_LATER)
    assert outbox.drain().settled == 0
    del platform.fates[op_id]
    booth.clock.advance(600)
    assert outbox.drain().settled == 1


def test_another_epoch_is_refused_without_a_second_try(booth, platform, outbox):
    booth.request()
    platform.epoch = 9
    with pytest.raises(RefusedError) as refused:
        outbox.drain()
    assert refused.value.code is Code.EPOCH_MISMATCH
    assert platform.count(SYNC) == 1
    assert len(booth.pending()) == 1


def test_it_goes_on_while_the_platform_has_more_to_tell(booth, platform, outbox):
    platform.page = 2
    platform.changes = [{"kind": "config", "version": str(number)} for number in range(5)]
    outbox.drain()
    assert platform.count(SYNC) == 3
    assert booth.store.sync_results.cursor() == "5"


def test_a_platform_that_always_has_more_does_not_catch_it_in_a_loop(booth, platform, outbox):
    outbox.drain()

    def stuck(exchange):
        status, headers, body = exchange.answer()
        exchange.send((status, headers, body.replace(b'"more":false', b'"more":true')))
        return True

    platform.break_next(SYNC, *[stuck] * 3)
    outbox.drain()
    assert platform.count(SYNC) == 2


def test_a_lease_in_an_answer_is_as_old_as_the_question(booth, platform, outbox):
    platform.leases[lease().id] = lease(ttl=600)

    def slow(exchange):
        booth.clock.advance(45)
        return False

    platform.break_next(SYNC, slow)
    outbox.drain()
    [held] = booth.store.leases.held()
    assert held.expires_monotonic == booth.clock.monotonic() + 600 - 45
