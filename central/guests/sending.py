"""Letters to guests, handed to the mail server one by one; nobody holds a database connection meanwhile.

While the server is away all letters wait, and none counts as tried. What it refuses for now is tried again
later and later; what it refuses for good is not. A letter of which nobody knows whether it was taken is never
sent again unless somebody says so.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from central.events.models import Event
from central.guests import bounces, letters, unsubscribing
from central.guests.letters import Claimed
from central.guests.models import GuestMail, LetterState
from central.incidents import incidents
from central.server.mail_faults import Fault, fault_of, is_no_address, sentence_of

AT_ONCE: Final = 50
ROUND_SECONDS: Final = 240.0
"""A round ends before the claims of what it has not sent yet do."""
SERVER_AWAY_FOR: Final = timedelta(seconds=60)
AWAY: Final = "the mail server is away"
_PART: Final = "guests.letters"
_SUBJECT: Final = "server"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it arrives."""

    subject: str
    text: str
    html: str


Writer = Callable[[str, str], Written]
"""Writes the letter of a mail for a guest's name and the address by which they unsubscribe."""


def send_due(platform_id: UUID) -> int:
    """Send the letters that are due; how many were taken."""
    claimed = letters.claim(AT_ONCE)
    if not claimed:
        return 0
    about = (platform_id, _PART, _SUBJECT)
    server: BaseEmailBackend = django_mail.get_connection()
    connection.close()  # The server may be slow, and must not occupy a connection.
    try:
        server.open()
    except Exception as error:  # SMTP's, the network's, or the provider's own.
        _server_away(claimed)
        incidents.note(*about, error)
        return 0
    try:
        return _send_all(server, claimed, about)
    finally:
        _close(server)


def writer_of(mail: GuestMail, event: Event) -> Writer:
    """How this mail's letters are written."""
    writer: Writer = import_string(settings.GUEST_LETTER)(mail, event)
    return writer


def unsubscribe_address(tenant_id: UUID, email: str) -> str:
    """Where a guest says that they want no more."""
    token = unsubscribing.link_token(tenant_id, email)
    return f"{settings.PUBLIC_URL}{reverse('guest-unsubscribe', args=[token])}"


def _send_all(server: BaseEmailBackend, claimed: Sequence[Claimed], about: tuple[UUID, str, str]) -> int:
    began, sent = time.monotonic(), 0
    writers: dict[UUID, Writer] = {}
    for place, each in enumerate(claimed):
        if time.monotonic() - began > ROUND_SECONDS:
            letters.hand_back(claimed[place:], timezone.now(), "")
            return sent
        message = _begun(each, writers)
        if message is None:
            continue
        connection.close()
        try:
            server.send_messages([message])
        except Exception as error:
            if _not_taken(each, error):
                _server_away(claimed[place + 1 :])
                incidents.note(*about, error)
                return sent
        else:
            letters.end(each, LetterState.SENT)
            sent += 1
    incidents.resolve(*about)
    return sent


def _begun(claimed: Claimed, writers: dict[UUID, Writer]) -> django_mail.EmailMultiAlternatives | None:
    """The letter, marked as handed over from now on; None: it is not to be."""
    if not letters.begin(claimed):
        return None
    mail = claimed.mail
    try:
        if mail.id not in writers:
            writers[mail.id] = writer_of(mail, claimed.event)
        message = message_of(claimed, writers[mail.id])
        message.message()  # What no mail may have is this one's fault, and not the server's.
        return message
    except Exception as error:
        log.error("letter %s could not be written", claimed.letter.id, exc_info=error)
        letters.put_off(claimed, type(error).__name__)
        return None


def _not_taken(claimed: Claimed, error: Exception) -> bool:
    """What follows for the letter; whether the others would fare no better."""
    fault, said = fault_of(error), sentence_of(error)
    if fault is Fault.AWAY:
        letters.hand_back([claimed], timezone.now() + SERVER_AWAY_FOR, AWAY)
        return True
    if fault is Fault.LATER:
        letters.put_off(claimed, said)
        return False
    with transaction.atomic():
        letters.end(claimed, LetterState.REFUSED if fault is Fault.REFUSED else LetterState.UNKNOWN, said)
        if claimed.guest is not None and is_no_address(error):
            bounces.note(claimed.guest)
    return fault is Fault.UNKNOWN


def _server_away(claimed: Sequence[Claimed]) -> None:
    again = timezone.now() + SERVER_AWAY_FOR
    letters.hand_back(claimed, again, AWAY)
    letters.put_off_all(again, AWAY)


def message_of(claimed: Claimed, writer: Writer) -> django_mail.EmailMultiAlternatives:
    """The letter: the same one, by its id, however often it is tried."""
    mail, letter = claimed.mail, claimed.letter
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    unsubscribe = unsubscribe_address(mail.tenant_id, claimed.address)
    written = writer(claimed.guest.name if claimed.guest else "", unsubscribe)
    headers = {
        "Message-ID": f"<{letter.id}@{host}>",
        "Content-Language": mail.language,
        **unsubscribing.headers(unsubscribe),
    }
    message = django_mail.EmailMultiAlternatives(
        written.subject, written.text, to=[claimed.address], reply_to=[mail.reply_to], headers=headers
    )
    message.attach_alternative(written.html, "text/html")
    message.metadata = {bounces.TENANT: str(letter.tenant_id), bounces.LETTER: str(letter.id)}  # type: ignore[attr-defined]
    return message


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except Exception as error:
        log.info("the mail server was gone before it was said goodbye to: %s", error)
