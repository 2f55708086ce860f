"""What notices say, in their reader's language. Spanish is the source; the others are in `locale`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from unicodedata import category
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext

from central.notices.kinds import NoticeKind
from central.notices.models import Notice
from central.notices.texts import LATE, TEXTS


@dataclass(frozen=True, slots=True)
class Words:
    """A notice in one language. `subject`: what it is about, as `event:ID`; empty: nothing of its own."""

    title: str
    body: str
    subject: str


def words_of(notice: Notice, language: str, late: bool = False, discreet: bool = False) -> Words:
    """The notice's words in one of the platform's languages; `late`: they say when it happened.

    `discreet`: without what a person wrote in it, for a screen that anybody near it may read.
    """
    title, body = TEXTS[NoticeKind(notice.kind)]
    with translation.override(language):
        told = {"note": "", **notice.facts}  # A notice of before its kind had one.
        facts = _Facts(told | {"note": ""} if discreet else told)
        when = gettext(LATE) % {"when": _moment(notice.at, facts.zone)} if late else ""
        subject = str(notice.facts.get("subject", ""))
        return Words(_one_line(gettext(title) % facts), _one_line(f"{gettext(body) % facts} {when}"), subject)


class _Facts(dict[str, object]):
    """What a text may name, each as people write it. What an older notice does not know is left out."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.zone = str(facts.get("zone") or settings.TIME_ZONE)
        known = {name: fact for name, fact in facts.items() if fact is not None}
        shown = {name: _SHOWN.get(name, _as_it_is)(fact, self.zone) for name, fact in known.items()}
        super().__init__(shown)

    def __missing__(self, name: str) -> str:
        return "…"


def _as_it_is(fact: object, zone: str) -> str:
    return number_format(fact, force_grouping=True) if type(fact) is int else str(fact)


def _credits(fact: object, zone: str) -> str:
    number = int(str(fact))
    text = ngettext("%(number)s crédito", "%(number)s créditos", number)
    return text % {"number": number_format(number, force_grouping=True)}


def _pictures(fact: object, zone: str) -> str:
    number = int(str(fact))
    text = ngettext("%(number)s foto", "%(number)s fotos", number)
    return text % {"number": number_format(number, force_grouping=True)}


def _said(fact: object, zone: str) -> str:
    """Words of a person, quoted, if they said anything."""
    return gettext("Dice: «%(words)s».") % {"words": fact} if fact else ""


def _when(fact: object, zone: str) -> str:
    return _moment(datetime.fromisoformat(str(fact)), zone)


def _moment(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    # Translators: a date and a time, in the format language of Django's date filter.
    return date_format(local, gettext("j/n \\a \\l\\a\\s H:i"))


def _one_line(text: str) -> str:
    """A title may become a header, and what people wrote may hold anything."""
    return " ".join("".join(each for each in text if each.isspace() or category(each) != "Cc").split())


_SHOWN: Final[dict[str, Callable[[object, str], str]]] = {
    "credits": _credits,
    "balance": _credits,
    "asked": _credits,
    "pictures": _pictures,
    "note": _said,
    "ends_at": _when,
    "starts_at": _when,
    "since": _when,
}
