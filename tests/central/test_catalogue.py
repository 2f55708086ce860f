"""Packs, styles, samples and prices (C1), and what an event offers of them."""

import io
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from PIL import Image

import looks
from central.blobs import store
from central.blobs.models import Holding
from central.catalogue.errors import NoSuchPack, NoSuchStyle
from central.catalogue.grants import Named, allow_client, grant, grant_all
from central.catalogue.install import install
from central.catalogue.lookup import style_asked_for
from central.catalogue.models import FormerStyle, Pack, Style
from central.catalogue.offers import offer_only, offered_styles
from central.catalogue.prices import cheapest_price, cheapest_prices
from central.catalogue.snapshot import packs_for
from central.tenants.models import PLATFORM_ID
from contract.config import ConfigStyle
from contract.ids import new_id
from looks.catalogue import PACKS

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True)
class Party:
    """As much of an event as the catalogue must know."""

    tenant_id: UUID
    photo_price: int | None = None
    client_id: UUID | None = None
    photo_price_percent: int = 0
    id: UUID = field(default_factory=new_id)


@pytest.fixture
def tenant(database: str) -> UUID:
    """A partner that may use everything that a new platform has."""
    install()
    return a_partner()


def a_partner() -> UUID:
    tenant_id = new_id()
    grant_all(tenant_id)
    return tenant_id


def styles_of(party: Party) -> dict[str, ConfigStyle]:
    return {style.slug: style for pack in packs_for(party) for style in pack.styles}


def ids_of(rows: "QuerySet[Style]") -> list[UUID]:
    return list(rows.values_list("id", flat=True))


def offered_to(party: Party) -> set[UUID]:
    return {style.id for style in offered_styles(party)}


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
    before = list(Style.objects.values_list("id", "slug", "sample_sha256"))
    Pack.objects.filter(slug="party").update(name_es="Mi fiesta")
    install()
    assert list(Style.objects.values_list("id", "slug", "sample_sha256")) == before
    assert Pack.objects.get(slug="party").name_es == "Mi fiesta"


def test_a_lost_sample_is_made_again(tenant: UUID) -> None:
    style = Style.objects.earliest("position")
    store.discard(style.sample_sha256)
    install()
    assert store.is_kept(Style.objects.get(id=style.id).sample_sha256)


def test_all_partners_have_the_platforms_catalogue_and_no_copy_of_it(tenant: UUID) -> None:
    other = a_partner()
    assert offered_to(Party(tenant)) == offered_to(Party(other)) == set(ids_of(Style.objects.all()))
    assert Style.objects.count() == Holding.objects.count() == len(looks.names())
    assert {style.tenant_id for style in Style.objects.all()} == {PLATFORM_ID}
    Style.objects.filter(slug="noir").update(price=70)
    assert {styles_of(Party(each))["noir"].price for each in (tenant, other)} == {70}


def test_a_partner_may_use_what_it_was_granted_and_what_is_its_own(tenant: UUID) -> None:
    darkroom = Pack.objects.get(slug="darkroom")
    own = Pack.objects.create(tenant_id=tenant, slug="darkroom", name_es="Mío")
    mine = Style.objects.create(
        tenant_id=tenant, pack_id=own.id, slug="noir", name_es="Mío", look="noir", sample_sha256="0" * 64
    )
    grant(tenant, [darkroom.id])
    theirs = set(ids_of(Style.objects.filter(pack_id=darkroom.id)))
    assert offered_to(Party(tenant)) == theirs | {mine.id}
    assert [pack.id for pack in packs_for(Party(tenant))] == [own.id, darkroom.id]
    assert mine.id not in offered_to(Party(a_partner())), "another partner's is nobody else's"
    with pytest.raises(NoSuchPack):
        grant(tenant, [darkroom.id, own.id])
    assert offered_to(Party(tenant)) == theirs | {mine.id}, "nothing has changed"


def test_a_client_may_use_what_its_partner_says_and_as_long_as_its_partner_may(tenant: UUID) -> None:
    client, other = new_id(), new_id()
    party, darkroom = Pack.objects.get(slug="party"), Pack.objects.get(slug="darkroom")
    inside, outside = ids_of(Style.objects.filter(pack_id=party.id).order_by("position"))[:2]
    allow_client(tenant, client, Named(frozenset({darkroom.id}), frozenset({inside})))
    theirs = {*ids_of(Style.objects.filter(pack_id=darkroom.id)), inside}
    event = Party(tenant, client_id=client)
    assert offered_to(event) == theirs
    assert len(offered_to(Party(tenant, client_id=other))) == len(looks.names())
    offer_only(event, styles=[inside])
    assert offered_to(event) == {inside}
    for packs, styles in (((party.id,), ()), ((), (outside,))):
        with pytest.raises((NoSuchPack, NoSuchStyle)):
            offer_only(event, packs, styles)
    offer_only(event)
    grant(tenant, [darkroom.id])
    assert offered_to(event) == theirs - {inside}
    grant(tenant, [party.id])
    allow_client(tenant, client, Named(frozenset({party.id})))
    grant(tenant, [darkroom.id])
    assert not offered_to(event), "what is left of nothing is not everything"


