"""C2, C3: retail packs, wholesale, and purchases that are asked for once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connections

from central.ledger import balances
from central.payments import packs
from central.payments.models import CreditPack, Purchase
from central.payments.purchases import purchase_named, reference_of
from central.tenants.models import PLATFORM_ID, Tenant
from central.tenants.tariff import change
from contract.ids import new_id
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, refusal
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")

STARTER = {
    "slug": "starter",
    "name": "Starter",
    "credits": 500,
    "price": 400_000,
    "currency": "ARS",
    "active": True,
    "position": 0,
}


@pytest.fixture(autouse=True)
def _packs(database: str) -> None:
    packs.install()


@pytest.fixture
def partner() -> Person:
    return a_partner(World().tenant_id)


def put(person: Person, slug: str, **changes: Any) -> Any:
    body = {name: value for name, value in STARTER.items() if name != "slug"} | changes
    return person.browser.put(f"/api/v1/credit-packs/{slug}", body, content_type="application/json")


def wholesale(person: Person, credits: Any = 1_000, purchase_id: UUID | None = None) -> Any:
    return person.post("/wallet/purchases", id=str(purchase_id or new_id()), credits=credits)


def retail(person: Person, pack: str = "starter", purchase_id: UUID | None = None) -> Any:
    return person.post("/me/purchases", id=str(purchase_id or new_id()), pack=pack)


def test_the_first_packs_are_those_of_the_book() -> None:
    sold = a_buyer().get("/credit-packs").json()
    assert sold[0] == STARTER
    assert [(pack["name"], pack["credits"], pack["price"], pack["currency"]) for pack in sold] == [
        ("Starter", 500, 4_000_00, "ARS"),
        ("Standard", 1_100, 8_000_00, "ARS"),
        ("Business", 1_500, 10_000_00, "ARS"),
    ]


def test_installing_again_keeps_what_the_master_edited() -> None:
    assert put(a_master(), "starter", price=500_000).status_code == 200
    packs.install()
    assert packs.pack_for_sale("starter").price == 500_000


def test_a_master_makes_packs_and_takes_them_off_the_shelf() -> None:
    master, buyer = a_master(), a_buyer()
    made = put(master, "party", name="Party", credits=3_000, price=1_800_050, position=9)
    assert made.json() == STARTER | {
        "slug": "party", "name": "Party", "credits": 3_000, "price": 1_800_050, "position": 9
    }  # fmt: skip
    assert put(master, "starter", active=False).status_code == 200
    assert [pack["slug"] for pack in buyer.get("/credit-packs").json()] == ["standard", "business", "party"]
    assert len(master.get("/credit-packs").json()) == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": 4000.5}, {"price": "4000"}, {"price": 0}, {"price": -1}, {"price": 10**16},
        {"credits": 0}, {"credits": 1.5}, {"currency": "XXX"}, {"name": " "}, {"name": "a\x00b"},
    ],
)  # fmt: skip
def test_a_pack_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    assert refusal(put(a_master(), "starter", **wrong)) == (422, "invalid")
    assert packs.pack_for_sale("starter").price == 400_000


def test_only_a_master_edits_packs(partner: Person) -> None:
    for person in (partner, a_buyer()):
        assert refusal(put(person, "starter", price=1)) == (403, "forbidden")


def test_the_database_refuses_a_pack_that_sells_nothing() -> None:
    with pytest.raises(IntegrityError, match="pack_sells_something"):
        CreditPack.objects.update(price=0)


def test_a_user_buys_a_pack_at_its_price() -> None:
    buyer = a_buyer()
    answer = retail(buyer, "business").json()
    bought = answer["purchase"]
    assert answer["status"] == "applied"
    assert (bought["credits"], bought["amount"], bought["currency"]) == (1_500, 1_000_000, "ARS")
    assert (bought["state"], bought["buyer_id"], bought["paid_at"]) == ("pending", str(buyer.user.id), None)
    assert buyer.items("/me/purchases") == [bought]


def test_a_partner_pays_half_of_the_list_price(partner: Person) -> None:
    bought = wholesale(partner, 1_000).json()["purchase"]
    assert (bought["amount"], bought["currency"]) == (4_000_00, "ARS")
    assert (bought["buyer_kind"], bought["buyer_id"]) == ("partner", str(partner.user.tenant_id))
    assert wholesale(partner, 1_000_000_000).json()["purchase"]["amount"] == 400_000_000_000
    assert len(partner.items("/wallet/purchases")) == 2


def test_nothing_is_credited_before_it_is_paid(partner: Person) -> None:
    before = balances.platform()
    wholesale(partner)
    retail(a_buyer())
    assert balances.platform() == before


def test_a_partners_own_rate_and_the_tariffs(partner: Person) -> None:
    change("user:one", wholesale_percent=60)
    assert wholesale(partner).json()["purchase"]["amount"] == 480_000
    Tenant.objects.filter(id=partner.user.tenant_id).update(wholesale_percent=33)
    assert wholesale(partner).json()["purchase"]["amount"] == 264_000


def test_the_list_price_is_the_dearest_pack_on_sale(partner: Person) -> None:
    put(a_master(), "starter", active=False)
    # 8,000.00 ARS / 1,100 credits, half of it for 1,001: 3640.00; for 1,000: 3636.3636..., rounded up.
    assert wholesale(partner, 1_001).json()["purchase"]["amount"] == 364_000
    assert wholesale(partner, 1_000).json()["purchase"]["amount"] == 363_637


def test_a_pack_in_another_currency_does_not_change_the_list_price(partner: Person) -> None:
    put(a_master(), "brasil", currency="BRL", price=10**9, position=7)
    assert wholesale(partner).json()["purchase"]["amount"] == 400_000


def test_wholesale_begins_where_the_tariff_says(partner: Person) -> None:
    answer = wholesale(partner, 999)
    assert refusal(answer) == (422, "amount_not_allowed")
    assert answer.json()["title"] == "Wholesale purchases start at 1000 credits."
    change("user:one", wholesale_minimum=500)
    assert wholesale(partner, 500).status_code == 201


@pytest.mark.parametrize("credits", [0, -1, 1.5, "1000", 10**10, None, True])
def test_nonsense_is_not_sold(partner: Person, credits: Any) -> None:
    assert refusal(wholesale(partner, credits)) == (422, "invalid")


def test_more_than_can_be_paid_for_is_not_sold(partner: Person) -> None:
    put(a_master(), "starter", credits=1, price=10**9)
    assert refusal(wholesale(partner, 10**9)) == (422, "amount_not_allowed")


def test_where_no_pack_is_sold_credits_have_no_price(partner: Person) -> None:
    CreditPack.objects.update(active=False)
    assert refusal(wholesale(partner)) == (404, "not_found")
    assert refusal(retail(a_buyer())) == (404, "not_found")
    assert refusal(retail(a_buyer(), "no-such-pack")) == (404, "not_found")


def test_the_same_purchase_again_is_the_same_at_the_price_of_then(partner: Person) -> None:
    buyer, wallet_id, pack_id = a_buyer(), new_id(), new_id()
    first = [wholesale(partner, 1_000, wallet_id).json(), retail(buyer, "starter", pack_id).json()]
    put(a_master(), "starter", price=900_000, active=False)
    change("user:one", wholesale_minimum=5_000)
    again = [wholesale(partner, 1_000, wallet_id).json(), retail(buyer, "starter", pack_id).json()]
    assert [answer["status"] for answer in again] == ["duplicate"] * 2
    assert [answer["purchase"] for answer in again] == [answer["purchase"] for answer in first]


def test_the_same_id_for_something_else_is_a_conflict(partner: Person) -> None:
    wallet_id, pack_id = new_id(), new_id()
    wholesale(partner, 1_000, wallet_id)
    assert refusal(wholesale(partner, 1_001, wallet_id)) == (409, "conflict")
    buyer = a_buyer()
    retail(buyer, "starter", pack_id)
    assert refusal(retail(buyer, "business", pack_id)) == (409, "conflict")
    assert refusal(retail(a_buyer(), "starter", pack_id)) == (409, "conflict"), "it is somebody else's"


def test_two_partners_may_use_the_same_id(partner: Person) -> None:
    other, purchase_id = a_partner(World("other").tenant_id), new_id()
    answers = [wholesale(person, 1_000, purchase_id).json() for person in (partner, other)]
    assert [answer["status"] for answer in answers] == ["applied", "applied"]
    assert answers[0]["purchase"]["reference"] != answers[1]["purchase"]["reference"]


def test_one_purchase_asked_for_by_ten_at_once_is_one(partner: Person) -> None:
    purchase_id = new_id()

    def ask(_: int) -> str:
        status = wholesale(partner, 1_000, purchase_id).json()["status"]
        connections.close_all()
        return status

    with ThreadPoolExecutor(10) as threads:
        assert sorted(threads.map(ask, range(10))) == ["applied"] + ["duplicate"] * 9
    assert Purchase.objects.count() == 1


def test_who_may_buy_what(partner: Person) -> None:
    host, _ = a_client(partner.user.tenant_id)
    for person in (host, a_master(), a_buyer()):
        assert refusal(wholesale(person)) == (403, "forbidden")
        assert refusal(person.get("/wallet/purchases")) == (403, "forbidden")
    for person in (host, a_master(), partner):
        assert refusal(retail(person)) == (403, "forbidden")
        assert refusal(person.get("/me/purchases")) == (403, "forbidden")


def test_an_inactive_partner_buys_nothing(partner: Person) -> None:
    Tenant.objects.filter(id=partner.user.tenant_id).update(active=False)
    assert refusal(wholesale(partner)) == (403, "partner_inactive")


def test_nobody_sees_anothers_purchases(partner: Person) -> None:
    buyer, other = a_buyer(), a_partner(World("other").tenant_id)
    bought = wholesale(partner).json()["purchase"]
    mine = retail(buyer).json()["purchase"]
    assert other.items("/wallet/purchases") == a_buyer().items("/me/purchases") == []
    for person, purchase in ((other, bought), (buyer, bought), (a_buyer(), mine), (partner, mine)):
        assert refusal(person.post(f"/purchases/{purchase['id']}/check")) == (404, "not_found")


def test_purchases_come_in_pages_the_newest_first(partner: Person) -> None:
    ids = [wholesale(partner).json()["purchase"]["id"] for _ in range(53)]
    assert [purchase["id"] for purchase in partner.every("/wallet/purchases", limit=20)] == ids[::-1]
    assert len(partner.items("/wallet/purchases")) == 50


def test_a_master_sees_everybodys(partner: Person) -> None:
    master, bought = a_master(), [wholesale(partner).json()["purchase"], retail(a_buyer()).json()["purchase"]]
    assert master.items("/purchases") == master.every("/purchases", limit=1) == bought[::-1]
    assert master.items("/purchases", state="paid") == []
    assert master.items("/purchases", state="pending") == bought[::-1]
    assert master.items("/purchases", partner_id=partner.user.tenant_id) == bought[:1]
    assert refusal(partner.get("/purchases")) == (403, "forbidden")


def test_a_reference_names_tenant_and_purchase_in_64_characters() -> None:
    tenant_id, purchase_id = new_id(), new_id()
    reference = reference_of(tenant_id, purchase_id)
    assert (len(reference), reference.isalnum()) == (64, True)
    assert purchase_named(reference) == (tenant_id, purchase_id)


@pytest.mark.parametrize("wrong", ["", "order-17", "0" * 63, "0" * 65, "{" + "0" * 63, "é" * 64])
def test_a_reference_of_somebody_else_names_nothing(wrong: str) -> None:
    assert purchase_named(wrong) is None
    assert purchase_named(reference_of(PLATFORM_ID, new_id()).upper()) is None
