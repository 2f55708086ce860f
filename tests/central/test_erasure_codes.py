"""G12, Y14: a guest erases by claim code alone, before the platform knows it, and when it was refused."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from central.blobs import store
from central.blobs.models import Holding
from central.blobs.store import digest_of_bytes
from central.events.credits import credits_of
from central.events.models import Event
from central.gallery import erasure, guests
from central.generations import claim_codes, photos
from central.generations.claim_codes import UNMET_FOR, forget_unmet
from central.generations.erasure import remove_due
from central.generations.errors import PhotoErased, TooManyErasures
from central.generations.models import ClaimCode, Generation, Tombstone
from central.ledger.audit import audit
from central.sync.models import Erasure, Op
from contract.ids import new_claim_code, new_id
from tests.central.killed import killed_everywhere
from tests.central.pictures import jpeg
from tests.central.test_erasure import upload_of
from tests.central.world import APPLIED, DUPLICATE, Booth, World, refused

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def event(world: World) -> Event:
    return world.event(10_000, refund_on_failure=True)


@pytest.fixture
def booth(world: World, event: Event) -> Booth:
    return world.booth(event)


def shown(code: str) -> tuple[str, str]:
    """The page's state, and where copies are left."""
    found = guests.find(code)
    return found.state.value, found.left.names if found.left else ""


def told(booth: Booth) -> list[tuple[str, str]]:
    """What the booth learns of its pictures."""
    return [(each["generation_id"], each["state"]) for each in booth.sync()["changes"]]


def assert_not_a_trace(op: dict[str, Any]) -> None:
    personal = {"claim_code", "photo_sha256", "language", "session_id", "ticket", "consent_at"}
    kept = json.loads(Op.objects.get(id=op["op_id"]).payload)
    assert not personal & kept.keys()
    assert kept["generation_id"] == op["payload"]["generation_id"]


def test_a_request_that_comes_after_its_erasure_is_never_made(
    world: World, event: Event, booth: Booth
) -> None:
    photo, code = jpeg(seed=701), new_claim_code()
    erasure.erase(code)
    assert shown(code) == ("erasing", "platform booth"), "nobody knows yet"
    op = booth.request_op(event, world.style, claim_code=code, photo_sha256=digest_of_bytes(photo))
    others = [booth.request_op(event, world.style) for _ in range(2)]
    assert booth.fates(others[0], op, others[1]) == [APPLIED] * 3, "as an older booth understands it"
    assert told(booth) == [(op["payload"]["generation_id"], "erased")]
    assert [each.state for each in Generation.objects.order_by("recorded_at")].count("erased") == 1
    with pytest.raises(PhotoErased):
        photos.take_from_kiosk(*upload_of(booth.row, photo))
    assert_not_a_trace(op)
    assert booth.fates(op) == [DUPLICATE]
    assert credits_of(event).consumed == 200, "it cost what a cancelled one does"
    assert audit().clean
    assert remove_due() == 1
    assert shown(code) == ("erasing", "booth")


def test_a_photo_that_had_come_before_the_request_goes(world: World, event: Event, booth: Booth) -> None:
    photo, code = jpeg(seed=702), new_claim_code()
    photos.take_from_kiosk(*upload_of(booth.row, photo))
    erasure.erase(code)
    booth.sync(booth.request_op(event, world.style, claim_code=code, photo_sha256=digest_of_bytes(photo)))
    assert remove_due() == 1
    assert not store.is_kept(digest_of_bytes(photo))
    assert not Holding.objects.filter(tenant_id=world.tenant_id).exists()


def test_what_it_costs_then_is_the_events_policy(world: World) -> None:
    strict = world.event(1_000)
    booth, code = world.booth(strict), new_claim_code()
    lease = booth.lease(500).json()["id"]
    erasure.erase(code)
    assert booth.fates(booth.request_op(strict, world.style, claim_code=code, lease_id=lease)) == [APPLIED]
    assert credits_of(strict).consumed == 100
    assert audit().clean


def test_an_erased_request_that_is_refused_keeps_nothing_either(world: World, booth: Booth) -> None:
    poor, photo, code = world.event(10), jpeg(seed=703), new_claim_code()
    booth = world.booth(poor)
    photos.take_from_kiosk(*upload_of(booth.row, photo))
    erasure.erase(code)
    op = booth.request_op(poor, world.style, claim_code=code, photo_sha256=digest_of_bytes(photo))
    assert booth.fates(op, op) == [refused("credits_exhausted")] * 2
    assert_not_a_trace(op)
    assert told(booth) == [(op["payload"]["generation_id"], "erased")]
    assert remove_due() == 1
    assert not store.is_kept(digest_of_bytes(photo))
    assert shown(code) == ("erasing", "booth")


