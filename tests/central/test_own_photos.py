"""Photos for pictures of one's own: sent in pieces, checked, kept for one person, and not for ever unused."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta

import httpx
import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from central.blobs import store
from central.blobs.models import Holding
from central.blobs.uploads import Upload
from central.generations import photos, user_generations
from central.generations.errors import PhotoNotSent
from central.generations.hoarding import MOST_UNUSED_BY_A_USER
from central.tenants.models import PLATFORM_ID, Role
from contract.ids import new_id
from tests.central import own
from tests.central.own import Sitter, Studio
from tests.central.persons import Person, a_user, refusal
from tests.central.pictures import bomb_png, jpeg, jpeg_with_gps
from tests.central.test_blobs import assert_problem, part

pytestmark = pytest.mark.usefixtures("database")


class Phone:
    """A person's phone: it speaks to the real web server."""

    def __init__(self, server: str, sitter: Sitter) -> None:
        self.sitter = sitter
        headers = {"Authorization": f"Bearer {sitter.person.token}"}
        self.client = httpx.Client(base_url=f"{server}/api/v1", headers=headers, timeout=20)

    def put(self, photo: bytes, content: bytes | None = None, **headers: str) -> httpx.Response:
        return self.client.put(address(photo), content=photo if content is None else content, headers=headers)


def address(photo: bytes) -> str:
    return f"/me/photos/{hashlib.sha256(photo).hexdigest()}"


@pytest.fixture
def phone(database: str, server: str) -> Iterator[Phone]:
    phone = Phone(server, own.sitter())
    with phone.client:
        yield phone


def test_a_photo_becomes_a_picture_over_http(phone: Phone) -> None:
    studio, photo = Studio(), jpeg_with_gps()
    assert phone.client.head(address(photo)).status_code == 404
    assert [phone.put(photo).status_code for _ in range(2)] == [201, 200]
    assert phone.client.head(address(photo)).status_code == 200
    body = {"id": str(new_id()), "style_id": str(studio.style.id), "photo_sha256": address(photo)[-64:]}
    asked = phone.client.post("/me/generations", json=body)
    assert asked.status_code == 201, asked.text
    own.make(asked.json()["picture"]["id"])
    picture = phone.client.get(f"/me/generations/{body['id']}/picture")
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.headers["cache-control"] == "private, no-store"
    assert b"ecret" not in picture.content
    assert b"Exif" not in picture.content


def test_an_upload_goes_on_where_it_was_left(phone: Phone) -> None:
    photo = jpeg(seed=41)
    half, total = len(photo) // 2, len(photo)
    first = phone.client.put(address(photo), content=photo[:half], headers=part(0, half - 1, total))
    assert (first.status_code, first.headers["upload-offset"]) == (202, str(half))
    assert phone.client.head(address(photo)).headers["upload-offset"] == str(half)
    rest = phone.client.put(address(photo), content=photo[half:], headers=part(half, total - 1, total))
    assert rest.status_code == 201


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (jpeg(seed=42)[:-3000], 415, "not_a_picture"),
        (jpeg(60, 60), 422, "too_small"),
        (jpeg(3000, 70), 422, "too_small"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 415, "not_a_picture"),
        (bomb_png(), 413, "too_large"),
    ],
    ids=["truncated", "tiny", "narrow", "svg", "decompression-bomb"],
)
def test_what_is_no_photo_is_refused_and_not_kept(
    phone: Phone, content: bytes, status: int, code: str
) -> None:
    assert_problem(phone.put(content), status, code)
    assert_nothing_kept(phone, content)


def test_other_bytes_than_the_address_names_are_refused(phone: Phone) -> None:
    photo = jpeg(seed=43)
    assert_problem(phone.put(photo, content=jpeg(seed=44)), 422, "digest_mismatch")
    assert_nothing_kept(phone, photo)


def test_too_many_bytes_are_refused_however_they_come(phone: Phone) -> None:
    huge = bytes(25 * 1024 * 1024)
    assert_problem(phone.put(huge), 413, "too_large")
    for method in ("POST", "PATCH"):
        assert_problem(phone.client.request(method, address(huge), content=huge), 413, "too_large")
    assert_nothing_kept(phone, huge)


