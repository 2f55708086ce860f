"""A booth's clock that jumped: no guest loses a picture by it, and no event is held open for ever."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from central.events import lifecycle
from central.events.models import Event
from central.events.states import LATEST_REQUESTS
from central.fleet import config_snapshots
from central.fleet.models import Kiosk, Snapshot
from central.generations.models import Generation
from central.sync.booth_clock import BoothClock
from contract.config import EventState
from tests.central.world import APPLIED, Booth, World, refused

pytestmark = pytest.mark.usefixtures("database")

HOUR = timedelta(hours=1)


@pytest.fixture
def event(world: World) -> Event:
    return world.event()


@pytest.fixture
def booth(world: World, event: Event) -> Booth:
    """It heard of its event ten hours ago."""
    made = world.booth(event)
    config_snapshots.current(made.row)
    long_ago = timezone.now() - 10 * HOUR
    Snapshot.objects.update(issued_at=long_ago)
    Kiosk.objects.update(enrolled_at=long_ago)
    return made


def ran(event: Event, since: timedelta, ago: timedelta) -> None:
    now = timezone.now()
    Event.objects.filter(id=event.id).update(starts_at=now - since, ends_at=now - ago)


def sent(booth: Booth, op: dict[str, Any], at: datetime) -> tuple[str, str | None]:
    body = {"epoch": booth.epoch, "cursor": "", "ops": [op], "sent_at": at.isoformat()}
    [result] = booth.post("/kiosk/sync", body).json()["results"]
    return result["status"], result["code"]


def test_a_clock_that_fell_back_does_not_make_a_request_too_early(
    world: World, event: Event, booth: Booth
) -> None:
    op = booth.request_op(event, world.style, occurred_at=datetime.now(UTC) - 3 * HOUR)
    assert booth.fates(op) == [APPLIED]


def test_a_clock_that_jumped_ahead_does_not_make_a_request_too_late(
    world: World, event: Event, booth: Booth
) -> None:
    """Made during the party, dated six hours later, brought an hour after the end."""
    ran(event, since=6 * HOUR, ago=HOUR)
    op = booth.request_op(event, world.style, occurred_at=datetime.now(UTC) + 4 * HOUR)
    assert booth.fates(op) == [APPLIED]


def test_before_the_start_nothing_is_made_whatever_the_booth_says(
    world: World, event: Event, booth: Booth
) -> None:
    ran(event, since=-HOUR, ago=-5 * HOUR)
    for hours in (-3, 0, 2, 6):
        op = booth.request_op(event, world.style, occurred_at=datetime.now(UTC) + hours * HOUR)
        assert booth.fates(op) == [refused("event_not_started")]


def test_a_booth_that_heard_of_the_event_after_its_end_was_too_late(
    world: World, event: Event, booth: Booth
) -> None:
    ran(event, since=6 * HOUR, ago=HOUR)
    Snapshot.objects.update(issued_at=timezone.now() - HOUR / 2)
    assert booth.fates(booth.request_op(event, world.style)) == [refused("event_ended")]


def test_after_a_month_an_end_is_an_end(world: World, event: Event, booth: Booth) -> None:
    ran(event, since=LATEST_REQUESTS + 6 * HOUR, ago=LATEST_REQUESTS + HOUR)
    Snapshot.objects.update(issued_at=timezone.now() - LATEST_REQUESTS - 10 * HOUR)
    op = booth.request_op(event, world.style, occurred_at=datetime.now(UTC))
    assert booth.fates(op) == [refused("event_ended")]
    before = booth.request_op(event, world.style, occurred_at=datetime.now(UTC) - LATEST_REQUESTS - 2 * HOUR)
    assert booth.fates(before) == [APPLIED], "what is dated within the event is never too late"


@pytest.mark.parametrize("state", [EventState.PAUSED, EventState.ENDED])
def test_a_decision_does_not_hit_what_a_wrong_clock_dates_behind_it(
    world: World, event: Event, booth: Booth, state: EventState
) -> None:
    if state is EventState.PAUSED:
        lifecycle.decide(event, state, "test")
    else:
        Event.objects.filter(id=event.id).update(decided=state, decided_at=timezone.now())
    now = datetime.now(UTC)
    code = "event_paused" if state is EventState.PAUSED else "event_ended"
    assert sent(booth, booth.request_op(event, world.style, occurred_at=now), now) == refused(code)
    ahead = now + 6 * HOUR
    assert sent(booth, booth.request_op(event, world.style, occurred_at=ahead), ahead) == APPLIED


def test_a_promise_on_a_lease_is_kept_whatever_the_clock_says(
    world: World, event: Event, booth: Booth
) -> None:
    lease_id = booth.lease().json()["id"]
    ran(event, since=6 * HOUR, ago=HOUR)
    for hours in (-300, 0, 300):
        moment = datetime.now(UTC) + hours * HOUR
        op = booth.request_op(event, world.style, lease_id=lease_id, occurred_at=moment)
        assert booth.fates(op) == [APPLIED]


def test_the_moment_is_put_right_by_how_far_the_clock_is_off(
    world: World, event: Event, booth: Booth
) -> None:
    now = datetime.now(UTC)
    op = booth.request_op(event, world.style, occurred_at=now + 6 * HOUR - HOUR / 2)
    assert sent(booth, op, now + 6 * HOUR) == APPLIED
    asked = Generation.objects.get().requested_at
    assert abs(asked - (now - HOUR / 2)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("said", "sent_at", "is_taken_as"),
    [
        (-1, None, -1),
        (5, None, 0),
        (-1, 0.01, -1),
        (5.5, 6, -0.5),
        (-1, 6, -1),
        (-3.5, -3, -0.5),
        (-1, -3, -1),
        (2, -3, 0),
    ],
    ids=[
        "no word", "future", "right clock", "fast", "before it became fast", "slow", "before it became slow",
        "impossible",
    ],
)  # fmt: skip
def test_what_is_possible_is_believed(said: float, sent_at: float | None, is_taken_as: float) -> None:
    now = datetime(2026, 11, 21, 22, tzinfo=UTC)
    clock = BoothClock(now, None if sent_at is None else now + sent_at * HOUR)
    assert clock.moment(now + said * HOUR) == now + is_taken_as * HOUR


@pytest.mark.parametrize("year", [1, 1970, 9999])
def test_no_year_is_too_far_away(year: int) -> None:
    now = datetime(2026, 11, 21, 22, tzinfo=UTC)
    far = datetime(year, 6, 1, tzinfo=UTC)
    for said in (far, now, now + HOUR):
        assert now - timedelta(days=400) <= BoothClock(now, far).moment(said) <= now
