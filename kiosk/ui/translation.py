"""Translations straight from the `.ts` files: nothing to compile, so a fresh checkout speaks all languages.

Spanish is the source language and needs no file. Context and source text find the translation, as with Qt's
own `.qm` files; a text without one shows in Spanish.
"""

from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QObject, QTranslator

from kiosk.domain.model import Language


def read_translations(path: Path) -> dict[tuple[str, str], str]:
    """Finished translations of a `.ts` file by (context, source)."""
    root = ElementTree.parse(path).getroot()  # noqa: S314 - our own file, shipped with the program
    found = {}
    for context in root.iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            text = message.findtext("translation", "")
            if text:
                found[name, message.findtext("source", "")] = text
    return found


class Translator(QTranslator):
    """Answers `qsTr` and `translate` in the language that was chosen last."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = {
            language: read_translations(path)
            for language in Language
            if (path := folder / f"booth_{language}.ts").exists()
        }
        self._spoken: dict[tuple[str, str], str] = {}

    def speak(self, language: Language) -> None:
        """Every text asked for from now on is in `language`."""
        self._spoken = self._texts.get(language, {})

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return self._spoken.get((context, sourceText))
