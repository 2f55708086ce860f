"""The bell's pages: what somebody was told, what they choose, and where they are told."""

import json
import re
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from central.notices import bell as bells
from central.notices import preferences
from central.notices.bell import MOST_COUNTED
from central.notices.kinds import Channel, NoticeKind, kinds_of
from central.notices.models import BellEntry, Notice, Subscription
from central.notices.spreading import spread
from central.notices.telling import Fact, Told, tell
from central.tenants.readers import PEOPLE
from contract.ids import new_id
from tests.central.dashboards.visitors import visitor
from tests.central.persons import Person, a_client, a_master
from tests.central.push_service import Browser
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


def told_to(world: World, key: str = "one", subject: str = "") -> Notice:
    facts: dict[str, Fact] = {"balance": 50, "subject": subject}
    tell(Told(world.tenant_id, NoticeKind.LOW_WALLET, key, facts=facts))
    spread(PEOPLE)
    return Notice.objects.get(key=key)


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return str(answer.content.decode())


def test_the_bell_shows_what_was_told_and_the_head_of_every_page_how_much_is_unread(
    world: World, partner: Person
) -> None:
    browser = visitor(partner.user)
    assert "Todavía no hay avisos" in text_of(browser.get("/bell/"))
    notice = told_to(world)
    page = text_of(browser.get("/bell/"))
    assert "Tu billetera tiene 50 créditos" in page and f'id="notice-{notice.id}"' in page
    assert UNREAD in page
    assert UNREAD in text_of(browser.get("/account/"))
    assert browser.post("/bell/read").status_code == 302
    assert "bell-count" not in text_of(browser.get("/bell/"))


def test_a_notice_leads_to_its_page_or_to_its_place_on_the_bell_and_is_read(
    world: World, partner: Person
) -> None:
    browser = visitor(partner.user)
    notice = told_to(world, subject="nothing:" + str(new_id()))
    answer = browser.get(f"/bell/{notice.id}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/bell/#notice-{notice.id}")
    assert bells.unread(world.tenant_id, partner.user.id) == 0


def test_others_notices_are_not_found(world: World, partner: Person) -> None:
    notice = told_to(world)
    host, _ = a_client(world.tenant_id)
    for person in (host, a_master()):
        assert visitor(person.user).get(f"/bell/{notice.id}/").status_code == 404
    assert visitor().get("/bell/").status_code == 302
    assert bells.unread(world.tenant_id, partner.user.id) == 1


def test_a_person_chooses_how_they_are_told(world: World, partner: Person) -> None:
    browser = visitor(partner.user)
    page = text_of(browser.get("/bell/preferences/"))
    assert set(re.findall(r'name="(\w+):bell"', page)) == set(kinds_of("partner"))
    form = {f"{kind}:email": "on" for kind in kinds_of("partner") if kind != NoticeKind.OUT_OF_PAPER}
    assert browser.post("/bell/preferences/", form).status_code == 302
    chosen = preferences.of_person(partner.user.id, "partner")
    assert chosen[NoticeKind.LOW_WALLET] == {Channel.EMAIL}
    assert chosen[NoticeKind.OUT_OF_PAPER] == frozenset()


def test_a_browser_subscribes_and_leaves_as_its_script_asks(world: World, partner: Person) -> None:
    browser = visitor(partner.user)
    mine = Browser("https://push.example")
    keys = mine.subscription().keys.model_dump()
    body = json.dumps({"endpoint": mine.endpoint, "expirationTime": None, "keys": keys})
    for _ in range(2):
        assert browser.post("/bell/browsers", body, content_type="application/json").status_code == 204
    row = Subscription.objects.get()
    assert row.user_id == partner.user.id
    assert f"/bell/browsers/{row.id}/forget" in text_of(browser.get("/bell/preferences/"))
    stranger, _ = a_client(world.tenant_id)
    visitor(stranger.user).post(f"/bell/browsers/{row.id}/forget")
    visitor(stranger.user).post("/bell/browsers/leave", body, content_type="application/json")
    assert Subscription.objects.exists()
    assert browser.post("/bell/browsers/leave", body, content_type="application/json").status_code == 204
    assert not Subscription.objects.exists()


