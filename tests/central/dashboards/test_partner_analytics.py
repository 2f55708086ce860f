"""The partner's figures of a chosen time, as numbers, charts and files."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from central.dashboards.kit import charts
from central.dashboards.kit.charts import Point
from central.dashboards.partner.analytics import TimeWanted
from central.events.models import Event
from central.tenants.models import Role
from contract.config import EventState
from contract.ids import new_id
from tests.central.dashboards.test_partner_tonight import text_of
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_user
from tests.central.test_analytics import made
from tests.central.world import World

TODAY = date(2026, 11, 27)


@pytest.fixture
def browser(world: World) -> Browser:
    """The partner's."""
    return visitor(a_user(Role.PARTNER, world.tenant_id))


def some_pictures(world: World, count: int, at: datetime | None = None, credits: int = 1_000) -> Event:
    at = at or timezone.now()
    event = world.event(credits, name=f"=Fiesta {count}")
    booth = world.booth(event, f"Barra {count}")
    for _ in range(count):
        made(booth, event, world.quick, at)
    return event


def test_the_figures_are_those_of_the_chosen_time(world: World, browser: Browser) -> None:
    some_pictures(world, 4)
    some_pictures(world, 2)
    old = some_pictures(world, 5, timezone.now() - timedelta(days=40))
    Event.objects.filter(id=old.id).update(
        starts_at=timezone.now() - timedelta(days=41), ends_at=timezone.now() - timedelta(days=40)
    )
    world.event(500, name="Borrador", state=EventState.DRAFT)
    shown = text_of(browser.get("/partner/analytics"))
    for words in (
        "Fotos hechas 6", "Eventos 2", "Fotos por evento 3,0", "Créditos usados 300", "Eficiencia 15 %",
        "Estilo más elegido Estilo", "Hora pico", "Barra 4 4 0 200", "=Fiesta 2 2 0 100",
    ):  # fmt: skip
        assert words in shown, f"{words}: {shown}"
    assert "Barra 5" not in shown
    quarter = text_of(browser.get("/partner/analytics?span=quarter"))
    assert ("Fotos hechas 11" in quarter, "Eventos 3" in quarter) == (True, True)
    last = timezone.localdate() - timedelta(days=35)
    own = text_of(browser.get(f"/partner/analytics?since={last - timedelta(days=9)}&until={last}"))
    assert ("Fotos hechas 5" in own, "Eventos 1" in own) == (True, True)


def test_nothing_is_no_picture_and_no_division_by_nothing(world: World, browser: Browser) -> None:
    assert "No hubo fotos en este tiempo" in text_of(browser.get("/partner/analytics"))
    World("another").event(100)
    world.event(0)
    shown = text_of(browser.get("/partner/analytics?span=week"))
    assert ("Eventos 1" in shown, "Eficiencia" in shown) == (True, False)


@pytest.mark.parametrize(
    ("by", "line"),
    [
        ("booth", "Barra 3,3,3,0,0,150,0"),
        ("event", "'=Fiesta 3,3,3,0,0,150,0"),
        ("style", "Estilo,3,3,0,0,150,0"),
        ("day", "{today},3,3,0,0,150,0"),
        ("hour", ":00,3,3,0,0,150,0"),
        ("x", "{today},3,3,0,0,150,0"),
    ],
)
def test_each_table_is_a_file(world: World, browser: Browser, by: str, line: str) -> None:
    event = some_pictures(world, 3)
    Event.objects.filter(id=event.id).update(time_zone="America/Argentina/Buenos_Aires")
    file = browser.get(f"/partner/analytics?span=week&format=csv&by={by}").getvalue().decode()
    assert line.format(today=timezone.localdate()) in file
    assert "Hechas" in file


def test_a_file_of_a_page_is_of_the_pages_time(world: World, browser: Browser) -> None:
    some_pictures(world, 1)
    found = re.findall(r'href="([^"]+by=\w+)"', browser.get("/partner/analytics?span=year").content.decode())
    assert len(found) == 5
    assert all("span=year" in each for each in found)


@pytest.mark.parametrize(
    ("asked", "first", "last", "step", "steps"),
    [
        ({"span": "week"}, date(2026, 11, 21), TODAY, "day", 7),
        ({"span": "month"}, date(2026, 10, 29), TODAY, "day", 30),
        ({"span": "quarter"}, date(2026, 8, 29), TODAY, "week", 14),
        ({"span": "year"}, date(2025, 11, 28), TODAY, "month", 13),
        ({"span": "nonsense", "step": "x"}, date(2026, 10, 29), TODAY, "day", 30),
        ({"since": "2026-11-20", "until": "2026-11-01"}, date(2026, 11, 1), date(2026, 11, 1), "day", 1),
        ({"since": "0001-01-01", "until": "0001-01-01"}, date(2000, 1, 1), date(2000, 1, 1), "day", 1),
        ({"since": "0001-01-01", "until": "9999-12-31"}, date(2023, 11, 25), TODAY, "month", 37),
        ({"since": "2026-01-31", "until": "2026-03-01", "step": "month"}, date(2026, 1, 31), date(2026, 3, 1),
         "month", 3),
    ],
)  # fmt: skip
def test_a_time_is_whole_days_in_steps_that_fit(
    asked: dict[str, str], first: date, last: date, step: str, steps: int
) -> None:
    chosen = TimeWanted(asked).chosen(TODAY)
    assert (chosen.first, chosen.last, chosen.step) == (first, last, step)
    assert len(chosen.beginnings) == steps
    assert chosen.beginnings[0] >= first


def test_labels_of_many_bars_do_not_stand_on_each_other() -> None:
    many = charts.bars("days", [Point(str(at), at) for at in range(31)])
    assert sum(bar.labelled for bar in many.bars) <= 8
    assert not any(bar.numbered for bar in many.bars)
    few = charts.bars("days", [Point(str(at), at) for at in range(7)])
    assert all(bar.labelled and bar.numbered for bar in few.bars)


def statements(browser: Browser, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    return len(asked)


def test_the_pages_of_figures_take_as_many_statements_for_many_events_as_for_one(
    world: World, browser: Browser
) -> None:
    paths: list[Any] = ["/partner/analytics", "/partner/", f"/partner/events/{some_pictures(world, 1).id}/"]
    few = [statements(browser, path) for path in paths]
    for at in range(7):
        some_pictures(world, 1 + at)
        world.event(10, name=new_id().hex)
    assert [statements(browser, path) for path in paths] == few
