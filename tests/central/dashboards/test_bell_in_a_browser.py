"""The bell in Debian's Chromium: its pages, the number that follows, and a phone that is told."""

import json

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from central.notices.kinds import NoticeKind
from central.notices.models import Notice, Preference, Subscription
from central.notices.spreading import spread
from central.notices.telling import Told, tell
from central.tenants.models import Role, User
from central.tenants.readers import PEOPLE
from tests.central.dashboards.axe import assert_no_finding
from tests.central.dashboards.visitors import session_of
from tests.central.persons import a_user
from tests.central.push_service import Browser as Phone
from tests.central.world import World

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]

PUSH_MANAGER = """
const made = (endpoint) => ({ endpoint, toJSON: () => ({ endpoint, keys: KEYS }), unsubscribe: async () => {
  localStorage.removeItem('endpoint'); return true
} })
PushManager.prototype.getSubscription = async () => {
  const endpoint = localStorage.getItem('endpoint')
  return endpoint ? made(endpoint) : null
}
PushManager.prototype.subscribe = async (options) => {
  if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new TypeError()
  localStorage.setItem('endpoint', 'https://push.example/send/here')
  return made('https://push.example/send/here')
}
"""
"""A push service's part of the browser, which there is none of without the internet."""


@pytest.fixture
def person() -> User:
    return a_user(Role.PARTNER, World().tenant_id)


@pytest.fixture
def context(context: BrowserContext, server: str, person: User) -> BrowserContext:
    """The person's phone, with a push service."""
    session = session_of(person)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}])
    context.grant_permissions(["notifications"], origin=server)
    keys = Phone("https://push.example").subscription().keys.model_dump_json()
    context.add_init_script(PUSH_MANAGER.replace("KEYS", keys))
    return context


def told_to(person: User, key: str = "one") -> Notice:
    tell(Told(person.tenant_id, NoticeKind.LOW_WALLET, key, facts={"balance": 50}))
    spread(PEOPLE)
    return Notice.objects.get(key=key)


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.parametrize("path", ["/bell/", "/bell/preferences/"])
def test_its_pages_have_no_finding_and_fit_every_width(
    context: BrowserContext, server: str, person: User, path: str
) -> None:
    told_to(person)
    page = opened(context, server + path)
    page.wait_for_load_state("load")
    for theme in ("dark", "light"):
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        assert_no_finding(page)
        for width in (360, 390, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{theme}: {wide} in {width}"


def test_the_number_follows_what_is_told_while_the_page_is_open(
    context: BrowserContext, server: str, person: User
) -> None:
    page = context.new_page()
    with page.expect_response(lambda answer: answer.url.endswith("/bell/live")):
        page.goto(f"{server}/account/")
    assert page.locator("#bell .bell-count").count() == 0
    told_to(person)
    page.locator("#bell .bell-count").wait_for()
    assert page.locator("#bell").inner_text().split() == ["1", "Avisos:", "1", "sin", "leer"]


def test_the_number_is_asked_for_where_streams_do_not_get_through(
    context: BrowserContext, server: str, person: User
) -> None:
    page = context.new_page()
    page.clock.install()
    page.route("**/live", lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/bell/live")):
        page.goto(f"{server}/account/")
    told_to(person)
    page.clock.run_for(16_000)
    page.locator("#bell .bell-count").wait_for()


def test_a_choice_is_made_by_keyboard(context: BrowserContext, server: str, person: User) -> None:
    page = opened(context, f"{server}/bell/preferences/")
    box = page.get_by_role("checkbox", name="Queda poco en tu billetera: Correo")
    assert box.is_checked()
    box.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("Guardamos cómo querés enterarte.").wait_for()
    assert not page.get_by_role("checkbox", name="Queda poco en tu billetera: Correo").is_checked()
    refused = Preference.objects.filter(user_id=person.id, wanted=False, kind=NoticeKind.LOW_WALLET)
    assert refused.count() == 1


def test_a_browser_is_told_from_the_switch_on_until_the_switch_off(
    context: BrowserContext, server: str, person: User
) -> None:
    page = opened(context, f"{server}/bell/preferences/")
    page.get_by_role("button", name="Avisarme acá").click()
    page.get_by_text("Este navegador te avisa.").wait_for()
    assert Subscription.objects.get().user_id == person.id
    page.reload()
    page.get_by_role("button", name="No avisarme más acá").click()
    page.get_by_role("button", name="Avisarme acá").wait_for()
    assert not Subscription.objects.exists()
    assert page.evaluate("localStorage.getItem('endpoint')") is None


def test_a_browser_that_the_platform_forgot_does_not_say_that_it_tells(
    context: BrowserContext, server: str, person: User
) -> None:
    page = opened(context, f"{server}/bell/preferences/")
    page.get_by_role("button", name="Avisarme acá").click()
    page.get_by_role("button", name="Quitar").wait_for(state="detached")
    page.get_by_text("Este navegador te avisa.").wait_for()
    page.reload()
    page.get_by_role("button", name="Quitar").click()
    page.get_by_role("button", name="Avisarme acá").wait_for()
    assert not page.get_by_text("Este navegador te avisa.").is_visible()


def test_what_the_platform_refuses_is_not_kept_in_the_browser(
    context: BrowserContext, server: str, person: User
) -> None:
    page = opened(context, f"{server}/bell/preferences/")
    page.route("**/bell/browsers", lambda route: route.fulfill(status=503))
    page.get_by_role("button", name="Avisarme acá").click()
    page.get_by_text("No se pudo cambiar.").wait_for()
    assert page.evaluate("localStorage.getItem('endpoint')") is None


def test_a_browser_that_gets_another_address_says_so_by_itself(
    context: BrowserContext, server: str, person: User
) -> None:
    page = opened(context, f"{server}/bell/preferences/")
    page.get_by_role("button", name="Avisarme acá").click()
    page.get_by_text("Este navegador te avisa.").wait_for()
    made = Phone("https://push.example", "another").subscription().model_dump(exclude={"label"})
    context.service_workers[0].evaluate(
        """async (made) => {
          const event = new Event('pushsubscriptionchange')
          let done
          event.newSubscription = made
          event.waitUntil = (work) => { done = work }
          dispatchEvent(event)
          await done
        }""",
        made,
    )
    assert [each.endpoint for each in Subscription.objects.all()] == [made["endpoint"]]


def test_a_message_is_shown_by_the_worker_without_a_page(
    context: BrowserContext, server: str, person: User
) -> None:
    page = opened(context, f"{server}/bell/preferences/")
    page.get_by_role("button", name="Avisarme acá").wait_for()
    protocol = context.new_cdp_session(page)
    registrations: list[dict[str, object]] = []
    protocol.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: registrations.extend(told["registrations"])
    )
    protocol.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    message = {"title": "Tu billetera", "body": "50", "tag": "t", "path": "/bell/", "at": 1, "language": "es"}
    registration = {"origin": server, "registrationId": registrations[0]["registrationId"]}
    protocol.send("ServiceWorker.deliverPushMessage", registration | {"data": json.dumps(message)})
    shown = page.evaluate(
        """async () => {
          const registration = await navigator.serviceWorker.ready
          for (;;) {
            const [first] = await registration.getNotifications()
            if (first) return [first.title, first.body, first.tag, first.lang, first.data.path]
            await new Promise((done) => setTimeout(done, 20))
          }
        }"""
    )
    assert shown == ["Tu billetera", "50", "t", "es", "/bell/"]
