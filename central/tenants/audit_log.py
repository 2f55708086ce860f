"""Who did what to what, when and from where: written in the transaction that does it, and never changed.

One person has so many entries in an hour, and no more: whatever would be the next one is refused.

Every function that changes something for a person calls `record` in its own transaction: the entry is there
with the change, or neither is. What changed is kept as it was and as it is, field by field, but for what is
nobody's to read. Two years later an entry's details are forgotten; that it was done, by whom and when stays.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final, Self
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from pydantic import Field

from central.base import pages
from central.base.pages import Page, PageRequest
from central.ledger.transfer_requests import TransferRequest
from central.server.origins import origin
from central.tenants.errors import AlreadyUsed, TooManyChanges
from central.tenants.models import AuditEntry, AuditKind, User
from central.tenants.subjects import Subject, SubjectKind
from central.tenants.visibility import Scope, within
from contract.ids import new_id
from contract.shape import STORABLE, Moment, Shape

DETAILS_LIVE: Final = timedelta(days=731)
"""Not before the database lets them go."""
_FORGOTTEN_AT_ONCE: Final = 5_000
_LONGEST_TEXT: Final = 200
_MOST_ITEMS: Final = 20
_MOST_BYTES: Final = 16_384
_SECRETS: Final = frozenset({"staff_pin_hash", "password", "notes"})
"""Fields of which is only said that they changed; a partner's notes are for masters alone."""

MOST_CHANGES: Final = 2_000
"""Of one person within an hour, in one tenant's log: more than one every two seconds, all the time."""
_COUNTED_FOR: Final = timedelta(hours=1)
_BOUNDED_ELSEWHERE: Final = frozenset({AuditKind.LOGGED_IN, AuditKind.LOGGED_OUT, AuditKind.LOGIN_ENDED})
"""By how often somebody may log in; and whoever wants to log out can."""

OPERATOR: Final = "operator"
"""Who acts at the platform's own command line."""

Changes = Mapping[str, tuple[object, object] | None]
"""What each field was and is; None: it changed, and that is all there is to say."""


@dataclass(frozen=True, slots=True)
class AdminCommand:
    """What somebody tells the platform to do; with an `id` of the caller's it is done once: `record_once`."""

    id: UUID
    actor: str
    note: str = ""

    @classmethod
    def of(cls, actor: str) -> Self:
        """A command that may be repeated without harm."""
        return cls(new_id(), actor)


class AuditFilter(Shape):
    """Filters of the audit log. `actor`: `user:` and a person's id, `kiosk:` and a booth's, or `operator`."""

    partner_id: UUID | None = None
    client_id: UUID | None = None
    actor: Annotated[str, Field(max_length=80, pattern=STORABLE)] = ""
    what: AuditKind | None = None
    subject_kind: SubjectKind | None = None
    subject_id: UUID | None = None
    since: Moment | None = None
    until: Moment | None = None


def record(  # noqa: PLR0913 - the columns of a row, by name
    subject: Subject,
    what: AuditKind,
    actor: str,
    *,
    changes: Changes | None = None,
    credits: int = 0,
    transfer_id: UUID | None = None,
    note: str = "",
) -> None:
    """Record what is done in the caller's transaction. Raises TooManyChanges."""
    assert connection.in_atomic_block, "it is recorded with what is done, or not at all"
    _refuse_floods(subject.tenant_id, actor, what)
    AuditEntry.objects.create(
        tenant_id=subject.tenant_id,
        id=new_id(),
        **_described(subject, what),
        actor=actor,
        note=note,
        credits=credits,
        changes=_told(changes or {}),
        transfer_id=transfer_id,
    )


def record_once(
    subject: Subject,
    what: AuditKind,
    command: AdminCommand,
    credits: int = 0,
    transfer_id: UUID | None = None,
) -> bool:
    """Record a command in the caller's transaction. False: it was recorded before.

    Raises AlreadyUsed when the id belongs to another entry, TooManyChanges. Of two at once, one waits for the
    other.
    """
    said = {"actor": command.actor, "note": command.note, "credits": credits, "transfer_id": transfer_id}
    entry, recorded = AuditEntry.objects.get_or_create(
        tenant_id=subject.tenant_id, id=command.id, defaults=_described(subject, what) | said
    )
    if (entry.what, entry.note, entry.credits) != (what, command.note, credits):
        raise AlreadyUsed(f"The id {command.id} was already used for something else.")
    if recorded:
        _refuse_floods(subject.tenant_id, command.actor, what, beside=command.id)
    return recorded


def _refuse_floods(tenant_id: UUID, actor: str, what: AuditKind, beside: UUID | None = None) -> None:
    """Raises TooManyChanges when the person has as many entries of the last hour, beside this one."""
    if what in _BOUNDED_ELSEWHERE or not actor.startswith("user:"):
        return
    began = timezone.now() - _COUNTED_FOR
    recent = AuditEntry.objects.filter(tenant_id=tenant_id, actor=actor, at__gt=began)
    recent = recent if beside is None else recent.exclude(id=beside)
    oldest = recent.order_by("-at").values_list("at", flat=True)[MOST_CHANGES - 1 : MOST_CHANGES]
    for at in oldest:
        raise TooManyChanges(1 + int((at - began).total_seconds()))


