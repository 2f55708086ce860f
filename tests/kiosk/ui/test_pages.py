"""Every state of every screen holds its layout: sizes, languages, large text, and the longest names.

The two usual sizes go through every language. Of a size of the same shape as those, which differs by rounding
alone, one scene of each page is enough. With CABINA_LAYOUTS=all every size goes through everything.
"""

import os

import pytest
from PySide6.QtCore import QSize
from PySide6.QtQuick import QQuickItem

from contract.config import KioskConfig
from demo.examples import Pictures, example_config, example_scenes
from demo.strained import strained_config, strained_scenes
from kiosk.domain.model import Language
from kiosk.session.state import Screen
from tests.kiosk.ui.conftest import Glass, visible_items
from tests.kiosk.ui.layout import faults, is_text

OTHER_SIZES = {
    f"{width}x{height}": QSize(width, height)
    for width, height in ((768, 1366), (1024, 768), (1280, 800), (2160, 3840), (3840, 2160))
}
BOTH_TEXTS = pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
SAME_SHAPE = (9 / 16, 16 / 9)
EVERYTHING = os.environ.get("CABINA_LAYOUTS") == "all"
OTHER_LANGUAGES = list(Language) if EVERYTHING else [Language.PT]


@pytest.mark.slow
@BOTH_TEXTS
@pytest.mark.parametrize("language", list(Language))
def test_every_page_holds(glass: Glass, pictures: Pictures, language: Language, large: bool) -> None:
    found, texts = [], 0
    for name, scene in example_scenes(pictures, language, large):
        glass.show(scene)
        texts += sum(map(is_text, glass.items()))
        found += [f"{name}: {fault}" for fault in faults(glass, in_reach=large)]
    assert not found, "\n".join(found)
    assert texts > 200


@pytest.mark.slow
@BOTH_TEXTS
@pytest.mark.parametrize("language", OTHER_LANGUAGES)
@pytest.mark.parametrize("glass", list(OTHER_SIZES.values()), ids=list(OTHER_SIZES), indirect=True)
def test_every_page_holds_with_the_longest_names(
    glass: Glass, pictures: Pictures, language: Language, large: bool
) -> None:
    found, foreign, pages = [], names_of(strained_config(example_config())), set[Screen]()
    for name, scene in strained_scenes(pictures, language, large):
        if is_like_a_usual_one(glass) and scene.session.screen in pages:
            continue
        pages.add(scene.session.screen)
        glass.show(scene)
        found += [f"{name}: {fault}" for fault in faults(glass, foreign, in_reach=large)]
    assert not found, "\n".join(found)
    assert len(pages) == len(Screen)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("glass", "large"),
    [(OTHER_SIZES["1280x800"], False), (OTHER_SIZES["1024x768"], True)],
    ids=["1280x800", "1024x768-large"],
    indirect=["glass"],
)
def test_a_long_title_gives_way_in_every_language(glass: Glass, pictures: Pictures, large: bool) -> None:
    """Below it lie words, a button and what else must be there, on the lowest screens."""
    found, pages = [], 0
    for language in Language:
        for name, scene in example_scenes(pictures, language, large):
            if scene.session.screen in (Screen.CLOSED, Screen.GOODBYE, Screen.DECLINED):
                glass.show(scene)
                pages += 1
                found += [f"{name} {language}: {fault}" for fault in faults(glass)]
    assert not found, "\n".join(found)
    assert pages > 30


@pytest.mark.parametrize("glass", [QSize(1080, 1920)], ids=["portrait"], indirect=True)
def test_no_words_lie_on_the_face_of_a_card(glass: Glass, pictures: Pictures) -> None:
    """A name of two lines and what the style needs, in large letters: the picture rests higher."""
    scenes = dict(example_scenes(pictures, Language.ES, True))
    glass.show(scenes["gallery-offline"])
    cards = [item for item in glass.items() if item.objectName().startswith("styleCard_")]
    crowded = [card for card in cards if float(card.property("covered")) > 0.45]
    assert crowded and len(crowded) < len(cards)
    for card in cards:
        chin = chin_of(card)
        assert chin < card.height() * (1 - float(card.property("covered"))) + 1, card.objectName()


def chin_of(card: QQuickItem) -> float:
    """Where it is on a card whose portrait fills its width, with a face as the frame is made for it."""
    tall = card.width() * 1.25
    [picture] = [item for item in visible_items(card) if item.property("focusY") is not None]
    return (card.height() - tall) * float(picture.property("focusY")) + 0.5 * tall


def is_like_a_usual_one(glass: Glass) -> bool:
    shape = glass.root.width() / glass.root.height()
    return not EVERYTHING and any(abs(shape - each) < 0.01 for each in SAME_SHAPE)


def names_of(config: KioskConfig) -> frozenset[str]:
    """What the event brings in words, which may be elided."""
    assert config.event is not None
    styles = [style.name.es for pack in config.packs for style in pack.styles]
    return frozenset([config.event.name, config.event.welcome.es, config.branding.display_name, *styles])
