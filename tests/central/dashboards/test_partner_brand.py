"""The partner's white label and its staff PINs, on pages."""

import io
import re
from typing import Any

import pytest
from argon2 import PasswordHasher
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from PIL import Image

from central.blobs import store
from central.dashboards.kit.brands import readings
from central.events.branding import event_brand, tenant_brand
from central.tenants.models import Role, TeamRole, Tenant
from tests.central.dashboards.test_partner_tonight import form_of, text_of
from tests.central.dashboards.visitors import proven, visitor
from tests.central.persons import a_user
from tests.central.pictures import bomb_png, encoded, jpeg_with_gps
from tests.central.test_team import of_team
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
BRAND, PINS = "/partner/brand/", "/partner/pins/"
TYPED = {"display_name": "Estudio Sol", "primary_color": "#2050C0", "corner_radius": "20"}


@pytest.fixture
def browser(world: World) -> Browser:
    return visitor(a_user(Role.PARTNER, world.tenant_id))


def opens(pin: str, hashed: str) -> bool:
    """As a booth checks it, offline."""
    return PasswordHasher().verify(hashed, pin)


def upload(browser: Browser, content: bytes, name: str = "logo.png") -> Any:
    return browser.post(f"{BRAND}logo", {"logo": SimpleUploadedFile(name, content)})


def test_name_colour_and_corners_are_seen_before_they_are_saved_and_inherited_after(
    world: World, browser: Browser
) -> None:
    event = world.event(100)
    before = tenant_brand(world.tenant_id)
    tried = browser.post(BRAND, form_of(browser.get(BRAND)) | TYPED | {"preview": "1"})
    assert tried.status_code == 200
    assert "Estudio Sol" in text_of(tried)
    assert "/kit/preview/2050c0-20.css" in tried.content.decode()
    live = browser.get(f"{BRAND}preview", TYPED)
    assert "/kit/preview/2050c0-20.css" in live.content.decode()
    assert b"<html" not in live.content
    assert browser.get(f"{BRAND}preview", {"primary_color": "red"}).status_code == 200
    assert tenant_brand(world.tenant_id) == before, "nothing is stored yet"
    typed = form_of(browser.get(BRAND)) | TYPED
    typed.pop("preview", None)
    assert browser.post(BRAND, typed).status_code == 302
    shown = event_brand(event)
    assert (shown.display_name, shown.primary_color, shown.corner_radius) == ("Estudio Sol", "#2050c0", 20)
    assert browser.post(f"{BRAND}inherit").status_code == 302
    assert tenant_brand(world.tenant_id) == before


@pytest.mark.parametrize(
    "wrong",
    [{"primary_color": "red"}, {"primary_color": "#12345g"}, {"corner_radius": "7"}, {"corner_radius": ""},
     {"display_name": "x" * 201}, {"display_name": "a\x07"}],
)  # fmt: skip
def test_what_no_brand_can_be_is_refused_beside_its_field(
    world: World, browser: Browser, wrong: dict[str, str]
) -> None:
    before = tenant_brand(world.tenant_id)
    answer = browser.post(BRAND, TYPED | wrong)
    assert answer.status_code == 422
    assert "field-wrong" in answer.content.decode()
    assert tenant_brand(world.tenant_id) == before


def test_a_logo_is_encoded_anew_and_what_is_no_picture_is_refused(world: World, browser: Browser) -> None:
    assert upload(browser, jpeg_with_gps(), "foto.jpg").status_code == 302
    kept = store.read(Tenant.objects.get(id=world.tenant_id).logo_sha256)
    with Image.open(io.BytesIO(kept)) as logo:
        assert (logo.format, dict(logo.getexif())) == ("PNG", {})
    assert b"GPS" not in kept
    former = Tenant.objects.get(id=world.tenant_id).logo_sha256
    for content in (b"<svg onload=alert(1)>", b"", bomb_png(), encoded("PNG")[:-40], b"GIF89a" + b"\0" * 40):
        assert upload(browser, content).status_code == 422, content[:20]
        assert Tenant.objects.get(id=world.tenant_id).logo_sha256 == former
    page = browser.get(BRAND).content.decode()
    address = re.findall(r'src="(/kit/preview/logo/[^"]+)"', page)[0]
    assert browser.get(address)["Content-Type"] == "image/png"
    assert browser.post(f"{BRAND}logo/remove").status_code == 302
    assert Tenant.objects.get(id=world.tenant_id).logo_sha256 == ""