def assert_nothing_kept(phone: Phone, content: bytes) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    assert not Holding.objects.filter(sha256=sha256).exists()
    assert not store.is_kept(sha256)
    assert Upload(phone.sitter.user.id, sha256).held() == 0


@pytest.mark.parametrize("name", ["A" * 64, "0" * 63, "..%2f..%2fetc%2fpasswd", "' OR 1=1 --"])
def test_a_name_that_is_no_digest_is_refused(phone: Phone, name: str) -> None:
    assert 400 <= phone.client.put(f"/me/photos/{name}", content=b"x").status_code < 500


def test_without_a_login_nothing_is_taken(phone: Phone) -> None:
    photo = jpeg(seed=450)
    del phone.client.headers["authorization"]
    assert_problem(phone.put(photo), 401, "unauthorized")
    assert_nothing_kept(phone, photo)


def test_nobody_elses_photo_is_there(phone: Phone, server: str) -> None:
    photo, other = jpeg(seed=46), Phone(server, own.sitter())
    phone.put(photo)
    with other.client:
        assert other.client.head(address(photo)).status_code == 404
        half = other.client.put(address(photo), content=photo[:9], headers=part(0, 8, len(photo)))
        assert half.status_code == 202, "the same bytes have to be sent by everybody"


def test_a_kiosk_of_the_platform_reads_no_persons_photo(
    phone: Phone, kiosk_client: Callable[..., tuple[httpx.Client, object]]
) -> None:
    photo = jpeg(seed=47)
    phone.put(photo)
    kiosk, _ = kiosk_client(PLATFORM_ID)
    assert_problem(kiosk.get(f"/blobs/{address(photo)[-64:]}"), 404, "not_found")


def test_who_sends_photos_and_uses_none_is_stopped() -> None:
    studio, sitter = Studio(), own.sitter(credits=100)
    sent = [own.photo_of(sitter, seed) for seed in range(MOST_UNUSED_BY_A_USER.uploads - 1)]
    Upload(sitter.user.id, "f" * 64).write(0, b"a part of another")
    more = jpeg(seed=999)
    put = sitter.person.browser.put
    assert refusal(put(f"/api/v1{address(more)}", more, "image/jpeg")) == (429, "quota_exceeded")
    sitter.asked(studio.style, photo_sha256=sent[0])
    assert put(f"/api/v1{address(more)}", more, "image/jpeg").status_code == 201


def test_photos_that_nothing_was_asked_of_go_after_a_week() -> None:
    studio, sitter, other = Studio(), own.sitter(credits=100), own.sitter()
    used, unused, shared = (own.photo_of(sitter, seed) for seed in (51, 52, 53))
    own.photo_of(other, 53)
    sitter.asked(studio.style, photo_sha256=used)
    assert photos.sweep_unused() == 0
    week_ago = timezone.now() - photos.UNUSED_FOR - timedelta(minutes=1)
    Holding.objects.filter(user_id=sitter.user.id).update(created_at=week_ago)
    assert photos.sweep_unused() == 2
    mine = user_generations.holder(sitter.user)
    assert [photos.is_kept(mine, each) for each in (used, unused, shared)] == [True, False, False]
    assert [store.is_kept(each) for each in (used, unused, shared)] == [True, False, True]


def test_a_photo_is_not_swept_while_a_picture_is_asked_of_it() -> None:
    sitter = own.sitter()
    sha256 = own.photo_of(sitter, 60)
    Holding.objects.update(created_at=timezone.now() - timedelta(days=30))

    def sweep_impatiently() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        try:
            return bool(photos.sweep_unused())
        except OperationalError:
            return False

    with transaction.atomic():
        photos.use(user_generations.holder(sitter.user), sha256)
        assert own.at_once(sweep_impatiently) == [False], "it waits"
    assert own.at_once(sweep_impatiently) == [True]
    with pytest.raises(PhotoNotSent), transaction.atomic():
        photos.use(user_generations.holder(sitter.user), sha256)


def test_one_person_who_is_closed_sends_nothing() -> None:
    person = Person(a_user(Role.USER, PLATFORM_ID))
    person.user.is_active = False
    person.user.save()
    photo = jpeg(seed=61)
    assert refusal(person.browser.put(f"/api/v1{address(photo)}", photo)) == (401, "unauthorized")
