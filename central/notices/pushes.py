"""Notices on people's phones. All that are due are sent at once, each bounded in time, and nobody holds a
database connection meanwhile.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from central.notices import delivery, outgoing, subscriptions
from central.notices.delivery import Message
from central.notices.kinds import RULES, Channel
from central.notices.links import path_of
from central.notices.models import Subscription
from central.notices.outgoing import Answer, Forbidden, Unreachable
from central.notices.readers import People
from central.notices.web_push import MOST_BYTES, authorization, encrypted, point_of, to_base64
from central.server.keys import vapid_key

AT_ONCE: Final = 50
_GONE: Final = (404, 410)
_LATER: Final = (408, 425, 429)
_MOST_CHARACTERS: Final = 300
"""Of a title or text on a phone: what is longer is cut there anyway."""

log = logging.getLogger(__name__)


def send_due(people: People) -> int:
    """Send the messages that are due, the longest first; how many were taken."""
    messages = delivery.claim(Channel.PUSH, AT_ONCE, people)
    browsers = _browsers(messages)
    delivery.void([each for each in messages if each.delivery.subscription_id not in browsers])
    reachable = [
        (message, browsers[message.delivery.subscription_id])
        for message in messages
        if message.delivery.subscription_id in browsers
    ]
    if not reachable:
        return 0
    connection.close()  # Services may be slow, and must not occupy a connection.
    answers = asyncio.run(_ask_all(reachable))
    settled = list(zip(reachable, answers, strict=True))
    taken = [each for each, answer in settled if _is_taken(answer)]
    subscriptions.reached([browser for _, browser in taken])
    delivery.sent([message for message, _ in taken])
    for each, answer in settled:
        if not _is_taken(answer):
            _settle(*each, answer)
    return len(taken)


def public_key() -> str:
    """What browsers subscribe with."""
    return to_base64(point_of(vapid_key()))


def _browsers(messages: Sequence[Message]) -> Mapping[UUID | None, Subscription]:
    """Of their readers alone: a browser that somebody else uses by now gets nothing."""
    theirs = {(message.delivery.subscription_id, message.delivery.user_id) for message in messages}
    tenants = {message.delivery.tenant_id for message in messages}
    ids = [row_id for row_id, _ in theirs if row_id is not None]
    found = Subscription.objects.filter(tenant_id__in=tenants, id__in=ids)
    return {each.id: each for each in found if (each.id, each.user_id) in theirs}


async def _ask_all(reachable: Sequence[tuple[Message, Subscription]]) -> list[Answer | Exception]:
    return await asyncio.gather(*(_ask(*each) for each in reachable))


async def _ask(message: Message, browser: Subscription) -> Answer | Exception:
    try:
        body = encrypted(payload_of(message), subscriptions.keys_of(browser))
        return await outgoing.post(browser.endpoint, body, headers_of(message, browser.endpoint))
    except Exception as error:
        return error


def _is_taken(answer: Answer | Exception) -> bool:
    return isinstance(answer, Answer) and 200 <= answer.status < 300


def _settle(message: Message, browser: Subscription, answer: Answer | Exception) -> None:
    """The service has not taken it."""
    if isinstance(answer, Forbidden):
        subscriptions.gone(browser)
        delivery.failed(message, str(answer))
    elif isinstance(answer, Unreachable):
        delivery.put_off(message, str(answer))
    elif isinstance(answer, Exception):
        log.error("a push message of notice %s was not sent", message.notice.id, exc_info=answer)
        delivery.put_off(message, type(answer).__name__)
    elif answer.status in _GONE:
        subscriptions.gone(browser)
        delivery.void([message])
    elif answer.status in _LATER or answer.status >= 500:
        delivery.put_off(message, _said(answer), timedelta(seconds=answer.retry_after))
    else:
        delivery.failed(message, _said(answer))


def _said(answer: Answer) -> str:
    return f"{answer.status} {answer.text}".strip()


def payload_of(message: Message) -> bytes:
    """What the service worker shows. `tag`: of two with the same one, a phone shows one."""
    words = message.words
    shown = {
        "title": words.title[:_MOST_CHARACTERS],
        "body": words.body[:_MOST_CHARACTERS],
        "path": path_of(message.notice.id),
        "tag": str(message.notice.id),
        "at": int(message.notice.at.timestamp() * 1000),
        "language": message.reader.language,
    }
    payload = json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()
    assert len(payload) <= MOST_BYTES, "two texts of so many characters fit, at four bytes each"
    return payload


def headers_of(message: Message, endpoint: str) -> dict[str, str]:
    """How long it is worth keeping, how urgent it is, and which it is: the service keeps one of each."""
    now = timezone.now()
    topic = to_base64(hashlib.sha256(message.notice.id.bytes).digest())[:32]
    return {
        "Authorization": authorization(endpoint, vapid_key(), _contact(), now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(max(0, int((message.notice.until - now).total_seconds()))),
        "Urgency": "high" if RULES[message.kind].urgent else "normal",
        "Topic": topic,
    }


def _contact() -> str:
    """Whom the service may tell about our messages."""
    own = urlsplit(settings.PUBLIC_URL)
    return settings.PUBLIC_URL if own.scheme == "https" else f"mailto:{settings.DEFAULT_FROM_EMAIL}"