def record_edit(
    subject: Subject, row: object, new: Mapping[str, object], actor: str, what: AuditKind = AuditKind.EDITED
) -> None:
    """`record` what is to be another than it is in the row; nothing, if nothing is."""
    changes = differences(row, new)
    if changes:
        record(subject, what, actor, changes=changes)


def record_transfer(subject: Subject, what: AuditKind, credits: int, request: TransferRequest) -> None:
    """`record` that credits moved; why, the transfer itself says."""
    record(subject, what, request.actor, credits=credits, transfer_id=request.id)


def differences(row: object, new: Mapping[str, object]) -> Changes:
    """The fields that are another than in the row, as they were and as they are."""
    return {
        name: None if name in _SECRETS else (getattr(row, name), value)
        for name, value in new.items()
        if not _same(getattr(row, name), value)
    }


def _same(known: object, said: object) -> bool:
    """A JSON column has lists where the program has tuples."""
    return known == (list(said) if isinstance(said, tuple) else said)


def initially(**values: object) -> Changes:
    """What something new is made of, as changes; empty values are left out."""
    return {name: (None, value) for name, value in values.items() if value not in ("", None, (), 0)}


def exchanged(before: Collection[object], after: Collection[object]) -> tuple[object, object]:
    """What a set lost and what it gained, as a change."""
    return set(before) - set(after), set(after) - set(before)


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as somebody may read it. `actor_email`: of a person who is in sight.

    `with_details`: note and address are of somebody in sight, or of a booth.
    """

    entry: AuditEntry
    actor_email: str | None
    with_details: bool


def read(scope: Scope, wanted: AuditFilter, asked: PageRequest) -> Page[Seen]:
    """The entries in sight, the newest first. Raises CursorError."""
    found = pages.page(_filtered(scope, wanted), ("at", "id", "tenant_id"), asked)
    people = _people_in_sight(scope, {entry.actor for entry in found.items})

    def seen(entry: AuditEntry) -> Seen:
        email = people.get(entry.actor)
        details = scope == Scope() or email is not None or entry.actor.startswith("kiosk:")
        return Seen(entry, email, details)

    return found.map(seen)


def _people_in_sight(scope: Scope, actors: Collection[str]) -> dict[str, str]:
    """The e-mail address of each actor who is a person, as far as they are in sight."""
    ids = [actor.removeprefix("user:") for actor in actors if actor.startswith("user:")]
    people = within(User.objects.filter(id__in=ids), scope)
    return {person.actor: person.former_email or person.email for person in people}


def _filtered(scope: Scope, wanted: AuditFilter) -> QuerySet[AuditEntry]:
    entries = within(within(AuditEntry.objects.all(), scope), Scope(wanted.partner_id, wanted.client_id))
    columns = ("actor", "what", "subject_kind", "subject_id")
    exactly = {column: getattr(wanted, column) for column in columns}
    entries = entries.filter(**{column: value for column, value in exactly.items() if value})
    if wanted.since is not None:
        entries = entries.filter(at__gte=wanted.since)
    if wanted.until is not None:
        entries = entries.filter(at__lt=wanted.until)
    return entries


def forfeited_by(tenant_id: UUID) -> int:
    """The credits that a deleted partner forfeited."""
    deleted = AuditEntry.objects.filter(
        tenant_id=tenant_id, what=AuditKind.DELETED, subject_kind=SubjectKind.PARTNER
    )
    return deleted.values_list("credits", flat=True).get()


def forget_details(now: datetime) -> int:
    """Forget notes, changes and addresses of old entries, so many at a time; of how many."""
    old = AuditEntry.objects.filter(detailed=True, at__lt=now - DETAILS_LIVE).order_by("at")
    due = old.values_list("tenant_id", "id")[:_FORGOTTEN_AT_ONCE]
    by_tenant: dict[UUID, list[UUID]] = {}
    for tenant_id, entry_id in due:
        by_tenant.setdefault(tenant_id, []).append(entry_id)
    forgotten = {"note": "", "changes": {}, "address": "", "request_id": "", "detailed": False}
    return sum(
        AuditEntry.objects.filter(tenant_id=tenant_id, id__in=ids).update(**forgotten)
        for tenant_id, ids in by_tenant.items()
    )


def _described(subject: Subject, what: AuditKind) -> dict[str, object]:
    came = origin()
    return {
        "client_id": subject.client_id,
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "what": what,
        "at": timezone.now(),
        "origin": came.channel,
        "address": came.address,
        "request_id": came.request_id,
    }


def _told(changes: Changes) -> dict[str, list[object] | None]:
    """As they are kept: short, whatever was written into the fields."""
    told = {name: change and [_short(each) for each in change] for name, change in changes.items()}
    if len(json.dumps(told)) > _MOST_BYTES:
        return dict.fromkeys(told)
    return told


def _short(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        items = [str(each) for each in value]
        items = items if isinstance(value, list | tuple) else sorted(items)
        more = len(items) - _MOST_ITEMS
        return [*items[:_MOST_ITEMS], *([f"… {more}"] if more > 0 else [])]
    text = str(value)
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
