"""A brand on the booth's screens and on a print, before anybody prints it."""

import io
import re
from typing import Any

import numpy as np
import pytest
from django.test import Client as Browser
from PIL import Image

from central.dashboards.kit import previews
from central.dashboards.kit.previews import BrandPreview
from central.operations import branding_changes
from central.tenants.audit_log import AdminCommand
from central.tenants.models import Role
from contract.accent import NIGHT, contrast
from contract.config import Branding
from pictures.sheets import single
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_user
from tests.central.pictures import encoded
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def browser(world: World) -> Browser:
    return visitor(a_user(Role.PARTNER, world.tenant_id))


def preview_of(world: World, **brand: Any) -> BrandPreview:
    usual: dict[str, Any] = {"display_name": "Estudio", "primary_color": "#2050c0", "corner_radius": 8}
    return BrandPreview(Branding(**(usual | brand)), "Boda de Ana", "Bienvenidos", world.tenant_id)


def picture(answer: Any) -> Image.Image:
    assert answer.status_code == 200, answer.content[:200]
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def test_a_print_has_the_brands_colour_and_its_logo_in_place_of_the_photo_of_the_day(
    world: World, browser: Browser
) -> None:
    plain = picture(browser.get(preview_of(world).print))
    assert plain.size == (600, 900)
    blue = (np.abs(np.asarray(plain, np.int16) - (32, 80, 192)).sum(axis=2) < 60).sum()
    assert blue >= 600 * 3, "the line in the brand's colour"
    level = branding_changes.of_partner(world.partner)
    branding_changes.set_logo(level, encoded("PNG", 400, 200), AdminCommand.of("test"))
    with_logo = preview_of(world, logo_sha256=level.own.logo_sha256)
    assert picture(browser.get(with_logo.print)).tobytes() != plain.tobytes()
    assert picture(browser.get(with_logo.logo)).size == (400, 200)


def test_what_is_shown_is_what_was_signed_and_only_to_somebody(world: World, browser: Browser) -> None:
    address = preview_of(world).print
    head, _, name = address.rpartition("/")
    assert browser.get(f"{head}/{name[:-2]}xx").status_code == 404
    assert browser.get(f"{head}/{name.replace('print', 'logo')}").status_code == 200
    assert browser.get("/kit/preview/logo/" + name).status_code == 404
    assert visitor().get(address).status_code == 302
    kept = browser.get(address)["Cache-Control"]
    assert "private" in kept
    assert "immutable" in kept


def test_a_logo_of_others_is_read_by_nobody(world: World, browser: Browser) -> None:
    other = World("other")
    level = branding_changes.of_partner(other.partner)
    branding_changes.set_logo(level, encoded("PNG", 40, 40), AdminCommand.of("test"))
    stolen = preview_of(world, logo_sha256=level.own.logo_sha256)
    assert browser.get(stolen.logo).status_code == 404
    assert (
        picture(browser.get(stolen.print)).tobytes()
        == picture(browser.get(preview_of(world).print)).tobytes()
    )


def test_a_sheet_is_drawn_once_and_nobody_waits_for_ever(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = preview_of(world, display_name="Una vez").print
    drawn: list[object] = []
    drawing = single.draw_single

    def draw(*given: Any) -> Image.Image:
        drawn.append(given)
        return drawing(*given)

    monkeypatch.setattr(single, "draw_single", draw)
    assert browser.get(address).content == browser.get(address).content
    assert len(drawn) == 1
    monkeypatch.setattr(previews, "_PATIENCE_SECONDS", 0.01)
    other = preview_of(world, display_name="Mientras tanto").print
    with previews._drawing:
        busy = browser.get(other)
    assert busy.status_code == 503
    assert busy["Retry-After"]
    monkeypatch.setattr(previews, "_PATIENCE_SECONDS", 1e6)
    with previews._drawing, previews._inside, previews._inside, previews._inside:
        assert browser.get(other).status_code == 503, "without a thread that waits"
    assert browser.get(other).status_code == 200


@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#1a1a2e", "#e0b15a"])
def test_the_screens_colours_read_as_at_the_booth(browser: Browser, color: str) -> None:
    css = browser.get(f"/kit/preview/{color[1:]}-20.css").content.decode()
    found = dict(re.findall(r"--booth-(\w+):([^;}]+)", css))
    assert contrast(found["accent"], NIGHT) >= 4
    assert contrast(found["ink"], found["accent"]) >= 4.5
    assert found["radius"] == "4.07cqw"
    for wrong in ("/kit/preview/zzzzzz-8.css", "/kit/preview/000000-99.css", "/kit/preview/sample-99.jpg"):
        assert browser.get(wrong).status_code == 404
    assert picture(browser.get("/kit/preview/sample-0.jpg")).size == (240, 320)
