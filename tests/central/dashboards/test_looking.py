"""A master looks as a partner sees the pages: they read, nothing they send counts, and it is on record."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.utils import timezone

from central.dashboards.kit import access
from central.events.models import Event
from central.notices.kinds import NoticeKind
from central.notices.telling import Told, tell
from central.tenants import looking
from central.tenants.models import AuditEntry, Tenant
from tests.central.dashboards.test_thief import pages
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_client, a_master, a_partner
from tests.central.world import World

BAR = "Mirás como A Partner"


@pytest.fixture(autouse=True)
def proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks has just proven who they are."""
    monkeypatch.setattr(access, "is_proven", lambda request: True)


class Looker:
    """A master who looks as the partner of the world."""

    def __init__(self, world: World) -> None:
        self.world, self.master = world, a_master()
        self.browser: Browser = visitor(self.master.user)
        self.event: Event = world.event(700, name="Boda de Ana")
        begun = self.browser.post(f"/master/look/{world.tenant_id}")
        assert begun["Location"] == "/partner/"

    def text(self, path: str) -> str:
        answer = self.browser.get(path)
        assert answer.status_code == 200, path
        return str(answer.content.decode())

    def entries(self) -> list[tuple[str, str, Any]]:
        theirs = AuditEntry.objects.filter(tenant_id=self.world.tenant_id, what__startswith="look_")
        return list(theirs.order_by("at").values_list("what", "actor", "subject_id"))

    def let_pass(self, time: timedelta) -> None:
        session: Any = self.browser.session
        until = timezone.now() + looking.LASTS - time
        session["looking"] = session["looking"] | {"until": until.isoformat()}
        session.save()


@pytest.fixture
def looker(world: World) -> Looker:
    return Looker(world)


def test_the_pages_are_those_of_the_partner_under_a_bar(looker: Looker) -> None:
    for path in (
        "/partner/",
        "/partner/events/",
        f"/partner/events/{looker.event.id}/",
        f"/events/{looker.event.id}/guests/",
    ):
        assert BAR in looker.text(path), path
    assert "99.300" in looker.text("/partner/"), "the wallet"
    assert "Boda de Ana" in looker.text("/partner/events/")
    for path in ("/master/", "/account/"):
        shown = looker.text(path)
        assert (BAR in shown, "Plataforma" in shown or "Mirar como" in shown) == (True, True), path


def test_nothing_that_is_sent_counts_anywhere_but_the_way_out(looker: Looker) -> None:
    before = list(Event.objects.order_by("id").values())
    answers = {
        path: looker.browser.post(path)
        for path in pages()
        if path not in ("/master/look/end", "/account/logout/")
    }
    assert len(answers) > 40
    assert {answer.status_code for answer in answers.values()} == {403}
    assert "no se puede cambiar nada" in answers["/partner/events/new"].content.decode()
    for method in ("put", "patch", "delete"):
        assert getattr(looker.browser, method)("/partner/").status_code == 403
    assert list(Event.objects.order_by("id").values()) == before
    assert BAR in looker.text("/partner/"), "they still look"


def test_whoever_stops_is_a_master_again_and_both_are_on_the_partners_record(looker: Looker) -> None:
    assert looker.browser.post("/master/look/end")["Location"] == "/master/look/"
    assert BAR not in looker.text("/master/look/")
    assert looker.browser.get("/partner/").status_code == 404
    assert looker.browser.post("/master/look/end").status_code == 302
    told = (looker.master.actor, looker.world.tenant_id)
    assert looker.entries() == [("look_begun", *told), ("look_ended", *told)]


def test_it_ends_by_itself(looker: Looker) -> None:
    looker.let_pass(looking.LASTS - timedelta(seconds=5))
    assert BAR in looker.text("/partner/")
    looker.let_pass(looking.LASTS)
    assert looker.browser.get("/partner/").status_code == 404
    assert [what for what, _, _ in looker.entries()] == ["look_begun", "look_ended"]


def test_whoever_logs_out_has_stopped(looker: Looker) -> None:
    assert looker.browser.post("/account/logout/").status_code == 302
    assert [what for what, _, _ in looker.entries()] == ["look_begun", "look_ended"]


def test_nobodys_bell_is_looked_at(looker: Looker) -> None:
    tell(Told(looker.world.tenant_id, NoticeKind.LOW_WALLET, "low", facts={"credits": 5}))
    assert 'class="bell"' not in looker.text("/partner/")
    assert 'class="bell"' not in looker.text("/account/")


def test_only_masters_look_and_only_at_partners_that_are_there(world: World) -> None:
    other = World("other").tenant_id
    for person in (a_partner(world.tenant_id), a_client(world.tenant_id)[0]):
        browser = visitor(person.user)
        assert browser.get("/master/look/").status_code == 404
        assert browser.post(f"/master/look/{world.tenant_id}").status_code == 404
        session: Any = browser.session
        session["looking"] = {"partner_id": str(other), "partner": "x", "until": "2099-01-01T00:00:00+00:00"}
        session.save()
        assert "Mirás como" not in browser.get("/account/").content.decode(), "sessions are not believed"
    browser = visitor(a_master().user)
    assert browser.post(f"/master/look/{UUID(int=7)}").status_code == 404
    Tenant.objects.filter(id=world.tenant_id).update(active=False, deleted_at=timezone.now())
    assert browser.post(f"/master/look/{world.tenant_id}").status_code >= 400
    assert "looking" not in browser.session


def test_a_master_finds_partners_by_name(world: World) -> None:
    World("other")
    Tenant.objects.filter(slug="other").update(name="Estudio Lumen")
    browser = visitor(a_master().user)
    found = browser.get("/master/look/?text=lumen").content.decode()
    assert ("Estudio Lumen" in found, "A Partner" in found) == (True, False)
    assert "Ninguna agencia coincide" in browser.get("/master/look/?text=nadie").content.decode()
