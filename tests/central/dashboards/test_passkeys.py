"""Passkeys in Debian's Chromium, with an authenticator that is simulated by it."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import BrowserContext, Page

from central.tenants.models import Role, User
from tests.central.persons import a_user
from tests.central.world import World

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]

PASSWORD = "a good password"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def local(server: str) -> str:
    """Browsers have passkeys for names only, never for addresses."""
    return f"http://localhost:{urlsplit(server).port}"


@pytest.fixture
def said() -> list[str]:
    """What the browser complained about, such as a breach of the policy."""
    return []


@pytest.fixture
def page(context: BrowserContext, said: list[str]) -> Page:
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options: Any = {"options": KEY}
    devtools.send("WebAuthn.addVirtualAuthenticator", options)
    return page


@pytest.fixture
def person() -> User:
    return a_user(Role.PARTNER, World().tenant_id, password=PASSWORD)


def log_in(page: Page, local: str, person: User) -> None:
    page.goto(f"{local}/account/login/")
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda url: not url.endswith("/login/"))


def add_key(page: Page, local: str, *, passwordless: bool) -> list[str]:
    """A key of this browser's; the recovery codes that come with the first one."""
    page.goto(f"{local}/account/two-factor/webauthn/add/")
    page.fill("#id_name", "Mi teléfono")
    if passwordless:
        page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    return page.locator("#recovery_codes li").all_inner_texts()


def log_out(page: Page, local: str) -> None:
    page.goto(f"{local}/account/logout/")
    page.get_by_role("button", name="Salir").click()
    page.wait_for_url("**/account/login/")


def test_somebody_logs_in_by_a_passkey_alone(page: Page, local: str, person: User, said: list[str]) -> None:
    log_in(page, local, person)
    add_key(page, local, passwordless=True)
    page.goto(f"{local}/account/two-factor/webauthn/")
    assert page.get_by_text("Mi teléfono").is_visible()
    log_out(page, local)
    page.click("#passkey_login")
    page.wait_for_url("**/partner/")
    assert page.get_by_role("heading", level=1).is_visible()
    assert said == []


def test_a_key_is_the_second_step_after_the_password_and_proves_again_who_one_is(
    page: Page, local: str, person: User, said: list[str]
) -> None:
    log_in(page, local, person)
    add_key(page, local, passwordless=False)
    log_out(page, local)
    log_in(page, local, person)
    assert page.url.endswith("/account/two-factor/authenticate/")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/partner/")
    page.goto(f"{local}/account/two-factor/webauthn/reauthenticate/?next=/account/two-factor/")
    page.click("#mfa_webauthn_reauthenticate")
    page.wait_for_url("**/account/two-factor/")
    assert said == []


def test_a_recovery_code_opens_once(page: Page, local: str, person: User, said: list[str]) -> None:
    log_in(page, local, person)
    code = add_key(page, local, passwordless=False)[0]
    for opens in (True, False):
        log_out(page, local)
        log_in(page, local, person)
        page.fill("#id_code", code)
        page.press("#id_code", "Enter")
        if opens:
            page.wait_for_url("**/partner/")
    page.locator(".field-wrong").wait_for()
    assert said == []


def test_a_key_that_was_removed_opens_nothing(page: Page, local: str, person: User) -> None:
    log_in(page, local, person)
    add_key(page, local, passwordless=True)
    page.goto(f"{local}/account/two-factor/webauthn/")
    page.get_by_role("link", name="Quitar").click()
    page.get_by_role("button", name="Quitar").click()
    page.wait_for_url("**/webauthn/")
    assert not Authenticator.objects.filter(user_id=person.id).exists()
    log_out(page, local)
    page.click("#passkey_login")
    page.get_by_role("alert").or_(page.locator(".toast")).first.wait_for()
    assert page.url.endswith("/account/login/")