def test_whoever_logs_out_is_told_no_more_in_this_browser_and_elsewhere_still(
    world: World, partner: Person
) -> None:
    here, elsewhere = visitor(partner.user), visitor(partner.user)
    for place, name in ((here, "here"), (elsewhere, "elsewhere")):
        mine = Browser("https://push.example", name)
        body = {"endpoint": mine.endpoint, "keys": mine.subscription().keys.model_dump()}
        place.post("/bell/browsers", json.dumps(body), content_type="application/json")
    shown = text_of(here.get("/bell/preferences/"))
    assert all(bytes(each.digest).hex() in shown for each in Subscription.objects.all())
    assert here.post("/account/logout/").status_code == 302
    assert [each.endpoint.rpartition("/")[2] for each in Subscription.objects.all()] == ["elsewhere"]


def test_a_browser_that_gets_another_address_is_told_there_and_no_more_at_the_old_one(
    world: World, partner: Person
) -> None:
    browser = visitor(partner.user)
    assert browser.get("/bell/browsers/renewal").status_code == 404, "nobody asked to be told here"
    for name in ("old", "new"):
        mine = Browser("https://push.example", name)
        body = {"endpoint": mine.endpoint, "keys": mine.subscription().keys.model_dump()}
        browser.post("/bell/browsers", json.dumps(body), content_type="application/json")
        told = browser.get("/bell/browsers/renewal").json()
        assert (told["subscribe"], len(told["key"]) > 80, bool(told["token"])) == (
            "/bell/browsers",
            True,
            True,
        )
    assert [each.endpoint.rpartition("/")[2] for each in Subscription.objects.all()] == ["new"]
    assert visitor(partner.user).get("/bell/browsers/renewal").status_code == 404


def test_the_head_counts_what_is_unread_up_to_a_hundred(world: World, partner: Person) -> None:
    person = partner.user
    entries = [
        BellEntry(tenant_id=world.tenant_id, user_id=person.id, notice_id=new_id(), at=timezone.now())
        for _ in range(MOST_COUNTED + 1)
    ]
    BellEntry.objects.bulk_create(entries[:2])
    stranger, _ = a_client(world.tenant_id)
    asked = [(world.tenant_id, person.id), (world.tenant_id, stranger.user.id)]
    assert bells.unread_of_each(asked) == {(world.tenant_id, person.id): 2}
    assert ">2</span>" in text_of(visitor(person).get("/bell/unread"))
    BellEntry.objects.bulk_create(entries[2:])
    assert bells.unread_of_each(asked) == {(world.tenant_id, person.id): MOST_COUNTED}
    assert ">99+</span>" in text_of(visitor(person).get("/bell/unread"))


UNREAD = '<span class="bell-count" aria-hidden="true">1</span>'
INSIDE = '{"endpoint": "http://10.0.0.1/", "keys": {"p256dh": "A", "auth": "A"}}'


@pytest.mark.parametrize("body", ["", "[]", "{}", "x" * 5_000, INSIDE])
def test_what_no_browser_sends_is_refused(partner: Person, body: str) -> None:
    answer = visitor(partner.user).post("/bell/browsers", body, content_type="application/json")
    assert answer.status_code == 422
    assert not Subscription.objects.exists()


def test_the_pages_are_an_app_whose_worker_is_in_charge_of_all_of_them() -> None:
    nobody = visitor()
    manifest = json.loads(text_of(nobody.get("/manifest.webmanifest")))
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    for icon in manifest["icons"]:
        content = b"".join(nobody.get(icon["src"]).streaming_content)  # type: ignore[attr-defined]
        if icon["type"] == "image/png":
            image = Image.open(BytesIO(content))
            assert "{}x{}".format(*image.size) == icon["sizes"]
            corner = image.convert("RGBA").getpixel((0, 0))
            assert (corner == (10, 10, 16, 255)) == (icon["purpose"] == "maskable"), "nothing may be cut off"
    assert {(each["sizes"], each.get("purpose")) for each in manifest["icons"]} >= {
        ("192x192", "any"), ("512x512", "any"), ("512x512", "maskable"),
    }  # fmt: skip
    worker = nobody.get("/bell-worker.js")
    assert worker["Content-Type"].startswith("text/javascript") and worker["Cache-Control"] == "no-cache"
    assert "showNotification" in text_of(worker)
    assert 'rel="manifest" href="/manifest.webmanifest"' in text_of(nobody.get("/account/login/"))


def test_no_page_of_the_bell_has_a_script_or_style_in_it(world: World, partner: Person) -> None:
    told_to(world)
    for address in ("/bell/", "/bell/preferences/"):
        answer = visitor(partner.user).get(address)
        assert "unsafe" not in answer["Content-Security-Policy"]
        page = text_of(answer)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)
