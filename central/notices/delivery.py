"""Deliveries as data: which are due, who takes them, what became of them.

A delivery is claimed before anything is sent: by one worker, and if that is killed, by another one once the
claim has lapsed. What is sent carries the delivery's id, so that mail programs and browsers know it again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from central.base.backoff import wait
from central.notices.kinds import RULES, Channel, NoticeKind
from central.notices.models import Delivery, DeliveryState, Notice
from central.notices.readers import People, Reader
from central.notices.words import Words, words_of

CLAIMED_FOR: Final = timedelta(minutes=10)
"""Longer than a round of any channel takes."""
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=2)
MOST_TRIES: Final = 12


@dataclass(frozen=True, slots=True)
class Message:
    """A claimed delivery, in its reader's words."""

    delivery: Delivery
    notice: Notice
    reader: Reader
    words: Words

    @property
    def kind(self) -> NoticeKind:
        """What it tells."""
        return NoticeKind(self.notice.kind)


def claim(channel: Channel, most: int, people: People) -> list[Message]:
    """The next deliveries that are due, claimed; those whose moment or reader is gone are ended."""
    now = timezone.now()
    claimed = _claimed(channel, most, now)
    if not claimed:
        return []
    notices = _notices(claimed)
    readers = people.now({each.user_id for each in claimed})
    gone, late, messages = list[Delivery](), list[Delivery](), list[Message]()
    for each in claimed:
        notice, reader = notices.get(each.notice_id), readers.get(each.user_id)
        if notice is None or reader is None:
            gone.append(each)
        elif now > notice.until:
            late.append(each)
        else:
            messages.append(_message(each, notice, reader, now))
    _end(gone, DeliveryState.VOID)
    _end(late, DeliveryState.LATE)
    return messages


def sent(messages: Collection[Message]) -> None:
    """These were taken by whoever delivers them."""
    _end([each.delivery for each in messages], DeliveryState.SENT)


def failed(message: Message, error: str) -> None:
    """It will never arrive."""
    _end([message.delivery], DeliveryState.FAILED, error)


def void(messages: Collection[Message]) -> None:
    """There is nobody there any more to whom these could be delivered."""
    _end([each.delivery for each in messages], DeliveryState.VOID)


def put_off(message: Message, error: str, at_least: timedelta = timedelta()) -> None:
    """Try again later, until it was tried too often."""
    delivery = message.delivery
    if delivery.tries >= MOST_TRIES:
        failed(message, error)
        return
    pause = max(at_least, wait(delivery.tries - 1, FIRST_WAIT, LONGEST_WAIT))
    _same([delivery]).update(next_at=timezone.now() + pause, last_error=_short(error))


def hand_back(messages: Collection[Message], at: datetime, error: str = "") -> None:
    """These were not tried after all: somebody else may, from then on."""
    same = _same([each.delivery for each in messages])
    same.update(next_at=at, tries=F("tries") - 1, last_error=_short(error))


def put_off_all(channel: Channel, at: datetime) -> None:
    """Nothing of this channel can be delivered before then."""
    due = Delivery.objects.filter(channel=channel, state=DeliveryState.WAITING, next_at__lte=at)
    due.update(next_at=at)


def _claimed(channel: Channel, most: int, now: datetime) -> list[Delivery]:
    """As they are in the database now; in the order in which they were made."""
    until = now + CLAIMED_FOR
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"channel": channel.value, "now": now, "until": until, "most": most})
        rows = [Delivery(**dict(zip(_CLAIMED, row, strict=True))) for row in cursor.fetchall()]
    return sorted(rows, key=lambda each: each.id)


_CLAIMED: Final = (
    "tenant_id", "id", "notice_id", "user_id", "subscription_id", "channel", "tries", "next_at",
)  # fmt: skip
_CLAIM: Final = f"""
UPDATE notices_delivery AS delivery SET next_at = %(until)s, tries = tries + 1
FROM (
  SELECT tenant_id, id FROM notices_delivery
  WHERE channel = %(channel)s AND state = 'waiting' AND next_at <= %(now)s
  ORDER BY next_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
) AS due
WHERE delivery.tenant_id = due.tenant_id AND delivery.id = due.id
RETURNING {", ".join(f"delivery.{each}" for each in _CLAIMED)}
"""  # noqa: S608 - put together from constants alone


def _message(delivery: Delivery, notice: Notice, reader: Reader, now: datetime) -> Message:
    is_late = now - notice.at > RULES[NoticeKind(notice.kind)].late_after
    is_seen_by_others = delivery.channel == Channel.PUSH
    return Message(delivery, notice, reader, words_of(notice, reader.language, is_late, is_seen_by_others))


def _notices(deliveries: Sequence[Delivery]) -> dict[UUID, Notice]:
    tenants = {each.tenant_id for each in deliveries}
    ids = {each.notice_id for each in deliveries}
    return {each.id: each for each in Notice.objects.filter(tenant_id__in=tenants, id__in=ids)}


def _end(deliveries: Collection[Delivery], state: DeliveryState, error: str | None = None) -> None:
    said = {} if error is None else {"last_error": _short(error)}
    _same(deliveries).update(state=state, done_at=timezone.now(), **said)


def _same(deliveries: Collection[Delivery]) -> QuerySet[Delivery]:
    """The rows of one claim, as long as it holds. No statement for none."""
    return Delivery.objects.filter(
        tenant_id__in={each.tenant_id for each in deliveries},
        id__in={each.id for each in deliveries},
        next_at__in={each.next_at for each in deliveries},
        state=DeliveryState.WAITING,
    )


def _short(error: str) -> str:
    return error.replace("\0", "")[:300]
