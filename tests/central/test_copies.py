"""Two copies of one kiosk, of one enrolment: who reports something else under a settled seq pairs again."""

from typing import Any

import pytest

from central.events.credits import credits_of
from central.events.models import Event
from central.fleet.enrolment import new_code
from central.generations.models import Generation
from central.ledger.audit import audit
from central.sync.models import Op
from tests.central.world import APPLIED, DUPLICATE, Booth, World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def event(world: World) -> Event:
    return world.event()


@pytest.fixture
def booth(world: World, event: Event) -> Booth:
    return world.booth(event)


def requests(world: World, booth: Booth, event: Event, first: int, last: int) -> list[dict[str, Any]]:
    """What one copy of the disk counts as its ops from `first` to `last`."""
    return [booth.request_op(event, world.style) | {"seq": seq} for seq in range(first, last + 1)]


def refused_as_copy(answer: Any) -> bool:
    return (answer.status_code, answer.json()["code"]) == (409, "epoch_mismatch")


def test_of_two_copies_the_second_is_refused_and_nothing_of_its_batch_counts(
    world: World, event: Event, booth: Booth
) -> None:
    before = requests(world, booth, event, 1, 3)
    booth.sync(*before)
    booth.sync(*requests(world, booth, event, 4, 6))
    of_the_copy = requests(world, booth, event, 4, 8)
    assert refused_as_copy(booth.exchange([*before, *of_the_copy]))
    assert Op.objects.count() == Generation.objects.count() == 6
    assert booth.row.ack_seq == 6
    assert audit().clean


def test_it_is_told_even_if_only_a_later_op_overlaps(world: World, event: Event, booth: Booth) -> None:
    """Settled ahead of a gap."""
    booth.sync(*requests(world, booth, event, 5, 5))
    assert refused_as_copy(booth.exchange(requests(world, booth, event, 5, 5)))
    assert booth.fates(*requests(world, booth, event, 1, 4)) == [APPLIED] * 4
    assert booth.row.ack_seq == 5


def test_enrolled_again_it_brings_all_that_it_has(world: World, event: Event, booth: Booth) -> None:
    before = requests(world, booth, event, 1, 3)
    booth.sync(*before)
    of_the_copy = requests(world, booth, event, 1, 2)
    again = Booth(new_code(world.tenant_id, "Booth", event.id, booth.id).code)
    sent = [op | {"seq": number} for number, op in enumerate([*before, *of_the_copy], start=1)]
    assert again.fates(*sent) == [DUPLICATE] * 3 + [APPLIED] * 2
    assert booth.exchange(requests(world, booth, event, 9, 9)).status_code == 401, (
        "the other one, from now on"
    )
    assert credits_of(event).consumed == 500


def test_an_answer_that_was_lost_is_no_copy(world: World, event: Event, booth: Booth) -> None:
    ops = requests(world, booth, event, 1, 3)
    booth.sync(*ops)
    assert booth.fates(*ops, *requests(world, booth, event, 4, 4)) == [DUPLICATE] * 3 + [APPLIED]
