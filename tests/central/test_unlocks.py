"""C4: premium packs are unlocked once, for ever, by a row and a transfer that stand or fall together."""

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

import looks
from central.catalogue.errors import AlreadyUnlocked, CatalogueError
from central.catalogue.install import install
from central.catalogue.models import Pack, Style, Unlock
from central.catalogue.unlocks import unlock
from central.ledger.errors import LedgerError, NotRefundable
from central.ledger.refunds import refund
from central.ledger.transfer_requests import TransferRequest
from central.tenants import tariff
from central.tenants.models import PLATFORM_ID
from contract.ids import new_id
from tests.central import own
from tests.central.own import Sitter, Studio
from tests.central.persons import a_partner, refusal
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def studio(database: str) -> Studio:
    return Studio()


def pay(sitter: Sitter, pack: Pack, **body: Any) -> Any:
    return sitter.person.post(f"/packs/{pack.id}/unlock", **({"id": str(new_id())} | body))


def a_request(sitter: Sitter) -> TransferRequest:
    return TransferRequest(new_id(), sitter.person.actor, timezone.now())


def packs_of(sitter: Sitter) -> dict[str, dict[str, Any]]:
    return {pack["slug"]: pack for pack in sitter.get("/packs").json()}


def test_a_premium_style_needs_its_pack_unlocked(studio: Studio) -> None:
    sitter = own.sitter(credits=3500)
    answer = sitter.ask(studio.premium)
    assert refusal(answer) == (403, "style_not_allowed")
    assert "not unlocked" in answer.json()["title"]

    unlocked = pay(sitter, studio.premium_pack)
    assert unlocked.json() == {"status": "applied", "balance": 500}
    assert sitter.ask(studio.premium).json()["balance"] == 350
    [paid] = own.transfers("pack_unlock")
    assert (paid.amount, paid.reference) == (3000, f"pack:{studio.premium_pack.id}")
    own.assert_adds_up()


def test_a_pack_is_not_sold_twice(studio: Studio) -> None:
    sitter = own.sitter(credits=9000)
    body = {"id": str(new_id())}
    assert pay(sitter, studio.premium_pack, **body).json()["status"] == "applied"
    tariff.change("test", unlock_price=100)
    assert pay(sitter, studio.premium_pack, **body).json() == {"status": "duplicate", "balance": 6000}
    assert refusal(pay(sitter, studio.premium_pack)) == (409, "already_unlocked")
    assert (sitter.balance, Unlock.objects.count()) == (6000, 1)


def test_an_id_that_was_used_for_something_else_is_a_conflict(studio: Studio) -> None:
    sitter, other = own.sitter(credits=9000), own.sitter(credits=9000)
    second = Pack.objects.create(tenant_id=PLATFORM_ID, slug="second", name_es="Otra", premium=True)
    body = {"id": str(new_id())}
    pay(sitter, studio.premium_pack, **body)
    assert refusal(pay(sitter, second, **body)) == (409, "conflict")
    assert refusal(pay(other, studio.premium_pack, **body)) == (409, "conflict")
    [gift, *_] = own.transfers("top_up")
    assert refusal(pay(other, second, id=str(gift.id))) == (409, "conflict")
    assert (sitter.balance, other.balance, Unlock.objects.count()) == (6000, 9000, 1)


def test_too_few_credits_unlock_nothing(studio: Studio) -> None:
    sitter = own.sitter(credits=2999)
    answer = pay(sitter, studio.premium_pack)
    assert refusal(answer) == (402, "credits_exhausted")
    assert "1 are missing" in answer.json()["title"]
    assert (sitter.balance, Unlock.objects.count(), own.transfers("pack_unlock")) == (2999, 0, [])
    assert refusal(sitter.ask(studio.premium)) == (403, "style_not_allowed")


@pytest.mark.parametrize("round_number", range(5))
def test_of_several_at_once_one_pays(studio: Studio, round_number: int) -> None:
    sitter = own.sitter(credits=12_000)

    def buy() -> bool | type[Exception]:
        try:
            return unlock(PLATFORM_ID, sitter.user.id, studio.premium_pack.id, a_request(sitter))
        except (CatalogueError, LedgerError) as error:
            return type(error)

    answers = own.at_once(*[buy] * 4)
    assert (answers.count(True), answers.count(AlreadyUnlocked)) == (1, 3)
    assert (sitter.balance, Unlock.objects.count()) == (9000, 1)


