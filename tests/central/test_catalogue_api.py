"""M8: masters make, edit and order packs and styles; booths that show them hear of it, no others do."""

import hashlib
from typing import Any

import pytest

from central.blobs import store
from central.blobs.models import Holding
from central.catalogue.grants import Named, allow_client, grant, grant_all
from central.catalogue.install import install
from central.catalogue.models import Pack, Style
from central.catalogue.offers import offer_only
from central.changefeed.models import Change
from central.events import lifecycle
from central.generations import attempts
from central.generations.models import Generation
from contract.ids import new_id
from tests.central.persons import Person, a_buyer, a_client, a_master, refusal
from tests.central.pictures import jpeg, jpeg_with_gps
from tests.central.world import APPLIED, Booth, World

pytestmark = pytest.mark.usefixtures("database")
NAME = {"es": "Cine mudo", "en": "Silent film", "pt": "Cinema mudo"}


@pytest.fixture
def master() -> Person:
    install()
    return a_master()


def pack_called(slug: str) -> Pack:
    return Pack.objects.get(slug=slug)


def style_called(slug: str) -> Style:
    return Style.objects.get(slug=slug)


def a_style(**changes: Any) -> dict[str, Any]:
    usual = {"id": str(new_id()), "pack_id": str(pack_called("darkroom").id), "look": "noir", "name": NAME}
    return usual | changes


def shown_to(booth: Booth) -> dict[str, dict[str, Any]]:
    packs = booth.client.get("/api/v1/kiosk/config").json()["packs"]
    return {style["slug"]: style for pack in packs for style in pack["styles"]}


class Listener:
    """A booth, and what it has heard since it was last asked."""

    def __init__(self, booth: Booth) -> None:
        self.booth, self.cursor = booth, booth.sync()["cursor"]

    def heard(self) -> bool:
        answer = self.booth.sync(cursor=self.cursor)
        self.cursor = answer["cursor"]
        return "config" in {change["kind"] for change in answer["changes"]}


def test_a_master_makes_a_pack_and_a_style_that_partners_then_offer(master: Person, world: World) -> None:
    made = master.post("/catalogue/packs", id=str(new_id()), name=NAME, premium=True, for_users=False)
    assert (made.status_code, made.json()["slug"], made.json()["position"]) == (201, "cine-mudo", 6)
    body = a_style(
        pack_id=made.json()["id"], price=250, premium=True, prompt="a silent film", needs_internet=False
    )
    style = master.post("/catalogue/styles", **body)
    assert style.status_code == 201
    assert style.json()["sample_sha256"] == style_called("noir").sample_sha256
    assert style.json()["name"] == NAME
    [*_, last] = master.get("/catalogue/packs").json()
    assert (last["id"], last["styles"]) == (made.json()["id"], [style.json()])
    booth = world.booth(world.event())
    assert "cine-mudo" not in shown_to(booth)
    grant(world.tenant_id, [pack_called("cine-mudo").id])
    shown = shown_to(booth)["cine-mudo"]
    assert (shown["price"], shown["premium"], shown["needs_internet"]) == (250, True, False)
    assert "cine-mudo" not in str(a_buyer().get("/packs").json()), "it is not for users"


def test_an_edit_reaches_every_booth_that_shows_it_and_no_other(master: Person) -> None:
    worlds = [World(f"partner-{number}") for number in range(4)]
    everything, named, others, ungranted = worlds
    for world in (everything, named, others):
        grant_all(world.tenant_id)
    events = {world.tenant_id: world.event() for world in worlds}
    offer_only(events[named.tenant_id], styles=[style_called("noir").id])
    offer_only(events[others.tenant_id], packs=[pack_called("party").id])
    closed = everything.event(name="Cerrada")
    told = [Listener(world.booth(events[world.tenant_id])) for world in (everything, named)]
    untold = [Listener(world.booth(events[world.tenant_id])) for world in (others, ungranted)]
    untold += [Listener(everything.booth(closed)), Listener(everything.booth())]
    lifecycle.close(closed, "test")
    for path, change in (
        (f"/catalogue/styles/{style_called('noir').id}", {"price": 170}),
        (f"/catalogue/packs/{pack_called('darkroom').id}", {"name": NAME}),
    ):
        answer = master.patch(path, **change)
        assert answer.status_code == 200, answer.content
        assert [booth.heard() for booth in told] == [True, True]
        assert [booth.heard() for booth in untold] == [False] * 4
    assert {shown_to(listener.booth)["noir"]["price"] for listener in told} == {170}


def test_what_was_promised_before_an_edit_is_kept_and_made_by_the_new_look(master: Person) -> None:
    world = World("partner-1")
    grant_all(world.tenant_id)
    event, noir = world.event(), style_called("noir")
    booth = world.booth(event)
    assert shown_to(booth)["noir"]["price"] == 100
    path = f"/catalogue/styles/{noir.id}"
    assert master.patch(path, price=300, look="ink", active=False).status_code == 200
    assert booth.fates(booth.request_op(event, noir, price=100)) == [APPLIED]
    assert "noir" not in shown_to(booth)
    attempts.make(world.tenant_id, Generation.objects.get().id)
    assert master.patch(path, price=None, active=True).json()["price"] is None
    assert shown_to(booth)["noir"]["price"] == 100


