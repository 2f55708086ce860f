"""Photos up: resumed where they broke, never believed to be there when they are not."""

import hashlib
import random

import pytest

from contract.problem import Code
from contract.sync import AlertRaised, PhotoWanted
from kiosk.domain.errors import NetworkError
from kiosk.domain.model import QueueDepth
from kiosk.engine.commands import queue_text
from kiosk.store.uploads import MOST_REFUSALS
from kiosk.sync.workers.ops import OpSender
from kiosk.sync.workers.uploads import RANGE_BYTES, PhotoUploader
from tests.kiosk.sync import loopback

PUT = "PUT /blobs/"
HEAD = "HEAD /blobs/"
LARGE = random.Random(7).randbytes(RANGE_BYTES * 2 + 1234)


@pytest.fixture
def told():
    return []


@pytest.fixture
def uploads(booth, told):
    return PhotoUploader(booth.context(), lambda _, fraction: told.append(round(fraction, 2)))


def digest(photo):
    return hashlib.sha256(photo).hexdigest()


def test_a_photo_goes_up_in_ranges_and_its_progress_is_true(booth, platform, uploads, told):
    booth.request(jpeg=LARGE)
    assert uploads.send_all() == 1
    assert platform.blobs == {digest(LARGE): LARGE}
    assert platform.count(PUT) == 3
    assert told == [0.0, 0.5, 1.0, 1.0]
    assert booth.store.queue_depth().blobs == 0


def test_a_reset_in_mid_upload_resumes_with_what_had_arrived(booth, platform, uploads, told):
    booth.request(jpeg=LARGE)
    platform.break_next(PUT, lambda _: False, loopback.reset_after(100_000))
    with pytest.raises(NetworkError):
        uploads.send_all()
    held = RANGE_BYTES + 100_000
    told.clear()
    assert uploads.send_all() == 1
    assert told[0] == round(held / len(LARGE), 2)
    assert platform.blobs == {digest(LARGE): LARGE}


def test_a_lost_answer_does_not_send_the_photo_twice(booth, platform, uploads):
    booth.request()
    platform.break_next(PUT, loopback.lose_answer)
    with pytest.raises(NetworkError):
        uploads.send_all()
    assert uploads.send_all() == 1
    assert platform.count(PUT) == 1


def test_a_photo_that_the_platform_has_is_not_sent(booth, platform, uploads):
    platform.blobs[digest(LARGE)] = LARGE
    booth.request(jpeg=LARGE)
    assert uploads.send_all() == 1
    assert platform.count(PUT) == 0


@pytest.mark.parametrize("request_kind", [HEAD, PUT])
def test_a_captive_portal_never_makes_a_photo_count_as_sent(booth, platform, uploads, request_kind):
    """Its 200 looks like 'already there'."""
    booth.request(jpeg=LARGE)
    platform.break_next(request_kind, loopback.portal)
    if request_kind == PUT:
        platform.break_next(HEAD, lambda _: False, loopback.portal)
    with pytest.raises(NetworkError):
        uploads.send_all()
    assert platform.blobs == {}
    assert booth.store.queue_depth().blobs == 1
    assert uploads.send_all() == 1
    assert platform.blobs == {digest(LARGE): LARGE}


def test_a_range_that_the_platform_does_not_hold_is_settled_by_its_word(booth, platform, uploads):
    """It forgot what it had between HEAD and PUT."""
    booth.request(jpeg=LARGE)
    platform.partial[digest(LARGE)] += LARGE[:RANGE_BYTES]

    def forget(exchange):
        with platform.lock:
            platform.partial.clear()
        return False

    platform.break_next(PUT, forget)
    assert uploads.send_all() == 1
    assert platform.blobs == {digest(LARGE): LARGE}


def test_a_platform_that_disputes_for_ever_is_left_alone_for_a_while(booth, platform, uploads):
    booth.request(jpeg=LARGE)

    def dispute(exchange):
        exchange.body()
        status, headers, body = loopback.refusal(409, Code.RANGE_MISMATCH)
        exchange.send((status, headers | {"Upload-Offset": "0"}, body))
        return True

    platform.break_next(PUT, *[dispute] * 20)
    assert uploads.send_all() == 0
    assert platform.count(PUT) < 10
    assert booth.store.queue_depth().blobs == 1


@pytest.mark.parametrize(
    ("status", "code"), [(422, Code.DIGEST_MISMATCH), (413, Code.TOO_LARGE), (415, Code.NOT_A_PICTURE)]
)
def test_a_refused_photo_stops_no_other(booth, platform, uploads, status, code):
    booth.request(jpeg=b"\xff\xd8first")
    booth.request(jpeg=b"\xff\xd8second")
    platform.break_next(PUT, loopback.problem(status, code))
    assert uploads.send_all() == 1
    assert platform.blobs.keys() == {digest(b"\xff\xd8second")}
    booth.clock.advance(400)
    assert uploads.send_all() == 1


def test_a_photo_that_the_platform_has_no_room_for_waits_and_is_never_given_up(booth, platform, uploads):
    booth.request(jpeg=b"\xff\xd8first")
    booth.request(jpeg=b"\xff\xd8second")
    times = 3 * MOST_REFUSALS
    for _ in range(times):
        platform.break_next(PUT, loopback.problem(429, Code.QUOTA_EXCEEDED))
        uploads.send_all()
        booth.clock.advance(400)
    assert platform.blobs.keys() == {digest(b"\xff\xd8second")}, "another one does not wait for it"
    assert platform.count(PUT) == times + 1
    assert booth.store.queue_depth() == QueueDepth(ops=2, oldest_seconds=400.0 * times, blobs=1)
    assert uploads.send_all() == 1
    assert platform.blobs.keys() == {digest(b"\xff\xd8first"), digest(b"\xff\xd8second")}


