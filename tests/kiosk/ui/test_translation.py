"""The booth speaks three languages, completely, and Qt hears them from any of its threads."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication

import assets
from kiosk.domain.model import Language
from kiosk.ui.translation import Translations

SCRIPT = Path(__file__).parents[3] / "script" / "translations"
TRANSLATED = [language for language in Language if language is not Language.ES]


def messages(language: Language) -> list[tuple[str, ElementTree.Element | None]]:
    """Every text of the screens with its translation."""
    root = ElementTree.parse(assets.path("translations", f"booth_{language}.ts")).getroot()
    return [(each.findtext("source", ""), each.find("translation")) for each in root.iter("message")]


def test_the_files_are_what_the_screens_texts_make_them(tmp_path: Path) -> None:
    """No text is missing, none is left over, and what Qt reads was compiled from what translators wrote."""
    kept = assets.path("translations")
    for file in kept.glob("*.ts"):
        shutil.copy(file, tmp_path)
    venv = os.environ | {"CABINA_VENV": str(Path(sys.executable).parents[1])}
    subprocess.run([SCRIPT, tmp_path], env=venv, check=True, capture_output=True, timeout=60)
    stale = [
        file.name
        for file in sorted(tmp_path.iterdir())
        if file.read_bytes() != (kept / file.name).read_bytes()
    ]
    assert stale == [], "run script/translations and commit what it changes"
    assert {file.name for file in tmp_path.iterdir()} == {
        f"booth_{language}.{kind}" for language in TRANSLATED for kind in ("ts", "qm")
    }


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_and_keeps_the_places_of_values(language: Language) -> None:
    for source, translation in messages(language):
        assert translation is not None and translation.text and translation.get("type") is None, source
        assert re.findall(r"\{\d\}|%\d", translation.text) == re.findall(r"\{\d\}|%\d", source), source


def test_the_language_is_spoken_at_once_and_spanish_is_the_source(qapp: QCoreApplication) -> None:
    translations = Translations()
    heard = []
    for language in (Language.EN, Language.PT, Language.ES):
        translations.speak(language)
        heard.append(QCoreApplication.translate("StillThere", "¿Seguís ahí?"))
    translations.silence()
    assert heard == ["Are you still there?", "Você ainda está aí?", "¿Seguís ahí?"]


def test_a_translation_that_cannot_be_read_leaves_the_booth_in_spanish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, qapp: QCoreApplication
) -> None:
    monkeypatch.setattr(assets, "path", tmp_path.joinpath)
    translations = Translations()
    translations.speak(Language.PT)
    assert QCoreApplication.translate("StillThere", "¿Seguís ahí?") == "¿Seguís ahí?"
    translations.silence()
    assert "booth_pt.qm cannot be read" in caplog.text
