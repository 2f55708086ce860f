"""Codes of a second factor open once, whichever process is asked; a form that waits says what it lost."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp_auth
from django import forms
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client as Browser
from django.test import override_settings
from django.urls import include, path

from central.dashboards.account import spent_codes
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.forms import Form
from central.tenants.models import Role, Tenant, User
from tests.central.dashboards.test_accounts import grown_old
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_user
from tests.central.world import World

PASSWORD = "a good password"
STEP = 58_000_000


@pytest.fixture
def person(world: World) -> User:
    return a_user(Role.PARTNER, world.tenant_id, password=PASSWORD)


def at(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is this step of every authenticator, in a process that remembers no code."""
    for module in (totp_auth, spent_codes):
        monkeypatch.setattr(module, "yield_hotp_counters_from_time", lambda: iter([step]))
    cache.clear()


def code(secret: str, step: int) -> str:
    return str(totp_auth.format_hotp_value(totp_auth.hotp_value(secret, step)))


def opens(person: User, typed: str) -> bool:
    browser = visitor()
    browser.post("/account/login/", {"login": person.email, "password": PASSWORD})
    return browser.post("/account/two-factor/authenticate/", {"code": typed}).status_code == 302


def test_a_code_opens_once_in_whichever_process(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = totp_auth.generate_totp_secret()
    totp_auth.TOTP.activate(person, secret)
    at(STEP, monkeypatch)
    assert opens(person, code(secret, STEP))
    at(STEP, monkeypatch)
    assert not opens(person, code(secret, STEP)), "typed again at another process"
    at(STEP + 1, monkeypatch)
    assert not opens(person, code(secret, STEP))
    assert opens(person, code(secret, STEP + 1))
    at(STEP, monkeypatch)
    assert not opens(person, code(secret, STEP)), "by a clock that is behind"


def test_of_two_who_type_it_at_once_one_gets_in(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = totp_auth.generate_totp_secret()
    totp_auth.TOTP.activate(person, secret)
    at(STEP, monkeypatch)
    # Both processes have read the row before either of them has spent the code.
    both = [Authenticator.objects.get(user_id=person.id) for _ in range(2)]
    assert [spent_codes.spend(each, code(secret, STEP)) for each in both] == [True, False]


def test_the_code_that_an_application_is_added_with_has_been_seen_once(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser: Any = visitor()
    browser.post("/account/login/", {"login": person.email, "password": PASSWORD})
    at(STEP, monkeypatch)
    browser.get("/account/two-factor/totp/activate/")
    secret = browser.session["mfa.totp.secret"]
    typed = {"code": code(secret, STEP)}
    assert browser.post("/account/two-factor/totp/activate/", typed).status_code == 302
    assert Authenticator.objects.filter(user_id=person.id, type="totp").exists()
    at(STEP, monkeypatch)
    assert not opens(person, code(secret, STEP))
    at(STEP + 1, monkeypatch)
    assert opens(person, code(secret, STEP + 1))


class SentForm(Form):
    words = forms.CharField()
    picture = forms.FileField(required=False)


@page(Role.PARTNER, dangerous=True)
def send(request: PageRequest) -> HttpResponse:
    """Says what came."""
    if request.method != "POST":
        return HttpResponse("empty")
    form = SentForm(request.POST, request.FILES)
    wrong = {name: list(errors) for name, errors in form.errors.items()}
    return HttpResponse(f"{form.data.get('words')} {wrong}")


urlpatterns = [path("partner/send", send), path("", include("central.urls"))]


def sent(browser: Browser, **more: Any) -> Any:
    return browser.post("/partner/send", {"words": "Hola", **more})


def test_a_file_that_waited_for_a_proof_is_said_to_be_lost_beside_its_field(person: User) -> None:
    browser = visitor()
    browser.post("/account/login/", {"login": person.email, "password": PASSWORD})
    proof = {"password": PASSWORD, "next": "/partner/send"}
    with override_settings(ROOT_URLCONF=__name__):
        grown_old(browser)
        assert sent(browser, picture=SimpleUploadedFile("a.png", b"bytes")).status_code == 302
        resumed = browser.post("/account/reauthenticate/", proof).content.decode()
        assert ("Hola" in resumed, "'picture': ['Mientras mostrabas" in resumed) == (True, True)
        assert sent(browser).content.decode() == "Hola {}", "said once"
        grown_old(browser)
        assert sent(browser).status_code == 302
        assert browser.post("/account/reauthenticate/", proof).content.decode() == "Hola {}", "none was sent"
        grown_old(browser)
        sent(browser, picture=SimpleUploadedFile("a.png", b"bytes"))
        browser.post("/account/reauthenticate/", proof | {"next": "/partner/"})
        assert browser.get("/partner/send").content == b"empty"
        assert sent(browser).content.decode() == "Hola {}", "begun anew"


def test_pages_of_second_factors_say_that_the_partner_is_paused(world: World, person: User) -> None:
    browser = visitor(person)
    assert "en pausa" not in browser.get("/account/two-factor/").content.decode()
    Tenant.objects.filter(id=world.tenant_id).update(active=False)
    assert "en pausa" in browser.get("/account/two-factor/").content.decode()
    assert "en pausa" in browser.get("/account/two-factor/webauthn/").content.decode()
