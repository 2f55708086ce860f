"""A booth's photo that no picture was ever asked of: its request never came, or was refused."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from central.blobs import store
from central.blobs.holdings import Holder
from central.blobs.models import Holding
from central.blobs.store import digest_of_bytes
from central.gallery.erasure import erase
from central.generations import photos, requests
from central.generations.photos import UNUSED_BY_A_BOOTH_FOR, sweep_unused
from contract.ids import new_claim_code
from tests.central.booths import Booth
from tests.central.own import at_once
from tests.central.pictures import jpeg

pytestmark = pytest.mark.usefixtures("database")


def kept_since(booth: Booth, photo: bytes, age: timedelta) -> None:
    booth.upload(photo)
    mine = Holding.objects.filter(kiosk_id=booth.kiosk, sha256=digest_of_bytes(photo))
    mine.update(created_at=timezone.now() - age)


def has(booth: Booth, photo: bytes) -> bool:
    return photos.is_kept(Holder(booth.tenant, kiosk_id=booth.kiosk), digest_of_bytes(photo))


LONG_AGO = UNUSED_BY_A_BOOTH_FOR + timedelta(hours=1)


def test_it_goes_after_a_month_and_no_other_does() -> None:
    booth, neighbour = Booth(), Booth()
    unused, used, young = (jpeg(64, 64, seed=seed) for seed in (801, 802, 803))
    booth.record(booth.request(used))
    neighbour.record(neighbour.request(unused))
    neighbour.upload(unused)
    kept_since(booth, unused, LONG_AGO)
    kept_since(booth, used, LONG_AGO)
    kept_since(booth, young, UNUSED_BY_A_BOOTH_FOR - timedelta(hours=1))
    assert sweep_unused() == 1
    assert [has(booth, each) for each in (unused, used, young)] == [False, True, True]
    assert has(neighbour, unused), "it asked for a picture of the same photo"


def test_what_a_guest_erased_goes_though_its_request_never_comes() -> None:
    booth, photo = Booth(), jpeg(64, 64, seed=804)
    erase(new_claim_code())
    kept_since(booth, photo, LONG_AGO)
    [held] = Holding.objects.filter(kiosk_id=booth.kiosk)
    assert sweep_unused() == 1
    assert not store.is_kept(held.stored)


def test_a_request_that_comes_later_still_gets_its_photo_from_the_booth() -> None:
    booth, photo = Booth(), jpeg(64, 64, seed=805)
    kept_since(booth, photo, LONG_AGO)
    sweep_unused()
    late = booth.request(photo)
    booth.record(late)
    assert booth.generation(late.request.generation_id).state == "awaiting_photo"
    booth.upload(photo)
    assert booth.generation(late.request.generation_id).state == "queued"


def test_it_is_not_swept_while_its_request_is_being_recorded() -> None:
    booth, photo = Booth(), jpeg(64, 64, seed=806)
    kept_since(booth, photo, LONG_AGO)
    late = booth.request(photo)
    with transaction.atomic():
        requests.record(booth.tenant, booth.kiosk, [late])
        assert at_once(impatiently(sweep_unused)) == [0], "it waits"
        requests.begin(booth.tenant, booth.kiosk, [late.request])
    assert sweep_unused() == 0
    assert booth.generation(late.request.generation_id).state == "queued"


def impatiently(sweep: Callable[[], int]) -> Callable[[], int]:
    def run() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        try:
            return sweep()
        except OperationalError:
            return 0

    return run
