"""The partner's booths: who wants somebody first, how each was, pairing, leases taken back, retired."""

import re
from datetime import timedelta

import pytest
import zxingcpp
from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from central.dashboards.kit import access
from central.dashboards.kit.numbers import grouped
from central.dashboards.partner import booth as booth_page
from central.events.models import Event
from central.fleet.models import Kiosk, PairingCode
from central.incidents import incidents
from central.ledger import leases
from central.ledger.balances import available_at
from central.tenants.models import Role, TeamRole
from contract.config import EventState
from contract.ids import new_id
from contract.leases import LeaseState
from tests.central.dashboards.test_partner_tonight import beat, form_of, text_of
from tests.central.dashboards.visitors import proven, visitor
from tests.central.persons import a_master, a_user
from tests.central.test_team import of_team
from tests.central.world import Booth, World

pytestmark = pytest.mark.usefixtures("database")
BOOTHS = "/partner/booths/"


@pytest.fixture
def browser(world: World) -> Browser:
    return visitor(a_user(Role.PARTNER, world.tenant_id))


def paired(world: World, browser: Browser, **typed: str) -> PairingCode:
    sent = form_of(browser.get(f"{BOOTHS}new"), name="Barra") | typed
    for _ in range(2):
        answer = browser.post(f"{BOOTHS}new", sent)
        assert answer.status_code == 302, text_of(answer)
    [code] = PairingCode.objects.filter(tenant_id=world.tenant_id, name=sent["name"])
    assert answer["Location"] == f"{BOOTHS}codes/{code.id}/"
    return code