def test_a_refused_request_is_erased_with_its_photo(world: World) -> None:
    poor, photo = world.event(10), jpeg(seed=704)
    booth = world.booth(poor)
    photos.take_from_kiosk(*upload_of(booth.row, photo))
    op = booth.request_op(poor, world.style, photo_sha256=digest_of_bytes(photo))
    assert booth.fates(op) == [refused("credits_exhausted")]
    code = op["payload"]["claim_code"]
    assert shown(code) == ("refused", "")
    for _ in range(2):
        erasure.erase(code)
    assert Tombstone.objects.count() == 1
    assert shown(code) == ("erasing", "platform booth")
    assert remove_due() == 1
    assert not store.is_kept(digest_of_bytes(photo))
    with pytest.raises(PhotoErased):
        photos.take_from_kiosk(*upload_of(booth.row, photo))
    assert_not_a_trace(op)
    assert told(booth) == [(op["payload"]["generation_id"], "erased")]
    world.top_up(1_000)
    again = booth.request_op(world.event(500), world.style, claim_code=code)
    assert booth.fates(again) == [refused("conflict")], "nor is it asked for once more"


def test_of_a_request_that_staff_made_anew_after_its_erasure_nothing_is_kept(
    world: World, event: Event, booth: Booth
) -> None:
    """Neither with the guest's old photo nor with another one."""
    code, photos_of_guest = new_claim_code(), [jpeg(seed=711), jpeg(seed=712)]
    ops = [
        booth.request_op(
            event, world.style, price=price, claim_code=code, photo_sha256=digest_of_bytes(photo)
        )
        for price, photo in ((1, photos_of_guest[0]), *((100, photo) for photo in photos_of_guest))
    ]
    assert booth.fates(ops[0]) == [refused("invalid")]
    erasure.erase(code)
    assert booth.fates(*ops[1:]) == [refused("conflict")] * 2
    for op in ops:
        assert_not_a_trace(op)
    for photo in photos_of_guest:
        with pytest.raises(PhotoErased):
            photos.take_from_kiosk(*upload_of(booth.row, photo))
    remove_due()
    assert not Holding.objects.filter(tenant_id=world.tenant_id).exists()
    assert shown(code)[0] == "erasing", "until its booth says so"
    assert booth.fates(*ops) == [refused("invalid"), *[refused("conflict")] * 2]


def test_a_refused_request_that_names_anothers_picture_erases_only_its_own(
    world: World, event: Event, booth: Booth
) -> None:
    mine = booth.request_op(event, world.style)
    thief = booth.request_op(event, world.style, generation_id=mine["payload"]["generation_id"])
    assert booth.fates(mine, thief) == [APPLIED, refused("conflict")]
    erasure.erase(thief["payload"]["claim_code"])
    remove_due()
    assert Generation.objects.get().state == "awaiting_photo"
    assert shown(mine["payload"]["claim_code"]) == ("pending", "")


def test_a_page_says_that_every_copy_is_gone_when_its_own_booth_says_so(
    world: World, event: Event, booth: Booth
) -> None:
    op = booth.request_op(event, world.style)
    generation_id, code = op["payload"]["generation_id"], op["payload"]["claim_code"]
    booth.sync(op)
    erasure.erase(code)
    assert shown(code) == ("erasing", "platform booth")
    remove_due()
    assert shown(code) == ("erasing", "booth")
    neighbour = world.booth(event)
    neighbour.sync(neighbour.op("photo.erased", {"generation_id": generation_id}))
    assert shown(code) == ("erasing", "booth"), "another booth cannot know"
    for _ in range(2):
        booth.sync(booth.op("photo.erased", {"generation_id": generation_id}))
    assert shown(code) == ("erased", "")
    assert Erasure.objects.count() == 2


def test_a_booth_may_confirm_what_the_platform_never_heard_of(
    world: World, event: Event, booth: Booth
) -> None:
    """The op and the confirmation come late, in one batch."""
    op = booth.request_op(event, world.style)
    erasure.erase(op["payload"]["claim_code"])
    erased = booth.op("photo.erased", {"generation_id": op["payload"]["generation_id"]})
    assert booth.fates(op, erased) == [APPLIED, APPLIED]
    remove_due()
    assert shown(op["payload"]["claim_code"]) == ("erased", "")


def test_erasing_twice_before_the_request_is_once() -> None:
    code = new_claim_code()
    for _ in range(2):
        erasure.erase(code)
    assert ClaimCode.objects.count() == 1


