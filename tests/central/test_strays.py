"""Bytes in the store without a holder are deleted, whatever dies meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import InMemoryStorage, storages
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from central.blobs import store
from central.blobs.holdings import Holder, keep_made, release
from central.blobs.models import Holding, Purpose, Stray
from central.blobs.store import digest_of_bytes
from central.blobs.strays import no_strays, sweep_strays
from central.blobs.uploads import Upload
from central.generations.photos import take_from_kiosk
from contract.ids import new_id
from tests.central.booths import Booth
from tests.central.killed import killed_everywhere
from tests.central.pictures import jpeg

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def holder() -> Holder:
    return Holder(new_id(), new_id(), new_id())


def an_hour_passes() -> None:
    Stray.objects.update(due_at=timezone.now() - timedelta(minutes=1))


def files_of(sha256: str) -> list[str]:
    """The blob's file and whatever is left of an attempt to write it."""
    folder = Path(storages["blobs"].path(sha256[:2]))
    return [path.name for path in folder.glob("*") if sha256 in path.name] if folder.exists() else []


def test_bytes_stored_in_a_transaction_that_is_taken_back_go(holder: Holder) -> None:
    content = jpeg(seed=301)
    with no_strays(holder.tenant_id, digest_of_bytes(content)), transaction.atomic():
        sha256 = keep_made(holder, Purpose.RESULT, content)
        transaction.set_rollback(True)
    assert not store.is_kept(sha256)
    assert not Stray.objects.exists()


def test_bytes_that_somebody_holds_stay(holder: Holder) -> None:
    content = jpeg(seed=302)
    with no_strays(holder.tenant_id, digest_of_bytes(content)):
        sha256 = keep_made(holder, Purpose.RESULT, content)
    assert store.is_kept(sha256)
    assert not Stray.objects.exists()
    release(holder, sha256, Purpose.RESULT)
    assert not store.is_kept(sha256)
    assert not Stray.objects.exists()


def test_what_a_killed_writer_left_beside_held_bytes_goes(holder: Holder) -> None:
    """Another one stored them after it."""
    sha256 = keep_made(holder, Purpose.RESULT, jpeg(seed=304))
    kept = Path(storages["blobs"].path(f"{sha256[:2]}/{sha256}"))
    kept.with_name(f".{sha256}.{new_id().hex}").write_bytes(b"half of it")
    Stray.objects.create(tenant_id=holder.tenant_id, sha256=sha256, due_at=timezone.now())
    sweep_strays()
    assert files_of(sha256) == [sha256]
    assert not Stray.objects.exists()


def test_a_photo_is_kept_whole_or_leaves_nothing_wherever_the_process_is_killed() -> None:
    booth, photo = Booth(), jpeg(seed=303)
    sha256 = digest_of_bytes(photo)
    holder = Holder(booth.tenant, booth.event, booth.kiosk)

    def arrives() -> Any:
        upload = Upload(booth.kiosk, sha256)
        upload.write(0, photo)
        return lambda: take_from_kiosk(holder, upload)

    kept = set()
    for step in killed_everywhere(arrives):
        an_hour_passes()
        sweep_strays()
        held = Holding.objects.filter(sha256=sha256).exists()
        assert files_of(sha256) == ([sha256] if held else []), f"killed at step {step}"
        assert not Stray.objects.exists()
        kept.add(held)
        release(holder, sha256, Purpose.PHOTO)
    assert kept == {True, False}
    release(holder, sha256, Purpose.PHOTO)


def test_a_release_is_finished_by_the_worker_wherever_the_process_is_killed(holder: Holder) -> None:
    content = jpeg(seed=304)
    sha256 = digest_of_bytes(content)

    def held() -> Any:
        keep_made(holder, Purpose.RESULT, content)
        return lambda: release(holder, sha256, Purpose.RESULT)

    for step in killed_everywhere(held):
        sweep_strays()
        still_held = Holding.objects.filter(sha256=sha256).exists()
        assert store.is_kept(sha256) is still_held, f"killed at step {step}"
        assert not Stray.objects.exists()


class RemoteStore(InMemoryStorage):
    """An object store that may be away."""

    away = False

    def delete(self, name: str) -> None:
        if self.away:
            raise ConnectionError("the object store does not answer")
        super().delete(name)


@pytest.fixture
def remote() -> Iterator[RemoteStore]:
    with override_settings(STORAGES={"blobs": {"BACKEND": "tests.central.test_strays.RemoteStore"}}):
        opened = storages["blobs"]
        assert isinstance(opened, RemoteStore)
        yield opened


def test_an_object_store_that_is_away_is_asked_again(remote: RemoteStore, holder: Holder) -> None:
    unreachable = keep_made(holder, Purpose.RESULT, jpeg(seed=305))
    remote.away = True
    release(holder, unreachable, Purpose.RESULT)
    assert store.is_kept(unreachable), "the release stands all the same"
    assert sweep_strays() == 0
    remote.away = False
    an_hour_passes()
    assert sweep_strays() == 1
    assert not store.is_kept(unreachable)


def test_one_that_cannot_be_deleted_holds_up_no_other(
    holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, other = (keep_made(holder, Purpose.RESULT, jpeg(seed=seed)) for seed in (306, 307))
    Holding.objects.all().delete()
    for minutes, sha256 in enumerate((stuck, other), start=1):
        due_at = timezone.now() - timedelta(minutes=9 - minutes)
        Stray.objects.create(tenant_id=holder.tenant_id, sha256=sha256, due_at=due_at)
    really = store.discard
    monkeypatch.setattr(store, "discard", lambda sha256: 1 / 0 if sha256 == stuck else really(sha256))
    assert sweep_strays() == 1
    assert (store.is_kept(stuck), store.is_kept(other)) == (True, False)
