"""X6 under races and kills: wherever a process dies, nothing is left, and nobody else loses a picture."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from central.blobs import store
from central.blobs.holdings import Holder
from central.blobs.models import Holding, Purpose, Stray
from central.blobs.pictures import accepted
from central.blobs.store import digest_of_bytes
from central.blobs.strays import no_strays, sweep_strays
from central.blobs.uploads import Upload
from central.generations import photos
from central.generations.erasure import remove, remove_due
from central.generations.errors import PhotoErased
from central.generations.models import Generation, Tombstone
from central.generations.whole_uploads import IDLE_SECONDS, discard_erased_uploads
from contract.ids import new_id
from contract.sync import GenerationState
from tests.central.booths import Booth
from tests.central.killed import killed_everywhere
from tests.central.pictures import jpeg
from tests.central.test_erasure import erase, pictures_of

pytestmark = pytest.mark.usefixtures("database")


def at_once(first: Callable[[], Any], second: Callable[[], Any]) -> bool:
    """Run both on threads that begin together; whether the first one met an erased photo."""
    barrier, met = threading.Barrier(2), []

    def run(work: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            work()
        except PhotoErased:
            met.append(work)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return met == [first]


def arriving(photo: bytes) -> tuple[Generation, Callable[[], None]]:
    """A picture that waits for its photo, and the photo's last step."""
    booth = Booth()
    accepted = booth.request(photo)
    booth.record(accepted)
    upload = Upload(booth.kiosk, digest_of_bytes(photo))
    upload.write(0, photo)
    holder = Holder(booth.tenant, booth.event, booth.kiosk)
    return (
        booth.generation(accepted.request.generation_id),
        lambda: photos.take_from_kiosk(holder, upload),
    )


def test_a_photo_that_arrives_while_its_picture_is_erased_is_nowhere() -> None:
    """The guest erases and the worker removes between any two statements of the arrival, and never again.

    Where the arrival holds what they need, they come right behind it.
    """
    refused = taken = 0
    for step in range(_MOST_STATEMENTS):
        photo = jpeg(64, 64, seed=5000 + step)
        generation, arrive = arriving(photo)
        with meanwhile(step, partial(is_wholly_erased, generation)) as ran:
            met = is_refused(arrive)
        if not ran:
            break
        if ran == ["waits"]:
            assert is_wholly_erased(generation)
        refused, taken = refused + met, taken + (not met)
        assert not Holding.objects.filter(tenant_id=generation.tenant_id).exists(), f"step {step}"
        assert not store.is_kept(digest_of_bytes(accepted(photo).content)), f"step {step}"
    assert refused and taken, "in either order"


_MOST_STATEMENTS = 100


def is_wholly_erased(generation: Generation) -> bool:
    erase(generation)
    return remove(generation.tenant_id, generation.id)


def is_refused(arrive: Callable[[], None]) -> bool:
    try:
        arrive()
    except PhotoErased:
        return True
    return False


@contextmanager
def meanwhile(step: int, work: Callable[[], bool]) -> Iterator[list[str]]:
    """Before this thread's statement of that number, another thread does its work: `done`, or it `waits`."""
    statements, told = iter(range(1000)), list[str]()

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '50ms'")
            told.append("done" if work() else "waits")
        except OperationalError:
            told.append("waits")
        finally:
            connection.close()

    def interrupted(execute: Callable[..., Any], *statement: Any) -> Any:
        if next(statements) == step:
            thread = threading.Thread(target=run)
            thread.start()
            thread.join()
        return execute(*statement)

    with connection.execute_wrapper(interrupted):
        yield told


@pytest.mark.parametrize("seed", range(600, 612))
def test_a_result_stored_while_its_twin_is_erased_stays(seed: int) -> None:
    booth, photo = Booth(), jpeg(64, 64, seed=seed)
    erased, kept = booth.make(booth.queued(photo)), booth.generation(booth.queued(photo))
    at_once(lambda: booth.make(kept.id), lambda: erase_and_remove(erased))
    made = booth.generation(kept.id)
    assert made.state == GenerationState.READY
    assert all(map(store.is_kept, pictures_of(made)))
    held = Holding.objects.filter(tenant_id=booth.tenant, purpose=Purpose.RESULT)
    assert set(held.values_list("sha256", flat=True)) == {made.result_sha256}


@pytest.mark.parametrize("seed", range(620, 632))
def test_a_picture_asked_for_while_its_photos_first_one_is_erased_is_made(seed: int) -> None:
    booth, photo = Booth(), jpeg(64, 64, seed=seed)
    erased, again = booth.generation(booth.queued(photo)), booth.request(photo)
    at_once(lambda: booth.record(again), lambda: erase_and_remove(erased))
    asked = booth.generation(again.request.generation_id)
    if asked.state == GenerationState.AWAITING_PHOTO:  # Too late for the photo, which is then sent again.
        booth.upload(photo)
    assert booth.make(asked.id).state == GenerationState.READY


