"""The booth speaks three languages, completely, and Qt hears them from any of its threads."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from kiosk.domain.model import Language
from kiosk.ui.translation import Translations, pack, read_texts
from tests.kiosk.ui.conftest import ASSETS

UI = Path(__file__).parents[3] / "kiosk" / "ui"
TRANSLATED = [language for language in Language if language is not Language.ES]
LUPDATE = Path(sys.executable).with_name("pyside6-lupdate")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Every text in QML and Python, as Qt's own tool finds them."""
    found = tmp_path_factory.mktemp("texts") / "found.ts"
    files = sorted(str(path) for path in UI.rglob("*") if path.suffix in (".qml", ".py"))
    subprocess.run([LUPDATE, *files, "-ts", found], check=True, capture_output=True, timeout=60)
    text = found.read_text().replace(
        '<translation type="unfinished"></translation>', "<translation>x</translation>"
    )
    found.write_text(text)
    return set(read_texts(found))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_and_none_is_left_over(
    language: Language, sources: set[tuple[str, str]]
) -> None:
    assert set(read_texts(ASSETS / "translations" / f"booth_{language}.ts")) == sources


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_the_places_of_values(language: Language) -> None:
    for (_, source), text in read_texts(ASSETS / "translations" / f"booth_{language}.ts").items():
        assert re.findall(r"\{\d\}|%\d", text) == re.findall(r"\{\d\}|%\d", source), source


def test_the_language_is_spoken_at_once_and_spanish_is_the_source(qapp: QCoreApplication) -> None:
    translations = Translations(ASSETS / "translations")
    heard = []
    for language in (Language.EN, Language.PT, Language.ES):
        translations.speak(language)
        heard.append(QCoreApplication.translate("StillThere", "¿Seguís ahí?"))
    translations.silence()
    assert heard == ["Are you still there?", "Você ainda está aí?", "¿Seguís ahí?"]


def test_packed_texts_are_what_lrelease_would_make(tmp_path: Path, qapp: QCoreApplication) -> None:
    source = ASSETS / "translations" / "booth_pt.ts"
    release = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([release, source, "-qm", tmp_path / "pt.qm"], check=True, capture_output=True, timeout=60)
    from PySide6.QtCore import QTranslator

    ours, theirs = QTranslator(), QTranslator()
    packed = pack(read_texts(source))
    assert ours.load(packed)
    assert theirs.load(str(tmp_path / "pt.qm"))
    for context, text in read_texts(source):
        assert ours.translate(context, text) == theirs.translate(context, text) != ""
