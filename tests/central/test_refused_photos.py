"""C13: a photo of which no picture can be made ends the waiting for it, be it before or after its op."""

import hashlib
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from django.db import transaction
from django.utils import timezone

from central.blobs.errors import BlobError
from central.blobs.holdings import Holder
from central.blobs.models import Holding, RefusedPhoto
from central.blobs.pictures import Picture
from central.blobs.sent_photos import Sent, forget_refusals, keep_upload
from central.blobs.uploads import MAX_BYTES, Upload
from central.events.credits import credits_of
from central.gallery.words import ENGLISH, PORTUGUESE, SPANISH, Words
from central.generations import attempts, photos, user_generations
from central.generations.models import Generation
from central.generations.photo_timeouts import PHOTO_WAITS
from central.ledger.audit import audit
from contract.sync import GenerationState
from tests.central import own
from tests.central.booths import Booth
from tests.central.own import Studio
from tests.central.persons import refusal
from tests.central.pictures import bomb_png, jpeg
from tests.central.test_blobs import address, part
from tests.central.world import APPLIED, World

pytestmark = pytest.mark.usefixtures("database")

HOPELESS = {
    "tiny": (jpeg(16, 16), "too_small"),
    "narrow": (jpeg(3_000, 60), "too_small"),
    "cut": (jpeg(seed=71)[:-3000], "not_a_picture"),
    "bomb": (bomb_png(), "too_large"),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(2000), "not_a_picture"),
}


def sent(booth: Booth, photo: bytes) -> None:
    """The photo arrives whole, and is refused."""
    upload = Upload(booth.kiosk, hashlib.sha256(photo).hexdigest())
    upload.write(0, photo)
    with pytest.raises(BlobError):
        photos.take_from_kiosk(Holder(booth.tenant, booth.event, booth.kiosk), upload)
    assert not Holding.objects.filter(sha256=upload.sha256).exists()


def asked(booth: Booth, photo: bytes) -> Generation:
    accepted = booth.request(photo)
    booth.record(accepted)
    return booth.generation(accepted.request.generation_id)


@pytest.mark.parametrize("name", HOPELESS)
def test_who_waits_for_it_is_told_at_once(name: str) -> None:
    photo, code = HOPELESS[name]
    booth = Booth()
    waiting = asked(booth, photo)
    sent(booth, photo)
    failed = booth.make(waiting.id)
    assert (failed.state, failed.failure_code) == (GenerationState.FAILED, code)
    assert failed.failure.endswith(".") and "Error" not in failed.failure


def test_who_asks_after_it_was_refused_does_not_wait() -> None:
    photo, code = HOPELESS["tiny"]
    booth, other = Booth(), Booth()
    sent(booth, photo)
    late = booth.make(asked(booth, photo).id)
    assert (late.state, late.failure_code) == (GenerationState.FAILED, code)
    assert asked(other, photo).state == GenerationState.AWAITING_PHOTO, "each booth sends its own"


@pytest.mark.parametrize("promised", [True, False])
def test_credits_follow_the_events_promise(promised: bool) -> None:
    world = World()
    event = world.event(credits=5_000, refund_on_failure=promised)
    booth = world.booth(event)
    photo = HOPELESS["tiny"][0]
    op = booth.request_op(event, world.style, photo_sha256=hashlib.sha256(photo).hexdigest())
    assert booth.fates(op) == [APPLIED]
    answer = booth.client.put(f"/api/v1{address(photo)}", photo, content_type="application/octet-stream")
    assert (answer.status_code, answer.json()["code"]) == (422, "too_small")
    attempts.make(world.tenant_id, UUID(op["payload"]["generation_id"]))
    failed = Generation.objects.get(id=op["payload"]["generation_id"])
    assert (failed.state, failed.failure_code) == (GenerationState.FAILED, "too_small")
    assert credits_of(event).consumed == (0 if promised else op["payload"]["price"])
    assert audit().clean


