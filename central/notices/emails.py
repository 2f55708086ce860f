"""Notices by e-mail. Nobody holds a database connection while the mail server is talked to.

A server that does not answer, or does not let us in, is nobody's fault: all mail waits, and none of it counts
as tried. What is refused for its own sake is tried again a bounded number of times, unless it was refused for
good.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from central.incidents import incidents
from central.notices import delivery
from central.notices.delivery import Message
from central.notices.kinds import Channel
from central.notices.readers import People
from central.server.mail_faults import sentence_of

AT_ONCE: Final = 50
ROUND_SECONDS: Final = 240.0
"""A round ends before the claims of what it has not sent yet do."""
SERVER_AWAY_FOR: Final = timedelta(seconds=60)
_PART: Final = "notices.email"
_SUBJECT: Final = "server"

log = logging.getLogger(__name__)

Letter = Callable[[Message], tuple[str, str]]
"""The text and the HTML of an e-mail, in the language that is active."""
_SERVER: Final = (
    SMTPAuthenticationError, SMTPConnectError, SMTPHeloError, SMTPNotSupportedError, SMTPServerDisconnected,
    SMTPSenderRefused,
)  # fmt: skip
"""What is wrong with the server, or with what we know of it: the next mail would fare no better. So it is for
any OSError of the network; all of these are such errors, too."""


def send_due(people: People) -> int:
    """Send the e-mails that are due, the longest first; how many were sent."""
    messages = delivery.claim(Channel.EMAIL, AT_ONCE, people)
    if not messages:
        return 0
    about = (people.platform_id, _PART, _SUBJECT)
    server: BaseEmailBackend = mail.get_connection()
    connection.close()  # The server may be slow, and must not occupy a connection.
    try:
        server.open()
        return _send_all(server, messages, about)
    except OSError as error:
        _server_away(messages)
        incidents.note(*about, error)
        return 0
    finally:
        _close(server)


def _send_all(server: BaseEmailBackend, messages: list[Message], about: tuple[UUID, str, str]) -> int:
    """A server that fails in the middle of a message may do so for that message's sake, which counts."""
    began, sent = time.monotonic(), 0
    for place, message in enumerate(messages):
        if time.monotonic() - began > ROUND_SECONDS:
            delivery.hand_back(messages[place:], timezone.now())
            return sent
        try:
            sent += _send(server, message)
        except OSError as error:
            delivery.put_off(message, sentence_of(error))
            _server_away(messages[place + 1 :])
            incidents.note(*about, error)
            return sent
    incidents.resolve(*about)
    return sent


def _send(server: BaseEmailBackend, message: Message) -> bool:
    """Whether it was taken. Raises what is the server's own fault."""
    try:
        letter = letter_of(message)
        connection.close()
        server.send_messages([letter])
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        _refused(message, codes[0] if codes else 0, error)
    except _SERVER:
        raise
    except SMTPResponseException as error:
        _refused(message, error.smtp_code, error)
    except OSError as error:
        if not isinstance(error, SMTPException):
            raise
        delivery.put_off(message, sentence_of(error))
    except Exception as error:
        log.error("an e-mail of notice %s was not sent", message.notice.id, exc_info=error)
        delivery.put_off(message, sentence_of(error))
    else:
        delivery.sent([message])
        return True
    return False


def _refused(message: Message, code: int, error: SMTPException) -> None:
    if 500 <= code < 600:
        delivery.failed(message, sentence_of(error))
    else:
        delivery.put_off(message, sentence_of(error))


def _server_away(messages: list[Message]) -> None:
    """None of these was tried, and none of the others will be for a while."""
    again = timezone.now() + SERVER_AWAY_FOR
    delivery.hand_back(messages, again, "the mail server is away")
    delivery.put_off_all(Channel.EMAIL, again)


def letter_of(message: Message) -> mail.EmailMultiAlternatives:
    """The e-mail: the same one, by its id, however often it is tried."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    write: Letter = import_string(settings.NOTICE_LETTER)
    with translation.override(message.reader.language):
        text, html = write(message)
    headers = {
        "Message-ID": f"<{message.delivery.id}@{host}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": message.reader.language,
    }
    letter = mail.EmailMultiAlternatives(
        message.words.title, text, to=[message.reader.email], headers=headers
    )
    letter.attach_alternative(html, "text/html")
    return letter


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except (SMTPException, OSError) as error:
        log.info("the mail server was gone before it was said goodbye to: %s", error)
