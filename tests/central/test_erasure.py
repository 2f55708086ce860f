"""X6: whatever the platform has of an erased picture goes, wherever the picture was on its way."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from django.db import connection

from central.blobs import store
from central.blobs.holdings import Holder
from central.blobs.models import Holding
from central.blobs.uploads import Upload
from central.events.credits import credits_of
from central.events.models import Event
from central.fleet.models import Kiosk
from central.gallery import erasure
from central.generations import attempts
from central.generations.erasure import remove_due
from central.generations.models import Generation, Tombstone
from central.generations.providers.base import Accepted, Finished, PermanentError, TemporaryError
from central.ledger.audit import audit
from central.sync.models import Op
from contract.sync import GenerationState
from tests.central.pictures import jpeg
from tests.central.scripted import scripted
from tests.central.test_blobs import assert_problem, part
from tests.central.world import APPLIED, DUPLICATE, Booth, World

pytestmark = pytest.mark.usefixtures("database")


def erase(generation: Generation) -> None:
    """As its guest does."""
    erasure.erase(str(generation.claim_code))


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def upload_of(kiosk: Kiosk, photo: bytes) -> tuple[Holder, Upload]:
    """All bytes of a photo, as a kiosk has sent them, not taken yet."""
    upload = Upload(kiosk.id, sha256_of(photo))
    upload.write(0, photo)
    return Holder(kiosk.tenant_id, kiosk.event_id, kiosk.id), upload


class Party:
    """A partner's booth at an event, and its guests' pictures."""

    def __init__(self, server: str, world: World, **plan: Any) -> None:
        self.world = world
        self.event: Event = world.event(10_000, **plan)
        self.booth: Booth = world.booth(self.event)
        headers = {"Authorization": f"Bearer {self.booth.token}"}
        self.wire = httpx.Client(base_url=f"{server}/api/v1", headers=headers, timeout=20)

    def asked(self, photo: bytes, **changes: Any) -> Generation:
        op = self.booth.request_op(self.event, self.world.style, photo_sha256=sha256_of(photo), **changes)
        assert self.booth.fates(op) == [APPLIED]
        return self.generation(op["payload"]["generation_id"])

    def generation(self, generation_id: Any) -> Generation:
        return Generation.objects.get(tenant_id=self.world.tenant_id, id=generation_id)

    def put(self, photo: bytes, **sent: Any) -> httpx.Response:
        return self.wire.put(f"/blobs/{sha256_of(photo)}", **{"content": photo} | sent)

    def made(self, photo: bytes, **changes: Any) -> Generation:
        generation = self.asked(photo, **changes)
        assert self.put(photo).status_code in (200, 201)
        attempts.make(generation.tenant_id, generation.id)
        made = self.generation(generation.id)
        assert made.state == GenerationState.READY
        return made


@pytest.fixture
def party(server: str, world: World) -> Iterator[Party]:
    party = Party(server, world, refund_on_failure=True)
    with party.wire:
        yield party


def erase_and_remove(generation: Generation) -> None:
    erase(generation)
    remove_due()
    assert Tombstone.objects.get(id=generation.id).removed_at is not None


def pictures_of(generation: Generation) -> set[str]:
    fields = ("photo_sha256", "result_sha256", "before_sha256", "thumbnail_sha256")
    return {getattr(generation, field) for field in fields} - {""}


def assert_nothing_is_left(generation: Generation, photo: bytes) -> None:
    assert generation.kiosk_id is not None
    assert not Holding.objects.filter(tenant_id=generation.tenant_id).exists()
    assert not any(map(store.is_kept, pictures_of(generation)))
    assert Upload(generation.kiosk_id, sha256_of(photo)).held() == 0
    now = Generation.objects.get(id=generation.id)
    assert now.state == GenerationState.ERASED
    assert pictures_of(now) == {now.photo_sha256}, "a hash, by which the photo is not taken again"
    personal = {str(generation.claim_code), sha256_of(photo)}
    for payload in Op.objects.values_list("payload", flat=True):
        assert not [each for each in personal if each in payload]
        assert "language" not in json.loads(payload)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        assert not [args for (args,) in cursor.fetchall() for each in personal if each in args]


def test_a_finished_picture_goes_with_everything_that_was_made_for_it(party: Party) -> None:
    photo = jpeg(seed=401)
    generation = party.made(photo)
    erase_and_remove(generation)
    assert_nothing_is_left(generation, photo)


def test_a_picture_that_waits_for_its_photo_is_erased_and_its_photo_never_taken(party: Party) -> None:
    photo = jpeg(seed=402)
    generation = party.asked(photo)
    erase_and_remove(generation)
    for sent in ({}, {"content": photo[:500], "headers": part(0, 499, len(photo))}):
        assert_problem(party.put(photo, **sent), 410, "erased")
    head = party.wire.head(f"/blobs/{sha256_of(photo)}")
    assert (head.status_code, head.headers["upload-offset"]) == (404, "0"), "as older booths understand it"
    assert_nothing_is_left(generation, photo)


def test_half_an_upload_goes_and_cannot_be_continued(party: Party) -> None:
    photo = jpeg(seed=403)
    generation, half = party.asked(photo), len(photo) // 2
    begun = party.put(photo, content=photo[:half], headers=part(0, half - 1, len(photo)))
    assert begun.status_code == 202
    erase_and_remove(generation)
    assert party.wire.head(f"/blobs/{sha256_of(photo)}").headers["upload-offset"] == "0"
    rest = party.put(photo, content=photo[half:], headers=part(half, len(photo) - 1, len(photo)))
    assert_problem(rest, 410, "erased")
    assert_nothing_is_left(generation, photo)


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "cut short"])
def test_a_photo_that_is_arriving_just_then_is_not_kept(party: Party, whole: bool) -> None:
    photo = jpeg(2000, 2600, seed=404, quality=99)
    generation, half = party.asked(photo), len(photo) // 2
    end = len(photo) if whole else len(photo) - 100

    def body() -> Iterator[bytes]:
        yield photo[:half]
        wait_until(lambda: Upload(party.booth.id, sha256_of(photo)).held() > 0)
        erase_and_remove(generation)
        yield photo[half:end]

    answer = party.put(photo, content=body(), headers=part(0, len(photo) - 1, len(photo)))
    assert_problem(answer, 410, "erased")
    assert_nothing_is_left(generation, photo)


def wait_until(condition: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(400):
        if condition():
            return
        pause.wait(0.02)
    raise AssertionError("it never came about")


def test_a_queued_picture_is_never_made(party: Party) -> None:
    photo = jpeg(seed=405)
    generation = party.asked(photo)
    assert party.put(photo).status_code == 201
    erase_and_remove(generation)
    attempts.make(generation.tenant_id, generation.id)
    assert_nothing_is_left(generation, photo)


def test_a_picture_erased_while_it_is_made_leaves_no_result() -> None:
    booth, provider = scripted(Finished(jpeg(seed=406)))
    generation = booth.generation(booth.queued(jpeg(seed=407)))
    during(provider, lambda: erase_and_remove(generation))
    made = booth.make(generation.id)
    assert (made.state, made.result_sha256) == (GenerationState.ERASED, "")
    assert not Holding.objects.filter(tenant_id=booth.tenant).exists()
    assert stored() == set()


def during(provider: Any, happen: Callable[[], Any]) -> None:
    """Something happens while the provider works on its first submission."""
    submit = provider.submit

    def meanwhile(work: Any) -> Any:
        happen()
        return submit(work)

    provider.submit = meanwhile


def stored() -> set[str]:
    """The names of all blobs in the store that a test of this file could have left."""
    from pathlib import Path

    from django.core.files.storage import storages

    return {each.name for each in Path(storages["blobs"].path("")).glob("*/*")} - _before


_before: set[str] = set()


@pytest.fixture(autouse=True)
def _what_was_stored_before(database: str) -> None:
    _before.clear()
    _before.update(stored())


def test_a_provider_forgets_what_it_had_accepted() -> None:
    booth, provider = scripted(Accepted("remote-1", poll_after=1))
    generation = booth.make(booth.queued(jpeg(seed=408)))
    assert generation.provider_handle == "remote-1"
    provider.refusals = [TemporaryError("busy"), ConnectionError("no network")]
    erase(generation)
    for _ in range(2):
        assert remove_due() == 0, "it is not said to be gone"
        Tombstone.objects.update(due_at=Tombstone.objects.get().erased_at)
    assert remove_due() == 1
    assert provider.calls == ["submit", *["forget remote-1"] * 3]
    assert booth.generation(generation.id).provider_handle == ""


def test_a_provider_forgets_what_it_accepts_while_the_picture_is_erased() -> None:
    booth, provider = scripted(Accepted("remote-2", poll_after=1))
    generation = booth.generation(booth.queued(jpeg(seed=409)))
    during(provider, lambda: erase_and_remove(generation))
    assert booth.make(generation.id).state == GenerationState.ERASED
    assert remove_due() == 1
    assert provider.calls == ["submit", "forget remote-2"]


def test_a_provider_that_cannot_forget_does_not_keep_the_rest() -> None:
    booth, provider = scripted(Accepted("remote-3", poll_after=1))
    generation = booth.make(booth.queued(jpeg(seed=410)))
    provider.refusals = [PermanentError("no such work any more")]
    erase_and_remove(generation)
    assert stored() == set()


def test_a_photo_of_two_pictures_stays_with_the_one_that_is_left(party: Party) -> None:
    photo = jpeg(seed=411)
    erased, kept = party.made(photo), party.made(photo)
    erase_and_remove(erased)
    assert all(map(store.is_kept, pictures_of(kept)))
    assert party.wire.get(f"/blobs/{kept.result_sha256}").status_code == 200
    erase_and_remove(kept)
    assert_nothing_is_left(kept, photo)


def test_a_photo_that_another_picture_waits_for_is_still_taken(party: Party) -> None:
    photo = jpeg(seed=412)
    erased, waiting = party.asked(photo), party.asked(photo)
    erase_and_remove(erased)
    assert party.put(photo).status_code == 201
    attempts.make(waiting.tenant_id, waiting.id)
    assert party.generation(waiting.id).state == GenerationState.READY


def test_a_photo_that_is_asked_for_again_is_taken_again(party: Party) -> None:
    photo = jpeg(seed=413)
    erase_and_remove(party.asked(photo))
    assert party.put(photo).status_code == 410
    party.made(photo)


def test_the_same_bytes_of_other_booths_are_others(server: str, party: Party) -> None:
    """Of another booth at the event, at another event, and of another partner."""
    photo = jpeg(seed=414)
    neighbour = Party(server, party.world)
    neighbour.event, neighbour.booth = party.event, party.world.booth(party.event)
    neighbour.wire.headers["authorization"] = f"Bearer {neighbour.booth.token}"
    others = [neighbour, Party(server, party.world), Party(server, World("another"))]
    before = [others[0].made(photo), others[1].made(photo)]
    erase_and_remove(party.made(photo))
    for generation in before:
        assert all(map(store.is_kept, pictures_of(generation)))
    for each in others:
        assert each.put(photo).status_code in (200, 201), "not answered 410, before its op or after"
        each.made(photo)
        each.wire.close()


def test_a_repeated_erasure_changes_nothing(party: Party) -> None:
    photo = jpeg(seed=415)
    generation = party.asked(photo)
    for _ in range(2):
        erase(generation)
    assert Tombstone.objects.count() == 1
    assert credits_of(party.event).consumed == 0
    assert audit().clean


def test_a_scrubbed_op_that_comes_again_is_still_a_duplicate(party: Party) -> None:
    op = party.booth.request_op(party.event, party.world.style)
    party.booth.sync(op)
    erase(party.generation(op["payload"]["generation_id"]))
    assert party.booth.fates(op) == [DUPLICATE]
    assert party.booth.fates(op | {"payload": op["payload"] | {"ticket": 7}}) == [("rejected", "conflict")]


def test_the_booth_is_told_without_a_picture(party: Party) -> None:
    generation = party.made(jpeg(seed=416))
    erase(generation)
    told = [each for each in party.booth.sync()["changes"] if each["generation_id"] == str(generation.id)]
    assert {(each["state"], each["result_sha256"]) for each in told} == {("erased", None)}


@pytest.mark.parametrize(
    ("refund", "state", "consumed"),
    [
        (True, GenerationState.AWAITING_PHOTO, 0),
        (True, GenerationState.QUEUED, 0),
        (True, GenerationState.RUNNING, 100),
        (True, GenerationState.READY, 100),
        (False, GenerationState.AWAITING_PHOTO, 100),
    ],
)
def test_erased_before_work_began_a_picture_costs_what_a_cancelled_one_does(
    server: str, world: World, refund: bool, state: GenerationState, consumed: int
) -> None:
    party = Party(server, world, refund_on_failure=refund)
    generation = party.asked(jpeg(seed=417))
    result = "f" * 64 if state is GenerationState.READY else ""
    Generation.objects.filter(id=generation.id).update(state=state, result_sha256=result)
    erase(generation)
    assert credits_of(party.event).consumed == consumed
    assert audit().clean
