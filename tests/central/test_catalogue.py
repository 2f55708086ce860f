"""Packs, styles, samples and prices (C1), and what an event offers of them."""

import io
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from PIL import Image

import looks
from central.blobs import store
from central.blobs.models import Holding
from central.catalogue.install import install
from central.catalogue.models import Pack, Style
from central.catalogue.offers import offer_only, offered_styles
from central.catalogue.prices import cheapest_price, cheapest_prices
from central.catalogue.snapshot import packs_for
from contract.config import ConfigStyle
from contract.ids import new_id
from looks.catalogue import PACKS

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True)
class Party:
    """As much of an event as the catalogue must know."""

    tenant_id: UUID
    photo_price: int | None = None
    photo_price_percent: int = 0
    id: UUID = field(default_factory=new_id)


@pytest.fixture
def tenant(database: str) -> UUID:
    tenant_id = new_id()
    install(tenant_id)
    return tenant_id


def styles_of(party: Party) -> dict[str, ConfigStyle]:
    return {style.slug: style for pack in packs_for(party) for style in pack.styles}


def offered_to(party: Party) -> set[UUID]:
    return {style.id for style in offered_styles(party.tenant_id, [party.id])[party.id]}


def test_a_new_platform_has_every_look_in_packs_and_three_languages(tenant: UUID) -> None:
    packs = packs_for(Party(tenant))
    assert [len(pack.styles) for pack in packs] == [len(pack.styles) for pack in PACKS]
    styles = [style for pack in packs for style in pack.styles]
    assert sorted(style.look for style in styles) == sorted(looks.names())
    for name in (*(pack.name for pack in packs), *(style.name for style in styles)):
        assert name.es and name.en and name.pt


def test_every_style_has_a_sample_of_its_own(tenant: UUID) -> None:
    samples = [style.sample_sha256 for style in styles_of(Party(tenant)).values()]
    assert len(set(samples)) == len(looks.names())
    for sha256 in samples:
        with Image.open(io.BytesIO(store.read(sha256))) as picture:
            assert (picture.format, picture.size) == ("JPEG", (720, 960))


def test_installing_again_changes_nothing_and_keeps_what_people_edited(tenant: UUID) -> None:
    before = list(Style.objects.filter(tenant_id=tenant).values_list("id", "slug", "sample_sha256"))
    Pack.objects.filter(tenant_id=tenant, slug="party").update(name_es="Mi fiesta")
    install(tenant)
    assert list(Style.objects.filter(tenant_id=tenant).values_list("id", "slug", "sample_sha256")) == before
    assert Pack.objects.get(tenant_id=tenant, slug="party").name_es == "Mi fiesta"


def test_a_lost_sample_is_made_again(tenant: UUID) -> None:
    style = Style.objects.filter(tenant_id=tenant).earliest("position")
    store.discard(style.sample_sha256)
    install(tenant)
    assert store.is_kept(Style.objects.get(tenant_id=tenant, id=style.id).sample_sha256)


def test_every_tenant_has_a_catalogue_of_its_own(tenant: UUID) -> None:
    other = new_id()
    install(other)
    ids = [set(Style.objects.filter(tenant_id=each).values_list("id", flat=True)) for each in (tenant, other)]
    assert not ids[0] & ids[1]
    assert Holding.objects.filter(tenant_id=other).count() == len(looks.names())


def test_prices_are_the_events_else_the_styles_else_the_platforms(tenant: UUID) -> None:
    usual = styles_of(Party(tenant))
    assert {style.price for style in usual.values()} == {50, 100, 150}
    assert all(style.price == 150 for style in usual.values() if style.premium)
    assert any(style.premium for style in usual.values())
    assert {style.price for style in styles_of(Party(tenant, photo_price=1)).values()} == {1}
    assert {style.price for style in styles_of(Party(tenant, photo_price=0)).values()} == {0}


def test_an_event_offers_whole_packs_and_single_styles(tenant: UUID) -> None:
    party = Party(tenant)
    pack = Pack.objects.get(tenant_id=tenant, slug="darkroom")
    single = Style.objects.filter(tenant_id=tenant).exclude(pack_id=pack.id).earliest("position")
    offer_only(tenant, party.id, packs=[pack.id], styles=[single.id])
    assert [len(each.styles) for each in packs_for(party)] == [1, 4]
    assert offered_to(party) == {style.id for style in styles_of(party).values()}
    offer_only(tenant, party.id)
    assert len(styles_of(party)) == len(looks.names())


@pytest.mark.parametrize("photo_price", [None, 0, 70])
def test_the_cheapest_price_is_that_of_the_snapshot(tenant: UUID, photo_price: int | None) -> None:
    party = Party(tenant, photo_price)
    assert cheapest_price(party) == min(style.price for style in styles_of(party).values())
    dear = Style.objects.filter(tenant_id=tenant, price=150).first()
    assert dear is not None
    offer_only(tenant, party.id, styles=[dear.id])
    assert cheapest_price(party) == (150 if photo_price is None else photo_price)
    Style.objects.filter(tenant_id=tenant, id=dear.id).update(active=False)
    assert (cheapest_price(party), packs_for(party)) == (0, ())


def test_what_is_not_active_is_not_offered(tenant: UUID) -> None:
    tenant_id = new_id()
    install(tenant_id)
    Pack.objects.filter(tenant_id=tenant_id, slug="darkroom").update(active=False)
    gone = Style.objects.exclude(pack_id=Pack.objects.get(tenant_id=tenant_id, slug="darkroom").id)
    Style.objects.filter(
        tenant_id=tenant_id, id=gone.filter(tenant_id=tenant_id).earliest("position").id
    ).update(active=False)
    left = len(looks.names()) - 4 - 1
    assert len(styles_of(Party(tenant_id))) == len(offered_to(Party(tenant_id))) == left


def test_another_tenants_styles_are_not_offered(tenant: UUID) -> None:
    stranger = Party(new_id())
    assert packs_for(stranger) == ()
    offer_only(stranger.tenant_id, stranger.id, styles=offered_to(Party(tenant)))
    assert not offered_to(stranger)


def test_events_are_offered_their_own_whatever_ids_they_share(tenant: UUID) -> None:
    """An event's id is its maker's choice, so another tenant may have one of the same id."""
    other = new_id()
    install(other)
    plain, chosen, twin = Party(tenant), Party(tenant, id=new_id()), Party(other)
    shared = Party(other, id=chosen.id)
    [dear, *_] = Style.objects.filter(tenant_id=tenant, price=150)
    offer_only(tenant, chosen.id, styles=[dear.id])
    assert cheapest_prices([plain, chosen, twin, shared]) == [50, 150, 50, 50]
    assert cheapest_prices([]) == []
