"""C17, C18: the platform's credits, and the proofs that they add up, made every night by the worker."""

import asyncio
import logging

import pytest
from django.db import connection
from procrastinate import App

from central.operations import schedule
from tests.central.persons import a_buyer, a_client, a_master, a_partner, refusal
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


def night(worker: App) -> None:
    """The worker's night: what is due then, run by a real worker."""

    async def work() -> None:
        async with worker.open_async():
            await schedule.audit_ledger.configure().defer_async(timestamp=0)
            await worker.run_worker_async(queues=["long"], wait=False, install_signal_handlers=False)

    asyncio.run(work())


def test_the_worker_proves_the_ledger_every_night(worker: App) -> None:
    world, master = World(credits=5_000), a_master()
    world.event(credits=1_000)
    assert master.items("/platform/proofs") == []
    night(worker)
    [proof] = master.items("/platform/proofs")
    assert (proof["clean"], proof["faults"], proof["issued"], proof["transfers"]) == (True, [], 5_000, 2)
    assert proof["seconds"] > 0


def test_what_a_night_finds_is_kept_and_cried_out(worker: App, caplog: pytest.LogCaptureFixture) -> None:
    World(credits=5_000)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_account SET balance = balance + 7 WHERE kind = 'wallet'")
    with caplog.at_level(logging.CRITICAL, "central.operations.schedule"):
        night(worker)
    [proof] = a_master().items("/platform/proofs")
    assert not proof["clean"]
    assert "its balance is 5007, its transfers add up to 5000" in proof["faults"][0]
    assert "5007" in caplog.text


def test_a_master_may_ask_for_a_proof_at_once() -> None:
    World(credits=5_000)
    master = a_master()
    assert master.post("/platform/proofs").json()["clean"]
    assert len(master.items("/platform/proofs")) == 1


def test_the_platforms_credits_add_up_over_all_tenants() -> None:
    worlds = [World("one", credits=1_000), World("two", credits=2_000)]
    for world in worlds:
        event = world.event(credits=500)
        booth = world.booth(event)
        booth.sync(booth.request_op(event, world.style))
    seen = a_master().get("/platform/credits").json()
    assert seen == {
        "sold": 0, "given": 3_000, "in_circulation": 2_800, "allocated": 1_000, "consumed": 200,
        "generations": 200, "unlocks": 0, "forfeited": 0, "overdraft": 0, "sales": [],
    }  # fmt: skip


def test_only_masters_see_the_platform() -> None:
    world = World()
    people = [a_partner(world.tenant_id), a_client(world.tenant_id)[0], a_buyer()]
    for person in people:
        for path in ("/platform/credits", "/platform/proofs"):
            assert refusal(person.get(path)) == (403, "forbidden")
        assert refusal(person.post("/platform/proofs")) == (403, "forbidden")
