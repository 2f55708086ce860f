"""Ops: in order, once each, none ever dropped."""

import tempfile
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from contract.problem import Code
from contract.sync import GenerationState, OpResult, OpStatus
from kiosk.domain.model import Enrolled
from kiosk.store import Store
from tests.kiosk.store.conftest import Booth
from tests.kiosk.worlds import Clock, answer, config, enrolled, lease, named, signed

DEAD = "SELECT * FROM outbox WHERE state = 'rejected'"


def pending(store, limit=500):
    return list(store.outbox.pending(limit, 1_000_000))


def test_settled_ops_are_not_sent_again(booth):
    for _ in range(3):
        booth.request()
    sent = pending(booth.store, 2)
    booth.store.sync_results.settle(answer(sent))
    assert [op.seq for op in pending(booth.store)] == [3]
    assert booth.store.sync_results.cursor() == "c1"


def test_an_op_that_ack_seq_passed_but_no_result_named_is_sent_again(booth):
    booth.request()
    booth.store.sync_results.settle(answer(ack_seq=1))
    assert len(pending(booth.store)) == 1


def test_a_rejected_op_is_a_dead_letter_and_its_picture_failed(booth):
    request = booth.request()
    [op] = pending(booth.store)
    no = OpResult(
        op_id=op.op_id, seq=1, status=OpStatus.REJECTED, code=Code.CREDITS_EXHAUSTED, sentence="no credits"
    )
    booth.store.sync_results.settle(answer(results=(no,)))
    assert pending(booth.store) == []
    [letter] = booth.rows(DEAD)
    assert (letter["code"], letter["sentence"]) == ("credits_exhausted", "no credits")
    failed = booth.store.requests.get(request.generation_id)
    assert (failed.state, failed.failure) == (GenerationState.FAILED, "no credits")
    assert booth.store.queue_depth().dead_letters == 1
    booth.store.sync_results.settle(answer([op]))  # a late, other fate changes nothing
    assert len(booth.rows(DEAD)) == 1


def test_an_op_that_waits_does_not_hold_up_the_others(booth):
    for _ in range(3):
        booth.request()
    booth.store.outbox.failed([pending(booth.store)[0].op_id], "poisoned", 30.0)
    assert [op.seq for op in pending(booth.store)] == [2, 3]
    booth.clock.advance(31)
    assert [op.seq for op in pending(booth.store)] == [1, 2, 3]


def test_retry_waits_by_the_monotonic_clock_and_ends_with_the_boot(booth):
    booth.request()
    [op] = pending(booth.store)
    booth.store.outbox.failed([op.op_id], "cut", 300.0)
    booth.clock.wall = booth.clock.wall.replace(year=2031)
    assert pending(booth.store) == []
    booth.clock.seconds = 5.0
    assert pending(booth.reopen("boot-2")) == [op]


def test_the_servers_retry_is_tried_again_later(booth):
    booth.request()
    booth.store.sync_results.settle(answer(pending(booth.store), OpStatus.RETRY))
    booth.clock.advance(600)
    assert len(pending(booth.store)) == 1


def test_a_batch_keeps_to_its_bytes_but_always_moves(booth):
    for _ in range(4):
        booth.request()
    assert len(booth.store.outbox.pending(500, 10)) == 1
    assert len(booth.store.outbox.pending(500, 1800)) == 2


def test_another_epoch_numbers_what_is_unsettled_anew(booth):
    for _ in range(4):
        booth.request()
    before = pending(booth.store)
    booth.store.sync_results.settle(answer([before[1]]))
    booth.store.enrollment.keep(enrolled(epoch=2))
    after = pending(booth.store)
    assert [op.seq for op in after] == [1, 2, 3]
    assert [op.op_id for op in after] == [before[0].op_id, before[2].op_id, before[3].op_id]
    assert booth.store.sync_results.cursor() == ""
    booth.store.configs.keep(*signed(config()))
    booth.request()
    assert [op.seq for op in pending(booth.store)] == [1, 2, 3, 4]


def test_a_new_epoch_gives_the_leases_of_the_former_back_behind_what_was_promised_on_them(booth):
    """Else their credits would be the booth's until they are reclaimed, though it cannot promise on them."""
    held = [booth.lend(), booth.lend(name="of another event", event_id=named("another event"))]
    booth.request()
    booth.store.leases.close(booth.lend(name="closed before"))
    booth.store.enrollment.keep(enrolled(epoch=2))
    promised, _, *back = pending(booth.store)
    assert (promised.kind, promised.payload.lease_id) == ("generation.requested", held[0])
    assert [(op.kind, op.seq) for op in back] == [("lease.returned", 3), ("lease.returned", 4)]
    assert {op.payload.lease_id for op in back} == set(held)
    booth.store.enrollment.keep(enrolled(epoch=3))
    assert len(pending(booth.store)) == 4, "once"


