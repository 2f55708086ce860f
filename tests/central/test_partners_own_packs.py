"""M8: packs that were left to a partner as its own are the master's to edit and to retire, like others."""

from typing import Any
from uuid import UUID

import pytest

from central.blobs.holdings import Holder, keep_made
from central.blobs.models import Purpose
from central.catalogue.install import install
from central.catalogue.models import Pack, Style
from central.tenants.models import AuditEntry
from contract.ids import new_id
from tests.central.persons import a_buyer, a_master, a_partner, refusal
from tests.central.pictures import jpeg
from tests.central.test_catalogue_api import Listener, put_sample, shown_to
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
NAME = {"es": "Del socio", "en": "", "pt": ""}


class Stage:
    """A partner with a pack of its own, of two styles, and another one with another."""

    def __init__(self) -> None:
        install()
        self.master = a_master()
        self.world, self.other = World("partner-1"), World("partner-2")
        self.pack, self.styles = self.own(self.world, "own")
        self.others, _ = self.own(self.other, "own")
        self.booth = Listener(self.world.booth(self.world.event()))
        self.elsewhere = Listener(self.other.booth(self.other.event()))

    def own(self, world: World, slug: str) -> tuple[Pack, list[Style]]:
        pack = Pack.objects.create(tenant_id=world.tenant_id, slug=slug, name_es="Propio", for_users=False)
        sample = keep_made(Holder(world.tenant_id), Purpose.SAMPLE, jpeg(300, 400, seed=len(slug)))
        return pack, [
            Style.objects.create(
                tenant_id=world.tenant_id, pack_id=pack.id, slug=f"{slug}-{number}", name_es="Estilo",
                look="noir", sample_sha256=sample, position=number,
            )
            for number in range(2)
        ]  # fmt: skip

    def listed(self, **query: Any) -> dict[UUID, Any]:
        answer = self.master.get("/catalogue/partner-packs", **query)
        assert answer.status_code == 200, answer.content
        return {UUID(pack["id"]): pack for pack in answer.json()["items"]}


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_master_sees_whose_they_are(stage: Stage) -> None:
    mine = {stage.world.tenant_id, stage.other.tenant_id}
    assert {UUID(pack["partner_id"]) for pack in stage.listed().values()} >= mine
    shown = stage.listed(partner_id=str(stage.world.tenant_id))[stage.pack.id]
    assert shown["partner_id"] == str(stage.world.tenant_id)
    assert [style["slug"] for style in shown["styles"]] == ["own-0", "own-1"]
    assert stage.others.id not in stage.listed(partner_id=str(stage.world.tenant_id))
    platforms = stage.master.get("/catalogue/packs").json()
    assert {pack["partner_id"] for pack in platforms} == {None}
    for nobody in (a_partner(stage.world.tenant_id), a_buyer()):
        assert refusal(nobody.get("/catalogue/partner-packs")) == (403, "forbidden")


def test_one_is_edited_and_retired_and_its_partners_booths_hear_of_it(stage: Stage) -> None:
    path = f"/catalogue/packs/{stage.pack.id}"
    assert "own-0" in shown_to(stage.booth.booth)
    edited = stage.master.patch(path, name=NAME, slug="del-socio")
    assert (edited.status_code, edited.json()["name"]) == (200, NAME)
    assert (stage.booth.heard(), stage.elsewhere.heard()) == (True, False)
    assert stage.master.patch(path, active=False).json()["active"] is False
    assert stage.booth.heard()
    assert "own-0" not in shown_to(stage.booth.booth)
    assert stage.master.patch(path, active=True).status_code == 200
    assert "own-0" in shown_to(stage.booth.booth)
    assert "own-0" in shown_to(stage.elsewhere.booth)


def test_so_are_its_styles_their_order_and_their_samples(stage: Stage) -> None:
    first, second = stage.styles
    priced = stage.master.patch(f"/catalogue/styles/{first.id}", price=170, look="ink")
    assert (priced.status_code, priced.json()["price"]) == (200, 170)
    assert stage.booth.heard()
    assert shown_to(stage.booth.booth)["own-0"]["price"] == 170
    order = {"styles": [str(second.id), str(first.id)]}
    turned = stage.master.put(f"/catalogue/packs/{stage.pack.id}/order", **order)
    assert [style["slug"] for style in turned.json()["styles"]] == ["own-1", "own-0"]
    sampled = put_sample(stage.master, first, jpeg(900, 1200, seed=5))
    assert sampled.status_code == 200, sampled.content
    sha256 = sampled.json()["sample_sha256"]
    assert shown_to(stage.booth.booth)["own-0"]["sample_sha256"] == sha256
    assert stage.booth.booth.client.get(f"/api/v1/blobs/{sha256}").getvalue()[:2] == b"\xff\xd8"
    body = {"id": str(new_id()), "pack_id": str(stage.pack.id), "look": "comic", "name": NAME}
    made = stage.master.post("/catalogue/styles", **body)
    assert made.status_code == 201, made.content
    assert made.json()["slug"] in shown_to(stage.booth.booth)
    assert made.json()["slug"] not in shown_to(stage.elsewhere.booth)


def test_a_style_stays_with_whoever_has_it(stage: Stage) -> None:
    """Another partner's pack, or the platform's, would show it to others, and take it from its partner."""
    platforms = stage.master.get("/catalogue/packs").json()[0]
    first = stage.styles[0]
    for pack_id in (str(stage.others.id), platforms["id"]):
        moved = stage.master.patch(f"/catalogue/styles/{first.id}", pack_id=pack_id)
        assert refusal(moved) == (404, "not_found")
    moved = stage.master.patch(
        f"/catalogue/styles/{platforms['styles'][0]['id']}", pack_id=str(stage.pack.id)
    )
    assert refusal(moved) == (404, "not_found")
    wrong = [pack["id"] for pack in stage.master.get("/catalogue/packs").json()] + [str(stage.pack.id)]
    assert refusal(stage.master.put("/catalogue/order", packs=wrong)) == (422, "invalid")


def test_samples_are_shown_to_masters_and_to_the_partner_whose_they_are(stage: Stage) -> None:
    path = f"/catalogue/samples/{stage.styles[0].sample_sha256}"
    for person in (stage.master, a_partner(stage.world.tenant_id)):
        assert person.get(path).status_code == 200
    own = keep_made(Holder(stage.world.tenant_id), Purpose.SAMPLE, jpeg(310, 400, seed=77))
    assert stage.master.get(f"/catalogue/samples/{own}").status_code == 200
    stranger = a_partner(stage.other.tenant_id)
    assert refusal(stranger.get(f"/catalogue/samples/{own}")) == (404, "not_found")


def test_the_partner_reads_in_its_log_what_was_done_to_its_pack(stage: Stage) -> None:
    stage.master.patch(f"/catalogue/packs/{stage.pack.id}", active=False)
    entry = AuditEntry.objects.get(subject_id=stage.pack.id)
    assert (entry.tenant_id, entry.changes) == (stage.world.tenant_id, {"active": [True, False]})
