"""C17 over HTTP: wallets, clients' balances and statements add up, as JSON and for a spreadsheet."""

import csv
import io
from typing import Any

import httpx
import pytest

from central.ledger import issuance
from central.ledger.transfer_requests import TransferRequest
from contract.ids import new_id
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, refusal
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def world(database: str) -> World:
    return World(credits=5_000)


def adjust(world: World, credits: int, note: str = "") -> None:
    transfer = TransferRequest(new_id(), "test", world.partner.created_at, note)
    issuance.adjust(world.tenant_id, world.wallet, credits, transfer)


def test_a_wallet_tells_bought_from_given_and_where_it_went(world: World, partner: Person) -> None:
    bought = TransferRequest(new_id(), "test", world.partner.created_at)
    issuance.purchase(world.tenant_id, world.wallet, 1_000, bought, "purchase:1")
    host, client = a_client(world.tenant_id)
    partner.post(f"/clients/{client.id}/allocations", id=str(new_id()), credits=700)
    event = world.event(credits=2_000)
    booth = world.booth(event)
    booth.sync(booth.request_op(event, world.style, lease_id=booth.lease(500).json()["id"]))
    assert partner.get("/wallet").json() == {
        "purchased": 1_000, "given": 5_000, "available": 3_300, "allocated": 2_700, "unused": 2_600,
        "used": 100, "overdraft": 0, "forfeited": 0,
    }  # fmt: skip
    issuance.charge_back(world.tenant_id, bought.id, TransferRequest(new_id(), "platform", bought.at))
    wallet = partner.get("/wallet").json()
    assert (wallet["purchased"], wallet["available"]) == (0, 2_300)
    assert host.get(f"/clients/{client.id}/credits").json() == {
        "received": 700, "available": 700, "allocated": 0, "unused": 0, "used": 0, "overdraft": 0,
        "forfeited": 0, "low": False,
    }  # fmt: skip


def test_a_statement_is_paged_and_its_balances_run_down_to_nothing(world: World, partner: Person) -> None:
    for credits in (100, 200, 300):
        world.event(credits=credits)
    whole = partner.every("/wallet/statement", 100)
    assert [line["amount"] for line in whole] == [-300, -200, -100, 5_000]
    assert [line["balance"] for line in whole] == [4_400, 4_700, 4_900, 5_000]
    assert (whole[-1]["kind"], whole[-1]["other_kind"], whole[-1]["note"]) == ("top_up", "issued", "a test")
    assert whole[0]["other_kind"] == "pool"
    for limit in (1, 2, 3):
        assert partner.every("/wallet/statement", limit) == whole


def test_all_pages_show_the_instant_of_the_first(world: World, partner: Person) -> None:
    world.event(credits=100)
    first = partner.get("/wallet/statement", limit=1).json()
    world.top_up(1)
    rest = partner.get("/wallet/statement", limit=10, cursor=first["next"]).json()
    assert (first["balance"], rest["balance"]) == (4_900, 4_900)
    assert [line["amount"] for line in rest["items"]] == [5_000]


def test_a_cursor_opens_its_own_account_only(world: World, partner: Person) -> None:
    event = world.event(credits=100)
    cursor = partner.get("/wallet/statement", limit=1).json()["next"]
    for wrong in (cursor, "made up", cursor + "x"):
        path = f"/events/{event.id}/statement" if wrong == cursor else "/wallet/statement"
        assert refusal(partner.get(path, cursor=wrong)) == (422, "invalid")


@pytest.mark.parametrize("limit", [0, 101, "many"])
def test_a_page_has_a_sensible_length(partner: Person, limit: Any) -> None:
    assert refusal(partner.get("/wallet/statement", limit=limit)) == (422, "invalid")


def test_a_spreadsheet_gets_all_lines_and_no_formula(world: World, server: str) -> None:
    partner = a_partner(world.tenant_id)
    for note in ("=1+1", "@SUM(A1)", "-2", 'plain, with "quotes"\nand lines'):
        issuance.adjust(
            world.tenant_id,
            world.wallet,
            1,
            TransferRequest(new_id(), "test", world.partner.created_at, note),
        )
    headers = {"Authorization": f"Bearer {partner.token}"}
    with httpx.Client(base_url=f"{server}/api/v1", headers=headers, timeout=20) as browser:
        answer = browser.get("/wallet/statement.csv")
        assert browser.get("/wallet/statement.csv", headers={"Authorization": "Bearer x"}).status_code == 401
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="wallet.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["amount"] for row in rows] == ["1", "1", "1", "1", "5000"]
    assert [row["balance"] for row in rows] == ["5004", "5003", "5002", "5001", "5000"]
    notes = [row["note"] for row in rows]
    assert notes[:4] == ['plain, with "quotes"\nand lines', "'-2", "'@SUM(A1)", "'=1+1"]


def test_a_statement_of_thousands_of_lines_streams_whole(world: World, server: str) -> None:
    partner = a_partner(world.tenant_id)
    for number in range(1_203):
        issuance.adjust(
            world.tenant_id,
            world.wallet,
            1 + number,
            TransferRequest(new_id(), "test", world.partner.created_at),
        )
    headers = {"Authorization": f"Bearer {partner.token}"}
    answer = httpx.get(f"{server}/api/v1/wallet/statement.csv", headers=headers, timeout=30)
    amounts = [int(row["amount"]) for row in csv.DictReader(io.StringIO(answer.text))]
    assert amounts == [*range(1_203, 0, -1), 5_000]


def test_who_may_see_which_credits(world: World, partner: Person) -> None:
    master, user = a_master(), a_buyer()
    host, client = a_client(world.tenant_id)
    other_host, other_client = a_client(world.tenant_id, "other")
    stranger = a_partner(World("stranger").tenant_id)
    assert master.get(f"/partners/{world.tenant_id}/wallet").json()["given"] == 5_000
    assert master.get(f"/partners/{world.tenant_id}/statement").json()["balance"] == 5_000
    assert master.get(f"/clients/{client.id}/credits").status_code == 200
    assert user.get("/me/statement").json()["items"] == []
    for person in (partner, stranger, host, user):
        assert refusal(person.get(f"/partners/{world.tenant_id}/wallet")) == (403, "forbidden")
        assert refusal(person.get(f"/partners/{world.tenant_id}/statement")) == (403, "forbidden")
    for person in (stranger, other_host):
        assert refusal(person.get(f"/clients/{client.id}/credits")) == (404, "not_found")
        assert refusal(person.get(f"/clients/{client.id}/statement")) == (404, "not_found")
    for path in ("/wallet", "/wallet/statement", "/wallet/statement.csv", "/overdrafts"):
        for person in (host, user):
            assert refusal(person.get(path)) == (403, "forbidden")
    assert refusal(user.get(f"/clients/{other_client.id}/credits")) == (403, "forbidden")
    assert refusal(master.get(f"/partners/{new_id()}/wallet")) == (404, "not_found")
