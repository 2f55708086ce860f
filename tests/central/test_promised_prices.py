"""A price that a kiosk was given holds for it, and for no other, whatever a process remembers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from central.events.credits import credits_of
from central.events.models import Event
from central.fleet import promised_prices
from tests.central.world import APPLIED, Booth, World, refused

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def event(world: World) -> Event:
    return world.event()


def told(world: World, event: Event, name: str) -> Booth:
    booth = world.booth(event, name)
    assert booth.client.get("/api/v1/kiosk/config").status_code == 200
    return booth


def change_price(world: World, price: int) -> None:
    world.style.price = price
    world.style.save()


def test_a_price_that_a_kiosk_was_given_holds_for_it_and_for_no_other(world: World, event: Event) -> None:
    first = told(world, event, "First")
    asked = lambda booth, price: booth.request_op(event, world.style, price=price)  # noqa: E731
    assert first.fates(asked(first, 100)) == [APPLIED]
    change_price(world, 150)
    second = told(world, event, "Second")
    assert second.fates(asked(second, 100), asked(second, 150)) == [refused("invalid"), APPLIED]
    assert first.fates(asked(first, 100), asked(first, 150), asked(first, 7)) == [
        APPLIED, APPLIED, refused("invalid"),
    ]  # fmt: skip
    assert second.fates(asked(second, 100)) == [refused("invalid")]
    assert credits_of(event).consumed == 500


def test_what_is_remembered_is_asked_for_once_and_bounded(
    world: World, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promised_prices, "_MOST_REMEMBERED", 2)
    monkeypatch.setattr(promised_prices, "_remembered", {})

    def asks(booth: Booth) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert booth.fates(booth.request_op(event, world.style)) == [APPLIED]
        return sum("fleet_snapshot" in query["sql"] for query in queries)

    first, second, third = (told(world, event, name) for name in ("First", "Second", "Third"))
    assert [asks(each) for each in (first, first, second, first)] == [1, 0, 1, 0]
    assert [asks(each) for each in (third, first)] == [1, 1]
    assert len(promised_prices._remembered) == 2
