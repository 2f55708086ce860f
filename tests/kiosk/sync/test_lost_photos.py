"""A photo that the disk lost or garbled: given up once that is proven, told, and the rest goes on."""

import pytest

from contract.sync import OpKind
from kiosk.domain.errors import DiskError
from kiosk.store.reports import refused_photo_lines
from kiosk.sync.workers.uploads import PhotoUploader


def garble(path):
    path.write_bytes(path.read_bytes()[:-1] + b"?")


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        pytest.param(lambda path: path.unlink(), "gone", id="gone"),
        pytest.param(garble, "damaged", id="garbled"),
        pytest.param(lambda path: path.write_bytes(b""), "damaged", id="emptied"),
    ],
)
def test_it_is_given_up_and_told_once_and_the_others_are_sent(booth, platform, caplog, deed, said):
    lost, kept = booth.request(), booth.request()
    first, second = booth.store.uploads.due(9)
    deed(first.path)
    woken: list[None] = []
    uploader = PhotoUploader(booth.context(), lambda *_: None, lambda: woken.append(None))
    assert uploader.send_all() == 1
    assert set(platform.blobs) == {second.sha256}
    booth.clock.advance(9_999)
    assert uploader.send_all() == 0
    assert platform.count(f"PUT /blobs/{first.sha256}") == 0
    assert len(woken) == 1
    ops = {op.kind: op.payload for op in booth.store.outbox.pending(9, 99_999)}
    assert said in ops[OpKind.ALERT_RAISED].sentence
    given_up = ops[OpKind.GENERATION_CANCELLED]
    assert (given_up.generation_id, given_up.photo_lost) == (lost.generation_id, True)
    assert kept.generation_id != lost.generation_id
    depth = booth.store.queue_depth()
    assert (depth.blobs, depth.refused_photos) == (0, 1)
    [line] = refused_photo_lines(booth.store)
    assert said in line.sentence
    caplog.clear()


def test_a_disk_that_does_not_read_now_proves_nothing(booth, monkeypatch):
    booth.request()

    def broken(_path):
        raise DiskError("Input/output error") from OSError(5, "Input/output error")

    monkeypatch.setattr("kiosk.sync.workers.uploads.digest", broken)
    uploader = PhotoUploader(booth.context(), lambda *_: None)
    assert uploader.send_all() == 0
    assert booth.store.queue_depth().blobs == 1


def test_a_photo_that_the_platform_has_needs_no_file(booth, platform):
    booth.request()
    [photo] = booth.store.uploads.due(9)
    platform.blobs[photo.sha256] = photo.path.read_bytes()
    photo.path.unlink()
    assert PhotoUploader(booth.context(), lambda *_: None).send_all() == 1
    assert booth.store.queue_depth().refused_photos == 0
