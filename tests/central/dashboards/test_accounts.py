"""Accounts: who comes in, by what, and to where."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp_auth
from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.test import Client as Browser
from django.test import override_settings
from django.urls import include, path
from procrastinate.contrib.django.models import ProcrastinateJob

from central.dashboards.account.mail import send_reset
from central.dashboards.kit.access import PageRequest, page
from central.tenants.models import PLATFORM_ID, FailedAttempt, Login, Role, Tenant, User
from central.tenants.passwords import force_reset
from central.tenants.provisioning import ensure_client, ensure_platform
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_user
from tests.central.world import World

PASSWORD = "a good password"


@pytest.fixture
def mailoutbox() -> Iterator[list[Any]]:
    """What was mailed."""
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        yield mail.outbox


def log_in(user: User | str, password: str = PASSWORD, browser: Browser | None = None) -> Any:
    email = user if isinstance(user, str) else user.email
    return (browser or visitor()).post("/account/login/", {"login": email, "password": password})


def grown_old(browser: Any) -> None:
    """As if whoever is logged in there had proven it 15 minutes ago."""
    session = browser.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [each | {"at": each["at"] - 901} for each in records]
    session.save()


def someone(role: Role, world: World) -> User:
    ensure_platform()
    tenant = world.tenant_id if role in (Role.PARTNER, Role.CLIENT) else PLATFORM_ID
    client = ensure_client(tenant, "host", "A Host") if role == Role.CLIENT else None
    return a_user(role, tenant, client.id if client else None, password=PASSWORD)


@pytest.mark.parametrize(
    ("role", "home"),
    [(Role.MASTER, "/master/"), (Role.PARTNER, "/partner/"), (Role.CLIENT, "/client/"), (Role.USER, "/me/")],
)
def test_the_role_decides_the_home_and_every_other_room_is_not_there(
    world: World, role: Role, home: str
) -> None:
    browser = visitor()
    answer = log_in(someone(role, world), browser=browser)
    assert (answer.status_code, answer["Location"]) == (302, home)
    assert browser.get("/")["Location"] == home
    rooms = {room: browser.get(room).status_code for room in ("/master/", "/partner/", "/client/", "/me/")}
    assert rooms == dict.fromkeys(rooms, 404) | {home: 200}
    assert browser.get("/kit/").status_code == (200 if role == Role.MASTER else 404)


def test_nobody_is_asked_to_log_in_and_then_sees_what_they_asked_for(world: World) -> None:
    browser, person = visitor(), someone(Role.PARTNER, world)
    asked = browser.get("/account/")
    assert asked["Location"] == "/account/login/?next=/account/"
    form = {"login": person.email, "password": PASSWORD, "next": "/account/"}
    assert browser.post("/account/login/", form)["Location"] == "/account/"


def test_nobody_is_sent_elsewhere_by_a_link(world: World) -> None:
    form = {"login": someone(Role.USER, world).email, "password": PASSWORD, "next": "https://evil.example/"}
    assert visitor().post("/account/login/", form)["Location"] == "/me/"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(world: World) -> None:
    known, unknown = (
        log_in(each, "not the password") for each in (someone(Role.PARTNER, world), "nobody@people.example")
    )
    assert "no son correctos" in known.content.decode()
    assert known.status_code == unknown.status_code
    assert known.content.count(b"no son correctos") == unknown.content.count(b"no son correctos") == 1


def test_wrong_passwords_here_and_at_the_api_are_counted_together(world: World) -> None:
    person = someone(Role.PARTNER, world)
    log_in(person, "wrong")
    assert FailedAttempt.objects.filter(key__startswith=f"login of {person.email}").count() == 2
    for _ in range(9):
        Browser().post(
            "/api/v1/logins", {"email": person.email, "password": "wrong"}, content_type="application/json"
        )
    assert "Demasiados intentos" in log_in(person).content.decode()


def test_a_new_password_ends_a_pages_login_at_once(world: World) -> None:
    browser, person = visitor(), someone(Role.PARTNER, world)
    log_in(person, browser=browser)
    assert browser.get("/partner/").status_code == 200
    force_reset(person, "operator")
    assert browser.get("/partner/").status_code == 302


def test_the_cookies_are_for_nobody_else(world: World) -> None:
    browser = visitor()
    log_in(someone(Role.PARTNER, world), browser=browser)
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        browser.get("/account/")
        assert (browser.cookies[name]["httponly"], browser.cookies[name]["samesite"]) == (True, "Lax")


def test_a_form_from_elsewhere_changes_nothing(world: World) -> None:
    person = someone(Role.PARTNER, world)
    browser = visitor(person)
    browser.handler.enforce_csrf_checks = True
    answer = browser.post("/account/name", {"name": "Evil"})
    assert answer.status_code == 403
    assert "vieja" in answer.content.decode()
    assert User.objects.get(id=person.id).name == ""


def test_people_of_an_inactive_partner_are_told_why_and_only_read(world: World) -> None:
    person = someone(Role.CLIENT, world)
    Tenant.objects.filter(id=world.tenant_id).update(active=False)
    browser = visitor()
    assert log_in(person, browser=browser)["Location"] == "/client/"
    shown = browser.get("/client/")
    assert (shown.status_code, "en pausa" in shown.content.decode()) == (200, True)
    refused = browser.post("/account/name", {"name": "Other"})
    assert (refused.status_code, "en pausa" in refused.content.decode()) == (403, True)
    assert User.objects.get(id=person.id).name == ""


def test_one_sees_and_ends_where_one_is_logged_in(world: World) -> None:
    person = someone(Role.PARTNER, world)
    here, there = visitor(), visitor()
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
    there.defaults["HTTP_USER_AGENT"] = agent
    log_in(person, browser=there)
    log_in(person, browser=here)
    assert "Chrome · Linux" in here.get("/account/").content.decode()
    other = Login.objects.get(agent=agent)
    assert here.post(f"/account/logins/{other.id}/end").status_code == 302
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    stranger = visitor(someone(Role.USER, world))
    assert (
        stranger.post(f"/account/logins/{Login.objects.filter(user_id=person.id)[0].id}/end").status_code
        == 404
    )


def test_who_logs_out_is_out(world: World) -> None:
    person, browser = someone(Role.PARTNER, world), visitor()
    log_in(person, browser=browser)
    browser.post("/account/logout/")
    assert browser.get("/partner/").status_code == 302
    assert not Login.objects.filter(user_id=person.id).exists()


def test_a_link_to_a_new_password_is_mailed_to_whoever_has_an_account(
    world: World, mailoutbox: list[Any]
) -> None:
    person, browser = someone(Role.PARTNER, world), visitor()
    for email in (person.email.upper(), "nobody@people.example"):
        answer = browser.post("/account/password/reset/", {"email": email})
        assert (answer.status_code, answer["Location"]) == (302, "/account/password/reset/asked")
        send_reset(email.lower(), "en")
    (message,) = mailoutbox
    assert (message.to, message.subject) == ([person.email], "Your Cabina password")
    link = re.search(r"/account/password/link/\S+", message.body)
    assert link is not None
    assert link[0] in message.alternatives[0][0]
    assert browser.get(link[0]).status_code == 200
    assert browser.post(link[0], {"new": "short"}).status_code == 422
    assert browser.post(link[0], {"new": "a better password"})["Location"] == "/account/login/"
    assert log_in(person, "a better password")["Location"] == "/partner/"
    assert "Este enlace ya se usó" in browser.post(link[0], {"new": "a better password"}).content.decode()


def test_nobodys_mailbox_is_filled(world: World) -> None:
    person, browser = someone(Role.PARTNER, world), visitor()
    for _ in range(5):
        assert browser.post("/account/password/reset/", {"email": person.email}).status_code == 302
    assert ProcrastinateJob.objects.filter(task_name=send_reset.name).count() == 3


def test_a_dangerous_act_asks_again_who_somebody_is_and_goes_on_by_itself(world: World) -> None:
    person, browser = someone(Role.PARTNER, world), visitor()
    log_in(person, browser=browser)
    grown_old(browser)
    asked = browser.get("/account/two-factor/totp/activate/")
    assert asked["Location"].startswith("/account/reauthenticate/?next=")
    assert browser.post(asked["Location"], {"password": "wrong"}).status_code == 200
    form = {"password": PASSWORD, "next": "/account/two-factor/totp/activate/"}
    assert browser.post("/account/reauthenticate/", form)["Location"] == form["next"]
    assert browser.get(form["next"]).status_code == 200


def test_a_login_is_a_proof_for_a_quarter_of_an_hour(world: World) -> None:
    browser = visitor()
    log_in(someone(Role.PARTNER, world), browser=browser)
    assert browser.get("/account/two-factor/totp/activate/").status_code == 200
    grown_old(browser)
    assert browser.get("/account/two-factor/totp/activate/").status_code == 302


@page(Role.PARTNER, dangerous=True)
def act(request: PageRequest) -> HttpResponse:
    return HttpResponse(f"{request.method} {request.POST.get('credits')} {request.GET.get('of')}")


urlpatterns = [path("partner/act", act), path("", include("central.urls"))]


@pytest.mark.parametrize("address", ["/partner/act", "/partner/act?of=one"])
def test_what_was_sent_goes_on_by_itself_after_the_proof(world: World, address: str) -> None:
    browser = visitor()
    log_in(someone(Role.PARTNER, world), browser=browser)
    grown_old(browser)
    with override_settings(ROOT_URLCONF=__name__):
        asked = browser.post(address, {"credits": "5"})
        assert asked["Location"] == "/account/reauthenticate/?next=%2Fpartner%2Fact"
        form = {"password": PASSWORD, "next": "/partner/act"}
        assert browser.post("/account/reauthenticate/", form | {"password": "wrong"}).status_code == 200
        done = browser.post("/account/reauthenticate/", form)
    assert done.content.decode() == f"POST 5 {'one' if '?' in address else None}"


def test_whoever_has_a_second_factor_needs_it_and_its_secret_is_kept_encrypted(world: World) -> None:
    person, browser = someone(Role.PARTNER, world), visitor()
    secret = totp_auth.generate_totp_secret()
    totp_auth.TOTP.activate(person, secret)
    assert secret not in str(Authenticator.objects.get(user_id=person.id).data)
    assert log_in(person, browser=browser)["Location"] == "/account/two-factor/authenticate/"
    assert browser.get("/partner/").status_code == 302
    assert browser.post("/account/two-factor/authenticate/", {"code": "000000"}).status_code == 200
    code = totp_auth.format_hotp_value(
        totp_auth.hotp_value(secret, next(totp_auth.yield_hotp_counters_from_time()))
    )
    assert browser.post("/account/two-factor/authenticate/", {"code": code})["Location"] == "/partner/"
    assert browser.get("/partner/").status_code == 200
