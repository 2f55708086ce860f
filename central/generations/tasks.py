"""The worker's side: what Procrastinate runs. Every task may run twice; claims decide."""

import logging
from uuid import UUID

from asgiref.sync import sync_to_async
from django.utils import timezone
from procrastinate.contrib.django import app

from central.base.queues import GENERATIONS, HOUSEKEEPING, LONG, REMOVALS
from central.blobs.originals import clean_originals
from central.blobs.sent_photos import forget_refusals
from central.blobs.strays import sweep_strays
from central.blobs.uploads import sweep_abandoned
from central.generations import attempts, erasure
from central.generations.claims import revive_forgotten, revive_lapsed
from central.generations.photo_timeouts import PHOTO_WAITS
from central.generations.photos import sweep_unused
from central.generations.queue import TASK, TASK_REMOVE
from central.generations.whole_uploads import discard_erased_uploads, take_whole_uploads

log = logging.getLogger(__name__)


@app.task(name=TASK, queue=GENERATIONS)
def make(tenant_id: str, generation_id: str, user_id: str = "") -> None:
    """Make one attempt at one picture. `user_id`: in whose turn it is made, if not in the tenant's."""
    attempts.make(UUID(tenant_id), UUID(generation_id))


@app.task(name=TASK_REMOVE, queue=REMOVALS)
def remove_erased(tenant_id: str, generation_id: str, user_id: str = "") -> None:
    """Remove an erased picture's files. `user_id`: as in `make`."""
    erasure.remove(UUID(tenant_id), UUID(generation_id))


@app.periodic(cron="* * * * *")
@app.task(name="generations.remove_due", queue=REMOVALS, queueing_lock="generations.remove_due")
def remove_due(timestamp: int) -> None:
    """Remove what could not be removed before, and what arrived afterwards."""
    erasure.remove_due()
    discard_erased_uploads()


@app.periodic(cron="* * * * * */10")
@app.task(name="generations.rescue", queue=HOUSEKEEPING, queueing_lock="generations.rescue")
async def rescue(timestamp: int) -> None:
    """Retry what dead workers left, jobs and claims on generations, and what jobs failed to claim."""
    for job in await app.job_manager.get_stalled_jobs():
        log.warning("job %s of a dead worker is run again", job.id)
        try:
            await app.job_manager.retry_job(job)
        except Exception:
            log.exception("job %s of a dead worker cannot be run again", job.id)
    revived = await sync_to_async(revive_lapsed)()
    if revived:
        log.warning("%s generations of dead workers are made again", revived)
    forgotten = await sync_to_async(revive_forgotten)()
    if forgotten:
        log.warning("%s generations whose jobs broke are queued again", forgotten)


@app.periodic(cron="* * * * *")
@app.task(name="blobs.sweep_strays", queue=HOUSEKEEPING, queueing_lock="blobs.sweep_strays")
def sweep_stray_blobs(timestamp: int) -> None:
    """Delete bytes that nobody holds, and that whoever stored or released them did not live to delete."""
    sweep_strays()


@app.periodic(cron="* * * * *")
@app.task(name="generations.take_whole", queue=HOUSEKEEPING, queueing_lock="generations.take_whole")
def take_whole(timestamp: int) -> None:
    """Take photos that had arrived when the process that should have taken them died."""
    taken = take_whole_uploads()
    if taken:
        log.warning("%s photos were taken whose uploads nobody had finished", taken)


@app.periodic(cron="17 4 * * *")
@app.task(name="blobs.sweep_abandoned", queue=LONG, queueing_lock="blobs.sweep_abandoned")
def sweep_abandoned_uploads(timestamp: int) -> None:
    """Delete uploads that were not continued for a week."""
    log.info("%s abandoned uploads deleted", sweep_abandoned())


@app.periodic(cron="27 4 * * *")
@app.task(name="blobs.clean_originals", queue=LONG, queueing_lock="blobs.clean_originals")
def clean_original_photos(timestamp: int) -> None:
    """Strip photos that an earlier version kept as they were sent."""
    log.info("%s photos stripped", clean_originals())


@app.periodic(cron="37 4 * * *")
@app.task(name="generations.sweep_unused", queue=LONG, queueing_lock="generations.sweep_unused")
def sweep_unused_photos(timestamp: int) -> None:
    """Release photos that no picture was asked of, and forget those that were refused long ago."""
    log.info("%s unused photos let go", sweep_unused())
    forget_refusals(timezone.now() - PHOTO_WAITS)
