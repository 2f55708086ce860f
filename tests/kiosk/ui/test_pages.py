"""Every state of every screen holds its layout: sizes, languages, large text, and the longest names.

Each pair of a size and a text runs through one language; the two usual sizes through all of them. With
CABINA_LAYOUTS=all every size goes through every language.
"""

import os

import pytest
from PySide6.QtCore import QSize

from contract.config import KioskConfig
from demo.examples import Pictures, example_config, example_scenes
from demo.strained import strained_config, strained_scenes
from kiosk.domain.model import Language
from tests.kiosk.ui.conftest import SIZES, Glass
from tests.kiosk.ui.layout import faults, is_text

OTHER_SIZES = {
    f"{width}x{height}": QSize(width, height)
    for width, height in ((768, 1366), (1024, 768), (1280, 800), (2160, 3840), (3840, 2160))
}
BOTH_TEXTS = pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
EVERY_LANGUAGE = list(Language)
OTHER_LANGUAGES = EVERY_LANGUAGE if os.environ.get("CABINA_LAYOUTS") == "all" else [Language.PT]


@BOTH_TEXTS
@pytest.mark.parametrize("language", EVERY_LANGUAGE)
def test_every_page_holds(glass: Glass, pictures: Pictures, language: Language, large: bool) -> None:
    found, texts = [], 0
    for name, scene in example_scenes(pictures, language, large):
        glass.show(scene)
        texts += sum(map(is_text, glass.items()))
        found += [f"{name}: {fault}" for fault in faults(glass, in_reach=large)]
    assert not found, "\n".join(found)
    assert texts > 200


@BOTH_TEXTS
@pytest.mark.parametrize("language", OTHER_LANGUAGES)
@pytest.mark.parametrize(
    "glass", [*SIZES.values(), *OTHER_SIZES.values()], ids=[*SIZES, *OTHER_SIZES], indirect=True
)
def test_every_page_holds_with_the_longest_names(
    glass: Glass, pictures: Pictures, language: Language, large: bool
) -> None:
    found, foreign = [], names_of(strained_config(example_config()))
    for name, scene in strained_scenes(pictures, language, large):
        glass.show(scene)
        found += [f"{name}: {fault}" for fault in faults(glass, foreign, in_reach=large)]
    assert not found, "\n".join(found)


def names_of(config: KioskConfig) -> frozenset[str]:
    """What the event brings in words, which may be elided."""
    assert config.event is not None
    styles = [style.name.es for pack in config.packs for style in pack.styles]
    return frozenset([config.event.name, config.event.welcome.es, config.branding.display_name, *styles])
