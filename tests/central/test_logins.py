"""How people log in, how long it lasts, who does not get in, and who may ask what."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from central.server.hashing import SmallArgon2, password_hash
from central.tenants.logins import LOGIN_LIVES, open_login
from central.tenants.models import PLATFORM_ID, Client, FailedAttempt, Login, Role, Tenant, User
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, a_user, refusal
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
PASSWORD = "correct horse"


def log_in(email: str, password: str = PASSWORD, address: str = "192.0.2.1") -> Any:
    body = {"email": email, "password": password}
    browser = Browser(REMOTE_ADDR=address, raise_request_exception=False)
    return browser.post("/api/v1/logins", body, content_type="application/json")


@pytest.fixture
def partner() -> User:
    return a_user(Role.PARTNER, World().tenant_id, password=PASSWORD)


def test_a_login_gives_a_token_for_half_a_day(partner: User) -> None:
    answer = log_in(partner.email)
    assert answer.status_code == 200, answer.content
    given = answer.json()
    assert (given["role"], given["tenant_id"], given["client_id"]) == (
        "partner",
        str(partner.tenant_id),
        None,
    )
    lives = datetime.fromisoformat(given["expires_at"]) - datetime.now(UTC)
    assert LOGIN_LIVES - timedelta(minutes=1) < lives <= LOGIN_LIVES
    browser = Browser(headers={"Authorization": f"Bearer {given['token']}"})
    me = browser.get("/api/v1/me").json()
    assert (me["id"], me["email"], me["role"]) == (str(partner.id), partner.email, "partner")
    assert me["tenant_id"] == str(partner.tenant_id)


def test_only_a_hash_of_the_token_is_kept(partner: User) -> None:
    token = log_in(partner.email).json()["token"]
    kept = Login.objects.get(tenant_id=partner.tenant_id)
    assert len(bytes(kept.token_hash)) == 32
    assert token.encode() not in bytes(kept.token_hash)


def test_an_e_mail_address_is_typed_in_any_case(partner: User) -> None:
    assert log_in(f" {partner.email.upper()} ").status_code == 200


def test_an_expired_login_is_nobodys(partner: User) -> None:
    person = Person(partner)
    assert person.get("/me").status_code == 200
    Login.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert refusal(person.get("/me")) == (401, "unauthorized")
    open_login(partner)
    assert Login.objects.count() == 1, "the expired one is cleared away"


def test_logging_out_ends_this_login_only(partner: User) -> None:
    here, elsewhere = Person(partner), Person(partner)
    assert here.delete("/logins/current").status_code == 204
    assert refusal(here.get("/me")) == (401, "unauthorized")
    assert refusal(here.delete("/logins/current")) == (401, "unauthorized")
    assert elsewhere.get("/me").status_code == 200


def noted(calls: list[str], name: str) -> Callable[..., Any]:
    """The hasher's method, whose calls are noted."""
    work = getattr(SmallArgon2, name)

    def do(*given: Any) -> Any:
        calls.append(name)
        return work(*given)

    return do


