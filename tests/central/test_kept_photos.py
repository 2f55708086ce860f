"""N5 over real HTTP: photos lose their passengers on arrival, and keep the name by which they were sent."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import httpx
import numpy as np
import pytest
from django.core.files.storage import storages
from django.db import transaction
from PIL import Image

from central.blobs import store
from central.blobs.holdings import Holder, release
from central.blobs.models import Holding, Purpose, Stray
from central.blobs.originals import clean_originals
from central.blobs.strays import sweep_strays
from central.blobs.uploads import Upload
from central.generations.erasure import erase, remove
from central.generations.photos import take_from_kiosk
from contract.sync import GenerationState
from kiosk.store.jpeg import encode
from tests.central.booths import Booth
from tests.central.pictures import jpeg_with_gps
from tests.central.test_blobs import address, part
from tests.central.test_strays import RemoteStore, an_hour_passes, remote
from tests.pictures import files
from tests.pictures.files import SECRETS

KioskClient = Callable[..., tuple[httpx.Client, Holder]]

__all__ = ["remote"]

pytestmark = pytest.mark.usefixtures("database")

OF_PHONES = {
    "gps": jpeg_with_gps(orientation=1),
    "lying": jpeg_with_gps(orientation=6),
    "samsung": files.jpeg(exif=files.exif()) + files.samsung_trailer(),
    "motion-photo": files.jpeg(exif=files.exif()) + files.film(),
    "stereo": files.stereo(b"\0"),
    "html": files.jpeg() + b"<script>alert(1)</script>",
    "zip": files.jpeg() + b"PK\x03\x04 a whole archive",
    "png": files.saved(files.scene(), "PNG", exif=files.exif()),
}


def everything_stored() -> bytes:
    """Every byte of every file of the store."""
    folder = Path(storages["blobs"].path(""))
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def assert_no_secrets(content: bytes) -> None:
    assert [secret for secret in (*SECRETS, b"ecret") if secret in content] == []


@pytest.mark.parametrize("name", OF_PHONES)
def test_a_photo_is_known_by_what_was_sent_and_kept_without_its_passengers(
    kiosk_client: KioskClient, name: str
) -> None:
    client, _ = kiosk_client()
    photo = OF_PHONES[name]
    assert client.put(address(photo), content=photo).status_code == 201
    assert client.put(address(photo), content=photo).status_code == 200
    head = client.head(address(photo))
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(photo))), "as old booths ask"
    down = client.get(address(photo))
    assert down.headers["etag"] == f'"{hashlib.sha256(down.content).hexdigest()}"'
    assert int(down.headers["content-length"]) == len(down.content)
    assert_no_secrets(down.content)
    assert client.get(address(photo), headers={"Range": "bytes=10-"}).content == down.content[10:]
    assert_no_secrets(everything_stored())


def test_an_upload_in_parts_is_stripped_as_well(kiosk_client: KioskClient) -> None:
    client, _ = kiosk_client()
    photo = OF_PHONES["motion-photo"]
    half, total = len(photo) // 2, len(photo)
    first = client.put(address(photo), content=photo[:half], headers=part(0, half - 1, total))
    assert first.status_code == 202
    rest = client.put(address(photo), content=photo[half:], headers=part(half, total - 1, total))
    assert rest.status_code == 201
    assert_no_secrets(client.get(address(photo)).content)


def test_a_picture_and_all_that_is_shown_of_it_is_clean() -> None:
    booth = Booth()
    made = booth.make(booth.queued(OF_PHONES["lying"]))
    assert made.state == GenerationState.READY
    for sha256 in (made.result_sha256, made.before_sha256, made.thumbnail_sha256):
        content = store.read(sha256)
        assert_no_secrets(content)
        with Image.open(io.BytesIO(content)) as image:
            assert image.height > image.width, "upright"
    assert_no_secrets(everything_stored())


def test_two_photos_of_which_the_same_is_left_are_stored_once_and_released_one_by_one() -> None:
    booth = Booth()
    holder = Holder(booth.tenant, booth.event, booth.kiosk)
    sent = [files.jpeg(), files.jpeg(comment=b"secret comment"), files.jpeg() + files.film()]
    names = [hashlib.sha256(each).hexdigest() for each in sent]
    for each in sent:
        booth.upload(each)
    kept = names[0]
    for name in names:
        assert store.is_kept(kept)
        release(holder, name, Purpose.PHOTO)
    assert not store.is_kept(kept)
    assert not Stray.objects.exists()


def test_an_erased_picture_takes_along_what_was_left_of_its_photo(remote: RemoteStore) -> None:
    booth, photo = Booth(), OF_PHONES["lying"]
    made = booth.make(booth.queued(photo))
    left = Holding.objects.get(tenant_id=booth.tenant, purpose=Purpose.PHOTO).stored_sha256
    assert left != made.photo_sha256
    with transaction.atomic():
        erase(made)
    remote.away = True
    assert not remove(booth.tenant, made.id), "the store did not answer, so it is not gone"
    remote.away = False
    an_hour_passes()
    sweep_strays()
    assert remove(booth.tenant, made.id)
    assert not store.is_kept(left)


@pytest.fixture
def as_sent() -> tuple[Booth, bytes]:
    """A photo that an earlier version kept to the byte."""
    booth, photo = Booth(), OF_PHONES["lying"]
    sha256 = hashlib.sha256(photo).hexdigest()
    store.keep(sha256, io.BytesIO(photo))
    Holding.objects.create(
        tenant_id=booth.tenant, event_id=booth.event, kiosk_id=booth.kiosk, sha256=sha256,
        purpose=Purpose.PHOTO, media_type="image/jpeg", size=len(photo),
    )  # fmt: skip
    return booth, photo


def test_a_photo_kept_as_it_was_sent_still_becomes_a_picture(as_sent: tuple[Booth, bytes]) -> None:
    booth, photo = as_sent
    accepted = booth.request(photo)
    booth.record(accepted)
    assert booth.make(accepted.request.generation_id).state == GenerationState.READY


def test_photos_kept_as_they_were_sent_are_stripped_by_the_worker(as_sent: tuple[Booth, bytes]) -> None:
    booth, photo = as_sent
    sha256 = hashlib.sha256(photo).hexdigest()
    assert clean_originals() >= 1
    assert store.is_kept(sha256), "somebody may be about to read it"
    an_hour_passes()
    sweep_strays()
    assert not store.is_kept(sha256)
    holding = Holding.objects.get(tenant_id=booth.tenant, sha256=sha256)
    assert_no_secrets(store.read(holding.stored))
    assert clean_originals() == 0
    accepted = booth.request(photo)
    booth.record(accepted)
    assert booth.make(accepted.request.generation_id).state == GenerationState.READY


def test_one_that_cannot_be_stripped_holds_up_no_other(
    as_sent: tuple[Booth, bytes], caplog: pytest.LogCaptureFixture
) -> None:
    booth, _ = as_sent
    lost = Holding.objects.create(
        tenant_id=booth.tenant, kiosk_id=booth.kiosk, sha256="0" * 64, purpose=Purpose.PHOTO,
        media_type="image/jpeg", size=9,
    )  # fmt: skip
    Holding.objects.filter(id=lost.id).update(id="00000000-0000-7000-8000-000000000000")
    assert clean_originals() == 1
    assert "cannot be stripped" in caplog.text


def test_a_photo_of_the_booth_itself_is_kept_to_the_byte() -> None:
    """So what the booth sent is what it could ask for."""
    booth, photo = Booth(), encode(np.asarray(files.scene()))
    upload = Upload(booth.kiosk, hashlib.sha256(photo).hexdigest())
    upload.write(0, photo)
    take_from_kiosk(Holder(booth.tenant, booth.event, booth.kiosk), upload)
    assert store.read(upload.sha256) == photo