def test_a_patch_changes_what_it_names_and_nothing_else(master: Person) -> None:
    noir = style_called("noir")
    path = f"/catalogue/styles/{noir.id}"
    before = master.patch(path).json()
    moved = master.patch(path, pack_id=str(pack_called("party").id), slug="blanco-y-negro").json()
    assert moved == before | {"pack_id": str(pack_called("party").id), "slug": "blanco-y-negro"}
    pack = f"/catalogue/packs/{pack_called('party').id}"
    assert master.patch(pack, for_users=False).json()["for_users"] is False


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"look": "nonesuch"}, (422, "invalid")),
        ({"provider": "nobody"}, (422, "invalid")),
        ({"price": -1}, (422, "invalid")),
        ({"price": 1_000_001}, (422, "invalid")),
        ({"prompt": "\x00"}, (422, "invalid")),
        ({"name": {"es": ""}}, (422, "invalid")),
        ({"look": None}, (422, "invalid")),
        ({"active": None}, (422, "invalid")),
        ({"colour": "red"}, (422, "invalid")),
        ({"slug": "Noir !"}, (422, "invalid")),
        ({"slug": "golden"}, (409, "conflict")),
        ({"pack_id": str(new_id())}, (404, "not_found")),
    ],
)
def test_what_cannot_be_is_refused(master: Person, change: dict[str, Any], expected: tuple[int, str]) -> None:
    before = list(Style.objects.order_by("id").values())
    path = f"/catalogue/styles/{style_called('noir').id}"
    assert refusal(master.patch(path, **change)) == expected
    if "active" not in change:
        assert refusal(master.post("/catalogue/styles", **a_style(**change))) == expected
    assert list(Style.objects.order_by("id").values()) == before


def test_packs_and_styles_are_shown_in_the_order_that_a_master_gives(master: Person) -> None:
    packs = [pack["id"] for pack in master.get("/catalogue/packs").json()]
    reordered = master.put("/catalogue/order", packs=packs[::-1]).json()
    assert [pack["id"] for pack in reordered] == packs[::-1]
    pack = reordered[0]
    styles = [style["id"] for style in pack["styles"]]
    path = f"/catalogue/packs/{pack['id']}/order"
    assert [style["id"] for style in master.put(path, styles=styles[::-1]).json()["styles"]] == styles[::-1]
    for wrong in (styles[1:], [*styles, styles[0]], [str(new_id()), *styles[1:]]):
        assert refusal(master.put(path, styles=wrong)) == (422, "invalid")


def test_a_new_order_of_many_packs_is_one_change_for_a_booth(master: Person) -> None:
    world = World("partner-1")
    grant_all(world.tenant_id)
    world.booth(world.event())
    before = Change.objects.count()
    packs = [pack["id"] for pack in master.get("/catalogue/packs").json()]
    assert master.put("/catalogue/order", packs=packs[::-1]).status_code == 200
    assert len(packs) > 1
    assert Change.objects.count() == before + 1


def put_sample(person: Person, style: Style, picture: bytes) -> Any:
    path = f"/api/v1/catalogue/styles/{style.id}/sample"
    return person.browser.put(path, picture, content_type="application/octet-stream")


def test_a_sample_is_checked_stripped_and_shown_to_booths(master: Person) -> None:
    world = World("partner-1")
    grant_all(world.tenant_id)
    listener, noir = Listener(world.booth(world.event())), style_called("noir")
    answer = put_sample(master, noir, jpeg_with_gps())
    assert answer.status_code == 200, answer.content
    sha256 = answer.json()["sample_sha256"]
    kept = store.read(sha256)
    assert hashlib.sha256(kept).hexdigest() == sha256 != noir.sample_sha256
    assert b"Secret" not in kept
    assert b"secret" not in kept
    assert listener.heard()
    assert shown_to(listener.booth)["noir"]["sample_sha256"] == sha256
    assert store.is_kept(noir.sample_sha256), "booths that have not heard still fetch it"
    assert a_buyer().get(f"/catalogue/samples/{sha256}").content == kept
    assert refusal(put_sample(master, noir, b"no picture")) == (415, "not_a_picture")
    assert refusal(put_sample(master, noir, jpeg(40, 40))) == (422, "too_small")
    assert style_called("noir").sample_sha256 == sha256


def test_only_samples_are_shown_and_nothing_else_of_the_platforms(master: Person) -> None:
    held = Holding.objects.get(sha256=style_called("noir").sample_sha256)
    Holding.objects.filter(id=held.id).update(purpose="logo")
    assert refusal(a_buyer().get(f"/catalogue/samples/{held.sha256}")) == (404, "not_found")


def test_owners_of_events_see_what_they_can_offer_and_clients_no_price(
    master: Person, world: World, partner: Person
) -> None:
    host, client = a_client(world.tenant_id)
    _, stranger = a_client(World("other").tenant_id)
    darkroom, golden = pack_called("darkroom"), style_called("golden")
    grant_all(world.tenant_id)
    allow_client(world.tenant_id, client.id, Named(frozenset({darkroom.id}), frozenset({golden.id})))
    own = host.get("/usable-packs").json()
    assert [[style["slug"] for style in pack["styles"]] for pack in own] == [
        ["golden"], ["noir", "silver", "vintage", "instant"],
    ]  # fmt: skip
    assert {style["price"] for pack in own for style in pack["styles"]} == {None}
    theirs = partner.get("/usable-packs", client_id=str(client.id)).json()
    assert [pack["id"] for pack in theirs] == [pack["id"] for pack in own]
    assert {style["price"] for pack in theirs for style in pack["styles"]} == {100}
    assert len(partner.get("/usable-packs").json()) == 7, "and its own"
    assert refusal(partner.get("/usable-packs", client_id=str(stranger.id))) == (404, "not_found")
    assert refusal(host.get("/catalogue/packs")) == (403, "forbidden")
    assert refusal(partner.patch(f"/catalogue/styles/{golden.id}", price=1)) == (403, "forbidden")
