"""A letter to a guest as it arrives: a host's plain words in the common look, with the event's brand."""

import re
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import translation

from central.events.branding import event_brand
from central.events.models import Event
from central.guests import placeholders
from central.guests.models import GuestMail
from central.guests.placeholders import Place
from central.guests.sending import Writer, Written
from central.qr_codes.addresses import event_address

_STYLE: Final = re.compile(r' style="([^"]*)"')


def writer_of(mail: GuestMail, event: Event) -> Writer:
    """What differs between guests is filled in for each; all else is looked up once."""
    brand, link = event_brand(event), event_address(event)

    def write(name: str, unsubscribe: str) -> Written:
        values = {Place.NAME: name, Place.EVENT: event.name, Place.LINK: link}
        body = placeholders.filled(mail.body, values)
        told: dict[str, Any] = {
            "subject": " ".join(placeholders.filled(mail.subject, values).split()),
            "body": body,
            "paragraphs": _paragraphs(body),
            "link": link,
            "event": event,
            "brand": brand,
            "unsubscribe": unsubscribe,
        }
        with translation.override(mail.language):
            text, html = (render_to_string(f"event_pages/letter.{form}", told) for form in ("txt", "html"))
        return Written(told["subject"], text, html)

    return write


def without_inline_styles(html: str, nonce: str) -> str:
    """The same for a browser whose pages have none: each style stands in a sheet with this nonce.

    What people wrote is escaped in the letter, so that no attribute is theirs.
    """
    styles: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        return f' class="{styles.setdefault(found[1], f"s{len(styles)}")}"'

    body = _STYLE.sub(named, html)
    sheet = "".join(f".{name}{{{style}}}" for style, name in styles.items())
    return body.replace("</head>", f'<style nonce="{nonce}">{sheet}</style></head>', 1)


def _paragraphs(body: str) -> list[str]:
    return [each.strip() for each in re.split(r"\n[ \t]*\n", body.replace("\r\n", "\n")) if each.strip()]
