"""What one booth or person may have at the platform that is unfinished, or that no picture was asked of."""

import hashlib
import os
from typing import Any

import pytest

from central.blobs.errors import QuotaExceeded
from central.blobs.models import Holding
from central.blobs.quotas import IDLE_SECONDS, Quota, admit
from central.blobs.uploads import Upload
from central.generations import hoarding
from contract.ids import new_id
from tests.central import own
from tests.central.pictures import jpeg
from tests.central.world import Booth, World

pytestmark = pytest.mark.usefixtures("database")

PHOTOS = [jpeg(64, 64, seed=seed) for seed in range(930, 935)]
NO_BYTES = 10**9


def digest(photo: bytes) -> str:
    return hashlib.sha256(photo).hexdigest()


def put(sender: Any, path: str, photo: bytes, **headers: str) -> tuple[int, str]:
    """The status of an upload, and the code of its refusal."""
    address = f"/api/v1/{path}/{digest(photo)}"
    answer = sender.put(
        address, photo[: len(photo) // 2] if headers else photo, "image/jpeg", headers=headers
    )
    if answer.status_code == 429:
        assert int(answer["Retry-After"]) > 0
    return answer.status_code, answer.json()["code"] if answer.status_code >= 400 else ""


def send(booth: Booth, photo: bytes) -> tuple[int, str]:
    return put(booth.client, "blobs", photo)


def begin(booth: Booth, photo: bytes) -> tuple[int, str]:
    return put(
        booth.client, "blobs", photo, **{"Content-Range": f"bytes 0-{len(photo) // 2 - 1}/{len(photo)}"}
    )


TAKEN, BEGUN, REFUSED = (201, ""), (202, ""), (429, "quota_exceeded")


@pytest.fixture
def booth(world: World) -> Booth:
    return world.booth(world.event())


def test_photos_that_nobody_asked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hoarding, "MOST_UNUSED_BY_A_BOOTH", Quota(2, NO_BYTES))
    event = world.event()
    booth, neighbour = world.booth(event), world.booth(event)

    def ask(photo: bytes) -> None:
        booth.sync(booth.request_op(event, world.style, photo_sha256=digest(photo)))

    first, second, third, wanted, fifth = PHOTOS
    assert [send(booth, each) for each in (first, second, third)] == [TAKEN, TAKEN, REFUSED]
    assert not Upload(booth.id, digest(third)).has_begun()
    assert send(neighbour, third) == TAKEN, "each booth has its own"
    ask(wanted)
    assert send(booth, wanted) == TAKEN, "whatever else it sent, this is wanted"
    ask(first)
    assert [send(booth, each) for each in (third, fifth)] == [TAKEN, REFUSED], "one of them is used now"
    assert Holding.objects.filter(kiosk_id=booth.id).count() == 4


def test_their_bytes_are_counted_too(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hoarding, "MOST_UNUSED_BY_A_BOOTH", Quota(100, len(PHOTOS[0]) + 1))
    assert [send(booth, each) for each in PHOTOS[:3]] == [TAKEN, TAKEN, REFUSED]


def test_and_those_of_which_no_picture_can_be_made(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hoarding, "MOST_UNUSED_BY_A_BOOTH", Quota(1, NO_BYTES))
    assert send(booth, b"no photo") == (415, "not_a_picture")
    assert send(booth, PHOTOS[0]) == REFUSED


def test_unfinished_uploads(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hoarding, "MOST_ARRIVING_FROM_A_BOOTH", Quota(2, NO_BYTES))
    first, second, third, *_ = PHOTOS
    assert [begin(booth, each) for each in (first, second, third)] == [BEGUN, BEGUN, REFUSED]
    assert begin(booth, second) == BEGUN, "those that have begun go on"
    assert send(booth, first) == TAKEN
    assert begin(booth, third) == BEGUN


def test_their_bytes_are_counted_as_well(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hoarding, "MOST_ARRIVING_FROM_A_BOOTH", Quota(100, len(PHOTOS[0]) // 2))
    assert [begin(booth, each) for each in PHOTOS[:2]] == [BEGUN, REFUSED]


def test_the_longest_idle_makes_room(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    """The booth has the photo, and begins anew when its turn comes."""
    monkeypatch.setattr(hoarding, "MOST_ARRIVING_FROM_A_BOOTH", Quota(3, NO_BYTES))
    uploads = [Upload(booth.id, digest(each)) for each in PHOTOS[:3]]
    for age, photo, upload in zip((20, 30, 0), PHOTOS, uploads, strict=False):
        assert begin(booth, photo) == BEGUN
        if age:
            touched = upload.path.stat().st_mtime - IDLE_SECONDS - age
            os.utime(upload.path, (touched, touched))
    assert begin(booth, PHOTOS[3]) == BEGUN
    assert [each.has_begun() for each in uploads] == [True, False, True]
    assert begin(booth, PHOTOS[4]) == BEGUN
    assert [each.has_begun() for each in uploads] == [False, False, True]
    assert begin(booth, PHOTOS[1]) == REFUSED


def test_many_that_begin_at_once() -> None:
    sender, quota = new_id(), Quota(5, NO_BYTES)

    def begin_one(number: int) -> bool:
        try:
            admit(Upload(sender, hashlib.sha256(str(number).encode()).hexdigest()), quota)
        except QuotaExceeded:
            return False
        return True

    admitted = own.at_once(*(lambda number=number: begin_one(number) for number in range(20)))
    assert admitted.count(True) == 5


def test_a_persons_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    sitter = own.sitter()
    monkeypatch.setattr(hoarding, "MOST_UNUSED_BY_A_USER", Quota(20, len(PHOTOS[0]) + 1))
    sent = [put(sitter.person.browser, "me/photos", photo) for photo in PHOTOS[:3]]
    assert sent == [TAKEN, TAKEN, REFUSED]
