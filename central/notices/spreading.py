"""From a notice to its readers: an entry on each one's bell, and a delivery for each channel they chose."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from central.incidents.isolation import About, each_alone
from central.notices.kinds import Channel, NoticeKind
from central.notices.models import BellEntry, Delivery, Notice, Subscription
from central.notices.preferences import Chosen, chosen
from central.notices.readers import Audience, People, Reader

AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of all readers of some notices."""

    readers: Mapping[Audience, Sequence[Reader]]
    chosen: Chosen
    browsers: Mapping[UUID, Sequence[UUID]]


def spread(people: People) -> int:
    """Hand on what was told and has no readers yet, the oldest first; how many notices."""
    notices = list(Notice.objects.filter(spread_at=None).order_by("told_at")[:AT_ONCE])
    known = _known(people, notices)
    is_all = len(notices) < AT_ONCE
    return sum(
        each_alone("notices.spread", notices, lambda each: _hand_on(each, known), _about, is_all=is_all)
    )


def _known(people: People, notices: Sequence[Notice]) -> _Known:
    readers = people.of({_audience(each) for each in notices})
    ids = {reader.id for found in readers.values() for reader in found}
    browsers: dict[UUID, list[UUID]] = {}
    for user_id, row_id in Subscription.objects.filter(user_id__in=ids).values_list("user_id", "id"):
        browsers.setdefault(user_id, []).append(row_id)
    return _Known(readers, chosen(ids, {NoticeKind(each.kind) for each in notices}), browsers)


def _hand_on(notice: Notice, known: _Known) -> bool:
    """False: somebody else did, at the same time."""
    now = timezone.now()
    unspread = Notice.objects.filter(tenant_id=notice.tenant_id, id=notice.id, spread_at=None)
    if not unspread.update(spread_at=now):
        return False
    found = known.readers.get(_audience(notice), ())
    readers = [reader for reader in found if reader.actor != notice.actor]
    kind = NoticeKind(notice.kind)
    ways = [(reader, known.chosen[reader.id, kind]) for reader in readers]
    BellEntry.objects.bulk_create(
        [_entry(notice, reader) for reader, channels in ways if Channel.BELL in channels],
        ignore_conflicts=True,
    )
    Delivery.objects.bulk_create(
        [each for way in ways for each in _deliveries(notice, *way, known, now)], ignore_conflicts=True
    )
    return True


def _entry(notice: Notice, reader: Reader) -> BellEntry:
    return BellEntry(tenant_id=notice.tenant_id, notice_id=notice.id, user_id=reader.id, at=notice.at)


def _deliveries(
    notice: Notice, reader: Reader, channels: Iterable[Channel], known: _Known, now: datetime
) -> list[Delivery]:
    same = {"tenant_id": notice.tenant_id, "notice_id": notice.id, "user_id": reader.id, "next_at": now}
    made = [Delivery(channel=Channel.EMAIL, **same)] if Channel.EMAIL in channels and reader.email else []
    browsers = known.browsers.get(reader.id, ()) if Channel.PUSH in channels else ()
    return made + [Delivery(channel=Channel.PUSH, subscription_id=each, **same) for each in browsers]


def _audience(notice: Notice) -> Audience:
    return Audience(notice.tenant_id, notice.role, notice.client_id)


def _about(notice: Notice) -> About:
    return About(notice.tenant_id, f"notice:{notice.id}")
