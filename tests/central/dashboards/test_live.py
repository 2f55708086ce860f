"""Live parts: whoever watches is told of a change, and looking costs the same for one and for many."""

import asyncio

import httpx
import pytest
from django.conf import settings

from central.dashboards.kit.live import Watchers
from central.tenants.models import Role
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
