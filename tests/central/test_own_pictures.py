"""C1, C6, C7, C8: people who make pictures of their own, what it costs them, and what they can still make."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from central.blobs import store
from central.catalogue.models import Pack, Style
from central.generations import user_generations
from central.generations.models import Generation
from central.generations.queue import TASK
from central.generations.quota import quota_of
from central.ledger.errors import DailyLimit
from central.ledger.user_charges import UserCharge
from central.tenants import tariff
from central.tenants.models import PLATFORM_ID, Role
from contract.ids import new_id
from contract.sync import GenerationState
from tests.central import own
from tests.central.own import Sitter, Studio
from tests.central.persons import Person, a_client, a_partner, a_user, refusal
from tests.central.pictures import jpeg
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def studio(database: str) -> Studio:
    return Studio()


def wanted(sitter: Sitter, style: Style) -> user_generations.PictureRequest:
    return user_generations.PictureRequest(id=new_id(), style_id=style.id, photo_sha256=own.photo_of(sitter))


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [TASK])
        return int(cursor.fetchone()[0])


def test_a_picture_is_charged_queued_made_and_shown(studio: Studio) -> None:
    sitter = own.sitter(credits=300)
    answer = sitter.ask(studio.style).json()
    assert (answer["status"], answer["balance"]) == ("applied", 200)
    picture = answer["picture"]
    assert (picture["state"], picture["price"], picture["given_back"]) == ("queued", 100, False)
    assert jobs() == 1

    own.make(UUID(picture["id"]))
    shown = sitter.shown(picture["id"])
    assert (shown["state"], shown["failure"]) == ("ready", "")
    jpeg_answer = sitter.get(f"/me/generations/{picture['id']}/picture")
    assert jpeg_answer.headers["Content-Type"] == "image/jpeg"
    made = Generation.objects.get(id=picture["id"])
    assert jpeg_answer.getvalue() == store.read(made.result_sha256)
    [debit] = own.transfers("generation")
    assert (debit.id, debit.amount, debit.actor) == (made.id, 100, f"user:{sitter.user.id}")
    own.assert_adds_up()


def test_each_style_has_its_price_and_else_the_tariffs(studio: Studio) -> None:
    sitter = own.sitter(credits=1000)
    tariff.change("test", generation_price=120)
    prices = [sitter.ask(style).json()["picture"]["price"] for style in (studio.style, studio.quick)]
    assert (prices, sitter.balance) == ([120, 50], 830)


def test_the_same_request_again_is_the_same_picture_charged_once(studio: Studio) -> None:
    sitter = own.sitter(credits=300)
    body: dict[str, Any] = {"id": str(new_id()), "photo_sha256": own.photo_of(sitter)}
    first = sitter.ask(studio.style, **body).json()
    tariff.change("test", generation_price=250)
    again = sitter.ask(studio.style, **body).json()
    assert (first["status"], again["status"]) == ("applied", "duplicate")
    assert (again["picture"], again["balance"], jobs()) == (first["picture"], 200, 1)


def test_the_same_id_for_something_else_is_a_conflict(studio: Studio) -> None:
    sitter, other = own.sitter(credits=300), own.sitter(credits=300)
    picture_id = str(sitter.asked(studio.style))
    for who, style, photo in (
        (sitter, studio.quick, jpeg(300, 400, seed=7)),
        (sitter, studio.style, jpeg(300, 400, seed=9)),
        (other, studio.style, jpeg(300, 400, seed=7)),
    ):
        assert refusal(who.ask(style, photo, id=picture_id)) == (409, "conflict")
    [gift, *_] = own.transfers("top_up")
    assert refusal(sitter.ask(studio.style, id=str(gift.id))) == (409, "conflict")
    assert (sitter.balance, other.balance, jobs()) == (200, 300, 1)
    own.assert_adds_up()


def test_the_same_request_on_two_connections_is_charged_once(studio: Studio) -> None:
    sitter = own.sitter(credits=300)
    asked = wanted(sitter, studio.style)
    now = timezone.now()
    answers = own.at_once(*[lambda: user_generations.request(sitter.user, asked, now)[1]] * 4)
    assert sorted(answers) == [False, False, False, True]
    assert (sitter.balance, jobs()) == (200, 1)


def test_many_at_once_over_http_spend_what_is_there_and_no_more(studio: Studio, server: str) -> None:
    sitter = own.sitter(credits=1000)
    photo = own.photo_of(sitter)
    headers = {"Authorization": f"Bearer {sitter.person.token}"}

    def ask() -> int:
        body = {"id": str(new_id()), "style_id": str(studio.quick.id), "photo_sha256": photo}
        return httpx.post(
            f"{server}/api/v1/me/generations", json=body, headers=headers, timeout=60
        ).status_code

    answers = own.at_once(*[ask] * 30)
    assert (answers.count(201), answers.count(402), sitter.balance, jobs()) == (20, 10, 0, 20)
    own.assert_adds_up()


def test_too_few_credits_are_named_and_nothing_happens(studio: Studio) -> None:
    sitter = own.sitter(credits=30)
    answer = sitter.ask(studio.style)
    assert refusal(answer) == (402, "credits_exhausted")
    assert "70 are missing" in answer.json()["title"]
    assert (sitter.balance, Generation.objects.count(), jobs()) == (30, 0, 0)


def test_somebody_who_never_had_credits_has_two_pictures_a_day(studio: Studio) -> None:
    sitter = own.sitter()
    assert [sitter.ask(studio.style).json()["picture"]["price"] for _ in range(2)] == [0, 0]
    answer = sitter.ask(studio.style)
    assert refusal(answer) == (429, "daily_limit")
    assert 0 < int(answer.headers["Retry-After"]) <= 24 * 3600 + 1
    assert (Generation.objects.count(), own.transfers("generation")) == (2, [])


def test_the_limit_holds_for_requests_at_the_same_moment(studio: Studio) -> None:
    sitter = own.sitter()
    asked = [wanted(sitter, studio.style) for _ in range(6)]

    def ask(one: user_generations.PictureRequest) -> bool:
        try:
            return user_generations.request(sitter.user, one, NOON)[1]
        except DailyLimit:
            return False

    assert sum(own.at_once(*[lambda one=one: ask(one) for one in asked])) == 2


@override_settings(TIME_ZONE="America/Argentina/Buenos_Aires")
def test_the_day_begins_at_midnight_of_the_platforms_time_zone(studio: Studio) -> None:
    sitter = own.sitter()
    midnight = datetime(2026, 3, 2, 3, tzinfo=UTC)
    for _ in range(2):
        user_generations.request(sitter.user, wanted(sitter, studio.style), midnight - timedelta(hours=23))
    just_before = midnight - timedelta(seconds=1)
    with pytest.raises(DailyLimit):
        user_generations.request(sitter.user, wanted(sitter, studio.style), just_before)
    turns = quota_of(sitter.user, just_before).free
    assert turns is not None
    assert (turns.left, turns.resets_at) == (0, midnight)
    user_generations.request(sitter.user, wanted(sitter, studio.style), midnight)
    tomorrow = quota_of(sitter.user, midnight).free
    assert tomorrow is not None
    assert (tomorrow.left, tomorrow.resets_at) == (1, midnight + timedelta(days=1))


def test_who_ever_had_credits_pays_and_has_no_limit(studio: Studio) -> None:
    sitter = own.sitter()
    for _ in range(2):
        sitter.asked(studio.quick)
    own.give(sitter, 200)
    for _ in range(4):
        sitter.asked(studio.quick)
    assert sitter.balance == 0
    assert refusal(sitter.ask(studio.quick)) == (402, "credits_exhausted"), "not free again"


def test_a_masters_pictures_cost_nothing_and_are_recorded(studio: Studio) -> None:
    master = own.master()
    prices = [master.ask(style).json()["picture"]["price"] for style in [studio.premium] * 4]
    assert prices == [0] * 4
    assert UserCharge.objects.filter(user_id=master.user.id, basis="waived", price=0).count() == 4
    assert own.transfers("generation") == []
    assert master.quota() == {"balance": 0, "picture_price": 0, "low": False, "free": None}


def test_the_balance_says_what_can_still_be_made(studio: Studio) -> None:
    sitter = own.sitter()
    sitter.asked(studio.style)
    at_first = sitter.quota()
    turns = at_first.pop("free")
    assert at_first == {"balance": 0, "picture_price": 100, "low": True}
    assert (turns["left"], turns["a_day"]) == (1, 2)
    assert datetime.fromisoformat(turns["resets_at"]) > timezone.now()

    own.give(sitter, 100)
    assert sitter.quota() == {"balance": 100, "picture_price": 100, "low": False, "free": None}
    sitter.asked(studio.quick)
    assert sitter.quota() == {"balance": 50, "picture_price": 100, "low": True, "free": None}


def test_a_master_decides_how_many_are_free(studio: Studio) -> None:
    sitter = own.sitter()
    tariff.change("test", free_a_day=0)
    assert refusal(sitter.ask(studio.style)) == (429, "daily_limit")
    tariff.change("test", free_a_day=3)
    for _ in range(3):
        sitter.asked(studio.style)


def test_styles_that_are_not_for_people_are_refused(studio: Studio) -> None:
    sitter, partner = own.sitter(credits=300), World()
    assert refusal(sitter.ask(partner.style)) == (403, "style_not_allowed")
    Style.objects.filter(id=studio.quick.id).update(active=False)
    assert refusal(sitter.ask(studio.quick)) == (403, "style_not_allowed")
    Pack.objects.filter(id=studio.pack.id).update(active=False)
    assert refusal(sitter.ask(studio.style)) == (403, "style_not_allowed")
    assert sitter.balance == 300


def test_without_its_photo_nothing_is_charged(studio: Studio) -> None:
    sitter, other = own.sitter(credits=300), own.sitter()
    for sha256 in ("a" * 64, own.photo_of(other)):
        assert refusal(sitter.ask(studio.style, photo_sha256=sha256)) == (409, "photo_missing")
    assert (sitter.balance, jobs()) == (300, 0)


def test_people_see_their_own_pictures_only(studio: Studio) -> None:
    sitter, other = own.sitter(credits=300), own.sitter(credits=300)
    picture_id = sitter.asked(studio.style)
    assert refusal(sitter.get(f"/me/generations/{picture_id}/picture")) == (404, "not_found"), "not ready"
    assert own.make(picture_id).state == GenerationState.READY
    for path in (f"/me/generations/{picture_id}", f"/me/generations/{picture_id}/picture"):
        assert refusal(other.get(path)) == (404, "not_found")
    assert other.person.items("/me/generations") == []
    assert refusal(other.person.post(f"/me/generations/{picture_id}/cancel")) == (404, "not_found")


def test_pictures_are_listed_from_the_newest_on(studio: Studio) -> None:
    sitter = own.sitter(credits=1000)
    asked = [str(sitter.asked(studio.quick)) for _ in range(5)][::-1]

    for limit in (2, 5, 100):
        assert [each["id"] for each in sitter.person.every("/me/generations", limit)] == asked


def test_only_users_and_masters_make_pictures_of_their_own(studio: Studio) -> None:
    world = World()
    client, _ = a_client(world.tenant_id)
    for person in (a_partner(world.tenant_id), client):
        for path in ("/me/balance", "/me/generations", "/packs"):
            assert refusal(person.get(path)) == (403, "forbidden")
        assert refusal(Sitter(person).ask(studio.style, photo_sha256="a" * 64)) == (403, "forbidden")
    nobody = Person(a_user(Role.USER, PLATFORM_ID))
    nobody.browser.headers = {}
    nobody.browser.defaults.pop("HTTP_AUTHORIZATION")
    assert refusal(nobody.get("/me/balance")) == (401, "unauthorized")


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "x"}, {"id": None}, {"id": 5}, {"style_id": "' OR 1=1 --"}, {"photo_sha256": "A" * 64},
        {"photo_sha256": "../../etc/passwd"}, {"photo_sha256": 10**30}, {"style_id": "\u0000"},
    ],
)  # fmt: skip
def test_nonsense_is_invalid_and_costs_nothing(studio: Studio, wrong: dict[str, Any]) -> None:
    sitter = own.sitter(credits=300)
    body = {"id": str(new_id()), "style_id": str(studio.style.id), "photo_sha256": "a" * 64} | wrong
    assert refusal(sitter.person.post("/me/generations", **body)) == (422, "invalid")
    assert sitter.balance == 300
