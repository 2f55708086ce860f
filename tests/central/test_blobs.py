"""Y3 and N5 over real HTTP: what a kiosk may send and read, and what it may not."""

import hashlib
import os
import socket
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from central.blobs import store
from central.blobs.errors import RangeMismatch
from central.blobs.holdings import Holder, keep_made, release
from central.blobs.models import Holding, Purpose
from central.blobs.uploads import MAX_BYTES, Upload, sweep_abandoned
from contract.ids import new_id
from tests.central.pictures import bomb_png, encoded, jpeg

KioskClient = Callable[..., tuple[httpx.Client, Holder]]

pytestmark = pytest.mark.usefixtures("database")


def address(content: bytes) -> str:
    return f"/blobs/{hashlib.sha256(content).hexdigest()}"


def part(first: int, last: int, total: int) -> dict[str, str]:
    return {"Content-Range": f"bytes {first}-{last}/{total}"}


def assert_problem(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (status, code, status)


def assert_nothing_kept(holder: Holder, content: bytes) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    assert not store.is_kept(sha256)
    assert not Holding.objects.filter(sha256=sha256).exists()
    assert holder.kiosk_id is not None
    assert Upload(holder.kiosk_id, sha256).held() == 0


def test_a_photo_goes_up_and_comes_down_unchanged(kiosk_client: KioskClient) -> None:
    client, _ = kiosk_client()
    photo = jpeg(seed=20)
    missing = client.head(address(photo))
    assert (missing.status_code, missing.headers["upload-offset"]) == (404, "0")
    assert client.put(address(photo), content=photo).status_code == 201
    assert client.put(address(photo), content=photo).status_code == 200
    assert client.head(address(photo)).status_code == 200
    down = client.get(address(photo))
    assert (down.status_code, down.content) == (200, photo)
    assert down.headers["content-type"] == "image/jpeg"
    assert down.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_photo_formats_are_taken(kiosk_client: KioskClient, form: str) -> None:
    client, _ = kiosk_client()
    photo = encoded(form)
    assert client.put(address(photo), content=photo).status_code == 201
    assert client.get(address(photo)).headers["content-type"] == f"image/{form.lower()}"


def test_part_of_a_blob_can_be_read(kiosk_client: KioskClient) -> None:
    client, _ = kiosk_client()
    photo = jpeg(seed=21)
    client.put(address(photo), content=photo)
    rest = client.get(address(photo), headers={"Range": "bytes=1000-"})
    assert (rest.status_code, rest.content) == (206, photo[1000:])
    some = client.get(address(photo), headers={"Range": "bytes=10-19"})
    assert (some.content, some.headers["content-range"]) == (photo[10:20], f"bytes 10-19/{len(photo)}")


def test_a_range_that_is_not_there_is_answered_with_the_size(kiosk_client: KioskClient) -> None:
    client, _ = kiosk_client()
    photo = jpeg(seed=28)
    client.put(address(photo), content=photo)
    for beyond in (f"bytes={len(photo)}-", f"bytes={len(photo)}-{len(photo) + 9}", "bytes=999999999999-"):
        refused = client.get(address(photo), headers={"Range": beyond})
        assert_problem(refused, 416, "range_not_satisfiable")
        assert refused.headers["content-range"] == f"bytes */{len(photo)}"
        assert "upload-offset" not in refused.headers


@pytest.mark.parametrize(
    "said", ["bytes=9-3", "bytes=999999999999-3", "bytes=-", "lines=1-2", "bytes=0-1,3-4", "bytes=\xb9-"]
)
def test_a_range_that_is_none_is_passed_over(kiosk_client: KioskClient, said: str) -> None:
    client, _ = kiosk_client()
    photo = jpeg(seed=29)
    client.put(address(photo), content=photo)
    whole = client.get(address(photo), headers={b"Range": said.encode("latin1")})
    assert (whole.status_code, whole.content) == (200, photo)


def test_an_upload_goes_on_where_it_was_left(kiosk_client: KioskClient) -> None:
    client, _ = kiosk_client()
    photo = jpeg(seed=22)
    total, half = len(photo), len(photo) // 2
    first = client.put(address(photo), content=photo[:half], headers=part(0, half - 1, total))
    assert (first.status_code, first.headers["upload-offset"]) == (202, str(half))
    assert client.head(address(photo)).headers["upload-offset"] == str(half)

    beyond = client.put(address(photo), content=photo[half + 9 :], headers=part(half + 9, total - 1, total))
    assert_problem(beyond, 409, "range_mismatch")
    assert beyond.headers["upload-offset"] == str(half)

    rest = client.put(address(photo), content=photo[half:], headers=part(half, total - 1, total))
    assert rest.status_code == 201
    assert client.get(address(photo)).content == photo


def test_bytes_that_came_before_the_connection_broke_are_kept(kiosk_client: KioskClient) -> None:
    client, holder = kiosk_client()
    photo = jpeg(2000, 2600, seed=23, quality=99)
    assert len(photo) > 600_000
    cut_off_upload(client, photo, sent=500_000)
    held = wait_for_offset(client, photo, at_least=400_000)
    assert held <= 500_000
    rest = client.put(address(photo), content=photo[held:], headers=part(held, len(photo) - 1, len(photo)))
    assert rest.status_code == 201
    assert holder.kiosk_id is not None
    assert Upload(holder.kiosk_id, hashlib.sha256(photo).hexdigest()).held() == 0


def cut_off_upload(client: httpx.Client, photo: bytes, sent: int) -> None:
    """Send the first bytes of a PUT, then pull the cable."""
    url = urlsplit(str(client.base_url))
    assert url.hostname and url.port
    head = (
        f"PUT /api/v1{address(photo)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(photo)}\r\n"
        f"Authorization: {client.headers['authorization']}\r\n\r\n"
    )
    with socket.create_connection((url.hostname, url.port)) as connection:
        connection.sendall(head.encode() + photo[:sent])
        wait_for_offset(client, photo, at_least=sent - 256 * 1024)


def wait_for_offset(client: httpx.Client, photo: bytes, at_least: int) -> int:
    """How many bytes the server holds, once it is this many; fails after ten seconds."""
    pause = threading.Event()
    for _ in range(200):
        held = int(client.head(address(photo)).headers["upload-offset"])
        if held >= at_least:
            return held
        pause.wait(0.05)
    raise AssertionError(f"only {held} bytes are held")


@pytest.mark.parametrize(
    "said", ["bytes 0-9/5", "bytes 5-2/10", "bytes x-y/z", "0-9/10", "bytes -1-9/10", "bytes */10"]
)
def test_a_range_that_makes_no_sense_is_refused(kiosk_client: KioskClient, said: str) -> None:
    client, holder = kiosk_client()
    answer = client.put(address(b"0123456789"), content=b"0123456789", headers={"Content-Range": said})
    assert_problem(answer, 422, "invalid")
    assert_nothing_kept(holder, b"0123456789")


def test_a_wrong_digest_is_refused_and_nothing_is_kept(kiosk_client: KioskClient) -> None:
    client, holder = kiosk_client()
    photo, other = jpeg(seed=24), jpeg(seed=25)
    assert_problem(client.put(address(photo), content=other), 422, "digest_mismatch")
    assert_nothing_kept(holder, photo)
    assert_nothing_kept(holder, other)
    assert client.put(address(photo), content=photo).status_code == 201


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (jpeg(seed=26)[:-3000], 415, "not_a_picture"),
        (jpeg(63, 300), 422, "too_small"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 415, "not_a_picture"),
        (b"\x7fELF" + bytes(5000), 415, "not_a_picture"),
        (bomb_png(), 413, "too_large"),
    ],
    ids=["truncated", "tiny", "svg", "program", "decompression-bomb"],
)
def test_what_is_no_photo_is_refused_and_not_kept(
    kiosk_client: KioskClient, content: bytes, status: int, code: str
) -> None:
    client, holder = kiosk_client()
    assert_problem(client.put(address(content), content=content), status, code)
    assert_nothing_kept(holder, content)


