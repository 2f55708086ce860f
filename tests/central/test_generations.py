"""N1, N2, N3: from an accepted request to one result, whatever dies on the way."""

import errno
import io
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from PIL import Image

from central.blobs import store
from central.blobs.models import Holding
from central.generations import attempts, claims, outcomes, requests
from central.generations.models import Generation
from central.generations.providers.base import (
    Accepted,
    Finished,
    PermanentError,
    TemporaryError,
    Work,
)
from central.generations.queue import TASK
from contract.ids import new_id
from contract.sync import GenerationState
from tests.central.booths import Booth
from tests.central.pictures import jpeg, jpeg_with_gps
from tests.central.scripted import scripted

pytestmark = pytest.mark.usefixtures("database")


def jobs_of(generation_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND args->>'generation_id' = %s",
            [TASK, str(generation_id)],
        )
        return int(cursor.fetchone()[0])


def due_now(booth: Booth, generation_id: UUID) -> None:
    """Pass the waiting time of a retry."""
    Generation.objects.filter(tenant_id=booth.tenant, id=generation_id).update(not_before=None)


def test_a_request_before_its_photo_waits_for_it() -> None:
    booth, photo = Booth(), jpeg(seed=11)
    accepted = booth.request(photo)
    generation_id = accepted.request.generation_id
    booth.record(accepted)
    assert booth.generation(generation_id).state == GenerationState.AWAITING_PHOTO
    assert jobs_of(generation_id) == 0

    booth.upload(photo)
    assert booth.generation(generation_id).state == GenerationState.QUEUED
    assert jobs_of(generation_id) == 1


def test_a_request_after_its_photo_is_queued_in_the_same_transaction() -> None:
    booth, photo = Booth(), jpeg(seed=12)
    booth.upload(photo)
    kept, undone = booth.request(photo), booth.request(photo)
    booth.record(kept)
    with pytest.raises(RuntimeError), transaction.atomic():
        requests.record(booth.tenant, booth.kiosk, [undone])
        raise RuntimeError("the charge failed")
    assert jobs_of(kept.request.generation_id) == 1
    assert jobs_of(undone.request.generation_id) == 0
    assert not Generation.objects.filter(id=undone.request.generation_id).exists()


def test_another_kiosks_photo_does_not_count() -> None:
    mine, other, photo = Booth(), Booth(), jpeg(seed=13)
    other.upload(photo)
    accepted = mine.request(photo)
    mine.record(accepted)
    assert mine.generation(accepted.request.generation_id).state == GenerationState.AWAITING_PHOTO


