"""An event's guest list, and the mail to it (L8). How a mail looks is seen on its page alone."""

from typing import Annotated
from uuid import UUID

import ninja
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field, StringConstraints

from central.api.auth import command_of, host_auth, owner_auth, person_asking
from central.api.shapes import Body, Email, Line, Page, Patch, Row, optional
from central.base import pages
from central.base.pages import PageRequest, SearchText
from central.events import queries
from central.events.models import Event
from central.guests import files, guest_list, mails
from central.guests.files import Invited
from central.guests.models import GuestMail, MailState
from central.tenants.visibility import scope_of
from contract.shape import Moment, NewId, Shape

router = Router(tags=["guests"], auth=owner_auth)

Subject = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=mails.LONGEST_SUBJECT,
        pattern=r"^[^\x00-\x1f\x7f]*$",
    ),
]
Text = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=mails.LONGEST_BODY,
        pattern=r"^[^\x00-\x08\x0b-\x0c\x0e-\x1f\x7f]*$",
    ),
]


class GuestFilter(Shape):
    """Only those with this in their name or address."""

    text: SearchText = ""


class NewGuest(Body):
    """Somebody to write to."""

    email: Email
    name: Line = ""


class NewGuests(Body):
    """Whoever is on the list already stays as they are."""

    guests: Annotated[tuple[NewGuest, ...], Field(max_length=guest_list.MOST_GUESTS)]


class GuestsAdded(Row):
    """How many are new on the list, and how many were there before."""

    new: int
    known: int


class GuestPatch(Patch):
    """Fields left out keep their values."""

    email: Email = optional()
    name: Line = optional()


class ListedGuest(Shape):
    """Somebody on the list; `unsubscribed`, `bounced`: they are sent nothing."""

    id: UUID
    email: str
    name: str
    unsubscribed: bool
    bounced: bool


class NewMail(Body):
    """Plain text. `{name}`, `{event}` and `{link}`, the event's page, are filled in for each guest."""

    id: NewId
    subject: Subject
    body: Text


class MailMoment(Body):
    """When it goes out; null: now."""

    at: Moment | None = None


class MailToGuests(Row):
    """A mail, and how many letters of it are `sent`, `waiting`, `refused` or bounced, and skipped as
    `unsubscribed`; `unknown`: they may have arrived."""

    id: UUID
    subject: str
    body: str
    state: MailState
    send_at: Moment | None
    sent: int
    waiting: int
    refused: int
    unsubscribed: int
    unknown: int


@router.get(
    "/events/{event_id}/guests", response=Page[ListedGuest], summary="List an event's guests", auth=host_auth
)
def list_guests(
    request: HttpRequest, event_id: UUID, wanted: Query[GuestFilter], asked: Query[PageRequest]
) -> pages.Page[ListedGuest]:
    """Newest first."""
    return guest_list.page(_own(request, event_id), wanted.text, asked).map(_shown)


@router.post("/events/{event_id}/guests", response=GuestsAdded, summary="Create guests of an event")
def add_guests(request: HttpRequest, event_id: UUID, body: NewGuests) -> GuestsAdded:
    """All of them, or none. Safe to repeat: each address is once on the list."""
    invited = [_invited(each.email, each.name) for each in body.guests]
    added = guest_list.add(_own(request, event_id), invited, command_of(person_asking(request)))
    return GuestsAdded.of(added)


@router.patch("/events/{event_id}/guests/{guest_id}", response={204: None}, summary="Edit a guest")
def edit_guest(request: HttpRequest, event_id: UUID, guest_id: UUID, body: GuestPatch) -> ninja.Status[None]:
    """Their name or address."""
    event = _own(request, event_id)
    known, changes = guest_list.in_list(event, guest_id), body.changes()
    changed = _invited(changes.get("email", known.email), changes.get("name", known.name))
    guest_list.edit(event, guest_id, changed, command_of(person_asking(request)))
    return ninja.Status(204, None)


@router.delete("/events/{event_id}/guests/{guest_id}", response={204: None}, summary="Remove a guest")
def remove_guest(request: HttpRequest, event_id: UUID, guest_id: UUID) -> ninja.Status[None]:
    """From the list; their name and address are forgotten."""
    guest_list.remove(_own(request, event_id), guest_id, command_of(person_asking(request)))
    return ninja.Status(204, None)


@router.get(
    "/events/{event_id}/mails", response=Page[MailToGuests], summary="List mails to guests", auth=host_auth
)
def list_mails(request: HttpRequest, event_id: UUID, asked: Query[PageRequest]) -> pages.Page[MailToGuests]:
    """With what became of each. Newest first."""
    found = mails.page(_own(request, event_id), asked)
    counts = mails.counts(found.items)
    return found.map(lambda mail: _with_counts(mail, counts[mail.id]))


@router.post("/events/{event_id}/mails", response=MailToGuests, summary="Write a mail to guests")
def write_mail(request: HttpRequest, event_id: UUID, body: NewMail) -> MailToGuests:
    """A draft: nothing is sent. Answers of guests go to whoever wrote it."""
    asking = person_asking(request)
    words = mails.Words(body.subject, body.body)
    language = asking.language or "es-ar"
    mail = mails.write(_own(request, event_id), body.id, words, language, asking)
    return _with_counts(mail, mails.counts([mail])[mail.id])


@router.post(
    "/events/{event_id}/mails/{mail_id}/send", response=MailToGuests, summary="Send a mail to guests"
)
def send_mail(request: HttpRequest, event_id: UUID, mail_id: UUID, body: MailMoment) -> MailToGuests:
    """To whoever is on the list when it goes out. Safe to repeat: each guest gets it once."""
    event = _own(request, event_id)
    mails.send(event, mail_id, body.at, command_of(person_asking(request)))
    return _mail(event, mail_id)


@router.post(
    "/events/{event_id}/mails/{mail_id}/stop", response=MailToGuests, summary="Cancel a mail to guests"
)
def stop_mail(request: HttpRequest, event_id: UUID, mail_id: UUID) -> MailToGuests:
    """Cancels whatever has not gone out. Safe to repeat."""
    event = _own(request, event_id)
    mails.stop(event, mail_id, command_of(person_asking(request)))
    return _mail(event, mail_id)


def _own(request: HttpRequest, event_id: UUID) -> Event:
    return queries.in_sight(scope_of(person_asking(request)), event_id)


def _invited(email: str, name: str) -> Invited:
    found = files.invited(email, name)
    if found is None:
        raise files.NotAnAddress
    return found


def _shown(listed: guest_list.Listed) -> ListedGuest:
    guest = listed.guest
    return ListedGuest(
        id=guest.id,
        email=guest.email,
        name=guest.name,
        unsubscribed=listed.unsubscribed,
        bounced=listed.bounced,
    )


def _mail(event: Event, mail_id: UUID) -> MailToGuests:
    mail = mails.in_event(event, mail_id)
    return _with_counts(mail, mails.counts([mail])[mail.id])


def _with_counts(mail: GuestMail, counts: mails.Counts) -> MailToGuests:
    return MailToGuests.of(
        mail,
        sent=counts.sent,
        waiting=counts.waiting,
        refused=counts.refused,
        unsubscribed=counts.unsubscribed,
        unknown=counts.unknown,
    )
