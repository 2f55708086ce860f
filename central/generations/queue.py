"""Jobs for generations, enqueued in the caller's own transaction."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from procrastinate.types import JSONDict

from central.base.queues import GENERATIONS, REMOVALS
from central.generations.models import Generation
from contract.sync import GenerationState

TASK = "generations.make"
TASK_REMOVE = "generations.remove_erased"

# Procrastinate's own app talks through another connection inside a worker; ours is always Django's, so that
# a job stands or falls with the change that asked for it.
_jobs = JobManager(DjangoConnector())


def queue(tenant_id: UUID, generation_ids: Iterable[UUID]) -> None:
    """Mark the generations as queued and enqueue their jobs, both or neither."""
    ids = list(generation_ids)
    if not ids:
        return
    Generation.objects.filter(tenant_id=tenant_id, id__in=ids).update(
        state=GenerationState.QUEUED, queued_at=timezone.now()
    )
    enqueue(tenant_id, ids)


def enqueue(tenant_id: UUID, generation_ids: Iterable[UUID], at: datetime | None = None) -> None:
    """Enqueue a job for each generation, to be run at once or not before `at`."""
    deferrer = configure_task(name=TASK, job_manager=_jobs, queue=GENERATIONS, schedule_at=at)
    jobs: list[JSONDict] = [
        {"tenant_id": str(tenant_id), "generation_id": str(each)} for each in generation_ids
    ]
    deferrer.batch_defer(*jobs)


def enqueue_removal(tenant_id: UUID, generation_id: UUID) -> None:
    """Enqueue the job that removes an erased picture's files."""
    deferrer = configure_task(name=TASK_REMOVE, job_manager=_jobs, queue=REMOVALS)
    deferrer.defer(tenant_id=str(tenant_id), generation_id=str(generation_id))
