"""Jobs for generations, enqueued in the caller's own transaction."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from central.base.queues import GENERATIONS, REMOVALS
from central.generations.models import Generation
from central.generations.turns import Owner, next_turn
from central.pg_arrays import array_of
from contract.sync import GenerationState

TASK = "generations.make"
TASK_REMOVE = "generations.remove_erased"

_WAITING = """
SELECT args ->> 'generation_id' FROM procrastinate_jobs
WHERE status = 'todo' AND task_name = %s AND args ->> 'generation_id' = ANY(%s::text[])
"""

# Procrastinate's own app talks through another connection inside a worker; ours is always Django's, so that
# a job stands or falls with the change that asked for it.
_jobs = JobManager(DjangoConnector())


def queue(tenant_id: UUID, generation_ids: Iterable[UUID]) -> None:
    """Mark a partner's generations as queued and enqueue their jobs, both or neither."""
    ids = list(generation_ids)
    if not ids:
        return
    Generation.objects.filter(tenant_id=tenant_id, id__in=ids).update(
        state=GenerationState.QUEUED, queued_at=timezone.now()
    )
    enqueue(Owner(tenant_id), ids)


def enqueue(owner: Owner, generation_ids: Iterable[UUID], at: datetime | None = None) -> None:
    """Enqueue a job for each generation, to be run in the owner's turn: at once, or not before `at`."""
    _enqueue(TASK, GENERATIONS, owner, generation_ids, at)


def waiting(generation_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the generations for which a job waits, whenever it is due."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [TASK, array_of(str(each) for each in generation_ids)])
        return frozenset(UUID(row[0]) for row in cursor.fetchall())


def enqueue_removal(owner: Owner, generation_id: UUID) -> None:
    """Enqueue the job that removes an erased picture's files."""
    _enqueue(TASK_REMOVE, REMOVALS, owner, [generation_id])


def _enqueue(
    task: str, queue: str, owner: Owner, generation_ids: Iterable[UUID], at: datetime | None = None
) -> None:
    job = configure_task(name=task, job_manager=_jobs, queue=queue, schedule_at=at).job
    turn = next_turn(queue, owner, later=at is not None)
    jobs = [
        job.evolve(priority=-own_turn, task_kwargs=owner.arguments | {"generation_id": str(each)})
        for own_turn, each in enumerate(generation_ids, turn)
    ]
    _jobs.batch_defer_jobs(jobs)
