"""C1: how far below its styles' prices an event may go is the master's decision; by default not at all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from central.catalogue.models import Pack, Style
from central.events.models import Event
from central.ledger.accounts import AccountKind, balance_of
from central.tenants.tariff import change
from contract.ids import new_id
from tests.central.persons import Person, a_client, a_master, refusal
from tests.central.world import APPLIED, Booth, World, refused

pytestmark = pytest.mark.usefixtures("database")


def plan(**changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    dates = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=5)}
    moments = {name: moment.isoformat() for name, moment in dates.items()}
    return {"id": str(new_id()), "name": "Fiesta", "time_zone": "UTC", "credits": 500} | moments | changes


def planned(person: Person, **changes: Any) -> Event:
    answer = person.post("/events", **plan(**changes))
    assert answer.status_code in (200, 201), answer.content
    return Event.objects.get(id=answer.json()["id"])


def prices_of(booth: Booth) -> dict[str, int]:
    config = booth.client.get("/api/v1/kiosk/config").json()
    return {style["slug"]: style["price"] for pack in config["packs"] for style in pack["styles"]}


def test_a_price_below_the_dearest_style_is_refused_and_the_floor_is_named(
    partner: Person, world: World
) -> None:
    host, client = a_client(world.tenant_id)
    partner.post(f"/clients/{client.id}/allocations", id=str(new_id()), credits=1_000)
    for person in (partner, host):
        answer = person.post("/events", **plan(photo_price=149))
        assert refusal(answer) == (422, "price_too_low")
        assert "150" in answer.json()["title"]
    assert not Event.objects.exists()
    assert balance_of(world.tenant_id, AccountKind.CLIENT, client.id) == 1_000, "nothing was set aside"
    assert {planned(person, photo_price=150).photo_price for person in (partner, host)} == {150}


def test_only_styles_that_guests_can_choose_count(partner: Person, world: World) -> None:
    Style.objects.filter(id=world.premium.id).update(active=False)
    assert planned(partner, photo_price=100).photo_price == 100
    assert refusal(partner.post("/events", **plan(photo_price=99))) == (422, "price_too_low")
    Pack.objects.update(active=False)
    assert refusal(partner.post("/events", **plan(photo_price=99))) == (422, "price_too_low"), (
        "the usual price"
    )


def test_a_master_decides_how_far_below_it_may_be(partner: Person) -> None:
    master = a_master()
    assert master.patch("/tariff", photo_price_percent=50).json()["photo_price_percent"] == 50
    answer = partner.post("/events", **plan(photo_price=74))
    assert "75" in answer.json()["title"], "half of 150"
    assert planned(partner, photo_price=75).photo_price == 75
    master.patch("/tariff", photo_price_percent=0)
    assert planned(partner, photo_price=1).photo_price == 1, "its pool counts photos"
    decided = master.every("/tariff/changes", limit=5)
    assert [each["numbers"]["photo_price_percent"] for each in decided] == [0, 50]
    assert {each["actor"] for each in decided} == {master.actor}


def test_a_floor_is_rounded_up(partner: Person, world: World) -> None:
    Style.objects.filter(id=world.premium.id).update(price=101)
    change("test", photo_price_percent=50)
    assert refusal(partner.post("/events", **plan(photo_price=50))) == (422, "price_too_low")
    assert planned(partner, photo_price=51).photo_price == 51


def test_a_style_that_becomes_dearer_costs_its_floor_at_the_booth_and_in_the_ledger(
    partner: Person, world: World
) -> None:
    event = planned(partner, photo_price=150)
    booth = world.booth(event)
    assert prices_of(booth) == {"style-usual": 150, "style-150": 150, "style-50": 150}
    Style.objects.filter(id=world.premium.id).update(price=200)
    fates = booth.fates(
        booth.request_op(event, world.premium, price=150), booth.request_op(event, world.premium, price=199)
    )
    assert fates == [APPLIED, refused("invalid")], "what the booth was told before is kept"
    assert prices_of(booth) == {"style-usual": 150, "style-150": 200, "style-50": 150}
    assert booth.fates(booth.request_op(event, world.premium, price=200)) == [APPLIED]
    change("test", generation_price=180)
    assert prices_of(booth)["style-usual"] == 180
    assert partner.get(f"/events/{event.id}").json()["credits"]["used"] == 350


def test_what_an_event_costs_does_not_change_under_its_owner(partner: Person, world: World) -> None:
    """Events from before the floor, and those of a more generous tariff, keep their price."""
    old = world.event(photo_price=1)
    assert old.photo_price_percent == 0
    change("test", photo_price_percent=0)
    cheap = planned(partner, photo_price=1)
    change("test", photo_price_percent=100)
    for event in (old, cheap):
        booth = world.booth(event)
        assert set(prices_of(booth).values()) == {1}
        assert booth.fates(booth.request_op(event, world.premium, price=1)) == [APPLIED]
    bound = world.booth(planned(partner, photo_price=150))
    change("test", photo_price_percent=0)
    Style.objects.filter(id=world.premium.id).update(price=200)
    assert prices_of(bound)["style-150"] == 200


def test_a_repetition_is_answered_as_before_whatever_the_floor_is_now(partner: Person) -> None:
    change("test", photo_price_percent=0)
    wanted = plan(photo_price=1)
    first = partner.post("/events", **wanted).json()
    change("test", photo_price_percent=100)
    assert partner.post("/events", **wanted).json() == first
    assert Event.objects.get().photo_price_percent == 0


def test_an_event_without_a_price_of_its_own_is_not_bound(partner: Person, world: World) -> None:
    assert prices_of(world.booth(planned(partner))) == {"style-usual": 100, "style-150": 150, "style-50": 50}
