"""The lease: as large as the demand, alive, asked for once, given back when it is another event's."""

import pytest

from contract.config import EventState
from contract.problem import Code
from kiosk.domain.errors import NetworkError, RefusedError
from kiosk.sync.workers.leases import REFUSED_PAUSE_SECONDS, LeaseKeeper
from tests.kiosk.sync import loopback
from tests.kiosk.worlds import config, event, lease, named, signed

ASK = "POST /kiosk/leases"


@pytest.fixture
def keeper(booth):
    return LeaseKeeper(booth.context())


def left(booth):
    return [held.left for held in booth.store.leases.held()]


def test_without_a_lease_one_is_asked_for(booth, platform, keeper):
    keeper.keep()
    assert left(booth) == [450]  # three times the dearest style


def test_with_enough_left_nothing_is_asked(booth, platform, keeper):
    keeper.keep()
    keeper.keep()
    assert platform.count(ASK) == 1


def test_the_lease_grows_with_the_demand(booth, platform, keeper):
    keeper.keep()
    for _ in range(2):
        booth.request(price=100)
    keeper.keep()
    assert platform.count(ASK) == 2
    [held] = booth.store.leases.held()
    assert held.granted == 450 + 600 and held.spent == 200


def test_demand_is_what_was_promised_lately(booth, platform, keeper):
    keeper.keep()
    booth.request(price=150)
    booth.clock.advance(301)
    keeper.keep()
    assert platform.count(ASK) == 1


def test_a_lease_near_its_end_is_renewed(booth, platform, keeper):
    keeper.keep()
    booth.clock.advance(3600 - 601)
    keeper.keep()
    assert platform.count(ASK) == 1
    booth.clock.advance(10)
    keeper.keep()
    assert platform.count(ASK) == 2
    [held] = booth.store.leases.held()
    assert held.expires_monotonic == booth.clock.monotonic() + 3600


def test_a_short_lease_is_not_renewed_all_the_time(booth, platform, keeper):
    def short(exchange):
        status, headers, body = exchange.answer()
        exchange.send((status, headers, body.replace(b":3600", b":300")))
        return True

    platform.break_next(ASK, short, short)
    keeper.keep()
    booth.clock.advance(150)
    keeper.keep()
    assert platform.count(ASK) == 1
    booth.clock.advance(100)
    keeper.keep()
    assert platform.count(ASK) == 2


def test_a_dead_lease_is_renewed_not_doubled(booth, platform, keeper):
    keeper.keep()
    booth.clock.advance(4000)
    keeper.keep()
    [held] = booth.store.leases.held()
    assert platform.leases.keys() == {held.id}


def test_a_question_without_an_answer_is_repeated_word_for_word(booth, platform, keeper):
    platform.break_next(ASK, loopback.lose_answer, loopback.cut)
    for _ in range(2):
        with pytest.raises(NetworkError):
            keeper.keep()
    keeper.keep()
    assert platform.count(ASK) == 3
    assert len(platform.lease_requests) == 1
    assert platform.pool == 10_000 - 450


def test_an_event_without_credits_is_not_asked_again_and_again(booth, platform, keeper):
    platform.pool = 0
    with pytest.raises(RefusedError) as refused:
        keeper.keep()
    assert refused.value.code is Code.CREDITS_EXHAUSTED
    for _ in range(5):
        keeper.keep()
    assert platform.count(ASK) == 1
    platform.pool = 500
    booth.clock.advance(REFUSED_PAUSE_SECONDS)
    keeper.keep()
    assert left(booth) == [450]


def test_a_platform_that_has_no_more_is_left_alone_for_a_while(booth, platform, keeper):
    platform.pool = 100
    keeper.keep()
    assert left(booth) == [100]

    def nothing_more(exchange):
        exchange.body()
        exchange.send(loopback.json_of(next(iter(platform.leases.values()))))
        return True

    platform.break_next(ASK, *[nothing_more] * 9)
    for _ in range(5):
        keeper.keep()
    assert platform.count(ASK) == 2


def test_a_lease_that_the_platform_does_not_know_is_closed(booth, platform, keeper):
    booth.store.leases.keep(lease(granted=10))
    with pytest.raises(RefusedError):
        keeper.keep()
    assert left(booth) == []
    keeper.keep()
    assert left(booth) == [450]


def test_at_another_event_the_old_lease_is_given_back(booth, platform, keeper):
    keeper.keep()
    [old] = booth.store.leases.held()
    booth.store.configs.keep(*signed(config(event=event(id=named("another party")))))
    with pytest.raises(NetworkError):
        platform.break_next(ASK, loopback.cut)
        keeper.keep()
    assert booth.store.leases.held() == []
    [op] = booth.store.outbox.pending(10, 10_000)
    assert (op.kind, op.payload.lease_id) == ("lease.returned", old.id)


@pytest.mark.parametrize("state", [state for state in EventState if state is not EventState.LIVE])
def test_an_event_that_makes_no_pictures_needs_no_lease(booth, platform, keeper, state):
    booth.store.configs.keep(*signed(config(event=event(state))))
    keeper.keep()
    assert platform.count(ASK) == 0


def test_without_an_event_there_is_nothing_to_promise(booth, platform, keeper):
    keeper.keep()
    booth.store.configs.keep(*signed(config(event=None)))
    keeper.keep()
    assert booth.store.leases.held() == [] and platform.count(ASK) == 1


def test_giving_back_closes_every_lease_once(booth, keeper):
    keeper.keep()
    assert keeper.give_back()
    assert not keeper.give_back()
    assert [op.kind for op in booth.store.outbox.pending(10, 10_000)] == ["lease.returned"]
