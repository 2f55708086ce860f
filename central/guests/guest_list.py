"""An event's guest list: bounded, each address once, and forgotten with its event."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from central.base import pages
from central.base.pages import Page, PageRequest
from central.base.refusals import DomainError
from central.events import editing
from central.events.models import Event
from central.guests.files import Invited
from central.guests.models import Bounced, Guest, GuestLetter, Unsubscribed
from central.guests.unsubscribing import digest_of
from central.tenants import audit_log
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import NotFound
from central.tenants.models import AuditKind
from contract.problem import Code

MOST_GUESTS: Final = 2_000
"""Of one event."""


class ListFull(DomainError):
    """Nobody was added."""

    code = Code.CONFLICT
    sentence = f"A guest list has at most {MOST_GUESTS} guests."


class AddressListed(DomainError):
    """Nothing was changed."""

    code = Code.CONFLICT
    sentence = "This address is on the list already."


@dataclass(frozen=True, slots=True)
class Added:
    """How many are new on the list, and how many were there before; those keep their names."""

    new: int
    known: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A guest as their host sees them. `unsubscribed`, `bounced`: they are sent nothing."""

    guest: Guest
    unsubscribed: bool
    bounced: bool


def add(event: Event, guests: Iterable[Invited], by: AdminCommand) -> Added:
    """Put them on the list, each address once; safe to repeat.

    Raises ListFull, PartnerInactive; EventOver: the event was deleted.
    """
    wanted = {guest.email: guest for guest in guests}
    with transaction.atomic():
        editing.hold(event)
        there = set(_of(event).values_list("email", flat=True))
        new = [guest for email, guest in wanted.items() if email not in there]
        if len(there) + len(new) > MOST_GUESTS:
            raise ListFull
        Guest.objects.bulk_create(_row(event, guest) for guest in new)
        _record(event, len(there), len(there) + len(new), by)
    return Added(len(new), len(wanted) - len(new))


def edit(event: Event, guest_id: UUID, changed: Invited, by: AdminCommand) -> None:
    """Write somebody's name or address anew; repeating changes nothing.

    Raises NotFound, AddressListed, PartnerInactive, EventOver.
    """
    with transaction.atomic():
        editing.hold(event)
        guest = in_list(event, guest_id)
        if (guest.email, guest.name) == (changed.email, changed.name):
            return
        if _of(event).filter(email=changed.email).exclude(id=guest_id).exists():
            raise AddressListed
        guest.email, guest.name = changed.email, changed.name
        guest.digest = digest_of(event.tenant_id, changed.email)
        guest.save(update_fields=["email", "name", "digest"])
        audit_log.record(event.subject, AuditKind.EDITED, by.actor, changes={"guest": None})


def in_list(event: Event, guest_id: UUID) -> Guest:
    """Somebody on the list. Raises NotFound."""
    found = _of(event).filter(id=guest_id).first()
    if found is None:
        raise NotFound("guest")
    return found


def has_bounced(guest: Guest) -> bool:
    """Whether nobody was reached at their address."""
    return Bounced.objects.filter(tenant_id=guest.tenant_id, digest=guest.digest).exists()


def reachable(event: Event, guest_id: UUID, by: AdminCommand) -> None:
    """Write to their address again, at which nobody was reached. Safe to repeat.

    Raises NotFound, PartnerInactive, EventOver.
    """
    with transaction.atomic():
        editing.hold(event)
        guest = in_list(event, guest_id)
        known = Bounced.objects.filter(tenant_id=guest.tenant_id, digest=guest.digest)
        if known.delete()[0]:
            audit_log.record(event.subject, AuditKind.EDITED, by.actor, changes={"guest": None})


def remove(event: Event, guest_id: UUID, by: AdminCommand) -> None:
    """Take somebody off the list. Raises NotFound, PartnerInactive, EventOver."""
    with transaction.atomic():
        editing.hold(event)
        before = _of(event).count()
        if not _of(event).filter(id=guest_id).delete()[0]:
            raise NotFound("guest")
        # What mail servers answer has the address in it.
        of_guest = {"tenant_id": event.tenant_id, "event_id": event.id, "guest_id": guest_id}
        GuestLetter.objects.filter(**of_guest).update(last_error="")
        _record(event, before, before - 1, by)


def page(event: Event, wanted: str, asked: PageRequest) -> Page[Listed]:
    """The list, who came last first; only those with `wanted` in name or address. Raises CursorError."""
    same: dict[str, Any] = {"tenant_id": event.tenant_id, "digest": OuterRef("digest")}
    refused, bounced = (Exists(rows.objects.filter(**same)) for rows in (Unsubscribed, Bounced))
    guests = _of(event).annotate(refused=refused, bounced=bounced)
    if wanted:
        guests = guests.filter(Q(name__icontains=wanted) | Q(email__icontains=wanted))
    found = pages.page(guests, ("added_at", "id"), asked)
    return found.map(_listed)


def count(event: Event) -> int:
    """How many are on the list."""
    return _of(event).count()


def forget(event: Event) -> None:
    """Forget everybody on the list, in the caller's transaction, with the event."""
    _of(event).delete()


def forget_all(tenant_id: UUID) -> None:
    """Forget the lists of a partner that is deleted, in the caller's transaction."""
    Guest.objects.filter(tenant_id=tenant_id).delete()


def _of(event: Event) -> QuerySet[Guest]:
    return Guest.objects.filter(tenant_id=event.tenant_id, event_id=event.id)


def _listed(guest: Any) -> Listed:  # noqa: ANN401 - with what `page` adds to it
    return Listed(guest, guest.refused, guest.bounced)


def _row(event: Event, guest: Invited) -> Guest:
    return Guest(
        tenant_id=event.tenant_id,
        event_id=event.id,
        email=guest.email,
        name=guest.name,
        digest=digest_of(event.tenant_id, guest.email),
    )


def _record(event: Event, before: int, after: int, by: AdminCommand) -> None:
    """How many, never who: the log is kept for longer than the list."""
    if before != after:
        audit_log.record(event.subject, AuditKind.EDITED, by.actor, changes={"guests": (before, after)})
