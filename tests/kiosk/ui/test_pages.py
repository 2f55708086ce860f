"""Every state of every screen holds its layout: sizes, languages, large text, and the longest names.

The two usual sizes go through every language. Of a size of the same shape as those, which differs by rounding
alone, one scene of each page is enough. With CABINA_LAYOUTS=all every size goes through everything.
"""

import os

import pytest
from PySide6.QtCore import QSize

from contract.config import KioskConfig
from demo.examples import Pictures, example_config, example_scenes
from demo.strained import strained_config, strained_scenes
from kiosk.domain.model import Language
from kiosk.session.state import Screen
from tests.kiosk.ui.conftest import Glass
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


def is_like_a_usual_one(glass: Glass) -> bool:
    shape = glass.root.width() / glass.root.height()
    return not EVERYTHING and any(abs(shape - each) < 0.01 for each in SAME_SHAPE)


def names_of(config: KioskConfig) -> frozenset[str]:
    """What the event brings in words, which may be elided."""
    assert config.event is not None
    styles = [style.name.es for pack in config.packs for style in pack.styles]
    return frozenset([config.event.name, config.event.welcome.es, config.branding.display_name, *styles])