@pytest.mark.parametrize("round_number", range(5))
def test_photo_and_request_at_the_same_moment_find_each_other(round_number: int) -> None:
    booth, photo = Booth(), jpeg(300, 400, seed=100 + round_number)
    accepted = booth.request(photo)
    start = threading.Barrier(2)

    def run(action: Callable[[Any], object], argument: object) -> None:
        start.wait()
        try:
            action(argument)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(booth.record, accepted)),
        threading.Thread(target=run, args=(booth.upload, photo)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert booth.generation(accepted.request.generation_id).state == GenerationState.QUEUED
    assert jobs_of(accepted.request.generation_id) == 1


def test_a_generation_id_in_use_is_left_out() -> None:
    booth, photo = Booth(), jpeg(seed=14)
    first, fresh = booth.request(photo), booth.request(photo)
    booth.record(first)
    with transaction.atomic():
        new = requests.record(booth.tenant, booth.kiosk, [first, fresh])
    assert new == [fresh.request.generation_id]


def test_the_looks_provider_makes_a_clean_picture_of_the_photos_size() -> None:
    booth = Booth()
    made = booth.make(booth.queued(jpeg_with_gps(orientation=6)))
    assert (made.state, made.provider, made.cost_micros) == (GenerationState.READY, "looks", 0)
    assert made.latency_ms is not None
    with Image.open(io.BytesIO(store.read(made.result_sha256))) as picture:
        assert picture.size == (600, 800)
        assert not picture.getexif()
    assert b"ecret" not in store.read(made.before_sha256)
    change = requests.changes(booth.tenant, [made.id])[0]
    assert (change.state, change.result_sha256) == (GenerationState.READY, made.result_sha256)


def test_a_look_is_made_of_no_more_pixels_than_it_has_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A square photo has more of them than a camera's, of the same longer side."""
    monkeypatch.setattr("central.generations.providers.looks.MOST_PIXELS", 300 * 400)
    booth = Booth()
    sizes = []
    for width, height in ((300, 400), (400, 400), (1000, 250)):
        made = booth.make(booth.queued(jpeg(width, height, seed=width + height)))
        sizes.append(Image.open(io.BytesIO(store.read(made.result_sha256))).size)
    assert sizes == [(300, 400), (346, 346), (692, 173)]


def test_a_finished_generation_is_not_made_again() -> None:
    booth, provider = scripted(Finished(jpeg()))
    generation_id = booth.queued()
    booth.make(generation_id)
    booth.make(generation_id)
    assert provider.calls == ["submit"]


def test_while_one_worker_is_at_it_no_other_is() -> None:
    booth = Booth()
    generation_id = booth.queued()
    assert claims.claim(booth.tenant, generation_id, 30)
    assert claims.claim(booth.tenant, generation_id, 30) is None


def test_the_slower_of_two_attempts_changes_nothing() -> None:
    booth = Booth()
    generation_id = booth.queued()
    slow = claims.claim(booth.tenant, generation_id, 30)
    assert slow is not None
    lapse(booth, generation_id)
    made = booth.make(generation_id)
    work = Work(jpeg(), "noir", "", "", "#ffffff")
    outcomes.finished(slow, Finished(jpeg(seed=99)), work, "looks")
    outcomes.failed(slow, PermanentError("too late"))
    after = booth.generation(generation_id)
    assert (after.state, after.result_sha256) == (GenerationState.READY, made.result_sha256)
    assert Holding.objects.filter(tenant_id=booth.tenant, purpose="result").count() == 1


def lapse(booth: Booth, generation_id: UUID) -> None:
    """The claim's time is over."""
    Generation.objects.filter(tenant_id=booth.tenant, id=generation_id).update(
        claimed_until=Now() - timedelta(seconds=1)
    )


def _die_while_working(tenant: UUID, generation_id: UUID, claimed: Event) -> None:
    connection.close()
    claims.claim(tenant, generation_id, 30)
    claimed.set()
    signal.pause()


def test_the_job_of_a_killed_worker_is_run_again_and_ends_once() -> None:
    booth = Booth()
    generation_id = booth.queued()
    context = multiprocessing.get_context("fork")
    claimed = context.Event()
    connection.close()
    worker = context.Process(target=_die_while_working, args=(booth.tenant, generation_id, claimed))
    worker.start()
    assert claimed.wait(60)
    worker.kill()
    worker.join()

    assert booth.make(generation_id).state == GenerationState.RUNNING, "its claim still stands"
    claims.revive_lapsed()
    assert jobs_of(generation_id) == 1
    lapse(booth, generation_id)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    claims.revive_lapsed()
    assert jobs_of(generation_id) == 2
    made = booth.make(generation_id)
    assert (made.state, made.attempts) == (GenerationState.READY, 2)


def test_a_picture_that_kills_its_workers_is_given_up() -> None:
    booth = Booth()
    generation_id = booth.queued()
    for _ in range(attempts.MAX_ATTEMPTS):
        claims.claim(booth.tenant, generation_id, 30)
        lapse(booth, generation_id)
    made = booth.make(generation_id)
    assert (made.state, made.failure_code) == (GenerationState.FAILED, "attempts_exhausted")


def test_a_busy_provider_is_tried_again_later() -> None:
    booth, provider = scripted(TemporaryError("busy", retry_after=60), Finished(jpeg()))
    generation_id = booth.queued()
    waiting = booth.make(generation_id)
    assert (waiting.state, waiting.last_error) == (GenerationState.QUEUED, "busy")
    assert waiting.not_before is not None
    assert waiting.not_before > datetime.now(UTC) + timedelta(seconds=50)
    assert jobs_of(generation_id) == 2
    booth.make(generation_id)
    assert provider.calls == ["submit"], "not before its time"
    due_now(booth, generation_id)
    assert booth.make(generation_id).state == GenerationState.READY


def test_a_provider_that_stays_busy_fails_the_picture() -> None:
    booth, provider = scripted(*[TemporaryError("busy")] * 20)
    generation_id = booth.queued()
    for _ in range(attempts.MAX_ATTEMPTS):
        due_now(booth, generation_id)
        booth.make(generation_id)
    failed = booth.generation(generation_id)
    assert (failed.state, failed.failure, len(provider.calls)) == (GenerationState.FAILED, "busy", 6)


def test_a_bug_in_a_provider_is_retried_and_then_fails() -> None:
    booth, _ = scripted(*[ZeroDivisionError()] * 20)
    generation_id = booth.queued()
    for _ in range(attempts.MAX_ATTEMPTS):
        due_now(booth, generation_id)
        booth.make(generation_id)
    failed = booth.generation(generation_id)
    assert (failed.state, failed.failure_code) == (GenerationState.FAILED, "internal_error")
    assert "ZeroDivision" not in failed.failure


@pytest.mark.parametrize("failing", ["keep", "read"])
def test_a_full_disk_takes_no_picture_away(failing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    booth = Booth()
    generation_id = booth.queued()

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(store, failing, fail)
        for _ in range(2 * attempts.MAX_ATTEMPTS):
            due_now(booth, generation_id)
            waiting = booth.make(generation_id)
            assert (waiting.state, waiting.attempts) == (GenerationState.QUEUED, 0)
            assert waiting.not_before is not None
            assert waiting.not_before > datetime.now(UTC) + timedelta(seconds=20)
    due_now(booth, generation_id)
    assert booth.make(generation_id).state == GenerationState.READY


def test_no_provider_is_paid_while_the_disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    booth, provider = scripted(Finished(jpeg()))
    generation_id = booth.queued()

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "posix_fallocate", fail)
        for _ in range(3):
            due_now(booth, generation_id)
            assert booth.make(generation_id).state == GenerationState.QUEUED
    assert provider.calls == []
    due_now(booth, generation_id)
    assert booth.make(generation_id).state == GenerationState.READY
    assert provider.calls == ["submit"]


def test_a_disk_that_is_full_for_a_day_fails_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    booth = Booth()
    generation_id = booth.queued()

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store, "keep", fail)
    long_ago = datetime.now(UTC) - timedelta(hours=25)
    Generation.objects.filter(tenant_id=booth.tenant, id=generation_id).update(queued_at=long_ago)
    failed = booth.make(generation_id)
    assert (failed.state, failed.failure_code) == (GenerationState.FAILED, "store_unavailable")


