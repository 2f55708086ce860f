"""The screens' languages. Spanish is the source; a text without a translation shows in Spanish.

`script/translations` compiles the `.ts` files of `assets/translations` to the `.qm` files beside them. Qt
reads those itself: a `QTranslator` written in Python would be asked from Qt's own threads, and the booth
would hang at start waiting for the GIL.
"""

import logging

from PySide6.QtCore import QCoreApplication, QObject, QTranslator

import assets
from kiosk.domain.model import Language

_log = logging.getLogger(__name__)


class Translations(QObject):
    """Installs the translator of the language that the guest chose."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        foreign = (language for language in Language if language is not Language.ES)
        self._translators: dict[Language, QTranslator] = {
            language: self._load(language) for language in foreign
        }
        self._installed: QTranslator | None = None

    def _load(self, language: Language) -> QTranslator:
        translator = QTranslator(self)
        file = assets.path("translations", f"booth_{language}.qm")
        if not translator.load(str(file)):
            _log.warning("translation %s cannot be read", file.name)
        return translator

    def speak(self, language: Language) -> None:
        """Every text asked for from now on is in `language`."""
        self.silence()
        self._installed = self._translators.get(language)
        if self._installed is not None:
            QCoreApplication.installTranslator(self._installed)

    def silence(self) -> None:
        """Back to Spanish."""
        if self._installed is not None:
            QCoreApplication.removeTranslator(self._installed)
            self._installed = None
