"""One worker process, and no kind of job that waits takes the slots of another."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event as Signal

import pytest
from django.db import connection
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from central.events.models import Event
from central.generations.models import Generation
from central.generations.providers import registry
from central.generations.providers.base import Finished, Progress, Work
from central.operations import schedule
from central.operations.worker import lanes, work
from contract.sync import GenerationState
from tests.central.booths import Booth
from tests.central.pictures import jpeg
from tests.central.scripted import Scripted

pytestmark = pytest.mark.usefixtures("database")


def test_each_task_has_one_lane() -> None:
    queues = [queue for lane in lanes(2) for queue in lane.queues]
    assert len(queues) == len(set(queues))
    ours = {
        task.queue for name, task in app.tasks.items() if not name.startswith(("builtin", "procrastinate"))
    }
    assert ours <= set(queues)
    assert schedule.audit_ledger.queue not in {schedule.announce.queue, schedule.reclaim.queue}
    assert all(lane.slots > 0 for lane in lanes(1))


@dataclass
class Stuck(Scripted):
    """A provider that answers when it is let go."""

    asked: Signal = field(default_factory=Signal)
    goes_on: Signal = field(default_factory=Signal)

    def submit(self, work: Work) -> Progress:
        self.asked.set()
        assert self.goes_on.wait(60)
        return Finished(jpeg())


def test_pictures_that_a_provider_holds_up_keep_nothing_else_waiting(worker: App) -> None:
    """Two slots, five pictures of a provider that does not answer; a booth's event is announced meanwhile."""
    provider = Stuck([])
    registry.register(provider)
    booth = Booth(provider=provider.name)
    for number in range(5):
        booth.queued(jpeg(seed=number))

    async def day() -> None:
        async with worker.open_async():
            working = asyncio.create_task(work(worker, lanes(2)))
            await _until(lambda: working.done() or provider.asked.is_set())
            if working.done():
                await working
            with suppress(AlreadyEnqueued):  # By the worker itself, as it is due.
                await schedule.announce.configure().defer_async(timestamp=0)
            await _until(lambda: _announced() == "live")
            assert await asyncio.to_thread(_unfinished) == 5
            provider.goes_on.set()
            await _until(lambda: _unfinished() == 0)
            working.cancel()
            await asyncio.wait([working])

    try:
        asyncio.run(day())
    finally:
        provider.goes_on.set()


async def _until(happens: Callable[[], bool]) -> None:
    """Look again and again, for a minute at most."""
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(happens):
            await asyncio.sleep(0)


def _announced() -> str:
    try:
        return Event.objects.get().announced
    finally:
        connection.close()


def _unfinished() -> int:
    try:
        return Generation.objects.exclude(state=GenerationState.READY).count()
    finally:
        connection.close()


def test_when_one_lane_ends_all_do(worker: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """The supervisor then starts the whole process anew."""
    usual = worker.run_worker_async

    async def run(**options: object) -> None:
        if options["name"] == "payments":
            raise ConnectionError("the database is gone")
        await usual(**options)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "run_worker_async", run)

    async def day() -> None:
        async with worker.open_async():
            await work(worker, lanes(1))

    with pytest.raises(ConnectionError):
        asyncio.run(day())