def test_nobody_is_allowed_what_their_partner_may_not_use(tenant: UUID) -> None:
    darkroom, party = Pack.objects.get(slug="darkroom"), Pack.objects.get(slug="party")
    grant(tenant, [darkroom.id])
    foreign = Style.objects.filter(pack_id=party.id).earliest("position")
    for things in (Named(packs=frozenset({party.id})), Named(styles=frozenset({foreign.id}))):
        with pytest.raises((NoSuchPack, NoSuchStyle)):
            allow_client(tenant, new_id(), things)
        with pytest.raises((NoSuchPack, NoSuchStyle)):
            offer_only(Party(tenant), things.packs, things.styles)


def test_prices_are_the_events_else_the_styles_else_the_platforms(tenant: UUID) -> None:
    usual = styles_of(Party(tenant))
    assert {style.price for style in usual.values()} == {50, 100, 150}
    assert all(style.price == 150 for style in usual.values() if style.premium)
    assert any(style.premium for style in usual.values())
    assert {style.price for style in styles_of(Party(tenant, photo_price=1)).values()} == {1}
    assert {style.price for style in styles_of(Party(tenant, photo_price=0)).values()} == {0}


def test_an_event_offers_whole_packs_and_single_styles(tenant: UUID) -> None:
    party = Party(tenant)
    pack = Pack.objects.get(slug="darkroom")
    single = Style.objects.exclude(pack_id=pack.id).earliest("position")
    offer_only(party, packs=[pack.id], styles=[single.id])
    assert [len(each.styles) for each in packs_for(party)] == [1, 4]
    assert offered_to(party) == {style.id for style in styles_of(party).values()}
    offer_only(party)
    assert len(styles_of(party)) == len(looks.names())


@pytest.mark.parametrize("photo_price", [None, 0, 70])
def test_the_cheapest_price_is_that_of_the_snapshot(tenant: UUID, photo_price: int | None) -> None:
    party = Party(tenant, photo_price)
    assert cheapest_price(party) == min(style.price for style in styles_of(party).values())
    dear = Style.objects.filter(price=150).first()
    assert dear is not None
    offer_only(party, styles=[dear.id])
    assert cheapest_price(party) == (150 if photo_price is None else photo_price)
    Style.objects.filter(id=dear.id).update(active=False)
    assert (cheapest_price(party), packs_for(party)) == (0, ())


def test_what_is_not_active_is_not_offered(tenant: UUID) -> None:
    darkroom = Pack.objects.get(slug="darkroom")
    Pack.objects.filter(id=darkroom.id).update(active=False)
    gone = Style.objects.exclude(pack_id=darkroom.id).earliest("position")
    Style.objects.filter(id=gone.id).update(active=False)
    left = len(looks.names()) - 4 - 1
    assert len(styles_of(Party(tenant))) == len(offered_to(Party(tenant))) == left


def test_who_was_granted_nothing_offers_nothing(tenant: UUID) -> None:
    assert packs_for(Party(new_id())) == ()


def test_events_are_offered_their_own_whatever_ids_they_share(tenant: UUID) -> None:
    """An event's id is its maker's choice, so another tenant may have one of the same id."""
    other = a_partner()
    plain, chosen, twin = Party(tenant), Party(tenant, id=new_id()), Party(other)
    shared = Party(other, id=chosen.id)
    [dear, *_] = Style.objects.filter(price=150)
    offer_only(chosen, styles=[dear.id])
    assert cheapest_prices([plain, chosen, twin, shared]) == [50, 150, 50, 50]
    assert cheapest_prices([]) == []


def test_what_events_offer_is_looked_up_for_all_of_them_at_once(tenant: UUID) -> None:
    others = [a_partner() for _ in range(3)]
    parties = [Party(each, client_id=new_id()) for each in (tenant, *others) for _ in range(5)]
    with CaptureQueriesContext(connection) as asked:
        cheapest_prices(parties)
    assert len(asked) == 4


def test_what_a_booth_asked_for_by_a_former_id_is_the_platforms_style(tenant: UUID) -> None:
    style, former = Style.objects.earliest("position"), new_id()
    FormerStyle.objects.create(tenant_id=tenant, id=former, style_id=style.id)
    for asked_for in (former, style.id):
        assert style_asked_for(tenant, asked_for) == style
    assert style_asked_for(new_id(), former) is None