def test_contrast_is_said_by_wcags_figure_and_mended_where_it_is_bad(browser: Browser) -> None:
    black = {each.where: each for each in readings("#000000")}
    assert black["En la cabina"].tone == "warning"
    assert "1,1 a 1" in black["En la cabina"].sentence
    assert black["En páginas claras"].tone == "good"
    assert "Letras" in black["En los botones"].sentence
    white = {each.where: each for each in readings("#ffffff")}
    assert (white["En la cabina"].tone, white["En páginas claras"].tone) == ("good", "warning")
    shown = text_of(browser.get(f"{BRAND}preview", TYPED | {"primary_color": "#000000"}))
    assert "Se ajusta" in shown


def test_the_packs_that_its_events_can_offer_are_listed(world: World, browser: Browser) -> None:
    assert "Colección 3 estilos" in text_of(browser.get(BRAND))


def test_a_pin_is_set_for_all_booths_and_for_one_event(world: World, browser: Browser) -> None:
    event = world.event(100, name="Boda")
    assert browser.post(PINS, {"pin": "13579", "again": "13579"}).status_code == 403, "not proven"
    proven(browser)
    wrong = (
        {"pin": "13579", "again": "1357"},
        {"pin": "12", "again": "12"},
        {"pin": "abcd", "again": "abcd"},
    )
    for typed in wrong:
        answer = browser.post(PINS, typed)
        assert answer.status_code == 422
        assert typed["pin"] not in re.findall(r'value="([^"]*)"', answer.content.decode())
    assert browser.post(PINS, {"pin": "13579", "again": "13579"}).status_code == 302
    assert opens("13579", Tenant.objects.get(id=world.tenant_id).staff_pin_hash)
    path = f"{PINS}{event.id}/"
    assert browser.post(path, {"pin": "2468", "again": "2468"})["Location"] == PINS
    event.refresh_from_db()
    assert opens("2468", event.staff_pin_hash)
    assert "PIN propio" in text_of(browser.get(PINS))
    assert browser.post(path, {"inherit": "1"}).status_code == 302
    event.refresh_from_db()
    assert event.staff_pin_hash == ""


def test_brands_and_pins_of_others_are_not_there_and_readers_change_none(
    world: World, browser: Browser
) -> None:
    strange = World("other").event(100)
    typed = {"pin": "1357", "again": "1357"}
    assert proven(browser).post(f"{PINS}{strange.id}/", typed).status_code == 404
    assert browser.get(f"{PINS}{strange.id}/").status_code == 404
    event, reader = world.event(100), visitor(of_team(world, TeamRole.READER))
    for path in (BRAND, PINS, f"{PINS}{event.id}/"):
        page = reader.get(path)
        assert page.status_code == 200
        assert "Guardar" not in text_of(page)
        refused = reader.post(path, TYPED)
        assert refused.status_code == 403
        assert "Tu papel en el equipo" in text_of(refused)
    for path in (f"{BRAND}logo", f"{BRAND}logo/remove", f"{BRAND}inherit"):
        assert reader.post(path).status_code == 403
    user = visitor(a_user(Role.USER, world.tenant_id))
    for path in (BRAND, PINS):
        assert user.get(path).status_code == 404


def test_the_pages_take_as_many_statements_for_many_events(world: World, browser: Browser) -> None:
    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200
        return len(asked)

    world.event(10)
    few = [statements(path) for path in (BRAND, PINS)]
    for at in range(4):
        world.event(10, name=f"Fiesta {at}")
    assert [statements(path) for path in (BRAND, PINS)] == few
