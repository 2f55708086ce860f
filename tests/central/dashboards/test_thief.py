"""What a thief tries at the pages: other people's sessions, forms from elsewhere, links that lead away."""

import re
import runpy
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp_auth
from django.conf import settings
from django.core import mail
from django.test import override_settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from central.dashboards.account.mail import send_reset
from central.dashboards.account.second_factors import WRONG_CODES_OF_A_PERSON
from central.dashboards.kit.hardening import POLICY
from central.tenants.models import PLATFORM_ID, Role, User
from central.tenants.provisioning import ensure_platform
from contract.ids import new_id
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_user
from tests.central.world import World
from tests.docs.features import ROOT

SETTINGS = ROOT / "central" / "settings.py"

PASSWORD = "a good password"
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:///evil",
)
SAMPLES = {"uuid": str(new_id()), "str": "x", "int": "1", "slug": "x", "path": "x"}


def pages(found: Any = None, before: str = "/") -> Iterator[str]:
    """An address of every page, made up where it names something."""
    for each in get_resolver("central.dashboards.urls").url_patterns if found is None else found:
        route = before + re.sub(r"<(\w+):\w+>", lambda kind: SAMPLES[str(kind[1])], str(each.pattern))
        if isinstance(each, URLResolver):
            yield from pages(each.url_patterns, route)
        elif isinstance(each, URLPattern):
            yield route


def a_partner(world: World) -> User:
    return a_user(Role.PARTNER, world.tenant_id, password=PASSWORD)


def test_no_form_from_elsewhere_is_taken_anywhere(world: World) -> None:
    browser = visitor(a_partner(world))
    browser.handler.enforce_csrf_checks = True
    answers = {path: browser.post(path).status_code for path in pages()}
    assert len(answers) > 30
    assert set(answers.values()) == {403}, answers


def test_a_session_that_was_planted_is_not_the_one_that_is_logged_in(world: World) -> None:
    browser, person = visitor(), a_partner(world)
    browser.post("/account/login/", {"login": person.email, "password": "wrong"})
    session: Any = browser.session
    session["planted"] = "yes"
    session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = planted = session.session_key
    browser.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != planted
    thief = visitor()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert thief.get("/partner/").status_code == 302


@pytest.mark.parametrize("next_page", ELSEWHERE)
def test_no_page_leads_elsewhere(world: World, next_page: str) -> None:
    person, form = a_partner(world), {"next": next_page}
    browser = visitor()
    login = {"login": person.email, "password": PASSWORD}
    led = [
        browser.post("/account/login/", login | form),
        browser.post("/account/appearance", {"theme": "dark"} | form),
        browser.get("/account/login/", form),
        browser.post("/account/reauthenticate/", {"password": PASSWORD} | form),
        browser.post("/account/logout/", form),
    ]
    assert [each.status_code for each in led] == [302] * 5
    assert [each["Location"] for each in led if not re.match(r"/(?![/\\])", each["Location"])] == []


def test_another_role_opens_another_room_at_once(world: World) -> None:
    person = a_partner(world)
    browser = visitor(person)
    assert browser.get("/partner/").status_code == 200
    User.objects.filter(id=person.id).update(role=Role.USER, tenant_id=world.tenant_id)
    assert (browser.get("/partner/").status_code, browser.get("/me/").status_code) == (404, 200)


@pytest.mark.parametrize(
    "named",
    ["e0b15a;}*{x:y-12", "E0B15A-12", "e0b15-12", "e0b15a0-12", "e0b15a-65", "e0b15a-" + "9" * 5000,
     "e0b15a%0a-12", "url(x)-12"],
)  # fmt: skip
def test_nothing_but_a_colour_and_a_radius_gets_into_a_stylesheet(world: World, named: str) -> None:
    assert visitor().get(f"/kit/brand/{named}.css").status_code == 404


def test_no_page_is_kept_framed_or_read_from_elsewhere(world: World) -> None:
    browser = visitor(a_partner(world))
    for path in [*pages(), "/nowhere"]:
        answer = browser.get(path)
        if not answer["Content-Type"].startswith("text/html"):
            continue  # What every browser gets alike, or a stream.
        assert "no-store" in answer["Cache-Control"], path
        assert (answer["X-Frame-Options"], answer["Content-Security-Policy"]) == ("DENY", POLICY), path
        assert answer["Referrer-Policy"] == "same-origin", path