def test_a_photo_that_is_to_wait_holds_up_no_other(booth, platform, uploads):
    booth.request(jpeg=b"\xff\xd8first")
    booth.request(jpeg=b"\xff\xd8second")
    platform.break_next(PUT, loopback.says(429, Retry_After="60"))
    assert uploads.send_all() == 1
    assert platform.blobs.keys() == {digest(b"\xff\xd8second")}
    booth.clock.advance(59)
    assert uploads.send_all() == 0
    booth.clock.advance(1)
    assert uploads.send_all() == 1


def test_a_platform_that_wants_no_photo_now_is_not_asked_for_each(booth, platform, uploads):
    for number in range(9):
        booth.request(jpeg=b"\xff\xd8%d" % number)
    platform.break_next(HEAD, *[loopback.says(429, Retry_After="60")] * 9)
    with pytest.raises(NetworkError) as caught:
        uploads.send_all()
    assert (caught.value.retry_after, platform.count(HEAD)) == (60.0, 3)


def test_a_photo_that_vanished_from_the_disk_stops_no_other(booth, platform, uploads):
    booth.request(jpeg=b"\xff\xd8first")
    booth.request(jpeg=b"\xff\xd8second")
    booth.store.uploads.due(1)[0].path.unlink()
    assert uploads.send_all() == 1
    assert (booth.store.queue_depth().blobs, booth.store.queue_depth().refused_photos) == (0, 1)


def test_an_impossible_offset_is_not_believed(booth, platform, uploads):
    booth.request()
    platform.break_next(
        HEAD, loopback.says(404, Upload_Offset="-5"), loopback.says(404, Upload_Offset="many")
    )
    for _ in range(2):
        with pytest.raises(NetworkError):
            uploads.send_all()
    assert uploads.send_all() == 1


def test_a_photo_that_is_there_to_its_last_byte_is_not_sent_until_it_is_taken(booth, platform, uploads):
    """The platform died between the last byte and its taking; an older one does not take it by itself."""
    booth.request(jpeg=LARGE)
    platform.partial[digest(LARGE)] += LARGE
    assert uploads.send_all() == 1
    assert platform.blobs == {digest(LARGE): LARGE}
    assert platform.count(PUT) == 1


@pytest.mark.parametrize("broken", [HEAD, PUT])
@pytest.mark.parametrize("status", [200, 201, 202, 204, 302, 404, 409, 410, 500, 502, 503, 511])
def test_a_page_is_never_believed_whatever_its_status(booth, platform, uploads, status, broken):
    booth.request(jpeg=LARGE)
    platform.break_next(broken, *[loopback.page(status)] * 1000)
    with pytest.raises(NetworkError):
        uploads.send_all()
    assert platform.count(PUT) <= 2
    assert platform.count(HEAD) <= 2
    assert booth.store.queue_depth().blobs == 1
    platform.faults.clear()
    booth.clock.advance(400)
    assert uploads.send_all() == 1
    assert platform.blobs == {digest(LARGE): LARGE}


@pytest.mark.parametrize("request_kind", [HEAD, PUT])
def test_a_photo_whose_guest_erased_it_is_no_error_and_never_sent_again(
    booth, platform, uploads, request_kind
):
    booth.request(jpeg=LARGE)
    platform.break_next(request_kind, loopback.problem(410, Code.NOT_FOUND))
    assert uploads.send_all() == 1
    assert booth.store.queue_depth() == QueueDepth(ops=1)
    assert platform.blobs == {}


def test_an_upload_that_a_longer_one_left_behind_begins_anew(booth, platform, uploads):
    booth.request(jpeg=LARGE)
    platform.partial[digest(LARGE)] += LARGE + b"of another size"
    assert uploads.send_all() == 1
    assert platform.blobs == {digest(LARGE): LARGE}


def test_a_photo_that_is_refused_every_time_is_given_up_and_shown_to_staff(booth, platform, uploads):
    booth.request(jpeg=LARGE)
    platform.break_next(PUT, *[loopback.problem(422, Code.DIGEST_MISMATCH)] * 100)
    for _ in range(100):
        assert uploads.send_all() == 0
        booth.clock.advance(400)
    assert platform.count(PUT) == MOST_REFUSALS
    assert booth.store.queue_depth() == QueueDepth(ops=2, oldest_seconds=40_000.0, refused_photos=1)
    alert = booth.store.outbox.pending(500, 1_000_000)[-1].payload
    assert isinstance(alert, AlertRaised)
    assert "digest_mismatch" in alert.sentence
    assert digest(LARGE)[:12] in queue_text(booth.store)


def test_a_photo_that_the_platform_asks_for_is_checked_and_sent_again(booth, platform, uploads):
    booth.request(jpeg=LARGE)
    assert uploads.send_all() == 1
    platform.blobs.clear()
    assert uploads.send_all() == 0
    platform.changes.append(PhotoWanted(photo_sha256=digest(LARGE)).model_dump())
    OpSender(booth.context(), lambda *_: None).drain()
    assert uploads.send_all() == 1
    assert platform.blobs == {digest(LARGE): LARGE}


def test_a_photo_that_was_given_up_is_sent_when_the_platform_asks_for_it(booth, platform, uploads):
    booth.request(jpeg=LARGE)
    platform.break_next(PUT, *[loopback.problem(415, Code.NOT_A_PICTURE)] * MOST_REFUSALS)
    for _ in range(MOST_REFUSALS + 1):
        assert uploads.send_all() == 0
        booth.clock.advance(400)
    platform.changes.append(PhotoWanted(photo_sha256=digest(LARGE)).model_dump())
    OpSender(booth.context(), lambda *_: None).drain()
    assert uploads.send_all() == 1
    assert booth.store.queue_depth().refused_photos == 0
