"""The bell: what a person was told, the newest first, and what they have not read yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from central.base import pages
from central.base.pages import Page, PageRequest
from central.notices.kinds import RULES, Channel, NoticeKind
from central.notices.models import BellEntry, Delivery, DeliveryState, Notice
from central.notices.words import words_of

MOST_COUNTED: Final = 100
"""Whoever has more unread is shown that it is more."""
_SHOWN: Final = (DeliveryState.WAITING, DeliveryState.FAILED, DeliveryState.LATE)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A channel by which the notice did not get through: `waiting`, it is being tried again."""

    channel: Channel
    state: DeliveryState
    error: str


@dataclass(frozen=True, slots=True)
class BellItem:
    """A notice as its reader sees it. `subject`: what it is about, as `words.Words` names it."""

    id: UUID
    kind: NoticeKind
    urgent: bool
    title: str
    body: str
    subject: str
    at: datetime
    read: bool
    troubles: tuple[Trouble, ...]


def unread(tenant_id: UUID, user_id: UUID) -> int:
    """How many notices the person has not read; at most `MOST_COUNTED`."""
    entries = BellEntry.objects.filter(tenant_id=tenant_id, user_id=user_id, read_at=None)
    return len(entries.values_list("id")[:MOST_COUNTED])


def unread_of_each(people: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], int]:
    """The same of many people, each by tenant and id, in one statement; whoever has read all is left out."""
    tenants, ids = {tenant_id for tenant_id, _ in people}, {user_id for _, user_id in people}
    entries = BellEntry.objects.filter(tenant_id__in=tenants, user_id__in=ids, read_at=None)
    counted = entries.values_list("tenant_id", "user_id").annotate(number=Count("id")).order_by()
    return {(tenant_id, user_id): min(number, MOST_COUNTED) for tenant_id, user_id, number in counted}


def page(tenant_id: UUID, user_id: UUID, language: str, asked: PageRequest) -> Page[BellItem]:
    """What the person was told, in this language; three statements. Raises CursorError."""
    entries = BellEntry.objects.filter(tenant_id=tenant_id, user_id=user_id)
    found = pages.page(entries, ("at", "id"), asked)
    items = _items(tenant_id, user_id, language, found.items)
    return Page(items, found.next)


def item(tenant_id: UUID, user_id: UUID, notice_id: UUID, language: str) -> BellItem | None:
    """One notice, if it is on the person's bell."""
    entries = BellEntry.objects.filter(tenant_id=tenant_id, user_id=user_id, notice_id=notice_id)
    return next(iter(_items(tenant_id, user_id, language, list(entries))), None)


def mark_read(tenant_id: UUID, user_id: UUID, notice_ids: Collection[UUID] | None = None) -> int:
    """The person has read these notices; None: all. How many were unread. Repeating is harmless."""
    entries = BellEntry.objects.filter(tenant_id=tenant_id, user_id=user_id, read_at=None)
    if notice_ids is not None:
        entries = entries.filter(notice_id__in=notice_ids)
    return entries.update(read_at=timezone.now())


def _items(tenant_id: UUID, user_id: UUID, language: str, entries: Sequence[BellEntry]) -> list[BellItem]:
    ids = [entry.notice_id for entry in entries]
    notices = {each.id: each for each in Notice.objects.filter(tenant_id=tenant_id, id__in=ids)}
    troubles: dict[UUID, list[Trouble]] = {}
    deliveries = Delivery.objects.filter(tenant_id=tenant_id, user_id=user_id, notice_id__in=ids)
    for each in deliveries.filter(state__in=_SHOWN).exclude(last_error="", state=DeliveryState.WAITING):
        trouble = Trouble(Channel(each.channel), DeliveryState(each.state), each.last_error)
        troubles.setdefault(each.notice_id, []).append(trouble)
    return [
        _item(entry, notices[entry.notice_id], language, tuple(troubles.get(entry.notice_id, ())))
        for entry in entries
        if entry.notice_id in notices
    ]


def _item(entry: BellEntry, notice: Notice, language: str, troubles: tuple[Trouble, ...]) -> BellItem:
    words, kind = words_of(notice, language), NoticeKind(notice.kind)
    return BellItem(
        id=notice.id,
        kind=kind,
        urgent=RULES[kind].urgent,
        title=words.title,
        body=words.body,
        subject=words.subject,
        at=notice.at,
        read=entry.read_at is not None,
        troubles=troubles,
    )
