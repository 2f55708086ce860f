"""Translations straight from the `.ts` files: nothing to build, so a fresh checkout speaks all languages.

The texts are packed in memory the way `lrelease` packs a `.qm` file. A `QTranslator` written in Python would
be shorter, but Qt asks translators from its own threads too: the booth would hang at start, waiting for the
GIL.

Spanish is the source language and needs no file; a text without a translation shows in Spanish.
"""

import struct
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication, QObject, QTranslator

from kiosk.domain.model import Language

Texts = dict[tuple[str, str], str]
"""Translations by (context, source text)."""

_MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_HASHES, _MESSAGES = 0x42, 0x69
_END, _TRANSLATION, _SOURCE, _CONTEXT = 1, 3, 6, 7


def read_texts(path: Path) -> Texts:
    """The finished translations of a `.ts` file."""
    root = ElementTree.parse(path).getroot()  # noqa: S314 - our own file, shipped with the program
    found: Texts = {}
    for context in root.iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            text = message.findtext("translation", "")
            if text:
                found[name, message.findtext("source", "")] = text
    return found


def pack(texts: Texts) -> bytes:
    """The bytes of a `.qm` file (layout: qtbase, qtranslator.cpp)."""
    messages = bytearray()
    places: list[tuple[int, int]] = []
    for (context, source), text in texts.items():
        places.append((_elf_hash(source.encode()), len(messages)))
        messages += _part(_TRANSLATION, text.encode("utf-16-be"))
        messages += _part(_SOURCE, source.encode()) + _part(_CONTEXT, context.encode())
        messages.append(_END)
    hashes = b"".join(struct.pack(">II", *place) for place in sorted(places))
    return _MAGIC + _part(_HASHES, hashes) + _part(_MESSAGES, bytes(messages))


class Translations(QObject):
    """Installs the translator of the language that the guest chose."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Qt reads the packed bytes where they are: they live as long as this object.
        self._packed: dict[Language, bytes] = {}
        self._translators: dict[Language, QTranslator] = {}
        self._installed: QTranslator | None = None
        for language in Language:
            path = folder / f"booth_{language}.ts"
            if path.exists():
                self._load(language, pack(read_texts(path)))

    def _load(self, language: Language, packed: bytes) -> None:
        translator = QTranslator(self)
        self._packed[language], self._translators[language] = packed, translator
        translator.load(packed)

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


def _part(tag: int, content: bytes) -> bytes:
    return struct.pack(">BI", tag, len(content)) + content


def _elf_hash(text: bytes) -> int:
    value = 0
    for byte in text:
        value = (value << 4) + byte
        high = value & 0xF0000000
        value = (value ^ (high >> 24)) & ~high & 0xFFFFFFFF
    return value or 1
