"""Y14: a claim code opens one picture on the whole platform, whoever else uses it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from central.events.credits import credits_of
from central.gallery import guests
from central.generations.models import ClaimCode, Generation
from central.ledger.audit import audit
from central.sync import exchange
from contract.ids import new_claim_code, new_id
from tests.central.world import APPLIED, DUPLICATE, World, refused

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def stranger(world: World) -> World:
    return World("stranger")


def opened_by(code: str) -> str:
    generation = guests.find(code).generation
    return str(generation.id) if generation else ""


def test_another_tenants_claim_code_is_a_conflict_for_that_op_alone(world: World, stranger: World) -> None:
    event, theirs = world.event(), stranger.event()
    booth, other = world.booth(event), stranger.booth(theirs)
    code = new_claim_code()
    mine = booth.request_op(event, world.style, claim_code=code)
    assert booth.fates(mine) == [APPLIED]
    batch = [other.request_op(theirs, stranger.style) for _ in range(3)]
    batch[1]["payload"]["claim_code"] = code
    assert other.fates(*batch) == [APPLIED, refused("conflict"), APPLIED]
    assert credits_of(theirs).consumed == 200
    assert opened_by(code) == mine["payload"]["generation_id"], "and nobody else's picture"
    assert audit().clean


def test_a_conflict_says_the_same_whosever_the_code_is(world: World, stranger: World) -> None:
    event, theirs = world.event(), stranger.event()
    booth, other = world.booth(event), stranger.booth(theirs)
    own, foreign = other.request_op(theirs, stranger.style), booth.request_op(event, world.style)
    other.sync(own)
    booth.sync(foreign)
    answers = [
        other.sync(other.request_op(theirs, stranger.style, claim_code=op["payload"]["claim_code"]))[
            "results"
        ][0]
        for op in (own, foreign)
    ]
    assert answers[0]["code"] == answers[1]["code"] == "conflict"
    assert answers[0]["sentence"] == answers[1]["sentence"]


def test_a_refused_request_of_others_cannot_be_taken_over(world: World, stranger: World) -> None:
    poor, theirs = world.event(credits=10), stranger.event()
    booth, other = world.booth(poor), stranger.booth(theirs)
    op = booth.request_op(poor, world.style)
    code = op["payload"]["claim_code"]
    assert booth.fates(op) == [refused("credits_exhausted")]
    assert other.fates(other.request_op(theirs, stranger.style, claim_code=code)) == [refused("conflict")]
    assert guests.find(code).state == "refused"
    assert ClaimCode.objects.get(code=code).tenant_id == world.tenant_id


def test_a_picture_that_is_made_cannot_be_taken_over_by_its_own_booth(world: World) -> None:
    event = world.event()
    booth = world.booth(event)
    op = booth.request_op(event, world.style)
    code = op["payload"]["claim_code"]
    assert booth.fates(op) == [APPLIED]
    Generation.objects.update(state="failed")
    assert booth.fates(booth.request_op(event, world.style, claim_code=code)) == [refused("conflict")]
    assert opened_by(code) == op["payload"]["generation_id"]


def test_no_batch_is_applied_twice_over_for_an_id_in_use(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database objects to nothing: no second pass, no bisection, whatever the error's class would be."""
    event = world.event()
    booth = world.booth(event)
    first = booth.request_op(event, world.style)
    booth.sync(first)
    batch = [booth.request_op(event, world.style) for _ in range(4)]
    batch[1]["payload"]["claim_code"] = first["payload"]["claim_code"]
    batch[3]["payload"]["generation_id"] = first["payload"]["generation_id"]
    monkeypatch.setattr(exchange, "_apply_carefully", _never)
    assert booth.fates(*batch) == [APPLIED, refused("conflict"), APPLIED, refused("conflict")]
    assert credits_of(event).consumed == 300
    assert Generation.objects.count() == 3


def _never(*_: object) -> Any:
    raise AssertionError("the batch was divided")


def test_what_nobody_pays_for_is_not_recorded(world: World) -> None:
    poor = world.event(credits=150)
    booth = world.booth(poor)
    paid, unpaid = (booth.request_op(poor, world.style) for _ in range(2))
    assert booth.fates(paid, unpaid) == [APPLIED, refused("credits_exhausted")]
    assert [str(each.id) for each in Generation.objects.all()] == [paid["payload"]["generation_id"]]


@pytest.mark.parametrize("order", [1, -1])
def test_two_tenants_that_use_the_same_codes_at_once(world: World, stranger: World, order: int) -> None:
    """Each code is one picture's; neither deadlocks, in whichever order the codes come."""
    codes = [new_claim_code() for _ in range(30)]

    def batch_of(tenant: World) -> Callable[[], list[tuple[str, str | None]]]:
        event = tenant.event()
        booth = tenant.booth(event)
        turn = order if tenant is stranger else 1
        ops = [booth.request_op(event, tenant.style, claim_code=code) for code in codes[::turn]]
        return lambda: booth.fates(*ops)[::turn]

    fates = at_once(batch_of(world), batch_of(stranger))
    for one, other in zip(*fates, strict=True):
        assert {one, other} == {APPLIED, refused("conflict")}
    assert Generation.objects.count() == len(codes)
    assert audit().clean


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """The results of works that are started together, each on its own connection."""
    results: dict[int, Any] = {}
    start = threading.Barrier(len(works))

    def run(number: int) -> None:
        start.wait()
        try:
            results[number] = works[number]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[number] for number in range(len(works))]


def test_the_second_of_two_in_one_batch_is_refused_and_the_first_stays(world: World) -> None:
    event = world.event()
    booth = world.booth(event)
    first, second = (booth.request_op(event, world.style) for _ in range(2))
    second["payload"]["claim_code"] = first["payload"]["claim_code"]
    assert booth.fates(second, first) == [refused("conflict"), APPLIED], "their order is the seqs'"
    assert booth.fates(first, second) == [DUPLICATE, refused("conflict")]
    assert opened_by(first["payload"]["claim_code"]) == first["payload"]["generation_id"]


def test_an_op_with_other_content_leaves_its_guest_an_answer(world: World) -> None:
    """A copied disk's op: its id is known, its guest's code is not."""
    event = world.event()
    booth = world.booth(event)
    op = booth.request_op(event, world.style)
    booth.sync(op)
    other = booth.request_op(event, world.style) | {"op_id": op["op_id"]}
    assert booth.fates(other) == [refused("conflict")]
    assert guests.find(other["payload"]["claim_code"]).state == "refused"
    assert opened_by(op["payload"]["claim_code"]) == op["payload"]["generation_id"]


def test_a_code_that_nobody_asked_with_is_on_its_way() -> None:
    assert guests.find(new_claim_code()).state == "pending"
    assert not opened_by(str(new_id()))