def test_who_is_unknown_is_answered_like_who_has_another_password(
    partner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    for name in ("encode", "verify"):
        monkeypatch.setattr(SmallArgon2, name, noted(hashed, name))
    wrong = log_in(partner.email, "battery staple")
    assert len(hashed) == 1
    unknown = log_in("nobody@people.example", "battery staple")
    assert len(hashed) == 2, "as much work: the clock must not tell who is known"
    never_set = log_in(a_user(Role.PARTNER, partner.tenant_id).email, "battery staple")
    assert len(hashed) == 3
    assert refusal(wrong) == refusal(unknown) == refusal(never_set) == (401, "login_wrong")
    assert wrong.content == unknown.content == never_set.content


@pytest.mark.usefixtures("good_hashes")
def test_a_hash_of_an_older_kind_is_renewed_by_a_right_login_once(
    partner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(SmallArgon2, "memory_cost", 64)
        User.objects.filter(id=partner.id).update(password=password_hash(PASSWORD))

    def kept() -> str:
        return User.objects.get(id=partner.id).password

    old = kept()
    assert log_in(partner.email, "battery staple").status_code == 401
    assert kept() == old
    assert log_in(partner.email).status_code == 200
    renewed = kept()
    assert "m=19456,t=2,p=1" in renewed
    assert log_in(partner.email).status_code == 200
    assert kept() == renewed


@pytest.mark.usefixtures("quick")
def test_people_of_an_inactive_partner_are_told_so_once_they_have_shown_who_they_are() -> None:
    world = World()
    partner = a_user(Role.PARTNER, world.tenant_id, password=PASSWORD)
    person = Person(partner)
    Tenant.objects.filter(id=world.tenant_id).update(active=False)
    assert refusal(log_in(partner.email, "wrong")) == (401, "login_wrong")
    assert refusal(log_in(partner.email)) == (403, "partner_inactive")
    assert refusal(person.get("/me")) == (403, "partner_inactive"), "who was in already is out"
    Tenant.objects.filter(id=world.tenant_id).update(active=True)
    assert log_in(partner.email).status_code == 200


@pytest.mark.usefixtures("quick")
def test_closed_people_do_not_get_in() -> None:
    world = World()
    host, client = a_client(world.tenant_id)
    User.objects.filter(id=host.user.id).update(password=password_hash(PASSWORD))
    Client.objects.filter(id=client.id).update(active=False)
    assert refusal(log_in(host.user.email)) == (403, "forbidden")
    assert refusal(host.get("/me")) == (403, "forbidden")
    Client.objects.filter(id=client.id).update(active=True)
    User.objects.filter(id=host.user.id).update(is_active=False)
    assert refusal(log_in(host.user.email)) == (403, "forbidden")
    assert refusal(log_in(host.user.email, "wrong")) == (401, "login_wrong")
    assert refusal(host.get("/me")) == (401, "unauthorized")


def test_everybody_is_told_who_they_are() -> None:
    world = World()
    host, client = a_client(world.tenant_id)
    for person, role in (
        (a_master(), "master"),
        (a_partner(world.tenant_id), "partner"),
        (a_buyer(), "user"),
    ):
        assert (person.get("/me").json()["role"], person.get("/me").json()["client_id"]) == (role, None)
    assert host.get("/me").json()["client_id"] == str(client.id)


@pytest.mark.parametrize(
    ("email", "password"),
    [("", "x"), ("nobody", "x"), ("a@b\0c", "x"), ("a@b", ""), ("\ud800@b", "x"), ("a@b", "x" * 1001),
     ("x" * 250 + "@b.example", "x"), ("İ" * 200 + "@b", "x"), (None, "x"), ("a@b", 5)],
)  # fmt: skip
def test_what_is_no_login(email: Any, password: Any) -> None:
    assert refusal(log_in(email, password)) == (422, "invalid")
    assert not FailedAttempt.objects.exists()


def test_strange_passwords_are_only_wrong(partner: User) -> None:
    for password in ("\0", "\ud800", "' OR 1=1 --"):
        status, code = refusal(log_in(partner.email, password))
        assert (status, code) in {(401, "login_wrong"), (422, "invalid")}


@pytest.mark.parametrize("token", ["", "nobody", "é", "A" * 64, "' OR 1=1 --"])
def test_a_wrong_token_is_nobodys(token: str) -> None:
    browser = Browser(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)
    assert refusal(browser.get("/api/v1/me")) == (401, "unauthorized")


def test_a_kiosks_token_is_no_persons_nor_the_other_way_round() -> None:
    world = World()
    booth = world.booth(world.event())
    assert refusal(booth.client.get("/api/v1/me")) == (401, "unauthorized")
    assert refusal(a_partner(world.tenant_id).get("/kiosk/config")) == (401, "unauthorized")


def test_a_token_is_good_for_its_own_tenant_only(partner: User) -> None:
    person = Person(partner)
    User.objects.filter(id=partner.id).update(tenant_id=PLATFORM_ID)
    assert refusal(person.get("/me")) == (401, "unauthorized")