def test_whoever_wants_somebody_comes_first_with_event_queue_and_troubles(
    world: World, browser: Browser
) -> None:
    event = world.event(500, name="Boda")
    fine = world.booth(event, name="Pista")
    beat(fine, parts=[{"part": "printer", "health": "ok"}], queue_depth=0, prints_left=None)
    beat(world.booth(event, name="Barra"))
    World("other").booth(name="Ajena")
    shown = text_of(browser.get(BOOTHS))
    assert shown.index("Barra") < shown.index("Pista")
    for words in (
        "Boda",
        "Con fallas",
        "No hay papel.",
        "3 novedades sin enviar, la más vieja de hace 2 min",
    ):
        assert words in shown, words
    assert "Ajena" not in shown
    assert "Pista" not in text_of(browser.get(f"{BOOTHS}?text=barr"))
    assert "Ninguna cabina coincide" in text_of(browser.get(f"{BOOTHS}?state=retired"))
    part = browser.get(f"{BOOTHS}part")
    assert "Barra" in text_of(part)
    assert b"<html" not in part.content
    lines = b"".join(browser.get(f"{BOOTHS}?format=csv").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 3


def test_a_code_is_shown_large_and_as_a_qr_until_a_booth_uses_it(world: World, browser: Browser) -> None:
    event = world.event(500, name="Boda")
    code = paired(world, browser, event=str(event.id))
    page = f"{BOOTHS}codes/{code.id}/"
    shown = browser.get(page).content.decode()
    assert f"{code.code[:4]} {code.code[4:]}" in shown
    assert f"kiosk enroll --server {settings.PUBLIC_URL} --code {code.code}" in shown
    assert (
        f'data-countdown="{timezone.localtime(code.expires_at).isoformat(timespec="microseconds")}"' in shown
    )
    assert qr_in(shown) == f"{settings.PUBLIC_URL}/pair#{code.code}"
    assert "Barra" in text_of(browser.get(BOOTHS)), "it is among the open codes"
    booth = Booth(code.code)
    world.booth(name="Barra")
    used = text_of(browser.get(f"{page}part"))
    assert "La cabina está vinculada." in used
    assert f"{BOOTHS}{booth.id}/" in browser.get(f"{page}part").content.decode()
    assert booth.row.event_id == event.id
    assert code.code not in used
    assert text_of(visitor().get("/pair")).count("kiosk enroll") == 1


def qr_in(page: str) -> str:
    """What the code says that is drawn in a page."""
    import numpy as np

    side = int(re.findall(r'viewBox="0 0 (\d+) \1" shape', page)[0])
    modules = np.full((side, side), 255, np.uint8)
    drawn = re.findall(r'<path d="(M[^"]+)"', page)[0]
    for left, top, length in re.findall(r"M(\d+) (\d+)h(\d+)", drawn):
        modules[int(top), int(left) : int(left) + int(length)] = 0
    [found] = zxingcpp.read_barcodes(np.kron(modules, np.ones((8, 8), np.uint8)))
    return str(found.text)


def test_a_code_that_has_expired_says_so_and_another_one_ends_it(world: World, browser: Browser) -> None:
    code = paired(world, browser)
    page = f"{BOOTHS}codes/{code.id}/"
    sent = form_of(browser.get(page))
    places = {browser.post(f"{page}renew", sent)["Location"] for _ in range(2)}
    assert len(places) == 1, "a double tap makes one"
    assert "ya no sirve" in text_of(browser.get(page))
    [again] = PairingCode.objects.filter(expires_at__gt=timezone.now())
    assert again.name == code.name
    assert browser.post(f"{BOOTHS}codes/{again.id}/withdraw")["Location"] == BOOTHS
    assert "ya no sirve" in text_of(browser.get(f"{BOOTHS}codes/{again.id}/"))
    for _ in range(2):
        paired(world, browser, name=new_id().hex)


def test_a_booth_shows_its_health_its_week_its_troubles_and_its_leases(
    world: World, browser: Browser
) -> None:
    booth = world.booth(world.event(1_000, name="Boda"), name="Barra")
    beat(booth)
    assert booth.lease(300).status_code == 200
    rejected = booth.request_op(world.event(0, name="Otra"), world.style, style_id=str(new_id()))
    booth.sync(rejected)
    incidents.note(world.tenant_id, "fleet.silence", f"kiosk:{booth.id}", ValueError("algo falló"))
    answer = browser.get(f"{BOOTHS}{booth.id}/")
    shown = text_of(answer)
    for words in ("Impresora", "No hay papel.", "Boda", "Recuperar", "algo falló", "Vinculada", "Con fallas"):
        assert words in shown, words
    assert answer.content.decode().count("hour-bad") >= 2, "this hour, and the key"
    assert text_of(browser.get(f"{BOOTHS}{booth.id}/part")).count("Barra") == 0


def test_a_booth_is_renamed_and_assigned(world: World, browser: Browser) -> None:
    booth, event = world.booth(name="Barra"), world.event(500, name="Boda")
    strange = World("other").event(500)
    path = f"{BOOTHS}{booth.id}/edit"
    assert (
        browser.post(path, form_of(browser.get(path), name="Pista", event=str(event.id))).status_code == 302
    )
    assert (booth.row.name, booth.row.event_id) == ("Pista", event.id)
    refused = browser.post(path, {"name": "Mía", "event": str(strange.id)})
    assert refused.status_code == 422
    assert booth.row.event_id == event.id
    assert browser.post(path, {"name": "Pista", "event": ""}).status_code == 302
    assert booth.row.event_id is None


def test_a_booth_keeps_its_name_when_its_new_event_ends_at_this_moment(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    booth, over = world.booth(name="Barra"), world.event(500)
    Event.objects.filter(id=over.id).update(decided=EventState.ENDED)
    monkeypatch.setattr(booth_page, "event_choices", lambda scope: [("", ""), (str(over.id), over.name)])
    answer = browser.post(f"{BOOTHS}{booth.id}/edit", {"name": "Pista", "event": str(over.id)})
    assert (answer.status_code, booth.row.name) == (422, "Barra")


def test_what_taking_a_lease_back_does_is_said_in_figures_before_and_happens_once(
    world: World, browser: Browser
) -> None:
    event = world.event(300, name="Boda")
    booth = world.booth(event, name="Barra")
    lease = booth.lease(300).json()
    key = (world.tenant_id, event.id)
    pool = available_at([key])[key]
    path = f"{BOOTHS}{booth.id}/leases/{lease['id']}/reclaim"
    shown = text_of(browser.get(path))
    assert f"Vuelven ahora {lease['granted']}" in shown
    assert f"hasta {lease['granted']} créditos salen del evento" in shown
    assert browser.post(path, form_of(browser.get(path))).status_code == 403, "who they are is not proven"
    sent = form_of(proven(browser).get(path))
    for _ in range(2):
        assert browser.post(path, sent)["Location"] == f"{BOOTHS}{booth.id}/"
    found = leases.find(world.tenant_id, booth.id, lease["id"])
    assert found.state is LeaseState.RECLAIMED
    assert available_at([key])[key] == pool, "leased credits count as available"
    assert "ya no están apartados" in text_of(browser.get(path))
    told = text_of(browser.get(f"{BOOTHS}{booth.id}/"))
    assert "Recuperado" in told
    assert f"0 usados, volvieron {lease['granted']}" in told


def test_a_booth_is_retired_and_paired_again(world: World, browser: Browser) -> None:
    booth = world.booth(world.event(1_000), name="Barra")
    left = booth.lease(300).json()["granted"]
    path = f"{BOOTHS}{booth.id}/retire"
    assert "Vuelven ahora" in text_of(browser.get(path))
    assert proven(browser).post(path, form_of(browser.get(path))).status_code == 302
    assert booth.row.retired_at is not None
    told = text_of(browser.get(f"{BOOTHS}{booth.id}/"))
    assert "Dada de baja" in told
    assert f"Los créditos que tenía apartados volvieron a sus eventos: {grouped(left)}." in told
    again = browser.post(f"{BOOTHS}{booth.id}/pair", form_of(browser.get(f"{BOOTHS}{booth.id}/")))
    [code] = PairingCode.objects.filter(kiosk_id=booth.id)
    assert again["Location"] == f"{BOOTHS}codes/{code.id}/"
    Booth(code.code)
    assert booth.row.retired_at is None


def test_booths_and_codes_of_others_are_not_there(world: World, browser: Browser) -> None:
    other = World("other")
    stranger = visitor(a_user(Role.PARTNER, other.tenant_id))
    booth = other.booth(other.event(1_000), name="Ajena")
    lease = booth.lease(300).json()
    code = paired(other, stranger)
    own = world.booth(name="Propia")
    paths = [
        *(f"{BOOTHS}{booth.id}/{each}" for each in ("", "part", "edit", "retire", "pair")),
        *(f"{BOOTHS}codes/{code.id}/{each}" for each in ("", "part", "renew", "withdraw")),
        f"{BOOTHS}{booth.id}/leases/{lease['id']}/reclaim",
        f"{BOOTHS}{own.id}/leases/{lease['id']}/reclaim",
    ]
    for path in paths:
        for ask in (browser.get, proven(browser).post):
            assert ask(path).status_code in (404, 405), path
    host = visitor(a_user(Role.USER, world.tenant_id))
    for path in (BOOTHS, f"{BOOTHS}new", f"{BOOTHS}{own.id}/"):
        assert host.get(path).status_code == 404
    assert booth.row.retired_at is None


def test_whoever_may_only_read_changes_no_booth(world: World) -> None:
    reader = visitor(of_team(world, TeamRole.READER))
    booth = world.booth(world.event(1_000), name="Barra")
    for path in (f"{BOOTHS}new", f"{BOOTHS}{booth.id}/edit", f"{BOOTHS}{booth.id}/retire"):
        assert reader.get(path).status_code == 200
        refused = reader.post(path, {"name": "x"})
        assert refused.status_code == 403
        assert "Tu papel en el equipo" in text_of(refused)
    assert "Dar de baja" not in text_of(reader.get(f"{BOOTHS}{booth.id}/"))
    assert booth.row.name == "Barra"


def test_no_code_is_shown_to_whoever_could_only_steal_it(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has it makes a booth of the partner's, which spends its credits."""
    code = paired(world, browser, name="Salón")
    paths = [reverse(name, args=[code.id]) for name in ("partner-code", "partner-code-part")]
    reader, master = visitor(of_team(world, TeamRole.READER)), visitor(a_master().user)
    for path in paths:
        assert code.code[:4] in browser.get(path).content.decode()
        assert reader.get(path).status_code == 403
    monkeypatch.setattr(access, "is_proven", lambda request: True)
    assert master.post(f"/master/look/{world.tenant_id}")["Location"] == "/partner/"
    assert [master.get(path).status_code for path in (BOOTHS, *paths)] == [200, 403, 403]
    for path in (BOOTHS, *paths):
        assert code.code not in reader.get(path).content.decode() + master.get(path).content.decode()


def test_the_list_and_a_booth_take_as_many_statements_for_many_as_for_few(
    world: World, browser: Browser
) -> None:
    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200
        return len(asked)

    first = world.booth(world.event(100), name="uno")
    beat(first)
    first.lease(10)
    few = [statements(BOOTHS), statements(f"{BOOTHS}{first.id}/")]
    for _ in range(4):
        first.lease(10)
        beat(world.booth(world.event(100), name="otra"))
    assert [statements(BOOTHS), statements(f"{BOOTHS}{first.id}/")] == few


def test_live_parts_tell_when_something_changes_and_not_before(world: World, browser: Browser) -> None:
    """What is compared, twice a second at most, for everybody who looks at the same page."""
    from central.dashboards.partner.booth_words import seen

    booth = world.booth(world.event(100), name="Barra")
    beat(booth)
    before = seen(booth.row, timezone.now()).stamp
    Kiosk.objects.filter(id=booth.id).update(last_seen_at=timezone.now())
    assert seen(booth.row, timezone.now()).stamp == before
    silent = seen(booth.row, timezone.now() + timedelta(minutes=11)).stamp
    assert silent != before
    for path in (f"{BOOTHS}live", f"{BOOTHS}{booth.id}/live"):
        answer = browser.get(path)
        assert answer["Content-Type"] == "text/event-stream"
        answer.close()
