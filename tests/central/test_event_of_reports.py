"""What a booth reports is booked at the event at which it happened, however late it comes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from central.events import lifecycle
from central.events.models import Event
from central.fleet.models import Kiosk
from central.sync.models import Alert, GuestSession, Sheet
from contract.ids import new_id
from tests.central.world import APPLIED, DUPLICATE, Booth, World, refused

pytestmark = pytest.mark.usefixtures("database")

Payload = Callable[[], dict[str, Any]]


def session() -> dict[str, Any]:
    at = datetime.now(UTC).isoformat()
    return {"session_id": str(new_id()), "started_at": at, "outcome": "finished", "shots": 1}


def sheet() -> dict[str, Any]:
    ids = {"print_id": str(new_id()), "session_id": str(new_id()), "generation_id": None}
    return ids | {"sheet": 1, "printer": "DS620"}


def alert() -> dict[str, Any]:
    return {"part": "printer", "sentence": "out of paper"}


BOOKED: list[tuple[str, Payload, Any]] = [
    ("session.ended", session, GuestSession),
    ("print.completed", sheet, Sheet),
    ("alert.raised", alert, Alert),
]
OTHERS: list[tuple[str, Payload]] = [
    ("generation.cancelled", lambda: {"generation_id": str(new_id())}),
    ("photo.erased", lambda: {"generation_id": str(new_id())}),
]
ALL = [*((kind, payload) for kind, payload, _ in BOOKED), *OTHERS]


def move(booth: Booth, event: Event | None) -> None:
    Kiosk.objects.filter(id=booth.id).update(event_id=event.id if event else None)


@pytest.mark.parametrize(("kind", "payload", "table"), BOOKED, ids=[each[0] for each in BOOKED])
def test_a_late_report_is_booked_where_it_happened(
    world: World, kind: str, payload: Payload, table: Any
) -> None:
    past, present = world.event(), world.event()
    booth = world.booth(past)
    late = booth.op(kind, payload() | {"event_id": str(past.id)})
    lifecycle.close(past, "test")
    move(booth, present)
    now = booth.op(kind, payload() | {"event_id": str(present.id)})
    assert booth.fates(late, now, late) == [APPLIED, APPLIED, DUPLICATE]
    assert sorted(table.objects.values_list("event_id", flat=True)) == [past.id, present.id]
    move(booth, None)
    assert booth.fates(booth.op(kind, payload() | {"event_id": str(past.id)})) == [APPLIED]
    assert table.objects.filter(event_id=past.id).count() == 2


@pytest.mark.parametrize(("kind", "payload", "table"), BOOKED, ids=[each[0] for each in BOOKED])
@pytest.mark.parametrize("unnamed", [{}, {"event_id": None}])
def test_an_older_booths_report_is_booked_at_the_kiosks_present_event(
    world: World, kind: str, payload: Payload, table: Any, unnamed: dict[str, Any]
) -> None:
    event = world.event()
    booth = world.booth(event)
    assert booth.fates(booth.op(kind, payload() | unnamed)) == [APPLIED]
    assert table.objects.get().event_id == event.id


@pytest.mark.parametrize(("kind", "payload"), ALL, ids=[kind for kind, _ in ALL])
def test_another_partners_event_is_told_nothing(world: World, kind: str, payload: Payload) -> None:
    event, theirs = world.event(), World("stranger").event()
    booth = world.booth(event)
    ops = [booth.op(kind, payload() | {"event_id": str(each)}) for each in (theirs.id, new_id(), event.id)]
    assert booth.fates(*ops) == [refused("invalid"), refused("invalid"), APPLIED]
    for _, _, table in BOOKED:
        assert not table.objects.filter(event_id=theirs.id).exists()


def test_a_deleted_event_still_has_its_reports(world: World) -> None:
    event = world.event()
    booth = world.booth(event)
    lifecycle.delete(event, "test")
    assert booth.fates(booth.op("session.ended", session() | {"event_id": str(event.id)})) == [APPLIED]
    assert GuestSession.objects.get().event_id == event.id
