"""L6, P1, P7: statistics of an event, a client and a partner."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from central.analytics.counting import count_settled
from central.analytics.models import BoothHour, SettledPicture
from central.analytics.scopes import Span, Whose
from central.analytics.statistics import Statistics, Tally, statistics
from central.analytics.tables import By, columns, lines
from central.events.models import Event
from central.generations import erasure
from central.generations.models import Generation
from central.ledger.models import Transfer
from contract.ids import new_id
from tests.central.persons import a_client
from tests.central.world import APPLIED, Booth, World

pytestmark = pytest.mark.usefixtures("database")
ALWAYS = Span()
NIGHT = datetime(2026, 7, 4, 23, 30, tzinfo=UTC)
"""In Buenos Aires 20:30 of the same day."""


@pytest.fixture
def event(world: World) -> Event:
    return a_party(world, refund_on_failure=True)


def a_party(world: World, time_zone: str = "America/Argentina/Buenos_Aires", **plan: Any) -> Event:
    event = world.event(**plan)
    Event.objects.filter(id=event.id).update(time_zone=time_zone)
    return event


def asked(booth: Booth, event: Event, style: Any, at: datetime = NIGHT) -> Generation:
    """A picture that is paid for."""
    op = booth.request_op(event, style)
    assert booth.fates(op) == [APPLIED]
    found = Generation.objects.filter(id=op["payload"]["generation_id"])
    found.update(requested_at=at)
    return found.get()


def made(booth: Booth, event: Event, style: Any, at: datetime = NIGHT) -> Generation:
    picture = asked(booth, event, style, at)
    Generation.objects.filter(id=picture.id).update(state="ready", result_sha256="b" * 64)
    return picture


def erase(picture: Generation) -> None:
    with transaction.atomic():
        erasure.erase(picture)


def cancel(booth: Booth, picture: Generation) -> None:
    op = booth.op("generation.cancelled", {"generation_id": str(picture.id)})
    assert booth.fates(op) == [APPLIED]


def both(event: Event, span: Span = ALWAYS) -> Statistics:
    """The same before and after the worker has counted."""
    noted = statistics(Whose.of_event(event), span)
    assert count_settled() > 0
    assert not SettledPicture.objects.exists()
    counted = statistics(Whose.of_event(event), span)
    assert counted == noted
    return counted


def test_an_events_figures(world: World, event: Event) -> None:
    booth = world.booth(event, "Hall")
    for minutes in (0, 10, 40, 50, 55):
        made(booth, event, world.premium if minutes else world.style, NIGHT + timedelta(minutes=minutes))
    asked(booth, event, world.quick, NIGHT)
    seen = both(event)
    assert seen.total == Tally(asked=5, made=5, credits=700)
    assert (seen.generations, seen.waiting.pictures, seen.credits_used) == (6, 1, 750)
    assert (seen.credits.used, seen.credits.remaining, seen.credits.allocated) == (750, 9_250, 10_000)
    assert seen.credits.efficiency == 0.075
    assert [(each.id, each.tally.made) for each in seen.styles] == [
        (world.premium.id, 4),
        (world.style.id, 1),
    ]
    assert [(each.name, each.tally.made) for each in seen.booths] == [("Hall", 5)]
    assert {hour: tally.made for hour, tally in seen.hours.items()} == {time(20): 2, time(21): 3}
    assert seen.peak_hour == time(21), "as the clock in the hall says"
    course = {f"{hour:%d. %H}": tally.made for hour, tally in seen.course.items()}
    assert course == {"04. 20": 2, "04. 21": 3}
    assert {day: tally.made for day, tally in seen.days.items()} == {date(2026, 7, 4): 5}


def test_the_peak_hour_of_a_zone_between_hours(world: World) -> None:
    event = a_party(world, time_zone="Asia/Kolkata")
    made(world.booth(event), event, world.style, NIGHT)
    assert both(event).peak_hour == time(4, 30), "23:00 in UTC"


def test_only_the_time_that_was_asked_for(world: World, event: Event) -> None:
    booth = world.booth(event)
    for hours in (-2, 0, 2):
        made(booth, event, world.style, NIGHT + timedelta(hours=hours))
    span = Span(NIGHT, NIGHT + timedelta(hours=1))
    assert both(event, span).total.made == 1
    assert [line[:2] for line in lines(Whose.of_event(event), span, By.HOUR)] == [("20:00", 1)]


def test_what_was_erased_was_made_and_what_was_cancelled_is_refunded(world: World, event: Event) -> None:
    booth = world.booth(event)
    erase(made(booth, event, world.style))
    erase(asked(booth, event, world.premium))  # Before anybody worked on it: refunded.
    cancel(booth, asked(booth, event, world.quick))
    seen = both(event)
    assert seen.total == Tally(asked=3, made=1, erased=2, credits=300, refunded=200)
    assert seen.credits_used == seen.credits.used == 100


def test_erased_after_it_was_counted(world: World, event: Event) -> None:
    picture = made(world.booth(event), event, world.style)
    count_settled()
    erase(picture)
    assert both(event).total == Tally(asked=1, made=1, erased=1, credits=100)


def test_a_failed_picture_that_is_made_after_all_counts_once(world: World, event: Event) -> None:
    picture = Generation.objects.filter(id=asked(world.booth(event), event, world.style).id)
    picture.update(state="failed")
    count_settled()
    assert statistics(Whose.of_event(event)).total == Tally(asked=1, failed=1, credits=100)
    picture.update(state="queued")
    assert statistics(Whose.of_event(event)).total == Tally()
    picture.update(state="ready", result_sha256="b" * 64)
    assert both(event).total == Tally(asked=1, made=1, credits=100)


def test_a_refusal_that_is_rolled_back_counts_nothing(world: World, event: Event) -> None:
    picture = asked(world.booth(event), event, world.style)
    with transaction.atomic():
        erasure.erase(picture)
        transaction.set_rollback(True)
    assert (statistics(Whose.of_event(event)).total, count_settled()) == (Tally(), 0)


def test_the_average_session_is_of_those_that_were_finished(world: World, event: Event) -> None:
    booth = world.booth(event)
    for minutes, outcome in ((3, "finished"), (4, "finished"), (30, "timed_out")):
        ended = {"session_id": str(new_id()), "outcome": outcome, "shots": 1, "event_id": str(event.id)}
        begun = (NIGHT - timedelta(minutes=minutes)).isoformat()
        op = booth.op("session.ended", ended | {"started_at": begun}, occurred_at=NIGHT.isoformat())
        assert booth.fates(op) == [APPLIED]
    sessions = statistics(Whose.of_event(event)).sessions
    assert (sessions.count, sessions.finished, sessions.average_seconds) == (3, 2, 210.0)


def test_nothing_of_nobody_is_divided_by_zero(world: World) -> None:
    seen = statistics(Whose.of_event(world.event(0)))
    assert (seen.total, seen.peak_hour, seen.sessions.average_seconds) == (Tally(), None, None)
    assert seen.credits.efficiency is None


def test_a_partner_a_client_and_nobody_elses(world: World) -> None:
    _, client = a_client(world.tenant_id)
    others, theirs = World("other"), a_party(world)
    # Its zone is another day's.
    hosts = a_party(world, client_id=client.id, credits=0, time_zone="Asia/Tokyo")
    strange = a_party(others)
    for event, count, of in ((theirs, 1, world), (strange, 4, others)):
        booth = of.booth(event)
        for _ in range(count):
            made(booth, event, of.style)
    Event.objects.filter(id=theirs.id).update(client_id=client.id)
    made(world.booth(theirs), theirs, world.style)
    Event.objects.filter(id=theirs.id).update(client_id=None)
    whole = statistics(Whose(world.tenant_id))
    assert [(each.id, each.tally.made) for each in whole.events] == [(theirs.id, 2)]
    assert (whole.total.made, len(whole.booths), whole.credits.allocated) == (2, 2, 20_000 - 10_000)
    assert statistics(Whose.of_client(client)).total == Tally(), hosts.name
    assert statistics(Whose(world.tenant_id, event_id=strange.id)).total == Tally()


@pytest.mark.parametrize("by", By)
def test_a_table_has_a_line_for_each(world: World, event: Event, by: By) -> None:
    made(world.booth(event), event, world.style)
    [line] = lines(Whose.of_event(event), Span(), by)
    assert dict(zip(columns(by), line, strict=True))["made"] == 1


def test_as_many_statements_for_many_as_for_few(world: World, event: Event) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            statistics(Whose(world.tenant_id))
        return len(queries)

    made(world.booth(event), event, world.style)
    few = cost()
    for _ in range(4):
        another = a_party(world, credits=200)
        made(world.booth(another), another, world.style)
    count_settled()
    assert cost() == few <= 10


def test_counting_is_one_statement_for_each_partner(world: World, event: Event) -> None:
    booth = world.booth(event)
    for _ in range(3):
        made(booth, event, world.style)
    with CaptureQueriesContext(connection) as queries:
        assert count_settled() == 3
    assert sum("analytics_settledpicture WHERE" in query["sql"] for query in queries) == 1
    assert BoothHour.objects.get().made == 3
    assert Transfer.objects.filter(kind="refund").count() == 0


def test_what_settled_before_there_were_counts_is_counted_by_their_migration(
    world: World, event: Event
) -> None:
    made(world.booth(event), event, world.style)
    count_settled()
    rows = list(BoothHour.objects.values())
    assert rows
    try:
        call_command("migrate", "analytics", "zero", verbosity=0)
    finally:
        call_command("migrate", "analytics", verbosity=0)
    assert list(BoothHour.objects.values()) == rows
    made(world.booth(event), event, world.style)
    count_settled()
    assert sum(BoothHour.objects.values_list("made", flat=True)) == 2 * sum(row["made"] for row in rows)
