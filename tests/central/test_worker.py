"""N1 with the real job queue: what the worker process does with jobs, its own and a dead worker's."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from procrastinate import App

from central.generations import attempts, tasks
from central.generations.claims import FORGOTTEN_AFTER, revive_forgotten, revive_lapsed
from central.generations.models import Generation
from central.generations.providers import registry
from central.generations.providers.base import Finished, PermanentError, TemporaryError
from central.generations.queue import TASK
from central.operations.worker import lanes
from central.operations.worker import work as work_in
from contract.ids import new_id
from contract.sync import GenerationState
from tests.central import own
from tests.central.booths import Booth
from tests.central.pictures import jpeg
from tests.central.scripted import scripted

pytestmark = pytest.mark.usefixtures("database")


def drain(worker: App, rescue: bool = False) -> None:
    """Work until nothing is due; with `rescue`, that periodic task is due now."""

    async def work() -> None:
        async with worker.open_async():
            if rescue:
                await tasks.rescue.configure().defer_async(timestamp=0)
            await work_in(worker, lanes(1), wait=False)

    asyncio.run(work())


def jobs() -> list[tuple[str, bool]]:
    """Each job's status, and whether it waits for a later time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, scheduled_at > now() FROM procrastinate_jobs"
            " WHERE task_name = %s ORDER BY id",
            [TASK],
        )
        return [(status, bool(later)) for status, later in cursor.fetchall()]


def test_a_worker_makes_the_picture(worker: App) -> None:
    booth = Booth()
    generation_id = booth.queued()
    drain(worker)
    assert booth.generation(generation_id).state == GenerationState.READY
    assert jobs() == [], "a job that succeeded leaves nothing behind"


def test_inside_a_worker_a_retry_is_enqueued_with_the_state_it_belongs_to(worker: App) -> None:
    booth, provider = scripted(TemporaryError("busy", retry_after=60), Finished(jpeg()))
    generation_id = booth.queued()
    drain(worker)
    assert provider.calls == ["submit"]
    assert booth.generation(generation_id).state == GenerationState.QUEUED
    assert jobs() == [("todo", True)]


def test_a_job_that_a_dead_worker_had_taken_is_run_by_another(worker: App) -> None:
    booth = Booth()
    generation_id = booth.queued()
    give_to_a_dead_worker()
    assert jobs() == [("doing", False)]
    drain(worker, rescue=True)
    drain(worker)
    assert booth.generation(generation_id).state == GenerationState.READY


def waited_for_long(generation_id: UUID) -> None:
    long_ago = timezone.now() - FORGOTTEN_AFTER * 2
    Generation.objects.filter(id=generation_id).update(queued_at=long_ago)


def test_a_picture_whose_job_met_a_broken_database_is_made_after_all(
    worker: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    booth = Booth()
    generation_id = booth.queued()

    def full(*_: object) -> None:
        raise OperationalError("could not extend file: No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(attempts, "claim", full)
        drain(worker)
    assert jobs() == [("failed", False)]
    assert revive_forgotten() == 0, "it may still be put back"
    waited_for_long(generation_id)
    assert revive_forgotten() == 1
    drain(worker)
    assert booth.generation(generation_id).state == GenerationState.READY


def test_a_picture_whose_job_a_living_worker_lost_is_made_after_all(worker: App) -> None:
    """Neither was its generation claimed, nor could be noted that the job is over."""
    booth = Booth()
    generation_id = booth.queued()
    give_to_a_dead_worker()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() + interval '1 h'")
    waited_for_long(generation_id)
    drain(worker, rescue=True)
    drain(worker)
    assert booth.generation(generation_id).state == GenerationState.READY


def test_a_picture_that_waits_its_turn_gets_no_second_job() -> None:
    generation_id = Booth().queued()
    waited_for_long(generation_id)
    assert revive_forgotten() == 0
    assert jobs() == [("todo", False)]


def test_what_a_dead_worker_left_gets_one_job_however_often_it_is_looked_at() -> None:
    generation_id = Booth().queued()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    hour_ago = timezone.now() - timedelta(hours=1)
    Generation.objects.filter(id=generation_id).update(
        state=GenerationState.RUNNING, claim_id=new_id(), claimed_until=hour_ago
    )
    assert [revive_lapsed() for _ in range(3)] == [1, 0, 0]
    assert sorted(jobs()) == [("failed", False), ("todo", False)]


def test_a_worker_makes_and_gives_back_peoples_own_pictures(worker: App) -> None:
    studio, _ = own.studio(Finished(jpeg()), PermanentError("no face was found"))
    sitter = own.sitter(credits=250)
    made, failed = sitter.asked(studio.style), sitter.asked(studio.style)
    drain(worker)
    assert {sitter.shown(each)["state"] for each in (made, failed)} == {"ready", "failed"}
    assert (sitter.balance, jobs()) == (150, [])


def give_to_a_dead_worker() -> None:
    """All jobs are held by a worker that has not been heard of for an hour."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 h') RETURNING id"
        )
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", cursor.fetchone())


def test_the_default_provider_is_the_looks_on_this_server() -> None:
    assert registry.provider_called(Booth().style.provider).name == "looks"
