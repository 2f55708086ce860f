"""Y6: each listening kiosk has its own place in the feed, and one tenant's node holds up no other tenant."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from django.db import OperationalError, connection, connections

from central.changefeed import changes, stream
from central.changefeed.stream import Hub
from contract.ids import new_id
from tests.central.emptying import opened
from tests.central.listeners import listen
from tests.central.web import NAME

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(stream, "_PAUSE_SECONDS", 0.01)


def publish(tenant: UUID, kiosk: UUID, *keys: str) -> None:
    for key in keys:
        changes.publish(tenant, kiosk, "lease", key)
    connections.close_all()


async def told(tenant: UUID, kiosk: UUID, *keys: str) -> None:
    await asyncio.to_thread(publish, tenant, kiosk, *keys)


async def heard(events: AsyncIterator[bytes], count: int) -> list[str]:
    keys: list[str] = []
    async with asyncio.timeout(60):
        async for event in events:
            if b"data: " in event:
                keys.append(event.decode().split("data: ")[1].strip())
                if len(keys) == count:
                    break
    return keys


def test_who_comes_later_hears_what_is_new_and_who_was_there_everything() -> None:
    tenant, early, late = new_id(), new_id(), new_id()

    async def scene() -> tuple[list[str], list[str]]:
        hub = Hub()
        first = await listen(hub, tenant, early)
        await told(tenant, late, "before it listened")
        await told(tenant, early, "1")
        second = await listen(hub, tenant, late)
        await told(tenant, early, "2", "3")
        await told(tenant, late, "4")
        return await heard(first, 3), await heard(second, 1)

    assert asyncio.run(scene()) == (["1", "2", "3"], ["4"])


def test_two_streams_of_one_kiosk_hear_the_same() -> None:
    tenant, kiosk = new_id(), new_id()

    async def scene() -> list[list[str]]:
        hub = Hub()
        streams = [await listen(hub, tenant, kiosk) for _ in range(2)]
        await told(tenant, kiosk, "1", "2")
        return [await heard(each, 2) for each in streams]

    assert asyncio.run(scene()) == [["1", "2"]] * 2


def test_a_tenant_whose_node_is_away_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    gone, here, kiosk = new_id(), new_id(), new_id()
    really, is_away = stream._since_of, {gone}

    def away(tenant: UUID, positions: dict[UUID, stream.Position]) -> stream._Heard:
        if tenant in is_away:
            connection.ensure_connection()  # The coordinator answers, its node does not.
            raise OperationalError("connection to the remote node failed")
        return really(tenant, positions)

    monkeypatch.setattr(stream, "_since_of", away)
    monkeypatch.setattr(stream, "_AWAY_SECONDS", 0.0)

    async def scene() -> tuple[list[str], list[str]]:
        hub = Hub()
        first, second = await listen(hub, gone, kiosk), await listen(hub, here, kiosk)
        await told(gone, kiosk, "late")
        await told(here, kiosk, "now")
        now = await heard(second, 1)
        is_away.clear()
        return now, await heard(first, 1)

    assert asyncio.run(scene()) == (["now"], ["late"])


def test_a_connection_that_was_lost_is_replaced() -> None:
    tenant, kiosk = new_id(), new_id()

    def end_all_others() -> None:
        """All of the platform in this process: a web server that other tests share keeps its own."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> %s"
                " AND pid <> %s",
                [NAME, opened().info.backend_pid],
            )
        connections.close_all()

    async def scene() -> list[str]:
        events = await listen(Hub(), tenant, kiosk)
        for number in range(5):
            await asyncio.to_thread(end_all_others)
            await told(tenant, kiosk, str(number))
        return await heard(events, 5)

    assert asyncio.run(scene()) == ["0", "1", "2", "3", "4"]


def test_a_tick_asks_once_for_all_kiosks_of_a_tenant(monkeypatch: pytest.MonkeyPatch) -> None:
    tenants, kiosks = [new_id() for _ in range(2)], [new_id() for _ in range(20)]
    ticks: list[list[UUID]] = []
    really, of_tenant = stream._since, stream._since_of

    def tick(asked: dict[UUID, dict[UUID, stream.Position]]) -> tuple[stream._Heard, list[UUID]]:
        ticks.append([])
        return really(asked)

    def ask(tenant: UUID, positions: dict[UUID, stream.Position]) -> stream._Heard:
        ticks[-1].append(tenant)
        return of_tenant(tenant, positions)

    monkeypatch.setattr(stream, "_since", tick)
    monkeypatch.setattr(stream, "_since_of", ask)

    async def scene() -> None:
        hub = Hub()
        streams = [await listen(hub, tenant, kiosk) for tenant in tenants for kiosk in kiosks]
        await told(tenants[1], kiosks[-1], "last")
        assert await heard(streams[-1], 1) == ["last"]

    asyncio.run(scene())
    assert sorted(ticks[-1]) == sorted(tenants)
    assert max(map(len, ticks)) == 2
