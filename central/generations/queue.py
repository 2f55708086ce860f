"""Jobs for generations, enqueued in the caller's own transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from central.generations.models import Generation
from contract.sync import GenerationState

TASK = "generations.make"
QUEUE = "generations"


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
    deferrer = app.configure_task(TASK, queue=QUEUE, schedule_at=at, connection=_connection())
    deferrer.batch_defer(
        *({"tenant_id": str(tenant_id), "generation_id": str(each)} for each in generation_ids)
    )


def _connection() -> Any:  # noqa: ANN401 - psycopg's, behind Django's wrapper
    """Django's connection, where the queue would use its own: inside a worker."""
    if isinstance(app.connector, DjangoConnector):
        return None
    connection.ensure_connection()
    return connection.connection
