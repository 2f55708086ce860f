"""Where a picture is made, whether it can be paid, and whether there is anything to choose."""

import pytest

from contract.config import ConfigPack, ConfigStyle, Localized, PrintLayout
from kiosk.domain.model import Link, SyncStatus
from kiosk.styles.catalogue import Catalogue, Cover, Delivery, cover, delivery, given_choice
from tests.kiosk.worlds import named, style

PAID = SyncStatus(link=Link.ONLINE, lease_left=150)


@pytest.mark.parametrize(
    ("needs_internet", "online", "expected"),
    [
        (False, True, Delivery.HERE),
        (False, False, Delivery.HERE),
        (True, True, Delivery.ONLINE),
        (True, False, Delivery.LATER),
    ],
)
def test_what_a_style_needs(needs_internet: bool, online: bool, expected: Delivery) -> None:
    chosen = style("ink").model_copy(update={"needs_internet": needs_internet})
    assert delivery(chosen, online) is expected


@pytest.mark.parametrize(
    ("link", "lease_left", "pool", "expected"),
    [
        (Link.ONLINE, 150, 0, Cover.SURE),
        (Link.ONLINE, 149, 150, Cover.SURE),
        (Link.ONLINE, 149, 149, Cover.SHORT),
        (Link.ONLINE, 0, 0, Cover.SHORT),
        (Link.ONLINE, 0, None, Cover.SURE),
        (Link.OFFLINE, 150, 0, Cover.SURE),
        (Link.OFFLINE, 149, 1000, Cover.UNSURE),
        (Link.UNKNOWN, 0, None, Cover.UNSURE),
        (Link.REFUSED, 0, 1000, Cover.UNSURE),
    ],
)
def test_a_picture_is_covered_by_the_lease_or_by_a_pool_that_can_be_asked(
    link: Link, lease_left: int, pool: int | None, expected: Cover
) -> None:
    asked = SyncStatus(link=link, lease_left=lease_left, pool=pool)
    assert cover(style("oil", price=150), asked) is expected


def _catalogue(*styles: ConfigStyle, layouts: tuple[PrintLayout, ...] = (PrintLayout.SINGLE,)) -> Catalogue:
    packs = tuple(
        ConfigPack(id=named(name), slug=name, name=Localized(es=name), styles=styles) for name in "ab"
    )
    return Catalogue(packs, layouts)


def test_one_style_and_one_layout_leave_nothing_to_ask() -> None:
    ink = style("ink")
    assert given_choice(_catalogue(ink), PAID) == (ink, PrintLayout.SINGLE)
    assert given_choice(_catalogue(ink, style("oil")), PAID) is None
    assert given_choice(_catalogue(ink, layouts=tuple(PrintLayout)), PAID) is None
    assert given_choice(_catalogue(), PAID) is None
    assert given_choice(_catalogue(ink), SyncStatus(link=Link.ONLINE, pool=0)) is None, "it is said first"
