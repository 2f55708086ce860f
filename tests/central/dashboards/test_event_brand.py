"""An event's brand on its page: inherited part by part, overridden, previewed, and taken back."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from central.blobs.models import Holding, Purpose
from central.dashboards.kit.fields import MOST_PICTURE_BYTES
from central.events.branding import event_brand
from central.events.models import Event
from central.tenants.models import Client, Tenant
from contract.config import Branding
from tests.central.dashboards.hosts import Host
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_partner
from tests.central.pictures import encoded
from tests.central.world import World


class Branded:
    """A host's event that inherits a colour from the partner and a name from the host."""

    def __init__(self, world: World) -> None:
        self.host = Host(world)
        Tenant.objects.filter(id=world.tenant_id).update(primary_color="#112233", corner_radius=20)
        Client.objects.filter(id=self.host.client.id).update(display_name="Salón Ana")
        self.event = self.host.event(name="Boda de Ana")
        self.at = f"/events/{self.event.id}/brand/"
        self.browsers = {"host": self.host.browser, "partner": visitor(a_partner(world.tenant_id).user)}

    @property
    def brand(self) -> Branding:
        return event_brand(Event.objects.get(id=self.event.id))


@pytest.fixture
def branded(world: World) -> Branded:
    return Branded(world)


@pytest.fixture(params=["host", "partner"])
def browser(branded: Branded, request: Any) -> Browser:
    found: Browser = branded.browsers[request.param]
    return found


def said(**changes: str) -> dict[str, str]:
    return {"display_name": "", "primary_color": "#112233", "corner_radius": ""} | changes


def test_each_part_says_where_it_comes_from(branded: Branded, browser: Browser) -> None:
    shown = browser.get(branded.at).content.decode()
    for expected in (
        "Salón Ana",
        "Del anfitrión",
        "#112233",
        "De la agencia",
        "20 px",
        "Como en todo lo demás",
    ):
        assert expected in shown
    assert ">Heredar<" not in shown


def test_what_is_said_is_shown_and_can_be_taken_back_part_by_part(branded: Branded, browser: Browser) -> None:
    own = said(display_name="Ana & Leo", own_color="on", primary_color="#aa3355", corner_radius="8")
    assert browser.post(branded.at, own)["Location"] == branded.at
    assert branded.brand == Branding(display_name="Ana & Leo", primary_color="#aa3355", corner_radius=8)
    assert browser.get(branded.at).content.decode().count(">Heredar<") == 3
    assert browser.post(f"{branded.at}primary_color/inherit").status_code == 302
    assert (branded.brand.primary_color, branded.brand.corner_radius) == ("#112233", 8)
    assert browser.post(branded.at, said()).status_code == 302
    assert branded.brand == Branding(display_name="Salón Ana", primary_color="#112233", corner_radius=20)
    assert ">Heredar<" not in browser.get(branded.at).content.decode(), (
        "a colour that nobody chose is not kept"
    )
    assert browser.post(f"{branded.at}name/inherit").status_code == 404


def test_how_it_would_look_is_shown_and_nothing_is_changed(branded: Branded, browser: Browser) -> None:
    before, own = branded.brand, said(display_name="Ana & Leo", own_color="on", primary_color="#aa3355")
    for shown in (
        browser.post(branded.at, own | {"preview": "1"}).content.decode(),
        browser.get(f"{branded.at}preview", own).content.decode(),
    ):
        assert ("Ana &amp; Leo" in shown, "/aa3355" in shown, "Boda de Ana" in shown) == (True, True, True)
    odd = browser.get(f"{branded.at}preview", {"primary_color": "red", "corner_radius": "99"})
    assert (odd.status_code, "Salón Ana" in odd.content.decode()) == (200, True)
    assert branded.brand == before


def test_a_color_that_would_not_read_on_the_night_says_what_becomes_of_it(branded: Branded) -> None:
    assert "aclaramos un poco" in branded.host.text(branded.at)
    branded.host.browser.post(branded.at, said(own_color="on", primary_color="#ffffff"))
    assert "aclaramos un poco" not in branded.host.text(branded.at)


@pytest.mark.parametrize(
    "wrong", [{"own_color": "on", "primary_color": "red"}, {"corner_radius": "7"}, {"display_name": "A\x01"}]
)
def test_what_is_no_brand_is_refused_beside_its_field(branded: Branded, wrong: dict[str, str]) -> None:
    before = branded.brand
    answer = branded.host.browser.post(branded.at, said(display_name="Queda") | wrong)
    assert (answer.status_code, 'class="wrong"' in answer.content.decode()) == (422, True)
    assert branded.brand == before


def test_a_logo_is_kept_as_pixels_alone_and_removed_again(branded: Branded, browser: Browser) -> None:
    file = SimpleUploadedFile("logo.png", encoded("PNG", 300, 200))
    assert browser.post(f"{branded.at}logo", {"logo": file})["Location"] == branded.at
    logo = branded.brand.logo_sha256
    held = Holding.objects.get(event_id=branded.event.id, sha256=logo, purpose=Purpose.LOGO)
    assert held.media_type == "image/png"
    assert browser.post(f"{branded.at}logo_sha256/inherit").status_code == 302
    assert branded.brand.logo_sha256 is None
    assert not Holding.objects.filter(event_id=branded.event.id, purpose=Purpose.LOGO).exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no picture", "no es una imagen"),
        (b"x" * (MOST_PICTURE_BYTES + 1), "demasiado grande"),
        (b"", "field-wrong"),
    ],
)
def test_what_is_no_logo_is_refused_beside_its_field(branded: Branded, content: bytes, sentence: str) -> None:
    answer = branded.host.browser.post(f"{branded.at}logo", {"logo": SimpleUploadedFile("x.png", content)})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert branded.brand.logo_sha256 is None


def test_nobody_elses_brand_is_there(branded: Branded) -> None:
    others = [Host(branded.host.world, "neighbour").browser, visitor(a_partner(World("else").tenant_id).user)]
    for other in others:
        for path in ("", "preview"):
            assert other.get(branded.at + path).status_code == 404
        for path in ("", "logo", "primary_color/inherit"):
            assert other.post(branded.at + path, said()).status_code == 404
