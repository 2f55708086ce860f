"""C14: what went wrong is put right, by transfers that say so."""

from typing import Any

import pytest

from central.ledger.audit import audit
from central.ledger.models import Transfer
from contract.ids import new_id
from tests.central.persons import a_buyer, a_client, a_master, a_partner, refusal
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


def correction(credits: Any, **changes: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "credits": credits, "reason": "counted twice"} | changes


def test_a_master_corrects_a_wallet_both_ways_but_never_below_zero() -> None:
    world, master = World(credits=500), a_master()
    path = f"/partners/{world.tenant_id}/corrections"
    request_op = correction(-120)
    assert master.post(path, **request_op).json() == {"status": "applied", "balance": 380}
    assert master.post(path, **request_op).json() == {"status": "duplicate", "balance": 380}
    assert refusal(master.post(path, **request_op | {"credits": -121})) == (409, "conflict")
    assert master.post(path, **correction(20)).json()["balance"] == 400
    assert refusal(master.post(path, **correction(-401))) == (402, "credits_exhausted")
    notes = Transfer.objects.filter(kind="adjustment").values_list("note", flat=True)
    assert list(notes) == ["counted twice"] * 2
    assert audit().clean


@pytest.mark.parametrize("wrong", [{"credits": 0}, {"credits": 1.5}, {"reason": " "}, {"credits": 10**12}])
def test_a_correction_needs_credits_and_a_reason(wrong: dict[str, Any]) -> None:
    world = World()
    body = correction(1) | wrong
    assert refusal(a_master().post(f"/partners/{world.tenant_id}/corrections", **body)) == (422, "invalid")


def test_a_partner_takes_back_what_its_client_has_not_set_aside() -> None:
    world = World(credits=1_000)
    partner, (host, client) = a_partner(world.tenant_id), a_client(world.tenant_id)
    partner.post(f"/clients/{client.id}/allocations", id=str(new_id()), credits=600)
    world.event(credits=500, client_id=client.id)
    path = f"/clients/{client.id}/returns"
    request_op = {"id": str(new_id()), "credits": 100}
    assert partner.post(path, **request_op).json() == {"status": "applied", "balance": 0}
    assert partner.post(path, **request_op).json()["status"] == "duplicate"
    assert refusal(partner.post(path, id=str(new_id()), credits=1)) == (402, "credits_exhausted")
    assert partner.get("/wallet").json()["available"] == 500
    assert host.get(f"/clients/{client.id}/credits").json()["received"] == 500
    assert audit().clean


def test_nobody_else_corrects_anything() -> None:
    world = World()
    partner, (host, client) = a_partner(world.tenant_id), a_client(world.tenant_id)
    stranger = a_partner(World("stranger").tenant_id)
    for person in (partner, host, a_buyer()):
        answer = person.post(f"/partners/{world.tenant_id}/corrections", **correction(5))
        assert refusal(answer) == (403, "forbidden")
    back = {"id": str(new_id()), "credits": 1}
    assert refusal(host.post(f"/clients/{client.id}/returns", **back)) == (403, "forbidden")
    assert refusal(stranger.post(f"/clients/{client.id}/returns", **back)) == (404, "not_found")
    assert refusal(a_master().post(f"/partners/{new_id()}/corrections", **correction(5))) == (
        404,
        "not_found",
    )
