"""The partners' pictures are made in turns: who has a thousand waiting holds up nobody who has one."""

import asyncio
import json
from datetime import timedelta
from typing import Final
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate import App
from procrastinate.jobs import Job, Status

from central.base.queues import GENERATIONS, REMOVALS
from central.generations import turns
from central.generations.claims import revive_lapsed
from central.generations.erasure import erase
from central.generations.models import Generation
from central.generations.providers import registry
from central.generations.providers.base import Finished, TemporaryError
from central.generations.queue import enqueue, enqueue_removal
from central.generations.turns import Owner
from central.operations.worker import lanes, work
from central.tenants.models import PLATFORM_ID
from contract.ids import new_id
from contract.sync import GenerationState
from tests.central.booths import Booth
from tests.central.own import Studio, make, sitter
from tests.central.pictures import jpeg
from tests.central.scripted import Scripted

pytestmark = pytest.mark.usefixtures("database")

A, B, C = (new_id() for _ in range(3))
NAMES: Final = {str(A): "a", str(B): "b", str(C): "c"}


def ask(tenant: UUID, pictures: int = 1, in_seconds: float | None = None, user: UUID | None = None) -> None:
    """Enqueue so many pictures of the partner, now or for later; below zero: that time has come."""
    at = None if in_seconds is None else timezone.now() + timedelta(seconds=in_seconds)
    enqueue(Owner(tenant, user), [new_id() for _ in range(pictures)], at)


def taken(worker: App, most: int = 1, queue: str = GENERATIONS) -> str:
    """Whose jobs a worker takes next, one after the other; each is done at once."""

    async def take() -> list[Job]:
        async with worker.open_async():
            workers = await worker.job_manager.register_worker()
            jobs: list[Job] = []
            while len(jobs) < most and (job := await worker.job_manager.fetch_job([queue], workers)):
                await worker.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=True)
                jobs.append(job)
            return jobs

    return "".join(NAMES[_whose(job)] for job in asyncio.run(take()))


def _whose(job: Job) -> str:
    return str(job.task_kwargs.get("user_id", job.task_kwargs["tenant_id"]))


def test_one_picture_is_not_held_back_by_a_thousand_of_another_partner(worker: App) -> None:
    ask(A, 1000)
    ask(B)
    assert taken(worker, 4) == "aaba"


def test_partners_take_turns_whoever_was_first(worker: App) -> None:
    ask(A, 4)
    ask(B, 3)
    for _ in range(3):
        ask(C)
    assert taken(worker, 99) == "aabcabcabc"


def test_it_is_the_same_in_the_middle_of_a_long_queue(worker: App) -> None:
    ask(A, 50)
    assert taken(worker, 20) == "a" * 20
    ask(B, 3)
    assert taken(worker, 7) == "aababab"


def test_many_who_come_with_one_each_keep_nobody_waiting(worker: App) -> None:
    """New pictures come as fast as others are made; who waits with many has its turn all the same."""
    ask(A, 20)
    ask(B, 2)
    made = ""
    for _ in range(12):
        made += taken(worker)
        ask(C if len(made) % 2 else B)
    assert made.count("a") >= 4


def test_pictures_that_are_tried_again_later_take_turns_when_their_time_has_come(worker: App) -> None:
    ask(A, 300, in_seconds=-1)
    ask(B, in_seconds=-1)
    assert taken(worker, 3) == "aba"


def test_what_waits_for_its_time_holds_back_nothing_that_can_be_made_now(worker: App) -> None:
    ask(A, 300, in_seconds=3600)
    ask(B, 5)
    ask(A)
    assert taken(worker, 99) == "bbabbb"


@pytest.mark.parametrize(("in_seconds", "order"), [(None, "aabcab"), (-1, "abcaba")])
def test_each_person_who_buys_for_themselves_has_turns_of_their_own(
    worker: App, in_seconds: float | None, order: str
) -> None:
    """They are all of one tenant, the platform's."""
    ask(PLATFORM_ID, 1000, in_seconds, user=A)
    ask(PLATFORM_ID, 2, in_seconds, user=B)
    ask(C, 1, in_seconds)
    assert taken(worker, 6) == order


def test_so_have_the_removals_of_what_they_erased(worker: App) -> None:
    for _ in range(10):
        enqueue_removal(Owner(PLATFORM_ID, A), new_id())
    enqueue_removal(Owner(PLATFORM_ID, B), new_id())
    assert taken(worker, 4, REMOVALS) == "aaba"


def test_whatever_becomes_of_a_picture_its_jobs_are_its_persons(worker: App) -> None:
    """Asked for, to be tried again, left by a dead worker, erased."""
    provider = Scripted([TemporaryError("busy", "busy")])
    registry.register(provider)
    ana = sitter(credits=500)
    picture = ana.asked(Studio(provider.name).style)
    make(picture)
    Generation.objects.filter(id=picture).update(
        state=GenerationState.RUNNING, claimed_until=timezone.now() - timedelta(minutes=1)
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    revive_lapsed()
    with transaction.atomic():
        erase(Generation.objects.get(id=picture))
    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name, args ->> 'user_id' FROM procrastinate_jobs ORDER BY id")
        assert cursor.fetchall() == [
            *[(GENERATIONS, str(ana.user.id))] * 3, (REMOVALS, str(ana.user.id)),
        ]  # fmt: skip


def test_removals_take_turns_as_well(worker: App) -> None:
    for _ in range(10):
        enqueue_removal(Owner(A), new_id())
    enqueue_removal(Owner(B), new_id())
    assert taken(worker, 4, REMOVALS) == "aaba"
    ask(C)
    assert taken(worker, 4) == "c", "and each queue has turns of its own"


def test_two_partners_pictures_are_made_in_turns(worker: App) -> None:
    provider = Scripted([Finished(jpeg()) for _ in range(4)])
    registry.register(provider)
    busy, quiet = (Booth(provider=provider.name) for _ in range(2))
    many = [busy.queued(jpeg(seed=number)) for number in range(3)]
    one = quiet.queued(jpeg(seed=9))

    async def drain() -> None:
        async with worker.open_async():
            await work(worker, lanes(1), wait=False)

    asyncio.run(drain())
    ended = [busy.generation(each).finished_at for each in many]
    assert sum(other < quiet.generation(one).finished_at for other in ended) == 2  # type: ignore[operator]


@pytest.mark.parametrize("later", [False, True])
def test_a_turn_is_looked_up_in_indexes(later: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BACKLOG)
        cursor.execute("ANALYZE procrastinate_jobs")
        cursor.execute(
            f"EXPLAIN (FORMAT JSON) {turns.statement(later=later)}", {"queue": GENERATIONS, "owner": str(A)}
        )
        plan = json.dumps(cursor.fetchall())
    of_owner = "generations_later_turn_of_owner" if later else "generations_turn_of_owner"
    assert '"generations_turn"' in plan
    assert f'"{of_owner}"' in plan
    assert '"Seq Scan"' not in plan
    assert '"Sort"' not in plan


_BACKLOG: Final = """
WITH tenant AS (SELECT gen_random_uuid() AS id FROM generate_series(1, 20))
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, scheduled_at)
SELECT 'generations', 'generations.make', -number, jsonb_build_object('tenant_id', tenant.id),
  CASE WHEN number % 2 = 0 THEN now() END
FROM generate_series(1, 100) AS number CROSS JOIN tenant
"""
