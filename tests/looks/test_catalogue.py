"""The packs that a new platform starts with."""

import re
from dataclasses import FrozenInstanceError

import pytest

import looks
from looks.catalogue import PACKS, Language

STYLES = [style for pack in PACKS for style in pack.styles]


def test_every_look_is_shown_by_one_style() -> None:
    assert len(PACKS) >= 6
    assert sorted(style.look for style in STYLES) == sorted(looks.names())


def test_two_packs_are_premium_and_one_style_is_a_bargain() -> None:
    assert sum(pack.premium for pack in PACKS) == 2
    assert all(style.premium for pack in PACKS if pack.premium for style in pack.styles)
    assert [style.price for style in STYLES if style.price is not None and not style.premium] == [50]
    assert all(style.price in (None, 150) for style in STYLES if style.premium)


def test_addresses_are_plain_and_unique() -> None:
    for kind in (PACKS, STYLES):
        slugs = [design.slug for design in kind]
        assert len(set(slugs)) == len(slugs)
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)


@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_names_are_unique_and_short_in_every_language(language: Language) -> None:
    for kind in (PACKS, STYLES):
        names = [design.name[language] for design in kind]
        assert len({name.casefold() for name in names}) == len(names)
        assert all(2 <= len(name.strip()) <= 24 and name == name.strip() for name in names)


def test_designs_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        PACKS[0].slug = "other"  # type: ignore[misc]