def test_accepted_work_is_polled_and_never_submitted_twice() -> None:
    booth, provider = scripted(
        Accepted("remote-7", poll_after=5),
        TemporaryError("unreachable"),
        Accepted("remote-7", poll_after=5),
        Finished(jpeg(), cost_micros=4_000),
    )
    generation_id = booth.queued()
    for _ in range(4):
        due_now(booth, generation_id)
        booth.make(generation_id)
    made = booth.generation(generation_id)
    assert provider.calls == ["submit", "remote-7", "remote-7", "remote-7"]
    assert (made.state, made.cost_micros) == (GenerationState.READY, 4_000)


@pytest.mark.parametrize("answer", [b"", b"<html>captive portal</html>", jpeg()[:-2000]])
def test_a_providers_answer_is_not_believed(answer: bytes) -> None:
    booth, _ = scripted(Finished(answer))
    failed = booth.make(booth.queued())
    assert (failed.state, failed.failure_code) == (GenerationState.FAILED, "provider_bad_picture")


@pytest.mark.parametrize(
    ("made", "shown"), [((512, 768), (512, 604)), ((768, 512), (434, 512)), ((600, 708), (600, 708))]
)
def test_a_booths_portrait_has_its_photos_shape(made: tuple[int, int], shown: tuple[int, int]) -> None:
    booth, _ = scripted(Finished(jpeg(*made)))
    ready = booth.make(booth.queued(jpeg(300, 354, seed=sum(made))))
    assert Image.open(io.BytesIO(store.read(ready.result_sha256))).size == shown


def test_an_unknown_provider_fails_the_picture_at_once() -> None:
    booth = Booth(provider="nobody")
    failed = booth.make(booth.queued())
    assert (failed.state, failed.failure_code) == (GenerationState.FAILED, "provider_unknown")


def test_a_cancelled_picture_is_not_made() -> None:
    booth, provider = scripted(Finished(jpeg()))
    generation_id = booth.queued()
    assert requests.cancel(booth.tenant, booth.kiosk, [generation_id])
    assert booth.make(generation_id).state == GenerationState.CANCELLED
    assert provider.calls == []
    assert not requests.cancel(booth.tenant, new_id(), [generation_id])


def test_what_a_remote_provider_works_on_is_not_cancelled() -> None:
    booth, provider = scripted(Accepted("remote-1", poll_after=0), Finished(jpeg()))
    generation_id = booth.queued()
    booth.make(generation_id)
    assert not requests.cancel(booth.tenant, booth.kiosk, [generation_id])
    Generation.objects.filter(id=generation_id).update(not_before=None)
    assert booth.make(generation_id).state == GenerationState.READY
    assert provider.calls == ["submit", "remote-1"]