def test_nobody_fills_the_disk_with_codes_that_nobody_knows(
    world: World, event: Event, booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = booth.request_op(event, world.style)
    booth.sync(known)
    monkeypatch.setattr(claim_codes, "MOST_UNMET", 3)
    for each in range(3):
        erasure.erase(new_claim_code(), f"192.0.2.{each}")
    with pytest.raises(TooManyErasures):
        erasure.erase(new_claim_code(), "192.0.2.9")
    assert ClaimCode.objects.filter(kiosk_id=None).count() == 3
    erasure.erase(known["payload"]["claim_code"])
    assert shown(known["payload"]["claim_code"])[0] == "erasing", "known ones are erased as ever"


def test_one_sender_does_not_use_up_what_there_is_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim_codes, "MOST_UNMET", 6)
    monkeypatch.setattr(claim_codes, "MOST_UNMET_OF_ONE", 5)
    flood = [new_claim_code() for _ in range(6)]
    for number, code in enumerate(flood[:5]):
        erasure.erase(code, f"2001:db8::{number}")
    with pytest.raises(TooManyErasures):
        erasure.erase(flood[5], "2001:db8::ffff")
    guests = [new_claim_code() for _ in range(3)]
    for each, code in enumerate(guests):
        erasure.erase(code, f"192.0.2.{each}")
    known = set(ClaimCode.objects.values_list("code", flat=True))
    assert known == {*guests, *flood[2:5]}, "the sender with the most gave up its oldest ones"
    assert "192.0.2" not in str(list(ClaimCode.objects.values_list("sender")))


def test_codes_whose_requests_never_came_are_forgotten_once_no_op_can_come() -> None:
    old, recent = new_claim_code(), new_claim_code()
    now = timezone.now()
    for code, age in ((old, UNMET_FOR + timedelta(days=1)), (recent, UNMET_FOR - timedelta(days=1))):
        erasure.erase(code)
        ClaimCode.objects.filter(code=code).update(recorded_at=now - age)
    assert forget_unmet(now) == 1
    assert [each.code for each in ClaimCode.objects.all()] == [recent]


@pytest.mark.parametrize("attempt", range(16))
def test_a_request_that_comes_while_it_is_erased_is_erased(
    world: World, event: Event, booth: Booth, attempt: int
) -> None:
    op = booth.request_op(event, world.style)
    code = op["payload"]["claim_code"]
    at_once(lambda: booth.sync(op), lambda: erasure.erase(code))
    assert Generation.objects.get().state == "erased"
    assert shown(code)[0] == "erasing"
    assert credits_of(event).consumed == 0
    assert_not_a_trace(op)
    assert audit().clean


def test_many_guests_erase_while_their_booth_sends_everything(
    world: World, event: Event, booth: Booth
) -> None:
    """Half of them before their requests come, the others meanwhile: no deadlock, and all are erased."""
    ops = [booth.request_op(event, world.style) for _ in range(40)]
    for op in ops[::2]:
        erasure.erase(op["payload"]["claim_code"], op["op_id"])

    def send() -> None:
        for first in range(0, 40, 8):
            batch = ops[first : first + 8]
            cancelled = [booth.op("generation.cancelled", {"generation_id": str(new_id())}) for _ in range(2)]
            assert {status for status, _ in booth.fates(*batch, *cancelled)} == {"applied"}

    def erase_all() -> None:
        for op in reversed(ops):
            erasure.erase(op["payload"]["claim_code"], op["op_id"])

    at_once(send, erase_all)
    assert set(Generation.objects.values_list("state", flat=True)) == {"erased"}
    assert credits_of(event).consumed == 0
    assert audit().clean


def at_once(*works: Callable[[], Any]) -> None:
    """Run them on threads that begin together; they may not break."""
    barrier, broke = threading.Barrier(len(works)), []

    def run(work: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            work()
        except BaseException as error:
            broke.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broke == []


def test_a_late_request_is_erased_whole_or_not_there_wherever_the_platform_is_killed(
    world: World, event: Event, booth: Booth
) -> None:
    sent: list[dict[str, Any]] = []

    def late() -> Callable[[], Any]:
        sent.append(booth.request_op(event, world.style))
        erasure.erase(sent[-1]["payload"]["claim_code"], sent[-1]["op_id"])
        return lambda: booth.sync(sent[-1])

    for _ in killed_everywhere(late):
        booth.sync(sent[-1])
        assert Generation.objects.get(id=sent[-1]["payload"]["generation_id"]).state == "erased"
        assert_not_a_trace(sent[-1])
    remove_due()
    assert credits_of(event).consumed == 0
    assert audit().clean
