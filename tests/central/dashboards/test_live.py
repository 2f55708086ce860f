"""Live parts: whoever watches is told of a change, and looking costs the same for one and for many."""

import asyncio
from collections.abc import Collection

import httpx
import pytest
from django.conf import settings

from central.dashboards.kit.live import Watchers
from central.notices.kinds import NoticeKind
from central.notices.spreading import spread
from central.notices.telling import Told, tell
from central.tenants.models import Role
from central.tenants.readers import PEOPLE
from tests.central.dashboards.visitors import session_of
from tests.central.persons import a_user
from tests.central.world import World


def test_many_watchers_are_told_of_a_change_that_was_looked_at_once() -> None:
    looked, number = [], [1]

    def stamp() -> int:
        looked.append(number[0])
        return number[0]

    async def watch() -> list[bytes]:
        watchers = Watchers(tick=0)
        streams = [watchers.listen("event", stamp) for _ in range(50)]
        for stream in streams:
            assert (await anext(stream)).startswith(b"retry")
        number[0] = 2
        told = await asyncio.gather(*(anext(stream) for stream in streams))
        for stream in streams:
            await stream.aclose()  # type: ignore[attr-defined]
        return list(told)

    assert asyncio.run(watch()) == [b"event: changed\ndata:\n\n"] * 50
    assert looked.count(2) < 50


def test_what_everybody_has_one_of_is_looked_at_for_all_of_them_at_once() -> None:
    looked: list[set[int]] = []
    numbers = dict.fromkeys(range(50), 1)

    def stamps(keys: Collection[int]) -> dict[int, int]:
        looked.append(set(keys))
        return {key: numbers[key] for key in keys}

    async def watch() -> list[bytes]:
        watchers = Watchers(tick=0)
        streams = [watchers.listen_together(key, stamps) for key in numbers]
        for stream in streams:
            await anext(stream)
        numbers[7] = 2
        told = await anext(streams[7])
        looked.clear()
        numbers.update(dict.fromkeys(numbers, 3))
        others = await asyncio.gather(*(anext(stream) for stream in streams))
        assert looked and all(len(keys) == 50 for keys in looked)
        for stream in streams:
            await stream.aclose()  # type: ignore[attr-defined]
        return [told, *others]

    assert asyncio.run(watch()) == [b"event: changed\ndata:\n\n"] * 51


@pytest.mark.slow
def test_a_page_hears_that_the_balance_moved(database: str, server: str) -> None:
    world = World(credits=500)
    cookies = {settings.SESSION_COOKIE_NAME: session_of(a_user(Role.PARTNER, world.tenant_id))}
    with httpx.Client(base_url=server, cookies=cookies, timeout=30) as browser:
        assert ">500<" in browser.get("/kit/balance").text
        with browser.stream("GET", "/kit/balance/live") as answer:
            lines = answer.iter_lines()
            assert next(lines) == "retry: 3000"
            world.top_up(250)
            assert next(line for line in lines if line.startswith("event")) == "event: changed"
        assert ">750<" in browser.get("/kit/balance").text
    assert httpx.get(f"{server}/kit/balance/live").status_code == 302


@pytest.mark.slow
def test_a_bell_hears_what_its_own_person_was_told(database: str, server: str) -> None:
    world = World()
    person, other = a_user(Role.PARTNER, world.tenant_id), a_user(Role.PARTNER, World("other").tenant_id)
    cookies = {settings.SESSION_COOKIE_NAME: session_of(person)}
    with httpx.Client(base_url=server, cookies=cookies, timeout=30) as browser:
        assert "bell-count" not in browser.get("/bell/unread").text
        with browser.stream("GET", "/bell/live") as answer:
            lines = answer.iter_lines()
            assert next(lines) == "retry: 3000"
            tell(Told(world.tenant_id, NoticeKind.LOW_WALLET, "one", facts={"balance": 5}))
            tell(Told(other.tenant_id, NoticeKind.LOW_WALLET, "two", facts={"balance": 5}))
            spread(PEOPLE)
            assert next(line for line in lines if line.startswith("event")) == "event: changed"
        assert ">1</span>" in browser.get("/bell/unread").text
    assert httpx.get(f"{server}/bell/live").status_code == 302
