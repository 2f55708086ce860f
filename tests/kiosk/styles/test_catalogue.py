"""What the event offers, read from its snapshot."""

from uuid import uuid4

import pytest

from contract.config import ConfigPack, Localized, PrintLayout
from kiosk.styles.catalogue import Catalogue, catalogue_of
from tests.kiosk.worlds import config, named, style


def pack(slug: str, *styles: str) -> ConfigPack:
    return ConfigPack(
        id=named(slug), slug=slug, name=Localized(es=slug), styles=tuple(style(name) for name in styles)
    )


PACKS = (pack("first", "ink", "oil", "neon"), pack("empty"), pack("second", "pop"))


def test_without_a_snapshot_nothing_is_offered() -> None:
    nothing = catalogue_of(None)
    assert nothing == Catalogue() and nothing.is_empty
    assert nothing.style(named("ink")) is None
    assert not nothing.offers(named("ink"), PrintLayout.SINGLE)


def test_packs_without_styles_offer_nothing() -> None:
    assert catalogue_of(config(packs=(pack("empty"),))).is_empty
    assert not catalogue_of(config(packs=PACKS)).is_empty


def test_a_style_is_found_in_any_pack_with_the_price_that_is_charged() -> None:
    offered = catalogue_of(config()).style(named("oil"))
    assert offered is not None and (offered.slug, offered.price) == ("oil", 150)
    assert catalogue_of(config(packs=PACKS)).style(named("pop")) is not None


@pytest.mark.parametrize("style_id", [None, uuid4()])
def test_a_style_that_left_the_event_is_not_found(style_id) -> None:
    assert catalogue_of(config(packs=PACKS)).style(style_id) is None


@pytest.mark.parametrize("layout", list(PrintLayout))
def test_a_style_goes_with_the_events_layouts_only(layout: PrintLayout) -> None:
    strips = catalogue_of(config(layouts=(PrintLayout.STRIP,)))
    assert strips.offers(named("ink"), layout) is (layout is PrintLayout.STRIP)
    assert not strips.offers(named("gone"), layout)


@pytest.mark.parametrize(
    ("layouts", "usual"),
    [
        ((PrintLayout.STRIP, PrintLayout.SINGLE), PrintLayout.SINGLE),
        ((PrintLayout.STRIP,), PrintLayout.STRIP),
    ],
)
def test_a_guest_begins_with_a_single_portrait_where_there_is_one(layouts, usual) -> None:
    assert catalogue_of(config(layouts=layouts)).usual_layout is usual


def test_mixed_takes_one_of_each_pack_in_turn() -> None:
    assert [each.slug for each in catalogue_of(config(packs=PACKS)).mixed()] == ["ink", "pop", "oil", "neon"]
