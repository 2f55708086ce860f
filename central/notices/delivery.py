"""Deliveries as data: which are due, who takes them, what became of them.

A delivery is claimed before anything is sent: by one worker, and if that is killed, by another one once the
claim has lapsed. What is sent carries the delivery's id, so that mail programs and browsers know it again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
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
    due = Delivery.objects.filter(channel=channel, state=DeliveryState.WAITING, next_at__lte=now)
    claimed = [each for each in due.order_by("next_at")[:most] if _claimed(each, now)]
    if not claimed:
        return []
    notices = _notices(claimed)
    readers = people.now({each.user_id for each in claimed})
    messages = [_message(each, notices, readers, now) for each in claimed]
    return [each for each in messages if each is not None]


def sent(message: Message) -> None:
    """It was taken by whoever delivers it."""
    _end(message.delivery, DeliveryState.SENT)


def failed(message: Message, error: str) -> None:
    """It will never arrive."""
    _end(message.delivery, DeliveryState.FAILED, error)


def void(message: Message) -> None:
    """There is nobody there any more to whom it could be delivered."""
    _end(message.delivery, DeliveryState.VOID)


def put_off(message: Message, error: str, at_least: timedelta = timedelta()) -> None:
    """Try again later, until it was tried too often."""
    delivery = message.delivery
    if delivery.tries >= MOST_TRIES:
        failed(message, error)
        return
    pause = max(at_least, wait(delivery.tries - 1, FIRST_WAIT, LONGEST_WAIT))
    _same(delivery).update(next_at=timezone.now() + pause, last_error=_short(error))


def hand_back(messages: Collection[Message], at: datetime, error: str = "") -> None:
    """These were not tried after all: somebody else may, from then on."""
    for message in messages:
        delivery = message.delivery
        _same(delivery).update(next_at=at, tries=delivery.tries - 1, last_error=_short(error))


def put_off_all(channel: Channel, at: datetime) -> None:
    """Nothing of this channel can be delivered before then."""
    due = Delivery.objects.filter(channel=channel, state=DeliveryState.WAITING, next_at__lte=at)
    due.update(next_at=at)


def _claimed(delivery: Delivery, now: datetime) -> bool:
    """Afterwards the row is as it is in the database."""
    until = now + CLAIMED_FOR
    if not _same(delivery).update(next_at=until, tries=delivery.tries + 1):
        return False
    delivery.next_at = until
    delivery.tries += 1
    return True


def _message(
    delivery: Delivery, notices: Mapping[UUID, Notice], readers: Mapping[UUID, Reader], now: datetime
) -> Message | None:
    notice, reader = notices.get(delivery.notice_id), readers.get(delivery.user_id)
    if notice is None or reader is None:
        _end(delivery, DeliveryState.VOID)
        return None
    if now > notice.until:
        _end(delivery, DeliveryState.LATE)
        return None
    is_late = now - notice.at > RULES[NoticeKind(notice.kind)].late_after
    is_seen_by_others = delivery.channel == Channel.PUSH
    return Message(delivery, notice, reader, words_of(notice, reader.language, is_late, is_seen_by_others))


def _notices(deliveries: Sequence[Delivery]) -> dict[UUID, Notice]:
    tenants = {each.tenant_id for each in deliveries}
    ids = {each.notice_id for each in deliveries}
    return {each.id: each for each in Notice.objects.filter(tenant_id__in=tenants, id__in=ids)}


def _end(delivery: Delivery, state: DeliveryState, error: str | None = None) -> None:
    said = {} if error is None else {"last_error": _short(error)}
    _same(delivery).update(state=state, done_at=timezone.now(), **said)


def _same(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, as long as it is this one's claim, or nobody's."""
    same = Delivery.objects.filter(tenant_id=delivery.tenant_id, id=delivery.id, next_at=delivery.next_at)
    return same.filter(state=DeliveryState.WAITING)


def _short(error: str) -> str:
    return error.replace("\0", "")[:300]
