"""Partners had copies of the platform's packs: they become grants, and nothing that named a copy is lost."""

from importlib import import_module
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, transaction

from central.blobs.holdings import Holder, hold
from central.blobs.models import Holding, Purpose
from central.catalogue.grants import granted_to
from central.catalogue.install import install
from central.catalogue.models import FormerStyle, Grant, Offer, Pack, Style
from central.catalogue.samples import readable_or_sample
from central.generations import attempts
from central.generations.models import Generation
from central.tenants.models import PLATFORM_ID
from contract.ids import new_id
from tests.central.world import APPLIED, Booth, World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def world() -> World:
    """A partner of old: with a copy of each pack, and each sample held once more."""
    world = World()
    install()
    Style.objects.filter(tenant_id=world.tenant_id).delete()
    Pack.objects.filter(tenant_id=world.tenant_id).delete()
    for pack in Pack.objects.filter(tenant_id=PLATFORM_ID):
        styles = list(Style.objects.filter(tenant_id=PLATFORM_ID, pack_id=pack.id))
        pack.tenant_id, pack.id = world.tenant_id, new_id()
        pack.save(force_insert=True)
        for style in styles:
            style.tenant_id, style.id, style.pack_id = world.tenant_id, new_id(), pack.id
            style.save(force_insert=True)
            facts = {"media_type": "image/jpeg", "size": 1}
            hold(Holder(world.tenant_id), style.sample_sha256, Purpose.SAMPLE, **facts)
    return world


def migrate() -> None:
    module = import_module("central.catalogue.migrations.0003_grants_instead_of_copies")
    with transaction.atomic():
        module.forward(apps, connection.schema_editor())


def style_of(tenant_id: UUID, slug: str) -> Style:
    return Style.objects.get(tenant_id=tenant_id, slug=slug)


def pack_of(tenant_id: UUID, slug: str) -> Pack:
    return Pack.objects.get(tenant_id=tenant_id, slug=slug)


def shown_to(booth: Booth) -> set[str]:
    packs = booth.client.get("/api/v1/kiosk/config").json()["packs"]
    return {style["id"] for pack in packs for style in pack["styles"]}


def test_copies_become_grants_and_their_offers_and_pictures_the_platforms(world: World) -> None:
    some, all_of_it = world.event(), world.event(name="Todo")
    noir, golden = style_of(world.tenant_id, "noir"), style_of(world.tenant_id, "golden")
    darkroom = pack_of(world.tenant_id, "darkroom")
    Offer.objects.create(tenant_id=world.tenant_id, event_id=some.id, pack_id=darkroom.id)
    Offer.objects.create(tenant_id=world.tenant_id, event_id=some.id, style_id=golden.id)
    booth, other = world.booth(some), world.booth(all_of_it)
    before = len(shown_to(booth))
    assert len(shown_to(other)) == Style.objects.filter(tenant_id=PLATFORM_ID).count()
    assert booth.fates(booth.request_op(some, noir)) == [APPLIED]
    migrate()
    present = style_of(PLATFORM_ID, "noir")
    assert Generation.objects.get().style_id == present.id
    assert not Style.objects.filter(tenant_id=world.tenant_id).exists()
    assert not Pack.objects.filter(tenant_id=world.tenant_id).exists()
    assert not Holding.objects.filter(tenant_id=world.tenant_id, purpose=Purpose.SAMPLE).exists()
    kept = Style.objects.filter(pack_id=pack_of(PLATFORM_ID, "darkroom").id)
    expected = {str(style.id) for style in (*kept, style_of(PLATFORM_ID, "golden"))}
    assert shown_to(booth) == expected
    assert len(expected) == before
    assert shown_to(other) == {str(style.id) for style in Style.objects.filter(tenant_id=PLATFORM_ID)}
    reader = Holder(world.tenant_id, some.id, booth.id)
    assert readable_or_sample(reader, present.sample_sha256).tenant_id == PLATFORM_ID


def test_what_a_booth_promised_of_a_copy_is_charged_and_made_of_the_platforms_style(world: World) -> None:
    event = world.event()
    booth, noir = world.booth(event), style_of(world.tenant_id, "noir")
    assert str(noir.id) in shown_to(booth)
    migrate()
    assert booth.fates(booth.request_op(event, noir)) == [APPLIED], "from before it has heard"
    assert str(noir.id) not in shown_to(booth)
    assert booth.fates(booth.request_op(event, noir)) == [APPLIED], "from its outbox, afterwards"
    first, second = Generation.objects.all()
    for generation in (first, second):
        attempts.make(world.tenant_id, generation.id)
        generation.refresh_from_db()
        assert generation.style_id == style_of(PLATFORM_ID, "noir").id


def test_a_pack_that_was_edited_stays_the_partners_own(world: World) -> None:
    Style.objects.filter(tenant_id=world.tenant_id, slug="noir").update(price=70)
    Pack.objects.filter(tenant_id=world.tenant_id, slug="party").update(name_es="Mi fiesta")
    Pack.objects.create(tenant_id=world.tenant_id, slug="own", name_es="Propio")
    noir, event = style_of(world.tenant_id, "noir"), world.event()
    booth = world.booth(event)
    count = len(shown_to(booth))
    migrate()
    own = Pack.objects.filter(tenant_id=world.tenant_id)
    assert set(own.values_list("slug", flat=True)) == {"darkroom", "party", "own"}
    others = Pack.objects.filter(tenant_id=PLATFORM_ID).exclude(slug__in=["darkroom", "party"])
    assert granted_to(world.tenant_id).packs == set(others.values_list("id", flat=True))
    assert str(noir.id) in shown_to(booth)
    assert len(shown_to(booth)) == count
    held = Holding.objects.filter(tenant_id=world.tenant_id, purpose=Purpose.SAMPLE)
    assert held.filter(sha256=noir.sample_sha256).exists()
    assert held.count() == 8


def test_a_partner_whose_styles_had_not_come_yet_is_granted_all_there_are(world: World) -> None:
    other = World("other")
    Style.objects.filter(tenant_id=other.tenant_id).delete()
    Pack.objects.filter(tenant_id=other.tenant_id).delete()
    inactive = Pack.objects.filter(tenant_id=PLATFORM_ID, slug="party")
    inactive.update(active=False)
    migrate()
    expected = set(Pack.objects.filter(tenant_id=PLATFORM_ID, active=True).values_list("id", flat=True))
    assert granted_to(other.tenant_id).packs == expected
    assert pack_of(world.tenant_id, "party").active, "it differs from the platform's now"


def test_a_platform_without_styles_leaves_everything_as_it_is(world: World) -> None:
    Style.objects.filter(tenant_id=PLATFORM_ID).delete()
    Pack.objects.filter(tenant_id=PLATFORM_ID).delete()
    before = set(Style.objects.values_list("tenant_id", "id"))
    migrate()
    assert set(Style.objects.values_list("tenant_id", "id")) == before
    assert not Grant.objects.exists()
    assert not FormerStyle.objects.exists()
