"""E4: codes of an event and its booths, read back as phones would; and the page that they lead to."""

import io
import re
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from django.conf import settings
from django.test import Client as Browser
from PIL import Image

from central.events.models import Event
from central.fleet import kiosks
from central.fleet.errors import LimitReached
from central.fleet.models import Kiosk
from central.operations import branding_changes, event_control
from central.qr_codes import sheets
from central.qr_codes.addresses import event_address, kiosk_address, named_by
from central.qr_codes.files import png, svg
from central.qr_codes.sheets import sheet
from central.tenants.audit_log import AdminCommand
from contract.config import EventState
from contract.ids import new_id
from tests.central.persons import a_client, a_partner, refusal
from tests.central.pictures import jpeg
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def read(picture: Image.Image) -> set[str]:
    codes = zxingcpp.read_barcodes(np.asarray(picture.convert("RGB")), formats=_QR)
    return {code.text for code in codes}


def pages(pdf: bytes, folder: Path) -> list[Image.Image]:
    (folder / "sheet.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "80", "-png", folder / "sheet.pdf", folder / "page"], check=True)
    return [Image.open(page) for page in sorted(folder.glob("page*.png"))]


def drawn(drawing: bytes) -> Image.Image:
    """What an SVG of one path of runs shows."""
    side = int(re.findall(rb'viewBox="0 0 (\d+) \1"', drawing)[0])
    pixels = np.full((side, side), 255, np.uint8)
    for left, top, long in re.findall(rb"M(\d+) (\d+)h(\d+)v1h-\3z", drawing):
        pixels[int(top), int(left) : int(left) + int(long)] = 0
    return Image.fromarray(pixels).resize((side * 8, side * 8), Image.Resampling.NEAREST)


def seen(address: str, **headers: str) -> Any:
    return Browser().get(address.removeprefix(settings.PUBLIC_URL), headers=headers)


@pytest.fixture
def event(world: World) -> Event:
    return world.event(name="Boda de Юля y أحمد", welcome_en="Dance!")


def a_booth(world: World, event: Event, name: str = "Booth") -> Kiosk:
    return world.booth(event, name).row


def test_a_code_is_read_back_from_its_files(world: World, event: Event) -> None:
    for address in (event_address(event), kiosk_address(a_booth(world, event))):
        assert read(Image.open(io.BytesIO(png(address)))) == {address}
        assert read(drawn(svg(address))) == {address}
        assert Image.open(io.BytesIO(png(address))).width > 1_000


def test_the_sheet_has_the_codes_of_the_event_and_of_all_its_booths(
    world: World, event: Event, tmp_path: Path
) -> None:
    booths = [a_booth(world, event, f"Cabina {number}") for number in range(5)]
    a_booth(world, world.event())
    branding_changes.set_logo(branding_changes.of_event(event), jpeg(300, 200), AdminCommand.of("test"))
    event.refresh_from_db()
    content = sheet(event, "pt-br")
    assert b"/Lang (pt)" in content
    first, *others = pages(content, tmp_path)
    assert read(first) == {event_address(event)}
    assert [len(read(page)) for page in others] == [4, 1]
    assert set().union(*map(read, others)) == {kiosk_address(kiosk) for kiosk in booths}


def test_names_and_words_are_on_the_sheet_in_every_script(world: World, tmp_path: Path) -> None:
    """A sheet differs by its language, and by each name that has letters of its own."""
    shown = set()
    for name in ("Boda", "Юля", "أحمد", "יעל", "結婚", "🎉"):
        [page] = pages(sheet(world.event(name=name), "es"), tmp_path)
        title = np.asarray(page.crop((0, 165, page.width, 290)).convert("L"))
        assert (title < 128).any(), name
        shown.add(title.tobytes())
    assert len(shown) == 6
    event = world.event()
    assert len({sheet(event, language) for language in ("es", "en", "pt")}) == 3


def test_more_booths_than_a_sheet_has_room_for_are_refused(
    world: World, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_BOOTHS", 1)
    a_booth(world, event)
    assert sheet(event, "es")
    a_booth(world, event)
    with pytest.raises(LimitReached):
        sheet(event, "es")


def test_the_events_page_says_what_the_party_is(world: World, event: Event) -> None:
    page = seen(event_address(event), accept_language="en")
    assert page.status_code == 200
    assert "Boda de Юля y أحمد" in page.content.decode()
    assert "Dance!" in page.content.decode()
    assert "waiting for you" in page.content.decode()
    event_control.decide(event, EventState.PAUSED, "test")
    assert "en pausa" in seen(event_address(event), accept_language="es").content.decode()


def test_a_booths_code_leads_to_the_event_it_works_for_now(world: World, event: Event) -> None:
    kiosk, later = a_booth(world, event), world.event(name="Otra")
    assert seen(kiosk_address(kiosk))["Location"] == event_address(event)
    kiosk = kiosks.assign(kiosk, later.id, "test")
    assert seen(kiosk_address(kiosk))["Location"] == event_address(later)
    kiosks.assign(kiosk, None, "test")
    assert seen(kiosk_address(kiosk)).status_code == 404


def test_nothing_is_told_of_drafts_of_deleted_events_and_by_malformed_addresses(
    world: World, event: Event
) -> None:
    draft = world.event(state=EventState.DRAFT, name="Secreta")
    event_control.delete(event, "test")
    other = World("other").event(name="Ajena")
    mixed = event_address(Event(tenant_id=world.tenant_id, id=other.id))
    unknown = event_address(Event(tenant_id=world.tenant_id, id=new_id()))
    bodies = set()
    for address in (event_address(draft), event_address(event), mixed, unknown, "/e/nothing", "/e/é", "/k/~"):
        page = seen(address)
        assert page.status_code == 404
        bodies.add(re.sub(r'nonce="[^"]+"', "", page.content.decode()))
    assert len(bodies) == 1
    assert named_by("A" * 42 + "=") is None


def test_over_the_api_each_sees_the_codes_of_their_own(world: World, event: Event) -> None:
    kiosk = a_booth(world, event)
    partner, stranger = a_partner(world.tenant_id), a_partner(World("other").tenant_id)
    client, _ = a_client(world.tenant_id)
    for path, begins in (
        (f"/events/{event.id}/qr.png", b"\x89PNG"),
        (f"/events/{event.id}/qr.svg", b"<svg"),
        (f"/events/{event.id}/qr-sheet.pdf", b"%PDF"),
        (f"/kiosks/{kiosk.id}/qr.png", b"\x89PNG"),
        (f"/kiosks/{kiosk.id}/qr.svg", b"<svg"),
    ):
        assert partner.get(path).content.startswith(begins), path
        assert refusal(stranger.get(path)) == (404, "not_found")
        if path.startswith("/events"):
            assert refusal(client.get(path)) == (404, "not_found"), "a party of their own partner's"
    assert partner.get(f"/events/{event.id}/qr-sheet.pdf", language="xx").status_code == 422
