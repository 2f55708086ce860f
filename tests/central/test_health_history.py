"""How booths were: a sample every five minutes, of a week, and who wants somebody first."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from central.base.pages import PageRequest
from central.fleet import health_history, kiosks
from central.fleet.kiosks import KioskFilter
from central.fleet.models import HealthSample, Kiosk
from central.tenants.visibility import Scope
from tests.central.world import Booth, World

pytestmark = pytest.mark.usefixtures("database")
NOON = datetime(2026, 11, 27, 12, 1, tzinfo=UTC)


def health(*healths: str, **changed: Any) -> dict[str, Any]:
    parts = [{"part": f"part{at}", "health": each} for at, each in enumerate(healths)]
    return {"parts": parts, "queue_depth": 2, "oldest_op_seconds": 61.5} | changed


def noted(kiosk: Kiosk, at: datetime, *healths: str) -> None:
    """As a heartbeat does it."""
    now = health(*healths)
    health_history.note(kiosk, now, at)
    kiosk.health = now | {"received_at": at.isoformat()}


@pytest.fixture
def kiosk(world: World) -> Kiosk:
    return world.booth(world.event()).row


def test_of_five_minutes_there_is_one_sample_and_the_worst_counts(kiosk: Kiosk) -> None:
    for second, each in enumerate(("ok", "warning", "failed", "ok", "warning")):
        noted(kiosk, NOON + timedelta(seconds=30 * second), each, "ok")
    [sample] = HealthSample.objects.all()
    assert (sample.at, sample.kiosk_id) == (NOON.replace(minute=0), kiosk.id)
    assert sample.worst == 2, "also when it got better and worse again"
    noted(kiosk, NOON + timedelta(minutes=5), "ok", "failed")
    later = HealthSample.objects.get(at=NOON.replace(minute=5))
    assert (later.worst, later.wrong, later.queue_depth, later.oldest_op_seconds) == (2, "part1", 2, 61)


def test_a_heartbeat_as_the_one_before_writes_no_sample(world: World) -> None:
    booth = world.booth(world.event())
    body = {"epoch": booth.epoch, "sent_at": datetime.now(UTC).isoformat(), "app_version": "test"}
    body["parts"] = [{"part": "printer", "health": "failed"}]
    statements = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            assert booth.post("/kiosk/heartbeat", body).status_code == 200
        statements.append(len([each for each in asked if "healthsample" in each["sql"]]))
    assert statements[0] == 1
    assert sum(statements) <= 2, "one more, if five minutes have just ended"
    assert HealthSample.objects.first() is not None


def test_a_week_is_shown_by_the_hour_and_silence_is_a_gap(kiosk: Kiosk) -> None:
    with timezone.override("UTC"):
        now = NOON
        for hours, each in ((0, "ok"), (1, "failed"), (3, "warning"), (24, "ok"), (24 * 8, "failed")):
            noted(kiosk, now - timedelta(hours=hours), each)
        days = health_history.days(kiosk, now)
    assert len(days) == 7
    assert days[0].hours[9:14] == (1, None, 2, 0, None)
    assert days[1].hours[12] == 0
    assert sum(hour is not None for day in days for hour in day.hours) == 4


def test_how_much_was_heard_of_a_booth_counts_from_when_it_was_enrolled(kiosk: Kiosk) -> None:
    kiosk.enrolled_at = NOON - timedelta(minutes=45)
    for minutes in (0, 5, 10, 15, 20):
        noted(kiosk, NOON - timedelta(minutes=minutes), "ok")
    assert health_history.heard_percent(kiosk, NOON) == 50


def test_what_is_older_than_a_week_is_forgotten_in_bounded_parts(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_history, "_AT_ONCE", 2)
    now = timezone.now()
    for day in (0, 6, 8, 9, 10, 11, 12):
        noted(kiosk, now - timedelta(days=day), "ok")
    monkeypatch.setattr(health_history, "_ROUNDS", 2)
    assert [health_history.purge(), health_history.purge(), health_history.purge()] == [4, 1, 0]
    assert HealthSample.objects.count() == 2


def test_whoever_wants_somebody_comes_first_page_by_page(world: World) -> None:
    event, now = world.event(), timezone.now()

    def booth(name: str, *healths: str, heard: bool = True, at: Any = None, **changed: Any) -> Booth:
        made = world.booth(at, name=name)
        seen = now if heard else now - timedelta(hours=1)
        Kiosk.objects.filter(id=made.id).update(health=health(*healths), last_seen_at=seen, **changed)
        return made

    booth("well", "ok", at=event)
    booth("retired", "failed", retired_at=now)
    booth("warned", "ok", "warning", at=event)
    booth("idle and silent", heard=False)
    booth("failed", "ok", "failed", at=event)
    booth("missed", "ok", heard=False, at=event)
    booth("unknown to us", "some new word", at=event)
    names, cursor = [], ""
    while cursor is not None:
        found = kiosks.page_worst_first(
            Scope(world.tenant_id), KioskFilter(), PageRequest(limit=2, cursor=cursor)
        )
        names += [each.name for each in found.items]
        cursor = found.next  # type: ignore[assignment]
    assert names == [
        "missed", "failed", "idle and silent", "warned", "unknown to us", "well", "retired",
    ]  # fmt: skip
