"""Photos that come while the disk is full: none is taken for a wrong one, and each is taken later."""

import errno
import hashlib
import os
from typing import Any

import pytest

from central.blobs import store
from tests.central.pictures import jpeg
from tests.central.world import Booth, World

pytestmark = pytest.mark.usefixtures("database")


class FillsUp:
    """`os.pwrite` on a disk that has room for so many more bytes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._write = os.pwrite

    def __call__(self, descriptor: int, content: bytes | memoryview, offset: int) -> int:
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = self._write(descriptor, memoryview(content)[: self.room], offset)
        self.room -= written
        return written


def a_booth() -> Booth:
    world = World()
    return world.booth(world.event())


def put(booth: Booth, photo: bytes, first: int = 0) -> Any:
    address = f"/api/v1/blobs/{hashlib.sha256(photo).hexdigest()}"
    headers = {"Content-Range": f"bytes {first}-{len(photo) - 1}/{len(photo)}"}
    return booth.client.put(address, photo[first:], content_type="image/jpeg", headers=headers)


def assert_to_be_sent_later(answer: Any) -> None:
    assert (answer.status_code, answer.json()["code"]) == (503, "try_later")
    assert int(answer["Retry-After"]) > 0


def test_bytes_that_a_full_disk_still_took_are_gone_on_from(monkeypatch: pytest.MonkeyPatch) -> None:
    booth, photo = a_booth(), jpeg()
    with monkeypatch.context() as full:
        full.setattr(os, "pwrite", FillsUp(len(photo) - 100))
        assert_to_be_sent_later(put(booth, photo))
        assert_to_be_sent_later(put(booth, photo, first=1000))
    missing = booth.client.head(f"/api/v1/blobs/{hashlib.sha256(photo).hexdigest()}")
    assert missing["Upload-Offset"] == str(len(photo) - 100)
    assert put(booth, photo, first=len(photo) - 100).status_code == 201


def test_a_photo_that_the_store_has_no_room_for_is_sent_later(monkeypatch: pytest.MonkeyPatch) -> None:
    booth, photo = a_booth(), jpeg()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(store, "keep", full)
        assert_to_be_sent_later(put(booth, photo))
    assert put(booth, photo).status_code == 201


def test_what_no_disk_says_is_a_mistake_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    booth, photo = a_booth(), jpeg()

    def lost(*_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(store, "keep", lost)
    assert put(booth, photo).status_code == 500
