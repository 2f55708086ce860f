"""Evenings on a phone: a host from the door to an event and a request for credits, a partner who tops up."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, Route, expect

from central.ledger.transfer_requests import TransferRequest
from central.operations.event_overviews import overview
from central.tenants import clients, credit_requests
from central.tenants.models import Role
from central.tenants.provisioning import ensure_client
from contract.ids import new_id
from tests.central.dashboards.axe import assert_no_finding
from tests.central.dashboards.visitors import session_of
from tests.central.persons import a_user
from tests.central.world import World

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]

PASSWORD = "a good password"
TARGETS = "main button, main .button, main .button-plain, .choices label, .places a"
TIGHT = f"""least => [...document.querySelectorAll('{TARGETS}')]
  .filter(each => each.offsetParent && each.offsetHeight < least).map(each => each.outerHTML.slice(0, 200))"""
"""Where a thumb may miss."""
BROKEN = "[...document.querySelectorAll('.places span')].filter(each => each.offsetHeight > 24).length"
"""Labels of the navigation in more than a line."""


def look_at(page: Page) -> None:
    """It has no finding, fits every width, and is wide enough for a thumb."""
    assert_no_finding(page)
    for width in (360, 768, 920, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert page.evaluate(BROKEN) == 0, f"{page.url} at {width}"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(TIGHT, 44) == [], page.url


def test_a_host_goes_from_the_door_to_an_event_and_asks_for_credits(
    context: BrowserContext, server: str, world: World
) -> None:
    client = ensure_client(world.tenant_id, "host", "Ana")
    clients.allocate(world.tenant_id, client.id, 5_000, TransferRequest(new_id(), "test", datetime.now(UTC)))
    person = a_user(Role.CLIENT, world.tenant_id, client.id, password=PASSWORD)
    page = context.new_page()
    page.goto(f"{server}/client/")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/client/")
    page.locator(".page-actions .button").click()
    page.fill("[name=name]", "Boda de Ana")
    page.fill("[name=starts_at]", f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT21:00}")
    page.fill("[name=guests]", "20")
    page.press("[name=guests]", "Tab")
    expect(page.locator("[name=credits]")).to_have_value("2400")
    assert page.locator("[data-will]").inner_text() == "2.600"
    page.locator("form.card .button").click()
    page.wait_for_url(lambda address: len(address.rpartition("/events/")[2]) > len("new/"))
    assert page.locator("h1").inner_text() == "Boda de Ana"
    look_at(page)
    event = page.url
    page.goto(f"{event}edit")
    look_at(page)
    write_to_guests(page, event.replace("/client/", "/"))
    page.goto(f"{server}/client/credits/")
    page.fill("[name=credits]", "500")
    page.fill("[name=note]", "Vienen más")
    page.locator("form.card .button").click()
    page.get_by_text("Esperando respuesta").wait_for()


def write_to_guests(page: Page, event: str) -> None:
    """Put somebody on the list, and see how a mail arrives at theirs."""
    page.goto(f"{event}guests/")
    page.fill("[name=email]", "ana@example.org")
    page.fill("[name=name]", "Ana")
    page.press("[name=name]", "Enter")
    page.get_by_role("link", name="Ana", exact=True).wait_for()
    look_at(page)
    page.goto(f"{event}mails/new")
    page.fill("[name=subject]", "Hola")
    page.fill("[name=body]", "Hola {nombre}, vení.")
    page.get_by_role("button", name="Ver cómo llega").click()
    page.frame_locator("iframe").get_by_text("Hola Ana, vení.").wait_for()
    look_at(page)
    page.goto(f"{event}codes/")
    look_at(page)


def test_a_suggestion_that_comes_late_does_not_write_over_what_was_typed(
    context: BrowserContext, server: str, world: World
) -> None:
    client = ensure_client(world.tenant_id, "host", "Ana")
    cookie = session_of(a_user(Role.CLIENT, world.tenant_id, client.id))
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server}])
    page, late = context.new_page(), list[Route]()

    def hold(answer: Route) -> None:
        late.append(answer)

    page.goto(f"{server}/client/events/new")
    page.route("**/events/new/credits*", hold)
    with page.expect_request("**/events/new/credits*"):
        page.fill("[name=guests]", "20")
        page.press("[name=guests]", "Tab")
    page.fill("[name=credits]", "40")
    page.evaluate(
        "() => { window.told = new Promise(done => document.addEventListener('htmx:afterOnLoad', done)) }"
    )
    late[0].continue_()
    page.evaluate("() => window.told.then(() => 'told')")
    expect(page.locator("[name=credits]")).to_have_value("40")


def test_a_partner_tops_up_in_two_taps(context: BrowserContext, server: str, world: World) -> None:
    event = world.event(100, name="Quince de Sol")
    cookie = session_of(a_user(Role.PARTNER, world.tenant_id))
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server}])
    page = context.new_page()
    page.goto(f"{server}/partner/")
    page.get_by_role("link", name="Recargar Quince de Sol").click()
    page.get_by_role("dialog").get_by_role("button", name="Confirmar recarga").click()
    page.get_by_text("Quince de Sol tiene ahora 1.100 créditos.").wait_for()
    assert overview(event).credits.allocated == 1_100
    look_at(page)
    page.goto(f"{server}/partner/events/{event.id}/edit")
    look_at(page)


def test_a_partner_grants_a_request_from_the_list_and_sees_where_credits_are(
    context: BrowserContext, server: str, world: World
) -> None:
    client = ensure_client(world.tenant_id, "ana", "Ana")
    host = a_user(Role.CLIENT, world.tenant_id, client.id)
    credit_requests.ask(host, new_id(), 250, "Vienen más")
    cookie = session_of(a_user(Role.PARTNER, world.tenant_id))
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server}])
    page = context.new_page()
    page.goto(f"{server}/partner/requests/")
    page.get_by_role("link", name="Responder Ana").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Créditos").fill("200")
    expect(dialog.locator("[data-will]").first).to_have_text("200")
    dialog.get_by_role("button", name="Otorgar").click()
    page.get_by_text("Ana recibió 200 créditos y tiene ahora 200.").wait_for()
    page.get_by_role("link", name="Ana", exact=True).click()
    page.get_by_role("heading", name="Historial").wait_for()
    look_at(page)
    for path in ("clients/new", f"clients/{client.id}/credits", "wallet/", "analytics", "more"):
        page.goto(f"{server}/partner/{path}")
        look_at(page)