def test_search_engines_find_the_login_and_nothing_that_a_secret_address_opens(world: World) -> None:
    assert visitor().get("/account/login/")["X-Robots-Tag"] == "all"
    for path in ("/account/password/link/x", "/account/password/reset/", "/nowhere"):
        assert visitor().get(path)["X-Robots-Tag"] == "noindex, nofollow", path
    assert visitor(a_partner(world)).get("/partner/")["X-Robots-Tag"] == "all"
    assert visitor().get("/robots.txt").content == b"User-agent: *\nDisallow:\n", (
        "or nobody would see what they say"
    )


def test_a_page_of_whoever_logged_out_is_not_shown_again(world: World) -> None:
    browser = visitor(a_partner(world))
    stolen = browser.cookies[settings.SESSION_COOKIE_NAME].value
    browser.post("/account/logout/")
    thief = visitor()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    answer = thief.get("/account/")
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (302, True)


def test_a_link_that_is_mailed_leads_to_this_platform_whatever_host_was_asked(world: World) -> None:
    person, browser = a_partner(world), visitor()
    asked = {"email": person.email}
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        answer = browser.post("/account/password/reset/", asked, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        send_reset(person.email, "es")
    (message,) = mail.outbox
    assert re.findall(r"https?://[^/\s]+", str(message.body)) == [settings.PUBLIC_URL]


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_confirm_email", "account_set_password", "usersessions_list",
     "account_request_login_code", "mfa_signup_webauthn", "mfa_trust", "socialaccount_login"],
)  # fmt: skip
def test_what_nobody_offers_here_is_closed(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_nobody_becomes_somebody_by_themselves(world: World) -> None:
    for path in ("/account/signup/", "/account/email/", "/account/two-factor/webauthn/signup/"):
        assert visitor().post(path, {"email": "new@people.example"}).status_code == 404


def with_second_factor(world: World) -> tuple[User, str]:
    person, secret = a_partner(world), totp_auth.generate_totp_secret()
    totp_auth.TOTP.activate(person, secret)
    return person, secret


def code_of(secret: str) -> str:
    counter = next(totp_auth.yield_hotp_counters_from_time())
    return str(totp_auth.format_hotp_value(totp_auth.hotp_value(secret, counter)))


def test_codes_of_a_second_factor_cannot_be_tried_on_and_on(world: World) -> None:
    person, secret = with_second_factor(world)
    for _ in range(WRONG_CODES_OF_A_PERSON):
        browser = visitor()
        browser.post("/account/login/", {"login": person.email, "password": PASSWORD})
        assert browser.post("/account/two-factor/authenticate/", {"code": "000000"}).status_code == 200
    answer = browser.post("/account/two-factor/authenticate/", {"code": code_of(secret)})
    assert (answer.status_code, "Demasiados intentos" in answer.content.decode()) == (200, True)
    assert browser.get("/partner/").status_code == 302


def test_a_right_code_counts_for_nothing(world: World) -> None:
    person, secret = with_second_factor(world)
    for _ in range(WRONG_CODES_OF_A_PERSON - 1):
        browser = visitor()
        browser.post("/account/login/", {"login": person.email, "password": PASSWORD})
        browser.post("/account/two-factor/authenticate/", {"code": "000000"})
    assert browser.post("/account/two-factor/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert Authenticator.objects.filter(user_id=person.id).count() == 1


def test_nobody_touches_the_keys_of_others(world: World) -> None:
    person, _ = with_second_factor(world)
    key = Authenticator.objects.create(user_id=person.id, type="webauthn", data={"name": "Key"})
    ensure_platform()
    thief = visitor()
    other = a_user(Role.USER, PLATFORM_ID, password=PASSWORD)
    thief.post("/account/login/", {"login": other.email, "password": PASSWORD})
    thief.post("/account/reauthenticate/", {"password": PASSWORD})
    for what in ("remove", "edit"):
        assert (
            thief.post(f"/account/two-factor/webauthn/keys/{key.pk}/{what}/", {"name": "x"}).status_code
            == 404
        )
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_on_https_no_cookie_leaves_it_or_comes_from_a_neighbour(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://cabina.example")
    read = runpy.run_path(str(SETTINGS))
    told = {name: read[name] for name in read if name.startswith(("SESSION_COOKIE", "CSRF_", "SECURE"))}
    with override_settings(**told):
        browser, person = visitor(), a_partner(world)
        browser.get("/account/login/", secure=True)
        browser.post("/account/login/", {"login": person.email, "password": PASSWORD}, secure=True)
        browser.post("/account/appearance", {"language": "en", "theme": "dark"}, secure=True)
        assert browser.get("/partner/", secure=True).status_code == 200
    kept = {name: (each["secure"], each["path"], each["domain"]) for name, each in browser.cookies.items()}
    assert kept == dict.fromkeys(("__Host-session", "__Host-csrf", "language", "theme"), (True, "/", ""))