def test_another_kiosk_returns_no_lease_of_the_former(booth):
    booth.lend()
    booth.store.enrollment.keep(enrolled(epoch=2, kiosk="elsewhere"))
    assert (booth.store.leases.held(), pending(booth.store)) == ([], [])


def test_pairing_with_another_platform_may_repeat_an_epoch(booth):
    booth.request()
    booth.store.sync_results.settle(answer(pending(booth.store)))
    booth.request()
    booth.store.enrollment.keep(enrolled(kiosk="elsewhere"))
    assert [op.seq for op in pending(booth.store)] == [1]


def test_the_same_enrolment_again_changes_no_seq(booth):
    booth.request()
    booth.store.sync_results.settle(answer(pending(booth.store)))
    booth.store.enrollment.keep(enrolled(server="http://moved.example"))
    booth.request()
    assert [op.seq for op in pending(booth.store)] == [2]
    assert booth.store.enrollment.current() == Enrolled(
        "http://moved.example", named("kiosk"), 1, booth.store.enrollment.current().server_key
    )


def test_depth_and_age(booth):
    booth.request()
    booth.clock.advance(40)
    depth = booth.store.queue_depth()
    assert (depth.ops, depth.blobs, depth.oldest_seconds, depth.dead_letters) == (1, 1, 40.0, 0)


def test_a_returned_lease_is_told_once_and_stays_closed(booth):
    lease_id = booth.lend()
    booth.store.leases.close(lease_id)
    booth.store.leases.close(lease_id)
    [op] = pending(booth.store)
    assert (op.kind, op.payload.lease_id) == ("lease.returned", lease_id)
    booth.store.leases.keep(lease())  # the server's word from before it heard
    assert booth.store.leases.held() == []


class Outbox(RuleBasedStateMachine):
    """Whatever the platform answers, in whatever order: each op has one fate, and seq has no gap."""

    @initialize()
    def open(self):
        self.folder = tempfile.TemporaryDirectory()
        clock = Clock()
        self.booth = Booth(Path(self.folder.name), clock, Store(Path(self.folder.name), clock))
        self.booth.store.enrollment.keep(enrolled())
        self.booth.store.configs.keep(*signed(config()))
        self.booth.lend(granted=500, ttl=1e6)
        self.made: set[UUID] = set()
        self.fates: dict[UUID, OpStatus] = {}
        self.epoch = 1

    def unsettled(self):
        self.booth.clock.advance(1000)
        return pending(self.booth.store)

    @rule()
    def ask(self):
        self.booth.request()

    @rule(choice=st.lists(st.sampled_from(OpStatus), min_size=1, max_size=6))
    def answered(self, choice):
        ops = self.unsettled()
        self.made |= {op.op_id for op in ops}
        results = []
        for op, status in zip(ops, choice, strict=False):
            results.append(OpResult(op_id=op.op_id, seq=op.seq, status=status, code=None))
            if status is not OpStatus.RETRY:
                self.fates[op.op_id] = status
        self.booth.store.sync_results.settle(answer(results=tuple(results)))

    @rule()
    def lost_answer(self):
        ops = self.unsettled()
        self.booth.store.outbox.failed([op.op_id for op in ops[:3]], "cut", 5.0)

    @rule()
    def enrolled_again(self):
        self.epoch += 1
        self.booth.store.enrollment.keep(enrolled(self.epoch))
        self.booth.store.configs.keep(*signed(config()))

    @rule()
    def started_again(self):
        self.booth.reopen()

    @invariant()
    def each_op_has_one_fate(self):
        ops = self.unsettled()
        assert not {op.op_id for op in ops} & set(self.fates)
        assert self.made <= {op.op_id for op in ops} | set(self.fates)
        dead = {UUID(letter["op_id"]) for letter in self.booth.rows(DEAD)}
        assert dead == {op for op, fate in self.fates.items() if fate is OpStatus.REJECTED}
        seqs = [op.seq for op in ops]
        assert seqs == sorted(set(seqs))

    @invariant()
    def leases_are_spent_by_requests(self):
        spent = sum(row["spent"] for row in self.booth.rows("SELECT spent FROM leases"))
        promised = sum(
            row["price"] for row in self.booth.rows("SELECT price FROM requests WHERE lease_id IS NOT NULL")
        )
        assert spent == promised

    def teardown(self):
        if hasattr(self, "booth"):
            self.booth.store.close()
            self.folder.cleanup()


TestOutboxOfAnyFate = pytest.mark.slow(Outbox.TestCase)
TestOutboxOfAnyFate.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
