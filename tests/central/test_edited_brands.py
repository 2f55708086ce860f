"""E3, P6: brands are edited on three levels, inherited, reset, and shown by booths at once."""

import io
from typing import Any

import pytest
from PIL import Image

from central.blobs import store
from central.blobs.errors import BlobMissing
from central.blobs.holdings import Holder, readable
from central.blobs.models import Holding, Purpose, Stray
from central.events import lifecycle
from central.events.models import Event
from central.tenants.models import Client
from contract.ids import new_id
from tests.central.persons import Person, a_client, a_master, a_partner, refusal
from tests.central.pictures import bomb_png, jpeg, jpeg_with_gps
from tests.central.test_catalogue_api import Listener
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
NOTHING = {"display_name": None, "primary_color": None, "corner_radius": None, "logo_sha256": None}
LEVELS = ("partner", "client", "event")


class Stage:
    """A partner with a client and its event, and another event of the partner's; a booth at each."""

    def __init__(self, world: World, partner: Person) -> None:
        self.world, self.partner = world, partner
        self.host, self.client = a_client(world.tenant_id)
        self.event = world.event(credits=0, client_id=self.client.id)
        self.other = world.event(name="Otra")
        self.theirs, self.others = (Listener(world.booth(each)) for each in (self.event, self.other))
        self.paths = {
            "partner": f"/partners/{world.tenant_id}/branding",
            "client": f"/clients/{self.client.id}/branding",
            "event": f"/events/{self.event.id}/branding",
        }

    def heard(self) -> tuple[bool, bool]:
        return self.theirs.heard(), self.others.heard()

    def shown(self) -> dict[str, Any]:
        """What the booth at the client's event shows."""
        config = self.theirs.booth.client.get("/api/v1/kiosk/config").json()
        brand: dict[str, Any] = config["branding"]
        return brand

    def send(self, level: str, picture: bytes, person: Person | None = None) -> Any:
        path = f"/api/v1{self.paths[level]}/logo"
        browser = (person or self.partner).browser
        return browser.put(path, picture, content_type="application/octet-stream")


@pytest.fixture
def stage(world: World, partner: Person) -> Stage:
    return Stage(world, partner)


