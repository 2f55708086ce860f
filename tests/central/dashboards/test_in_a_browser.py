"""The pages in Debian's Chromium: nobody is kept out, and nothing is asked for elsewhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from central.dashboards.kit.hardening import POLICY
from central.fleet.enrolment import new_code
from central.tenants import domains
from central.tenants.models import PLATFORM_ID, Role, Tenant, TenantKind, User
from central.tenants.provisioning import ensure_client
from tests.central.dashboards.axe import assert_no_finding
from tests.central.dashboards.hosts import Host
from tests.central.dashboards.test_partner_tonight import beat
from tests.central.dashboards.visitors import session_of
from tests.central.persons import a_user
from tests.central.world import World

PASSWORD = "a good password"
ACCOUNT_PAGES = ("/account/", "/account/logout/", "/account/two-factor/", "webauthn/", "webauthn/add/")
pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]

MOST_BYTES = 100_000
Opened = Callable[..., Page]


def sign_in(context: BrowserContext, server: str, role: Role = Role.MASTER) -> None:
    world = World()
    tenant = world.tenant_id if role in (Role.PARTNER, Role.CLIENT) else PLATFORM_ID
    client = ensure_client(tenant, "host", "A Host").id if role == Role.CLIENT else None
    session = session_of(a_user(role, tenant, client))
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}])


def log_in(page: Page, server: str, person: User) -> None:
    """By hand, with the password."""
    page.goto(f"{server}/account/login/")
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda url: not url.endswith("/login/"))


def prove(page: Page) -> None:
    """Once more who one is, on the page that asks for it."""
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda url: "reauthenticate" not in url)


def look_at(page: Page) -> None:
    """In both themes, with all that axe knows."""
    for theme in ("dark", "light"):
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        assert_no_finding(page)


def test_every_component_reads_well_in_both_themes_and_on_every_width(
    context: BrowserContext, server: str, tmp_path: Path
) -> None:
    sign_in(context, server)
    page = context.new_page()
    page.goto(f"{server}/kit/")
    for theme in ("dark", "light"):
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        assert_no_finding(page)
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{theme}: {wide} in {width}"
            tracks = page.locator(".chart-share svg").evaluate_all("all => all.map(e => e.clientWidth)")
            assert len(set(tracks)) == 1, f"shares of one whole, on tracks of {tracks} in {width}"
            page.screenshot(path=tmp_path / f"kit-{theme}-{width}.png", full_page=True)


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/", "/nowhere"])
def test_a_page_for_nobody_has_no_finding(context: BrowserContext, server: str, path: str) -> None:
    page = context.new_page()
    page.goto(server + path)
    look_at(page)


@pytest.mark.parametrize("role", list(Role))
def test_the_first_page_of_a_role_has_no_finding(context: BrowserContext, server: str, role: Role) -> None:
    sign_in(context, server, role)
    page = context.new_page()
    page.goto(server)
    look_at(page)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.CLIENT])
def test_pages_of_an_inactive_partner_have_no_finding(
    context: BrowserContext, server: str, role: Role
) -> None:
    sign_in(context, server, role)
    Tenant.objects.filter(kind=TenantKind.PARTNER).update(active=False)
    page = context.new_page()
    for path in ("/", "/account/"):
        page.goto(server + path)
        assert page.locator("main [role=status]").first.is_visible()
        look_at(page)


def test_a_page_asks_for_nothing_elsewhere_breaks_no_rule_and_is_small(
    context: BrowserContext, server: str
) -> None:
    sign_in(context, server)
    page, asked, said = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    answer: Any = page.goto(f"{server}/master/")
    page.wait_for_load_state("networkidle")
    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert [url for url in asked if not url.startswith((server, "data:"))] == []
    assert said == []
    weight = page.evaluate(
        "performance.getEntries().reduce((sum, entry) => sum + (entry.encodedBodySize || 0), 0)"
    )
    assert 10_000 < weight < MOST_BYTES


def test_a_dialog_opens_by_keyboard_and_gives_the_focus_back(context: BrowserContext, server: str) -> None:
    sign_in(context, server)
    page = context.new_page()
    page.goto(f"{server}/kit/")
    opener = page.locator("[data-opens=sample-dialog]")
    opener.focus()
    page.keyboard.press("Enter")
    assert page.locator("#sample-dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#sample-dialog").is_visible()
    assert opener.evaluate("button => button === document.activeElement")


def test_what_will_be_left_follows_what_is_typed(context: BrowserContext, server: str) -> None:
    sign_in(context, server)
    page = context.new_page()
    page.goto(f"{server}/kit/")
    page.fill("#id_credits-credits", "200")
    assert page.locator("[data-will]").inner_text() == "1.000"


def test_account_pages_and_second_factors_have_no_finding(context: BrowserContext, server: str) -> None:
    person = a_user(Role.PARTNER, World().tenant_id, password=PASSWORD)
    page = context.new_page()
    log_in(page, server, person)
    page.goto(f"{server}/account/reauthenticate/?next=/account/")
    look_at(page)
    prove(page)
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    for path in (*ACCOUNT_PAGES, "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/"):
        address = path if path.startswith("/") else f"/account/two-factor/{path}"
        page.goto(server + address)
        assert page.url == server + address
        look_at(page)
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
    page.goto(f"{server}/account/two-factor/totp/activate/")
    look_at(page)


def test_the_second_step_of_a_login_has_no_finding(context: BrowserContext, server: str) -> None:
    person = a_user(Role.PARTNER, World().tenant_id, password=PASSWORD)
    TOTP.activate(person, generate_totp_secret())
    page = context.new_page()
    log_in(page, server, person)
    assert page.url.endswith("/account/two-factor/authenticate/")
    look_at(page)
    page.fill("#id_code", "000000")
    page.press("#id_code", "Enter")
    page.locator(".field-wrong").wait_for()
    look_at(page)


def test_what_a_host_does_with_an_event_has_no_finding_and_fits_every_width(
    context: BrowserContext, server: str
) -> None:
    host = Host(World())
    event = host.event(name="Boda de Ana")
    session = session_of(host.person.user)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}])
    page = context.new_page()
    of_event = [f"/client/events/{event.id}/{part}" for part in ("copy", "close", "delete")]
    for path in (f"/events/{event.id}/brand/", "/client/numbers/", "/client/pictures/", *of_event):
        page.goto(server + path)
        look_at(page)
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} at {width}"
    page.goto(f"{server}/events/{event.id}/brand/")
    with page.expect_response(lambda answer: "/brand/preview?" in answer.url):
        page.check("[name=own_color]")
    page.locator("#brand-preview img.booth-print").wait_for()


def test_a_master_who_looks_sees_a_bar_on_every_page_and_the_way_out(
    context: BrowserContext, server: str
) -> None:
    World()
    sign_in_proven(context, server)
    page = context.new_page()
    page.goto(f"{server}/master/look/")
    look_at(page)
    page.get_by_role("button", name="Mirar como A Partner").click()
    page.wait_for_url("**/partner/")
    look_at(page)
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Dejar de mirar").click()
    page.wait_for_url("**/master/look/")


def sign_in_proven(context: BrowserContext, server: str) -> None:
    """A master who has just logged in."""
    person = a_user(Role.MASTER, PLATFORM_ID, password=PASSWORD)
    page = context.new_page()
    log_in(page, server, person)
    page.close()


def test_what_a_partner_sets_up_has_no_finding_and_a_code_runs_out(
    context: BrowserContext, server: str
) -> None:
    world = World()
    booth, person = world.booth(world.event(100), name="Barra"), a_user(Role.PARTNER, world.tenant_id)
    beat(booth)
    booth.lease(50)
    code = new_code(world.tenant_id, "Pista", None)
    domains.name_it("fotos.estudio.example", person)
    session = session_of(person)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}])
    page = context.new_page()
    one = f"booths/{booth.id}/"
    for path in ("booths/", "booths/new", one, f"{one}edit", f"{one}retire", "team/", f"team/{person.id}/",
                 "brand/", "pins/", "domain/"):  # fmt: skip
        page.goto(f"{server}/partner/{path}")
        look_at(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"{path}: {wide}"
    page.clock.install()
    page.goto(f"{server}/partner/booths/codes/{code.id}/")
    look_at(page)
    assert page.locator("[data-left]").inner_text().startswith("1")
    code_at, card_at = page.locator(".qr").bounding_box(), page.locator("#code").bounding_box()
    assert code_at is not None
    assert card_at is not None
    assert abs(2 * (code_at["x"] - card_at["x"]) + code_at["width"] - card_at["width"]) <= 2, "in the middle"
    page.clock.fast_forward("15:01")
    assert page.locator("#code-over").is_visible()
    assert not page.locator("[data-left]").is_visible()