def erase_and_remove(generation: Generation) -> None:
    erase(generation)
    remove_due()


def the_worker_comes_by() -> None:
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Stray.objects.update(due_at=an_hour_ago)
    Tombstone.objects.update(due_at=an_hour_ago)
    sweep_strays()
    remove_due()
    discard_erased_uploads()


def assert_wholly_erased(generation: Generation) -> None:
    assert Tombstone.objects.get(id=generation.id).removed_at is not None
    assert not any(map(store.is_kept, pictures_of(generation)))
    assert not Holding.objects.filter(tenant_id=generation.tenant_id).exists()
    assert not Stray.objects.exists()


def test_an_erasure_is_whole_or_none_wherever_the_process_is_killed() -> None:
    booth = Booth()
    photo = jpeg(64, 64, seed=640)
    made: list[Generation] = []

    def ready() -> Callable[[], None]:
        made.append(booth.make(booth.queued(photo)))
        return lambda: erase(made[-1])

    for step in killed_everywhere(ready):
        state = booth.generation(made[-1].id).state
        assert Tombstone.objects.filter(id=made[-1].id).exists() is (state == "erased"), f"step {step}"
        erase(made[-1])
        the_worker_comes_by()
        assert_wholly_erased(made[-1])


def test_a_removal_is_finished_wherever_its_process_is_killed() -> None:
    booth = Booth()
    photo = jpeg(64, 64, seed=641)
    made: list[Generation] = []

    def erased() -> Callable[[], bool]:
        made.append(booth.make(booth.queued(photo)))
        erase(made[-1])
        return lambda: remove(booth.tenant, made[-1].id)

    for _ in killed_everywhere(erased):
        the_worker_comes_by()
        assert_wholly_erased(made[-1])


def test_a_photo_that_arrives_after_its_erasure_leaves_nothing_wherever_its_process_is_killed() -> None:
    photo = jpeg(64, 64, seed=642)
    made: list[Generation] = []

    def late() -> Callable[[], None]:
        generation, _ = arriving(photo)
        erase(generation)
        the_worker_comes_by()
        made.append(generation)
        upload = Upload(generation.holder.kiosk_id or new_id(), digest_of_bytes(photo))
        upload.write(0, photo)
        return lambda: refused(generation, upload)

    for step in killed_everywhere(late):
        left_alone(upload_of(made[-1]))
        the_worker_comes_by()
        assert_wholly_erased(made[-1])
        assert upload_of(made[-1]).held() == 0, f"step {step}"


def test_an_idle_upload_of_an_erased_photo_stays_for_the_picture_that_still_waits_for_it() -> None:
    photo = jpeg(64, 64, seed=644)
    booth = Booth()
    erased, waiting = (booth.request(photo) for _ in range(2))
    booth.record(erased)
    booth.record(waiting)
    generation = booth.generation(erased.request.generation_id)
    erase_and_remove(generation)
    upload = upload_of(generation)
    upload.write(0, photo[:100])
    left_alone(upload)
    the_worker_comes_by()
    assert upload.held() == 100


def test_a_picture_that_was_never_made_is_removed_whoever_elses_is_being_stored_just_then() -> None:
    booth = Booth()
    accepted = booth.request(jpeg(64, 64, seed=645))
    booth.record(accepted)
    generation = booth.generation(accepted.request.generation_id)
    with no_strays(booth.tenant, "0" * 64):
        erase(generation)
        assert remove(booth.tenant, generation.id)
    assert Tombstone.objects.get(id=generation.id).removed_at is not None


def upload_of(generation: Generation) -> Upload:
    assert generation.kiosk_id is not None
    return Upload(generation.kiosk_id, generation.photo_sha256)


def left_alone(upload: Upload) -> None:
    """As if nobody who lives were writing it."""
    if upload.held():
        long_ago = upload.path.stat().st_mtime - IDLE_SECONDS - 1
        os.utime(upload.path, (long_ago, long_ago))


def refused(generation: Generation, upload: Upload) -> None:
    with pytest.raises(PhotoErased):
        photos.take_from_kiosk(generation.holder, upload)
    assert upload.held() == 0


def test_a_result_made_during_the_erasure_leaves_nothing_wherever_its_worker_is_killed() -> None:
    booth = Booth()
    photo = jpeg(64, 64, seed=643)
    made: list[Generation] = []

    def running() -> Callable[[], Any]:
        made.append(booth.generation(booth.queued(photo)))
        return lambda: booth.make(made[-1].id)

    for _ in killed_everywhere(running):
        erase(made[-1])
        the_worker_comes_by()
        assert_wholly_erased(made[-1])
