"""C1, C3-C6, C8: the platform's numbers are data, changed by a master, every change kept."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connections
from django.test import Client as Browser

from central.api.tariff import TariffPatch
from central.changefeed import changes
from central.tenants.models import PLATFORM_ID, TariffChange, Tenant
from central.tenants.tariff import NumberRefused, Tariff, UnknownNumber, change, tariff, wholesale_percent_of
from contract.ids import new_id
from tests.central.feed import feed_page
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, refusal
from tests.central.world import APPLIED, World

pytestmark = pytest.mark.usefixtures("database")

DEFAULTS = {
    "generation_price": 100,
    "photo_price_percent": 100,
    "unlock_price": 3_000,
    "wholesale_percent": 50,
    "wholesale_minimum": 1_000,
    "top_up_least": 1,
    "top_up_most": 1_000,
    "event_minimum": 0,
    "free_a_day": 2,
    "low_client": 100,
    "low_wallet": 1_000,
    "low_pool": 500,
    "low_pool_percent": 80,
    "min_lease": 1_000,
}


def test_a_new_platform_has_the_numbers_of_the_book() -> None:
    assert tariff().model_dump() == DEFAULTS


def test_a_change_holds_from_then_on_and_is_kept_with_who_made_it() -> None:
    change("user:one", generation_price=120, free_a_day=0)
    change("user:two", generation_price=130)
    assert tariff().model_dump() == DEFAULTS | {"generation_price": 130, "free_a_day": 0}
    kept = TariffChange.objects.order_by("number").values_list("actor", "numbers")
    assert [(actor, numbers["generation_price"]) for actor, numbers in kept] == [
        ("user:one", 120),
        ("user:two", 130),
    ]


def test_a_change_to_the_present_numbers_is_none() -> None:
    change("user:one", min_lease=500)
    assert change("user:one", min_lease=500).min_lease == 500
    assert TariffChange.objects.count() == 1


@pytest.mark.parametrize("name", DEFAULTS)
def test_nonsense_is_refused_and_changes_nothing(name: str) -> None:
    nonsense: list[Any] = [-1, 10**9, 10**30, 1.5, "100", None, True]
    for each in nonsense:
        with pytest.raises(NumberRefused, match=name):
            change("user:one", **{name: each})
            pytest.fail(f"{each!r} was taken")
    assert tariff() == Tariff()


def test_the_least_top_up_is_not_over_the_most() -> None:
    with pytest.raises(NumberRefused, match="top_up_least 1001 is over top_up_most 1000"):
        change("user:one", top_up_least=1_001)
    assert change("user:one", top_up_least=1_001, top_up_most=1_001).top_up_most == 1_001


def test_a_number_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownNumber, match="unlock_prize"):
        change("user:one", unlock_prize=1)


def test_changes_made_at_once_do_not_undo_each_other() -> None:
    others = {name: number + 1 for name, number in DEFAULTS.items()} | {"photo_price_percent": 99}

    def make(name: str) -> None:
        change("user:one", **{name: others[name]})
        connections.close_all()

    with ThreadPoolExecutor(len(DEFAULTS)) as threads:
        list(threads.map(make, DEFAULTS))
    assert tariff().model_dump() == others
    assert TariffChange.objects.count() == len(DEFAULTS)


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_the_past(verb: str) -> None:
    change("user:one", min_lease=500)
    kept = TariffChange.objects.filter(tenant_id=PLATFORM_ID)
    with pytest.raises(IntegrityError, match="append-only"):
        kept.update(actor="nobody") if verb == "update" else kept.delete()


def test_a_partner_pays_its_own_rate_else_the_tariffs() -> None:
    world = World()
    change("user:one", wholesale_percent=60)
    assert wholesale_percent_of(world.tenant_id) == 60
    Tenant.objects.filter(id=world.tenant_id).update(wholesale_percent=40)
    assert wholesale_percent_of(world.tenant_id) == 40
    assert wholesale_percent_of(new_id()) == 60


def test_a_master_gives_a_partner_a_rate_of_its_own() -> None:
    world, master = World(), a_master()
    partner = a_partner(world.tenant_id)
    assert partner.get("/wallet/wholesale-rate").json() == {"percent": 50}
    for percent, pays in ((40, 40), (None, 50)):
        assert put_rate(master, world.tenant_id, percent).json() == {"percent": percent}
        assert partner.get("/wallet/wholesale-rate").json() == {"percent": pays}


def test_a_rate_is_a_masters_to_give_to_a_partner() -> None:
    world, master = World(), a_master()
    partner = a_partner(world.tenant_id)
    assert refusal(put_rate(partner, world.tenant_id, 1)) == (403, "forbidden")
    assert refusal(master.get("/wallet/wholesale-rate")) == (403, "forbidden")
    for nobody in (new_id(), PLATFORM_ID):
        assert refusal(put_rate(master, nobody, 40)) == (404, "not_found")
    for nonsense in (0, 101, 40.5, "40", True):
        assert refusal(put_rate(master, world.tenant_id, nonsense)) == (422, "invalid")
    assert wholesale_percent_of(world.tenant_id) == 50


def put_rate(person: Person, tenant_id: UUID, percent: Any) -> Any:
    path = f"/api/v1/partners/{tenant_id}/wholesale-rate"
    return person.browser.put(path, {"percent": percent}, content_type="application/json")


@pytest.mark.parametrize("percent", [0, 101])
def test_the_database_refuses_a_rate_that_is_none(percent: int) -> None:
    world = World()
    with pytest.raises(IntegrityError, match="wholesale_percent_within_bounds"):
        Tenant.objects.filter(id=world.tenant_id).update(wholesale_percent=percent)


def test_a_style_without_a_price_costs_what_the_tariff_says() -> None:
    world = World()
    event = world.event()
    booth = world.booth(event)
    promised = booth.client.get("/api/v1/kiosk/config").json()
    change("user:one", generation_price=120)
    prices = {
        style["slug"]: style["price"]
        for pack in booth.client.get("/api/v1/kiosk/config").json()["packs"]
        for style in pack["styles"]
    }
    assert prices == {"style-usual": 120, "style-150": 150, "style-50": 50}
    assert booth.fates(booth.request_op(event, world.style, price=120)) == [APPLIED]
    assert promised["packs"][0]["styles"], "and what a booth was promised before still holds"
    assert booth.fates(booth.request_op(event, world.style, price=100)) == [APPLIED]


def test_a_booth_is_told_when_the_usual_price_changes() -> None:
    world, master = World(), a_master()
    booth = world.booth(world.event())
    master.patch("/tariff", free_a_day=3)
    kiosk = booth.row
    assert feed_page(kiosk.tenant_id, kiosk.id, changes.START).changes == ()
    master.patch("/tariff", generation_price=120)
    told = feed_page(kiosk.tenant_id, kiosk.id, changes.START).changes
    assert [each.kind for each in told] == ["config"]


def test_whoever_pays_reads_the_tariff() -> None:
    world = World()
    for person in (a_master(), a_partner(world.tenant_id), a_buyer()):
        assert person.get("/tariff").json() == DEFAULTS
    assert refusal(a_client(world.tenant_id)[0].get("/tariff")) == (403, "forbidden")
    assert refusal(Browser().get("/api/v1/tariff")) == (401, "unauthorized")


def test_a_master_changes_the_tariff_and_sees_who_changed_it() -> None:
    master = a_master()
    assert master.patch("/tariff", unlock_price=2_500).json() == DEFAULTS | {"unlock_price": 2_500}
    assert master.get("/tariff").json()["unlock_price"] == 2_500
    (kept,) = master.items("/tariff/changes")
    assert (kept["actor"], kept["numbers"]["unlock_price"]) == (master.actor, 2_500)


def test_nobody_else_changes_it() -> None:
    world = World()
    for person in (a_partner(world.tenant_id), a_client(world.tenant_id)[0], a_buyer()):
        assert refusal(person.patch("/tariff", unlock_price=1)) == (403, "forbidden")
        assert refusal(person.get("/tariff/changes")) == (403, "forbidden")
    assert tariff() == Tariff()


@pytest.mark.parametrize(
    "wrong",
    [{"unlock_prize": 1}, {"unlock_price": -1}, {"unlock_price": "1"}, {"top_up_most": 5, "top_up_least": 6}],
)
def test_a_wrong_patch_is_refused_by_name(wrong: dict[str, Any]) -> None:
    answer = a_master().patch("/tariff", **wrong)
    assert refusal(answer) == (422, "invalid")
    said = answer.json()["title"] + answer.json().get("detail", "")
    assert next(iter(wrong)) in said
    assert tariff() == Tariff()


def test_every_number_can_be_patched() -> None:
    assert list(TariffPatch.model_fields) == list(Tariff.model_fields) == list(DEFAULTS)
