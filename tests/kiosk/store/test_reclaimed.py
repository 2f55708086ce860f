"""X1: a lease that the platform took back: no more promises on it, and the op that says so, once."""

from contract.leases import Lease, LeaseState
from contract.sync import LeaseReturned, OpResult, OpStatus, SyncAnswer
from kiosk.domain.model import Funding
from tests.kiosk.store.conftest import Booth
from tests.kiosk.worlds import lease, named


def told(booth: Booth, *reclaimed: Lease, results: tuple[OpResult, ...] = ()) -> None:
    booth.store.sync_results.settle(
        SyncAnswer(results=results, ack_seq=0, cursor="c", server_time=booth.clock.now(), reclaimed=reclaimed)
    )


def waiting(booth: Booth) -> list[tuple[str, int]]:
    return [(op.kind.value, op.seq) for op in booth.store.outbox.pending(100, 1_000_000)]


def reclaimed() -> Lease:
    return lease().model_copy(update={"state": LeaseState.RECLAIMED, "ttl_seconds": 0.0})


def test_it_is_given_up_behind_everything_that_was_promised_on_it(booth: Booth) -> None:
    booth.lend()
    assert booth.request().funding is Funding.LEASED
    for _ in range(2):
        told(booth, reclaimed())
    assert booth.store.leases.held() == []
    assert waiting(booth) == [("generation.requested", 1), ("lease.returned", 2)]
    [_, back] = booth.store.outbox.pending(100, 1_000_000)
    assert back.payload == LeaseReturned(lease_id=lease().id, event_id=named("event"))
    assert booth.request().funding is Funding.UNFUNDED


def test_one_that_this_disk_never_knew_is_given_up_too(booth: Booth) -> None:
    told(booth, reclaimed())
    assert waiting(booth) == [("lease.returned", 1)]


def test_one_that_was_returned_already_is_not_returned_again(booth: Booth) -> None:
    booth.store.leases.close(booth.lend())
    told(booth, reclaimed())
    assert waiting(booth) == [("lease.returned", 1)]


def test_a_platform_that_forgot_the_return_is_told_again(booth: Booth) -> None:
    """As one that was restored from a copy."""
    told(booth, reclaimed())
    [op] = booth.store.outbox.pending(1, 1_000_000)
    done = OpResult(op_id=op.op_id, seq=op.seq, status=OpStatus.APPLIED)
    told(booth, results=(done,))
    assert waiting(booth) == []
    told(booth, reclaimed())
    assert waiting(booth) == [("lease.returned", 2)]


def test_a_question_answered_with_a_reclaimed_lease_gives_it_up(booth: Booth) -> None:
    booth.store.leases.keep(reclaimed())
    assert waiting(booth) == [("lease.returned", 1)]