def test_a_body_over_the_limit_is_refused_by_its_length(kiosk_client: KioskClient) -> None:
    client, holder = kiosk_client()
    huge = bytes(50 * 1024 * 1024)
    assert_problem(client.put(address(huge), content=huge), 413, "too_large")
    assert_nothing_kept(holder, huge)


def test_a_body_over_the_limit_is_refused_while_it_streams(kiosk_client: KioskClient) -> None:
    client, holder = kiosk_client()
    piece = os.urandom(1024 * 1024)

    def endless() -> Iterator[bytes]:
        for _ in range(MAX_BYTES // len(piece) + 5):
            yield piece

    assert_problem(client.put(address(b"endless"), content=endless()), 413, "too_large")
    assert_nothing_kept(holder, b"endless")


def test_a_total_over_the_limit_is_refused_at_the_first_part(kiosk_client: KioskClient) -> None:
    client, _ = kiosk_client()
    answer = client.put(address(b"x"), content=b"x", headers=part(0, 0, MAX_BYTES + 1))
    assert_problem(answer, 413, "too_large")


def test_another_kiosks_blob_is_not_there(kiosk_client: KioskClient) -> None:
    mine, holder = kiosk_client()
    neighbour, _ = kiosk_client(holder.tenant_id)
    stranger, _ = kiosk_client()
    photo = jpeg(seed=27)
    mine.put(address(photo), content=photo)
    for other in (neighbour, stranger):
        assert_problem(other.get(address(photo)), 404, "not_found")
        head = other.head(address(photo))
        assert (head.status_code, head.headers["upload-offset"]) == (404, "0")


def test_nobody_gets_a_blob_by_knowing_its_name(kiosk_client: KioskClient) -> None:
    mine, _ = kiosk_client()
    other, _ = kiosk_client()
    photo = jpeg(seed=28)
    mine.put(address(photo), content=photo)
    assert other.put(address(photo), content=photo[:10], headers=part(0, 9, len(photo))).status_code == 202
    assert other.get(address(photo)).status_code == 404
    assert other.put(address(photo), content=photo).status_code == 201
    assert other.get(address(photo)).content == photo


def test_half_an_upload_is_nobody_elses_business(kiosk_client: KioskClient) -> None:
    mine, _ = kiosk_client()
    other, _ = kiosk_client()
    photo = jpeg(seed=29)
    mine.put(address(photo), content=photo[:50], headers=part(0, 49, len(photo)))
    assert other.head(address(photo)).headers["upload-offset"] == "0"


def test_samples_are_for_every_kiosk_of_the_tenant_only(kiosk_client: KioskClient) -> None:
    mine, holder = kiosk_client()
    stranger, _ = kiosk_client()
    sample = jpeg(seed=30)
    keep_made(Holder(holder.tenant_id), Purpose.SAMPLE, sample)
    assert mine.get(address(sample)).content == sample
    assert stranger.get(address(sample)).status_code == 404


@pytest.mark.parametrize("name", ["A" * 64, "0" * 63, "..%2f..%2fetc%2fpasswd", "' OR 1=1 --"])
def test_a_name_that_is_no_digest_is_refused(kiosk_client: KioskClient, name: str) -> None:
    client, _ = kiosk_client()
    for answer in (client.get(f"/blobs/{name}"), client.put(f"/blobs/{name}", content=b"x")):
        assert 400 <= answer.status_code < 500


def test_without_a_token_nothing_is_read_or_taken(kiosk_client: KioskClient) -> None:
    client, _ = kiosk_client()
    photo = jpeg(seed=31)
    client.put(address(photo), content=photo)
    del client.headers["authorization"]
    assert client.get(address(photo)).status_code == 401
    assert client.put(address(photo), content=photo).status_code == 401


def test_bytes_go_when_their_last_holder_goes() -> None:
    content = jpeg(seed=32)
    first, second = (Holder(new_id(), new_id(), new_id()) for _ in range(2))
    for holder in (first, second):
        keep_made(holder, Purpose.RESULT, content)
    sha256 = hashlib.sha256(content).hexdigest()
    let_go(first, sha256)
    assert store.is_kept(sha256)
    let_go(second, sha256)
    assert not store.is_kept(sha256)


def let_go(holder: Holder, sha256: str) -> None:
    release(holder, sha256, Purpose.RESULT)


def test_abandoned_uploads_are_swept() -> None:
    old, fresh = Upload(new_id(), "a" * 64), Upload(new_id(), "b" * 64)
    for upload in (old, fresh):
        upload.write(0, b"some bytes")
    os.utime(old.path, (0, 0))
    assert sweep_abandoned() >= 1
    assert (old.held(), fresh.held()) == (0, 10)
    fresh.discard()


def test_who_goes_on_with_an_upload_that_is_gone_leaves_no_file_behind() -> None:
    """Another connection has finished it meanwhile, or its guest has erased it."""
    upload = Upload(new_id(), "ab" * 32)
    upload.discard()
    with pytest.raises(RangeMismatch) as refused:
        upload.write(10, b"the rest")
    assert refused.value.held == 0
    assert not upload.path.exists()