@pytest.mark.parametrize("round_number", range(5))
def test_the_same_order_on_several_connections_pays_once(studio: Studio, round_number: int) -> None:
    sitter = own.sitter(credits=12_000)
    same = a_request(sitter)
    answers = own.at_once(*[lambda: unlock(PLATFORM_ID, sitter.user.id, studio.premium_pack.id, same)] * 4)
    assert sorted(answers) == [False, False, False, True]
    assert sitter.balance == 9000


def test_the_price_is_the_tariffs(studio: Studio) -> None:
    tariff.change("test", unlock_price=700)
    sitter = own.sitter(credits=1000)
    assert packs_of(sitter)["premium"]["unlock_price"] == 700
    assert pay(sitter, studio.premium_pack).json()["balance"] == 300


def test_an_unlock_is_not_refundable(studio: Studio) -> None:
    sitter = own.sitter(credits=3000)
    bought = a_request(sitter)
    unlock(PLATFORM_ID, sitter.user.id, studio.premium_pack.id, bought)
    account = own.transfers("pack_unlock")[0].debit_id
    with pytest.raises(NotRefundable):
        refund(PLATFORM_ID, bought.id, account, "platform", timezone.now())
    assert sitter.balance == 0


def test_what_is_not_for_sale_is_refused(studio: Studio) -> None:
    sitter = own.sitter(credits=9000)
    answer = pay(sitter, studio.pack)
    assert refusal(answer) == (422, "invalid")
    assert "nothing to unlock" in answer.json()["title"]
    world = World()
    partners = Pack.objects.create(tenant_id=world.tenant_id, slug="x", name_es="X", premium=True)
    assert refusal(pay(sitter, partners)) == (404, "not_found")
    Pack.objects.filter(id=studio.premium_pack.id).update(active=False)
    assert refusal(pay(sitter, studio.premium_pack)) == (404, "not_found")
    assert sitter.balance == 9000


def test_only_users_unlock(studio: Studio) -> None:
    assert refusal(pay(own.master(), studio.premium_pack)) == (403, "forbidden")
    partner = Sitter(a_partner(World().tenant_id))
    assert refusal(pay(partner, studio.premium_pack)) == (403, "forbidden")


@pytest.mark.parametrize("wrong", [{"id": "x"}, {"id": None}, {"id": [1]}, {"id": "0" * 10_000}])
def test_nonsense_is_invalid(studio: Studio, wrong: dict[str, Any]) -> None:
    sitter = own.sitter(credits=9000)
    assert refusal(pay(sitter, studio.premium_pack, **wrong)) == (422, "invalid")
    assert refusal(sitter.person.post("/packs/../unlock", id=str(new_id())))[0] in (404, 405, 422)
    assert sitter.balance == 9000


def test_people_see_packs_prices_and_what_they_unlocked(studio: Studio) -> None:
    sitter, other = own.sitter(credits=3000), own.sitter()
    pay(sitter, studio.premium_pack)
    mine, others, masters = packs_of(sitter), packs_of(other), packs_of(own.master())
    assert list(mine) == ["open", "premium"]
    seen = [
        (each["premium"]["unlocked"], each["premium"]["unlock_price"]) for each in (mine, others, masters)
    ]
    assert seen == [(True, 0), (False, 3000), (True, 0)]
    assert [(each["open"]["unlocked"], each["open"]["unlock_price"]) for each in (mine, others)] == [
        (True, 0), (True, 0),
    ]  # fmt: skip
    assert {style["slug"]: style["price"] for style in mine["open"]["styles"]} == {"usual": 100, "quick": 50}
    assert UUID(mine["premium"]["styles"][0]["id"]) == studio.premium.id


def test_what_is_not_active_is_not_shown(studio: Studio) -> None:
    sitter = own.sitter()
    Style.objects.filter(id=studio.quick.id).update(active=False)
    assert [style["slug"] for style in packs_of(sitter)["open"]["styles"]] == ["usual"]
    Style.objects.filter(id=studio.style.id).update(active=False)
    assert list(packs_of(sitter)) == ["premium"], "a pack without a style is left out"
    Pack.objects.filter(id=studio.premium_pack.id).update(active=False)
    assert packs_of(sitter) == {}


def test_the_first_catalogue_can_be_the_platforms(database: str) -> None:
    sitter = own.sitter()
    install()
    packs = packs_of(sitter)
    assert sum(len(pack["styles"]) for pack in packs.values()) == len(looks.names())
    assert {pack["unlock_price"] for pack in packs.values() if pack["premium"]} == {3000}
