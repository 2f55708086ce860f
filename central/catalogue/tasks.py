"""The worker's side of the catalogue."""

from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from central.catalogue.install import install

_TASK = "catalogue.install"
_jobs = JobManager(DjangoConnector())


@app.task(name=_TASK, queue="fleet")
def install_catalogue(tenant_id: str) -> None:
    """Give a tenant its first styles; their samples are rendered, which takes seconds. May run twice."""
    install(UUID(tenant_id))


def install_soon(tenant_id: UUID) -> None:
    """Let a worker do it, if the caller's transaction commits."""
    job = configure_task(name=_TASK, job_manager=_jobs, queue="fleet")
    job.defer(tenant_id=str(tenant_id))
