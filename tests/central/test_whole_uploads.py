"""An upload whose every byte is here, though whoever should have taken it died: it is taken all the same."""

import hashlib
import os
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import httpx
import pytest
from django.db import OperationalError
from django.utils import timezone

from central.blobs.errors import DigestMismatch, RangeMismatch
from central.blobs.holdings import Holder
from central.blobs.uploads import Span, Upload
from central.changefeed.changes import publish
from central.fleet.models import Kiosk
from central.generations import photos, user_generations, whole_uploads
from central.generations.models import Generation
from central.generations.photo_timeouts import PHOTO_WAITS
from central.generations.whole_uploads import IDLE_SECONDS, take_whole_uploads
from central.operations import missing_photos
from central.operations.missing_photos import PATIENCE, ask_for_photos
from tests.central import own
from tests.central.booths import Booth as PictureBooth
from tests.central.pictures import jpeg
from tests.central.world import Booth, World

KioskClient = Callable[..., tuple[httpx.Client, Holder]]

pytestmark = pytest.mark.usefixtures("database")


def digest(photo: bytes) -> str:
    return hashlib.sha256(photo).hexdigest()


def arrived(sender_id: object, photo: bytes, name: str = "", idle: bool = True) -> Upload:
    """An upload with these bytes; `idle`: untouched for longer than anybody who lives would leave it."""
    upload = Upload(sender_id, name or digest(photo))  # type: ignore[arg-type]
    upload.write(0, photo)
    if idle:
        long_ago = upload.path.stat().st_mtime - IDLE_SECONDS - 1
        os.utime(upload.path, (long_ago, long_ago))
    return upload


def test_it_is_taken_when_the_booth_asks_for_it(kiosk_client: KioskClient) -> None:
    client, holder = kiosk_client()
    photo = jpeg(seed=61)
    upload = arrived(holder.kiosk_id, photo)
    answer = client.head(f"/blobs/{digest(photo)}")
    assert (answer.status_code, answer.headers["upload-offset"]) == (200, str(len(photo)))
    assert client.get(f"/blobs/{digest(photo)}").content == photo
    assert upload.held() == 0


