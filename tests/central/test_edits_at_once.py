"""Of several who edit one thing at once, each gets through, and what is left is what one of them said."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from central.catalogue.install import install
from central.catalogue.models import Pack, Style
from central.tenants.models import PLATFORM_ID
from contract.ids import new_id
from tests.central.persons import Person, a_client, a_master
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
ROUNDS = 4


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    ready = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            ready.wait(20)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def ids(*slugs: str) -> list[str]:
    packs = Pack.objects.filter(tenant_id=PLATFORM_ID, slug__in=slugs)
    return sorted(str(each) for each in packs.values_list("id", flat=True))


def test_grants_and_offers_that_are_replaced_at_once_are_one_of_those_named(
    world: World, partner: Person
) -> None:
    install()
    master, (_, client) = a_master(), a_client(world.tenant_id)
    event = world.event(client_id=client.id, credits=0)
    some = [ids("party", "darkroom"), ids("party", "sketchbook"), ids("party", "darkroom", "sketchbook")]
    assert master.patch(f"/partners/{world.tenant_id}", packs=some[2]).status_code == 200
    for person, path in (
        (partner, f"/clients/{client.id}"),
        (partner, f"/events/{event.id}"),
        (master, f"/partners/{world.tenant_id}"),
    ):
        for _ in range(ROUNDS):
            calls = [partial(person.patch, path, packs=packs) for packs in some]
            statuses = {answer.status_code for answer in at_once(calls)}
            assert statuses <= {200, 404}, "404: its owner may not use it at that moment"
            assert 200 in statuses
            assert person.get(path).json()["packs"] in some


def test_one_slug_is_taken_once(world: World, partner: Person) -> None:
    install()
    master = a_master()
    name = {"es": "Cine"}
    answers = at_once(
        [lambda: master.post("/catalogue/packs", id=str(new_id()), name=name, slug="cine") for _ in range(4)]
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    soon = datetime.now(UTC) + timedelta(hours=1)
    events = [world.event(credits=0, starts_at=soon, ends_at=soon + timedelta(hours=2)) for _ in range(4)]
    answers = at_once([partial(partner.patch, f"/events/{event.id}", slug="uno") for event in events])
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


def test_a_style_is_ordered_and_edited_at_once(world: World) -> None:
    install()
    master, pack = a_master(), Pack.objects.get(tenant_id=PLATFORM_ID, slug="darkroom")
    styles = [str(each) for each in Style.objects.filter(pack_id=pack.id).values_list("id", flat=True)]
    path = f"/catalogue/packs/{pack.id}/order"
    for _ in range(ROUNDS):
        answers = at_once(
            [
                lambda: master.put(path, styles=styles),
                lambda: master.put(path, styles=styles[::-1]),
                lambda: master.patch(f"/catalogue/styles/{styles[0]}", price=70),
            ]
        )
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        shown = master.get("/catalogue/packs").json()
        [there] = [[style["id"] for style in each["styles"]] for each in shown if each["id"] == str(pack.id)]
        assert there in (styles, styles[::-1])