def test_one_that_is_too_long_to_be_sent_ends_the_waiting_too() -> None:
    world = World()
    event = world.event(credits=5_000)
    booth = world.booth(event)
    op = booth.request_op(event, world.style, photo_sha256="b" * 64)
    booth.sync(op)
    answer = booth.client.put(
        f"/api/v1/blobs/{'b' * 64}", b"x", content_type="image/jpeg", headers=part(0, 0, MAX_BYTES + 1)
    )
    assert answer.status_code == 413
    attempts.make(world.tenant_id, UUID(op["payload"]["generation_id"]))
    assert Generation.objects.get(id=op["payload"]["generation_id"]).failure_code == "too_large"


def test_bytes_that_are_not_the_photo_say_nothing_of_it() -> None:
    """A cut or garbled upload is sent again; only what has the photo's digest is the photo."""
    booth, photo = Booth(), jpeg(seed=72)
    waiting = asked(booth, photo)
    upload = Upload(booth.kiosk, hashlib.sha256(photo).hexdigest())
    upload.write(0, b"something else")
    with pytest.raises(BlobError):
        photos.take_from_kiosk(Holder(booth.tenant, booth.event, booth.kiosk), upload)
    assert booth.generation(waiting.id).state == GenerationState.AWAITING_PHOTO
    assert not RefusedPhoto.objects.filter(tenant_id=booth.tenant).exists()


def test_a_photo_that_a_later_version_can_read_is_not_refused_for_ever() -> None:
    booth, photo = Booth(), jpeg(seed=73)
    holder = Holder(booth.tenant, booth.event, booth.kiosk)
    sha256 = hashlib.sha256(photo).hexdigest()
    photos.refuse(holder, sha256, BlobError("An earlier version could not read it."))
    booth.upload(photo)
    assert booth.make(asked(booth, photo).id).state == GenerationState.READY
    assert not RefusedPhoto.objects.filter(tenant_id=booth.tenant).exists()


def test_refusals_are_forgotten_once_nobody_can_wait_any_more() -> None:
    booth = Booth()
    sent(booth, HOPELESS["tiny"][0])
    mine = RefusedPhoto.objects.filter(tenant_id=booth.tenant)
    assert mine.count() == 1
    mine.update(created_at=timezone.now() - PHOTO_WAITS - timedelta(hours=1))
    forget_refusals(timezone.now() - PHOTO_WAITS)
    assert not mine.exists()


@pytest.mark.parametrize("words", [SPANISH, ENGLISH, PORTUGUESE], ids=lambda words: words.language)
def test_the_guests_page_says_that_it_is_the_photo(server: str, words: Words) -> None:
    booth, photo = Booth(), HOPELESS["tiny"][0]
    sent(booth, photo)
    failed = booth.make(asked(booth, photo).id)
    page = httpx.get(f"{server}/g/{failed.claim_code}", headers={"Accept-Language": words.language})
    assert words.failed_title in page.text
    assert words.failed_photo_text in page.text
    assert words.failed_text not in page.text


@pytest.mark.parametrize("name", HOPELESS)
def test_a_user_pays_nothing_for_a_photo_that_cannot_become_a_picture(name: str) -> None:
    photo, code = HOPELESS[name]
    studio, sitter = Studio(), own.sitter(credits=500)
    sha256 = hashlib.sha256(photo).hexdigest()
    put = sitter.person.browser.put(f"/api/v1/me/photos/{sha256}", photo, "application/octet-stream")
    assert refusal(put)[1] == code
    assert refusal(sitter.ask(studio.style, photo_sha256=sha256)) == (409, "photo_missing")
    assert sitter.balance == 500


def test_a_user_whose_photo_was_taken_when_less_was_asked_of_it_gets_the_credits_back() -> None:
    studio, sitter = Studio(), own.sitter(credits=500)
    photo = jpeg(16, 16)
    sha256 = hashlib.sha256(photo).hexdigest()
    holder = user_generations.holder(sitter.user)
    with transaction.atomic():
        keep_upload(holder, Sent(sha256, len(photo), Picture(photo, "image/jpeg", 16, 16)))
    made = own.make(sitter.asked(studio.style, photo_sha256=sha256))
    assert (made.state, made.failure_code, made.attempts) == (GenerationState.FAILED, "too_small", 1)
    assert "another one" in user_generations.explanation(made)
    assert sitter.balance == 500
