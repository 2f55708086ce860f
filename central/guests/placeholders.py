"""Places in a mail for what differs between guests: `{nombre}`, in the words of each language of pages."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

_PLACE: Final = re.compile(r"(,[ \t]*|(?<![ \t])[ \t]+|)\{([^{}\n]{1,40})\}(,[ \t]*)?")
"""Blanks are looked at once, however many there are: from the first of them alone."""


class Place(StrEnum):
    """What stands in one."""

    NAME = "name"
    EVENT = "event"
    LINK = "link"


WORDS: Final = {
    "nombre": Place.NAME, "name": Place.NAME, "nome": Place.NAME, "evento": Place.EVENT, "event": Place.EVENT,
    "enlace": Place.LINK, "link": Place.LINK,
}  # fmt: skip


def unknown(text: str) -> list[str]:
    """The places that nothing is known for, each once."""
    found = dict.fromkeys(word for _, word, _ in _PLACE.findall(text) if _place(word) is None)
    return list(found)


def filled(text: str, values: Mapping[Place, str]) -> str:
    """With all places filled, once: what is filled in has none. An empty value takes its comma along."""

    def fill(found: re.Match[str]) -> str:
        place, before, behind = _place(found[2]), found[1], found[3] or ""
        if place is None:
            return found[0]
        if values[place]:
            return before + values[place] + behind
        begins = not before and text[found.start() - 1 : found.start()] in {"", "\n"}
        return "" if begins else behind

    return _PLACE.sub(fill, text)


def _place(word: str) -> Place | None:
    return WORDS.get(word.strip().lower())
