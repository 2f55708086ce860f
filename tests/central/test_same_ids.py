"""Two partners may choose one id: whoever sees both things sees each with what is its own."""

import pytest

from contract.ids import new_id
from tests.central.persons import a_master, a_partner
from tests.central.test_clients import new_client
from tests.central.test_events_api import plan
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


def test_events_of_one_id_have_their_own_offers() -> None:
    worlds, shared = [World(), World("other")], str(new_id())
    for world in worlds:
        made = a_partner(world.tenant_id).post(
            "/events", **plan(id=shared, credits=100, styles=[str(world.quick.id)])
        )
        assert made.status_code == 201, made.content
    listed = {each["tenant_id"]: each for each in a_master().items("/events")}
    for world in worlds:
        shown = listed[str(world.tenant_id)]
        assert (shown["id"], shown["styles"]) == (shared, [str(world.quick.id)])


def test_clients_of_one_id_have_their_own_credits_and_grants() -> None:
    worlds, shared = [World(), World("other")], str(new_id())
    for number, world in enumerate(worlds):
        partner = a_partner(world.tenant_id)
        new = new_client(id=shared, email=f"{number}@norte.example", styles=[str(world.quick.id)])
        assert partner.post("/clients", **new).status_code == 201
        partner.post(f"/clients/{shared}/allocations", id=str(new_id()), credits=10 + number)
    listed = {each["tenant_id"]: each for each in a_master().items("/clients")}
    for number, world in enumerate(worlds):
        shown = listed[str(world.tenant_id)]
        assert (shown["balance"], shown["styles"]) == (10 + number, [str(world.quick.id)])