def png(color: tuple[int, int, int, int] = (255, 0, 0, 128), size: tuple[int, int] = (300, 100)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGBA", size, color).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_brand_is_edited_inherited_and_reset_on_each_level(stage: Stage) -> None:
    brands: list[dict[str, Any]] = [
        {"display_name": "Agencia", "primary_color": "#112233", "corner_radius": 4},
        {"display_name": "Ana", "primary_color": "#445566", "corner_radius": 8},
        {"display_name": "Boda", "primary_color": "#778899", "corner_radius": 20},
    ]
    for level, brand in zip(LEVELS, brands, strict=True):
        answer = stage.partner.patch(stage.paths[level], **brand)
        assert answer.status_code == 200, answer.content
        assert answer.json()["own"] == NOTHING | brand
        assert stage.heard() == (True, level == "partner")
        assert stage.shown() == brand | {"logo_sha256": None} == answer.json()["shown"]
    for level, inherited in (("event", brands[1]), ("client", brands[0])):
        reset = stage.partner.patch(stage.paths[level], **dict.fromkeys(brands[0]))
        assert reset.json()["own"] == NOTHING
        assert stage.shown() == inherited | {"logo_sha256": None}
    one = stage.partner.patch(stage.paths["event"], corner_radius=12).json()
    assert one["shown"] == brands[0] | {"corner_radius": 12, "logo_sha256": None}
    assert stage.partner.get(stage.paths["event"]).json() == one
    stage.partner.patch(stage.paths["partner"], **dict.fromkeys(brands[0]))
    assert stage.shown()["display_name"] == "A Partner"


@pytest.mark.parametrize(
    "wrong",
    [
        {"corner_radius": 5}, {"corner_radius": 64}, {"primary_color": "red"}, {"primary_color": "#12345"},
        {"display_name": ""}, {"display_name": "x" * 201}, {"display_name": "a\x00"},
        {"logo_sha256": "a" * 64},
        {"font": "Sora"},
    ],
)  # fmt: skip
def test_what_a_brand_cannot_be_is_refused(stage: Stage, wrong: dict[str, Any]) -> None:
    for path in stage.paths.values():
        before = stage.partner.get(path).json()
        assert refusal(stage.partner.patch(path, **wrong)) == (422, "invalid")
        assert stage.partner.get(path).json() == before


@pytest.mark.parametrize("level", LEVELS)
def test_a_logo_is_checked_stripped_shown_and_removed(stage: Stage, level: str) -> None:
    answer = stage.send(level, png())
    assert answer.status_code == 200, answer.content
    sha256 = answer.json()["own"]["logo_sha256"]
    assert stage.heard() == (True, level == "partner")
    assert stage.shown()["logo_sha256"] == sha256 == answer.json()["shown"]["logo_sha256"]
    booth = stage.theirs.booth
    held = readable(Holder(stage.world.tenant_id, stage.event.id, booth.id), sha256)
    assert held.media_type == "image/png"
    with Image.open(io.BytesIO(store.read(sha256))) as kept:
        assert (kept.format, kept.size) == ("PNG", (300, 100))
        assert kept.convert("RGBA").getpixel((5, 5)) == (255, 0, 0, 128), "what is transparent stays so"
    downloaded = stage.partner.get(f"{stage.paths['event']}/logo")
    assert (downloaded.content, downloaded["Content-Type"]) == (store.read(sha256), "image/png")
    removed = stage.partner.delete(f"{stage.paths[level]}/logo").json()
    assert removed["own"]["logo_sha256"] is None
    assert stage.heard() == (True, level == "partner")
    assert stage.shown()["logo_sha256"] is None
    with pytest.raises(BlobMissing):
        readable(Holder(stage.world.tenant_id, stage.event.id, booth.id), sha256)
    assert Stray.objects.filter(sha256=sha256).exists(), "its bytes go once nobody can be on the way to them"
    assert refusal(stage.partner.get(f"{stage.paths[level]}/logo")) == (404, "not_found")


def test_a_logo_keeps_nothing_but_pixels_and_no_more_of_them_than_are_shown(stage: Stage) -> None:
    sha256 = stage.send("event", jpeg_with_gps()).json()["own"]["logo_sha256"]
    assert b"Secret" not in store.read(sha256)
    large = stage.send("event", jpeg(3000, 600)).json()["own"]["logo_sha256"]
    with Image.open(io.BytesIO(store.read(large))) as kept:
        assert max(kept.size) == 1024
    for hostile in (b"", b"<svg onload='x'/>", jpeg()[:500], bomb_png()):
        assert refusal(stage.send("event", hostile))[0] in (413, 415)
    assert stage.shown()["logo_sha256"] == large
    assert Holding.objects.filter(purpose=Purpose.LOGO).count() == 1, "the former one went"


def test_a_logo_stays_while_another_level_shows_it(stage: Stage) -> None:
    shas = {stage.send(level, png()).json()["own"]["logo_sha256"] for level in LEVELS}
    [sha256] = shas
    reader = Holder(stage.world.tenant_id, stage.event.id, stage.theirs.booth.id)
    other = Holder(stage.world.tenant_id, stage.other.id, stage.others.booth.id)
    stage.partner.delete(f"{stage.paths['event']}/logo")
    stage.partner.delete(f"{stage.paths['client']}/logo")
    assert stage.shown()["logo_sha256"] == sha256
    assert readable(reader, sha256)
    assert readable(other, sha256)
    stage.partner.delete(f"{stage.paths['partner']}/logo")
    assert not Holding.objects.filter(sha256=sha256).exists()


def test_the_same_logo_again_changes_nothing(stage: Stage) -> None:
    first, second = (stage.send("client", png()).json() for _ in range(2))
    assert first == second
    assert not Stray.objects.exists()


def test_each_brands_a_level_of_its_own_and_nobody_elses(stage: Stage) -> None:
    neighbour, _ = a_client(stage.world.tenant_id, "neighbour")
    stranger, master = a_partner(World("other").tenant_id), a_master()
    allowed = {
        "partner": (stage.partner, master),
        "client": (stage.partner, master, stage.host),
        "event": (stage.partner, master, stage.host),
    }
    for level, path in stage.paths.items():
        for person in (stage.partner, master, stage.host, neighbour, stranger):
            answers = [
                person.get(path), person.patch(path, corner_radius=4), stage.send(level, png(), person),
                person.get(f"{path}/logo"), person.delete(f"{path}/logo"),
            ]  # fmt: skip
            statuses = {answer.status_code for answer in answers}
            assert statuses <= ({200} if person in allowed[level] else {403, 404}), (level, person.user.role)


def test_a_brand_is_edited_after_the_events_end_but_not_of_a_partner_out_of_business(stage: Stage) -> None:
    lifecycle.close(stage.event, "test")
    assert stage.host.patch(stage.paths["event"], display_name="Gracias").status_code == 200
    master = a_master()
    master.post(f"/partners/{stage.world.tenant_id}/deactivate", id=str(new_id()))
    for level in ("client", "event"):
        assert refusal(master.patch(stage.paths[level], corner_radius=4)) == (403, "partner_inactive")
        assert refusal(stage.send(level, png(), master)) == (403, "partner_inactive")
    assert master.patch(stage.paths["partner"], corner_radius=4).status_code == 200
    master.delete(f"/partners/{stage.world.tenant_id}", id=str(new_id()), confirm="A Partner")
    assert refusal(master.patch(stage.paths["partner"], corner_radius=8)) == (403, "partner_inactive")
    assert (Event.objects.get(id=stage.event.id).corner_radius, Client.objects.get().corner_radius) == (
        None,
        None,
    )
