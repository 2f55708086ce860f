"""How slow the other end of a connection may be, and how many of one sender's may be slow at once."""

import asyncio
from collections.abc import Coroutine
from contextlib import ExitStack
from typing import Any

import pytest

from central.server.patience import Crowd, Pace, TooSlow, Wait

FOREVER = Pace(idle=1e6)
AT_ONCE = Pace(idle=0)


async def never() -> int:
    await asyncio.Event().wait()
    raise AssertionError


async def some() -> int:
    return 1


def size(number: int) -> int:
    return number


async def is_waited_for(wait: Wait) -> bool:
    try:
        return await wait.step(some, size) == 1
    except TooSlow:
        return False


def run(scene: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(scene, 60))


def test_silence_and_slowness_have_their_limits() -> None:
    pace = Pace(idle=20, bytes_a_second=500)
    assert pace.patience(moved=0, waited=0) == 20
    assert pace.patience(moved=0, waited=15) == 5, "a byte now and then is not enough"
    assert pace.patience(moved=5_000, waited=15) == 15
    assert pace.patience(moved=1_000_000, waited=15) == 20, "nor is having been fast"
    assert Pace(idle=60).patience(moved=1, waited=5_000) == 60, "events come when they come"


def test_who_moves_nothing_is_not_waited_for() -> None:
    async def scene() -> None:
        with pytest.raises(TooSlow):
            await Wait(AT_ONCE).step(never, size)
        assert await is_waited_for(Wait(FOREVER))

    run(scene())


def test_the_slowest_of_a_senders_waits_makes_room() -> None:
    async def scene() -> None:
        crowd, waits = Crowd({"caller": 3}, fair=0), [Wait(FOREVER) for _ in range(4)]
        await waits[0].step(some, lambda _: 1_000)
        await waits[2].step(some, lambda _: 10)
        with ExitStack() as places:
            for wait in waits:
                places.enter_context(crowd.place(wait, {"caller": "a", "address": "not counted"}))
            assert [await is_waited_for(wait) for wait in waits] == [True, False, True, True]

    run(scene())


def test_a_sender_who_came_with_too_many_at_once_has_no_more_than_others_later() -> None:
    async def scene() -> None:
        crowd, waits = Crowd({"person": 2}, fair=1e6), [Wait(FOREVER) for _ in range(6)]
        with ExitStack() as places:
            for wait in waits[:5]:
                places.enter_context(crowd.place(wait, {"person": "a"}))
            crowd._fair = 0
            places.enter_context(crowd.place(waits[5], {"person": "a"}))
            assert [await is_waited_for(wait) for wait in waits].count(True) == 2

    run(scene())


def test_it_makes_room_in_the_middle_of_its_wait() -> None:
    async def scene() -> None:
        crowd, first = Crowd({"caller": 1}, fair=0), Wait(FOREVER)
        with crowd.place(first, {"caller": "a"}):
            stalled = asyncio.ensure_future(first.step(never, size))
            await asyncio.sleep(0)
            with crowd.place(Wait(FOREVER), {"caller": "a"}), pytest.raises(TooSlow):
                await stalled

    run(scene())


def test_nobody_makes_room_for_another_sender() -> None:
    async def scene() -> None:
        crowd = Crowd({"caller": 1, "address": 2}, fair=0)
        waits = [Wait(FOREVER) for _ in range(3)]
        with ExitStack() as places:
            for wait, caller, address in zip(waits, "abc", ("here", "here", "there"), strict=True):
                places.enter_context(crowd.place(wait, {"caller": caller, "address": address}))
            assert [await is_waited_for(wait) for wait in waits] == [True] * 3
            with crowd.place(Wait(FOREVER), {"caller": "d", "address": "here"}):
                assert [await is_waited_for(wait) for wait in waits].count(False) == 1
                assert await is_waited_for(waits[2])

    run(scene())


def test_whoever_leaves_leaves_nothing_behind() -> None:
    async def scene() -> None:
        crowd = Crowd({"caller": 1}, fair=0)
        for _ in range(3):
            wait = Wait(FOREVER)
            with crowd.place(wait, {"caller": "a"}):
                assert await is_waited_for(wait)
        assert not crowd._waits

    run(scene())


def test_many_that_come_at_once_are_not_slow() -> None:
    async def scene() -> None:
        crowd, waits = Crowd({"address": 2}, fair=1e6), [Wait(FOREVER) for _ in range(9)]
        with ExitStack() as places:
            for wait in waits:
                places.enter_context(crowd.place(wait, {"address": "a proxy that nobody named"}))
            assert [await is_waited_for(wait) for wait in waits] == [True] * 9

    run(scene())