def test_it_is_taken_when_the_booth_has_nothing_more_to_send(kiosk_client: KioskClient) -> None:
    client, holder = kiosk_client()
    photo = jpeg(seed=62)
    arrived(holder.kiosk_id, photo)
    nothing_more = {"Content-Range": f"bytes */{len(photo)}"}
    answers = [client.put(f"/blobs/{digest(photo)}", content=b"", headers=nothing_more) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert [answer.headers["upload-offset"] for answer in answers] == [str(len(photo))] * 2


def test_nothing_more_of_what_is_not_all_here_is_told_where_to_go_on(kiosk_client: KioskClient) -> None:
    client, holder = kiosk_client()
    photo = jpeg(seed=63)
    arrived(holder.kiosk_id, photo[:100], digest(photo))
    nothing_more = {"Content-Range": f"bytes */{len(photo)}"}
    answer = client.put(f"/blobs/{digest(photo)}", content=b"", headers=nothing_more)
    assert (answer.status_code, answer.headers["upload-offset"]) == (409, "100")


def test_its_last_byte_sent_again_is_enough(kiosk_client: KioskClient) -> None:
    client, holder = kiosk_client()
    photo, last = jpeg(seed=64), len(jpeg(seed=64)) - 1
    arrived(holder.kiosk_id, photo)
    span = {"Content-Range": f"bytes {last}-{last}/{len(photo)}"}
    assert client.put(f"/blobs/{digest(photo)}", content=photo[last:], headers=span).status_code == 201


def test_what_a_longer_upload_left_behind_is_cut_off_and_ends_well(kiosk_client: KioskClient) -> None:
    client, holder = kiosk_client()
    photo = jpeg(seed=65)
    arrived(holder.kiosk_id, bytes(len(photo) + 500), digest(photo))
    half = len(photo) // 2
    address, total = f"/blobs/{digest(photo)}", len(photo)
    first = client.put(
        address, content=photo[:half], headers={"Content-Range": f"bytes 0-{half - 1}/{total}"}
    )
    assert first.json()["code"] == "digest_mismatch", "every byte is here, and some are wrong: it begins anew"
    assert client.head(address).headers["upload-offset"] == "0"
    assert client.put(address, content=photo).status_code == 201


def test_a_persons_photo_is_taken_when_it_is_asked_for(server: str) -> None:
    sitter = own.sitter()
    photo = jpeg(seed=66)
    arrived(sitter.person.user.id, photo)
    headers = {"Authorization": f"Bearer {sitter.person.token}"}
    with httpx.Client(base_url=f"{server}/api/v1", headers=headers) as phone:
        assert phone.head(f"/me/photos/{digest(photo)}").status_code == 200
    assert photos.is_kept(user_generations.holder(sitter.person.user), digest(photo))


def test_it_is_taken_by_the_worker_though_nobody_asks() -> None:
    booth, photo = PictureBooth(), jpeg(seed=67)
    accepted = booth.request(photo)
    booth.record(accepted)
    upload = arrived(booth.kiosk, photo)
    assert take_whole_uploads() == 1
    assert booth.generation(accepted.request.generation_id).state == "queued"
    assert (upload.held(), take_whole_uploads()) == (0, 0)


def test_a_persons_photo_is_taken_by_the_worker() -> None:
    sitter, photo = own.sitter(), jpeg(seed=68)
    arrived(sitter.person.user.id, photo)
    assert take_whole_uploads() == 1
    assert photos.is_kept(user_generations.holder(sitter.person.user), digest(photo))


def test_the_worker_leaves_alone_what_is_still_being_sent_and_what_is_not_whole() -> None:
    booth, parts, moving = PictureBooth(), jpeg(seed=69), jpeg(seed=70)
    booth.record(booth.request(parts), booth.request(moving))
    half = arrived(booth.kiosk, parts[:1000], digest(parts))
    fresh = arrived(booth.kiosk, moving, idle=False)
    assert take_whole_uploads() == 0
    assert (half.held(), fresh.held()) == (1000, len(moving))
    fresh.discard()


def test_one_that_cannot_be_taken_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    booth, good, text = PictureBooth(), jpeg(seed=71), b"this is no photo"
    poison = jpeg(seed=72)
    booth.record(*map(booth.request, (good, text, poison)))
    for photo in (good, text, poison):
        arrived(booth.kiosk, photo)

    def take(holder: Holder, upload: Upload) -> None:
        if upload.sha256 == digest(poison):
            raise RuntimeError("ours")
        photos.take_from_kiosk(holder, upload)

    monkeypatch.setattr(whole_uploads, "take_from_kiosk", take)
    assert take_whole_uploads() == 1
    states = Generation.objects.filter(photo_sha256=digest(good)).values_list("state", flat=True)
    assert list(states) == ["queued"]
    Upload(booth.kiosk, digest(poison)).discard()


def test_a_database_that_is_away_costs_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    booth, photo = PictureBooth(), jpeg(seed=73)
    booth.record(booth.request(photo))
    upload = arrived(booth.kiosk, photo)

    def away(*_: object) -> None:
        raise OperationalError("the database has gone")

    with monkeypatch.context() as broken:
        broken.setattr(photos, "keep_upload", away)
        assert take_whole_uploads() == 0
    assert upload.held() == len(photo)
    assert take_whole_uploads() == 1


def test_wrong_bytes_go_and_the_upload_begins_anew() -> None:
    booth, photo = PictureBooth(), jpeg(seed=74)
    upload = arrived(booth.kiosk, bytes(len(photo)), digest(photo))
    with pytest.raises(DigestMismatch):
        photos.take_from_kiosk(Holder(booth.tenant, booth.event, booth.kiosk), upload)
    assert upload.held() == 0


def test_of_two_connections_that_finish_it_the_second_finds_it_taken() -> None:
    booth, photo = PictureBooth(), jpeg(seed=75)
    upload, holder = arrived(booth.kiosk, photo), Holder(booth.tenant, booth.event, booth.kiosk)
    photos.take_from_kiosk(holder, upload)
    photos.take_from_kiosk(holder, upload)
    with pytest.raises(RangeMismatch):
        photos.take_from_kiosk(holder, Upload(booth.kiosk, "0" * 64))


def test_bytes_are_never_written_behind_a_gap() -> None:
    upload = Upload(PictureBooth().kiosk, "1" * 64)
    upload.check(Span(0, 100))
    with pytest.raises(RangeMismatch):
        upload.write(50, b"what was before this was taken by another connection")
    upload.discard()


# --- asking a booth again ---------------------------------------------------------------------------


@pytest.fixture
def booth(world: World) -> Booth:
    event = world.event()
    made = world.booth(event)
    made.sync(*(made.request_op(event, world.style, photo_sha256=sha256 * 64) for sha256 in "aab"))
    return made


def seen(booth: Booth, at: object) -> None:
    Kiosk.objects.filter(id=booth.id).update(last_seen_at=at)


def wanted(booth: Booth, cursor: str) -> list[str]:
    changes = booth.sync(cursor=cursor)["changes"]
    return sorted(each["photo_sha256"][0] for each in changes if each["kind"] == "photo")


def test_a_booth_that_is_online_is_asked_for_photos_that_do_not_come(booth: Booth) -> None:
    cursor = booth.sync()["cursor"]
    now = timezone.now()
    assert ask_for_photos(now + PATIENCE / 2) == 0, "they may be on their way"
    assert ask_for_photos(now + PATIENCE * 2) == 0, "the booth is offline by then"
    seen(booth, now + PATIENCE * 2)
    assert ask_for_photos(now + PATIENCE * 2) == 3
    assert wanted(booth, cursor) == ["a", "b"]


def test_it_is_asked_again_and_again_but_ever_more_rarely(booth: Booth) -> None:
    now = timezone.now()
    asked = []
    for minute in range(0, int(PHOTO_WAITS.total_seconds()) // 60, 60):
        at = now + timedelta(minutes=minute + 4)
        seen(booth, at)
        if ask_for_photos(at):
            asked.append(at)
    pauses = [later - earlier for earlier, later in pairwise(asked)]
    assert len(asked) < 45
    assert pauses == sorted(pauses)
    assert pauses[-1] <= timedelta(days=1, hours=1)


def test_nobody_is_asked_for_what_has_come(booth: Booth) -> None:
    Generation.objects.filter(photo_sha256="a" * 64).update(state="queued")
    later = timezone.now() + PATIENCE * 2
    seen(booth, later)
    assert ask_for_photos(later) == 1


def test_a_booth_that_cannot_be_asked_stops_no_other(
    world: World, booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = world.event()
    other = world.booth(event)
    other.sync(other.request_op(event, world.style))
    later = timezone.now() + PATIENCE * 2
    for each in (booth, other):
        seen(each, later)

    def fails_for_one(tenant_id: object, kiosk_id: object, *key: str) -> None:
        if kiosk_id == booth.id:
            raise RuntimeError("ours")
        publish(tenant_id, kiosk_id, *key)  # type: ignore[arg-type]

    monkeypatch.setattr(missing_photos, "publish", fails_for_one)
    assert ask_for_photos(later) == 1
    monkeypatch.undo()
    assert ask_for_photos(later) == 3
