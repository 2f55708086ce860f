"""Blobs up and down, and the snapshot that says which."""

import pytest

from contract.config import Branding
from contract.sync import ConfigChanged, GenerationChanged, GenerationState
from kiosk.domain.errors import SetupError
from kiosk.domain.model import BlobFetch
from tests.kiosk.worlds import answer, config, enrolled, named, signed

SAMPLE = "a" * 64


def file(tmp_path, content=b"picture"):
    path = tmp_path / "in-transit"
    path.write_bytes(content)
    return path


def test_a_result_is_ready_once_its_file_is_in_place(booth, tmp_path):
    request = booth.request()
    change = GenerationChanged(
        generation_id=request.generation_id, state=GenerationState.READY, result_sha256="b" * 64
    )
    for _ in range(2):
        booth.store.sync_results.settle(answer(changes=(change, ConfigChanged(version="2"))))
    waiting = booth.store.requests.get(request.generation_id)
    assert (waiting.state, waiting.result_path) == (GenerationState.RUNNING, None)
    fetch = booth.store.downloads.due(10)[0]
    assert fetch == BlobFetch("b" * 64, request.generation_id, 0)
    place = booth.store.downloads.fetched(fetch, file(tmp_path))
    ready = booth.store.requests.get(request.generation_id)
    assert (ready.state, ready.result_path) == (GenerationState.READY, place)
    assert place.read_bytes() == b"picture"
    assert fetch.generation_id not in [each.generation_id for each in booth.store.downloads.due(10)]
    late = GenerationChanged(generation_id=request.generation_id, state=GenerationState.RUNNING)
    booth.store.sync_results.settle(answer(changes=(late,)))
    assert booth.store.requests.get(request.generation_id).state is GenerationState.READY


def test_a_failed_picture_says_why(booth):
    request = booth.request()
    change = GenerationChanged(
        generation_id=request.generation_id, state=GenerationState.FAILED, failure="no face"
    )
    booth.store.sync_results.settle(answer(changes=(change,)))
    failed = booth.store.requests.get(request.generation_id)
    assert (failed.state, failed.failure) == (GenerationState.FAILED, "no face")


def test_a_change_of_somebody_elses_picture_is_let_pass(booth):
    change = GenerationChanged(
        generation_id=named("theirs"), state=GenerationState.READY, result_sha256="b" * 64
    )
    booth.store.sync_results.settle(answer(changes=(change,)))
    assert [each.sha256 for each in booth.store.downloads.due(10)] == [SAMPLE]


def test_uploads_are_retried_apart(booth):
    booth.request()
    booth.request()
    first, second = booth.store.uploads.due(10)
    booth.store.uploads.failed(first.sha256, "reset", 30.0)
    assert booth.store.uploads.due(10) == [second]
    booth.store.uploads.sent(second.sha256)
    booth.clock.advance(31)
    [again] = booth.store.uploads.due(10)
    assert (again.sha256, again.attempts) == (first.sha256, 1)


def test_assets_of_the_snapshot_are_fetched_once(booth, tmp_path):
    [fetch] = booth.store.downloads.due(10)
    assert fetch == BlobFetch(SAMPLE, None, 0)
    assert booth.store.configs.asset(SAMPLE) is None
    path = booth.store.downloads.fetched(fetch, file(tmp_path))
    assert booth.store.configs.asset(SAMPLE) == path == booth.folder / "assets" / SAMPLE
    logo = Branding(display_name="x", primary_color="#000000", logo_sha256="c" * 64)
    booth.store.configs.keep(*signed(config(branding=logo)))
    assert [each.sha256 for each in booth.store.downloads.due(10)] == ["c" * 64]
    path.unlink()  # lost by a person's hand: the next snapshot brings it back
    booth.store.configs.keep(*signed(config(version="3")))
    assert {each.sha256 for each in booth.store.downloads.due(10)} == {SAMPLE, "c" * 64}


def test_the_snapshot_is_believed_only_with_its_signature(booth):
    assert booth.store.configs.current() == config()
    body, signature, etag = signed(config())
    booth.store.configs.keep(body.replace(b"Booth", b"Other"), signature, etag)
    with pytest.raises(SetupError, match="signed"):
        booth.reopen().configs.current()
    assert booth.store.configs.etag() == etag


def test_another_platforms_snapshot_is_forgotten_with_it(booth):
    booth.store.enrollment.keep(enrolled(epoch=2))
    assert booth.store.configs.current() is None
    assert booth.store.configs.etag() == ""


def test_after_another_enrolment_open_pictures_are_offered_again(booth):
    booth.request()
    booth.store.uploads.sent(booth.store.uploads.due(1)[0].sha256)
    booth.store.enrollment.keep(enrolled(epoch=2))
    assert len(booth.store.uploads.due(10)) == 1


def test_the_servers_clock_is_remembered(booth):
    booth.clock.wall = booth.clock.wall.replace(year=2020)
    booth.store.sync_results.settle(answer())
    assert booth.store.server_time.now() == answer().server_time
    assert booth.reopen().server_time.now() == answer().server_time
