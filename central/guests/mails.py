"""Mail to an event's guests: written, looked at, sent now or at a time, stopped; and what became of it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from central.base import pages
from central.base.pages import Page, PageRequest
from central.base.refusals import DomainError
from central.events import editing
from central.events.models import Event
from central.guests import placeholders
from central.guests.models import Guest, GuestLetter, GuestMail, LetterState, MailState
from central.idempotency.creations import is_new
from central.tenants import audit_log
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import NotFound
from central.tenants.models import AuditKind, User
from contract.problem import Code

LONGEST_SUBJECT: Final = 150
LONGEST_BODY: Final = 5_000
MOST_MAILS: Final = 100
"""Of one event, whatever became of them."""
MOST_A_DAY: Final = 3
"""Mails of one event that go out within 24 hours."""
MOST_OF_PARTNER_A_DAY: Final = 100
"""Mails of all events of a partner that go out within 24 hours."""
MOST_OF_CLIENT_A_DAY: Final = 30
"""Of these, those of one host, who must not take them from all others."""
FURTHEST: Final = timedelta(days=366)
MOST_TRIALS: Final = 10
"""Letters to the author of one mail."""
_DAY: Final = timedelta(hours=24)
_OUT: Final = (MailState.SCHEDULED, MailState.SENT)


class UnknownPlace(DomainError):
    """Nothing was written: a place is left that nothing would be filled in for."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(f"Nothing is known for {{{word}}}; there are {{name}}, {{event}} and {{link}}.")


class TooManyMails(DomainError):
    """Nothing was sent."""

    code = Code.LIMIT_REACHED
    sentence = (
        f"Guests of an event get at most {MOST_A_DAY} mails within a day, and an event has at most "
        f"{MOST_MAILS} of them."
    )


class MailGone(DomainError):
    """It is out already, or was cancelled; nothing was changed."""

    code = Code.CONFLICT
    sentence = "This mail is on its way already, or was cancelled."


class BadMoment(DomainError):
    """Nothing was scheduled."""

    sentence = "The mail must go out within a year, and not in the past."


class NobodyToWriteTo(DomainError):
    """Nothing was sent."""

    code = Code.CONFLICT
    sentence = "There is nobody on the guest list."


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody writes."""

    subject: str
    body: str

    def refuse(self) -> None:
        """Raises UnknownPlace."""
        for word in placeholders.unknown(f"{self.subject}\n{self.body}"):
            raise UnknownPlace(word)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many letters of a mail are in each state; those of its author are not counted."""

    by_state: dict[LetterState, int] = field(default_factory=dict)

    def of(self, *states: LetterState) -> int:
        return sum(self.by_state.get(state, 0) for state in states)

    @property
    def sent(self) -> int:
        return self.of(LetterState.SENT)

    @property
    def waiting(self) -> int:
        return self.of(LetterState.WAITING, LetterState.SENDING)

    @property
    def refused(self) -> int:
        return self.of(LetterState.REFUSED, LetterState.BOUNCED, LetterState.UNREACHABLE)

    @property
    def unsubscribed(self) -> int:
        return self.of(LetterState.UNSUBSCRIBED)

    @property
    def unknown(self) -> int:
        return self.of(LetterState.UNKNOWN)


def write(event: Event, mail_id: UUID, words: Words, language: str, author: User) -> GuestMail:
    """A draft; repeated, the same.

    Raises UnknownPlace, TooManyMails, OtherContent, PartnerInactive, EventOver.
    """
    words.refuse()
    with transaction.atomic():
        editing.hold(event)
        content = {"event_id": event.id, "subject": words.subject, "body": words.body}
        if not is_new(event.tenant_id, "guest mail", mail_id, content):
            return in_event(event, mail_id)
        if _of(event).count() >= MOST_MAILS:
            raise TooManyMails
        made = GuestMail.objects.create(
            tenant_id=event.tenant_id,
            id=mail_id,
            event_id=event.id,
            subject=_on_one_line(words.subject),
            body=words.body,
            language=language,
            author_id=author.id,
            reply_to=author.email,
        )
        _record(event, "written", author.actor)
    return made


def rewrite(event: Event, mail_id: UUID, words: Words, by: AdminCommand) -> None:
    """Other words for a draft. Raises UnknownPlace, MailGone, NotFound, PartnerInactive, EventOver."""
    words.refuse()
    with transaction.atomic():
        mail = _held(event, mail_id)
        if mail.state != MailState.DRAFT:
            raise MailGone
        new = {"subject": _on_one_line(words.subject), "body": words.body}
        if (mail.subject, mail.body) != (new["subject"], new["body"]):
            _of(event).filter(id=mail_id).update(**new)
            _record(event, "rewritten", by.actor)


def send(event: Event, mail_id: UUID, at: datetime | None, by: AdminCommand) -> None:
    """Let a draft go out at a time, or at once (None); sent already, nothing is done.

    Raises BadMoment, TooManyMails, NobodyToWriteTo, MailGone, NotFound, PartnerInactive, EventOver.
    """
    now = timezone.now()
    moment = at or now
    if not now - timedelta(minutes=1) <= moment <= now + FURTHEST:
        raise BadMoment
    with transaction.atomic():
        mail = _held(event, mail_id)
        if mail.state in _OUT:
            return
        if mail.state == MailState.CANCELLED:
            raise MailGone
        _refuse_many(event, moment)
        if at is None and not Guest.objects.filter(tenant_id=event.tenant_id, event_id=event.id).exists():
            raise NobodyToWriteTo
        _of(event).filter(id=mail_id).update(state=MailState.SCHEDULED, send_at=moment)
        _record(event, "sent" if at is None else "scheduled", by.actor)


def stop(event: Event, mail_id: UUID, by: AdminCommand) -> None:
    """Cancel what has not gone out; letters that were taken stay taken. Safe to repeat.

    Raises NotFound, PartnerInactive, EventOver.
    """
    with transaction.atomic():
        mail = _held(event, mail_id)
        waiting = letters_of(mail).filter(state=LetterState.WAITING)
        stopped = waiting.update(state=LetterState.CANCELLED, done_at=timezone.now(), last_error="")
        if mail.state == MailState.SCHEDULED:
            _of(event).filter(id=mail_id).update(state=MailState.CANCELLED)
        if stopped or mail.state == MailState.SCHEDULED:
            _record(event, "stopped", by.actor)


def discard(event: Event, mail_id: UUID, by: AdminCommand) -> None:
    """Forget a draft, or what was cancelled before it went out. Raises what `stop` does, MailGone."""
    with transaction.atomic():
        mail = _held(event, mail_id)
        if mail.state not in (MailState.DRAFT, MailState.CANCELLED):
            raise MailGone
        letters_of(mail, trials=True).delete()
        _of(event).filter(id=mail_id).delete()
        _record(event, "discarded", by.actor)


def try_out(event: Event, mail_id: UUID, by: AdminCommand) -> None:
    """Send it to its author, ahead of all letters. Raises what `stop` does, TooManyMails."""
    with transaction.atomic():
        mail = _held(event, mail_id)
        if letters_of(mail, trials=True).filter(guest_id=None).count() >= MOST_TRIALS:
            raise TooManyMails
        GuestLetter.objects.create(
            tenant_id=mail.tenant_id, mail_id=mail.id, event_id=event.id, next_at=timezone.now() - _DAY
        )
        _record(event, "tried out", by.actor)


def send_unknown_again(event: Event, mail_id: UUID, by: AdminCommand) -> int:
    """Send those again of which nobody knows whether they arrived; how many. Raises what `stop` does."""
    with transaction.atomic():
        mail = _held(event, mail_id)
        unknown = letters_of(mail).filter(state=LetterState.UNKNOWN)
        found = unknown.update(state=LetterState.WAITING, next_at=timezone.now(), tries=0, done_at=None)
        if found:
            _record(event, "sent again", by.actor)
    return found


def in_event(event: Event, mail_id: UUID) -> GuestMail:
    """Raises NotFound."""
    found = _of(event).filter(id=mail_id).first()
    if found is None:
        raise NotFound("guest mail")
    return found


def page(event: Event, asked: PageRequest) -> Page[GuestMail]:
    """The event's mails, the newest first. Raises CursorError."""
    return pages.page(_of(event), ("made_at", "id"), asked)


def counts(mails: Collection[GuestMail]) -> dict[UUID, Counts]:
    """What became of the letters of each, in one statement."""
    found: dict[UUID, dict[LetterState, int]] = {mail.id: {} for mail in mails}
    tenants = {mail.tenant_id for mail in mails}
    letters = GuestLetter.objects.filter(tenant_id__in=tenants, mail_id__in=found, guest_id__isnull=False)
    for mail_id, state, number in letters.values_list("mail_id", "state").annotate(Count("id")):
        found[mail_id][LetterState(state)] = number
    return {mail_id: Counts(by_state) for mail_id, by_state in found.items()}


def troubles(mail: GuestMail, most: int) -> list[tuple[GuestLetter, Guest]]:
    """Letters that did not arrive, or may not have, and whose they are; the newest first."""
    wrong = (LetterState.REFUSED, LetterState.BOUNCED, LetterState.UNREACHABLE, LetterState.UNKNOWN)
    letters = list(letters_of(mail).filter(state__in=wrong).order_by("-done_at", "-id")[:most])
    ids = [each.guest_id for each in letters if each.guest_id]
    guests = {each.id: each for each in Guest.objects.filter(tenant_id=mail.tenant_id, id__in=ids)}
    return [(each, guests[each.guest_id]) for each in letters if each.guest_id in guests]


def held_up(mail: GuestMail) -> GuestLetter | None:
    """A letter that waits because it was tried in vain; None: none does."""
    return letters_of(mail, trials=True).filter(state=LetterState.WAITING).exclude(last_error="").first()


def letters_of(mail: GuestMail, *, trials: bool = False) -> QuerySet[GuestLetter]:
    """Its guests' letters; with `trials` those to its author, too."""
    found = GuestLetter.objects.filter(tenant_id=mail.tenant_id, mail_id=mail.id)
    return found if trials else found.filter(guest_id__isnull=False)


def forget(event: Event) -> None:
    """Forget all mails and letters, in the caller's transaction, with the event."""
    GuestLetter.objects.filter(tenant_id=event.tenant_id, event_id=event.id).delete()
    _of(event).delete()


def forget_all(tenant_id: UUID) -> None:
    """Forget those of a partner that is deleted, in the caller's transaction."""
    GuestLetter.objects.filter(tenant_id=tenant_id).delete()
    GuestMail.objects.filter(tenant_id=tenant_id).delete()


def _of(event: Event) -> QuerySet[GuestMail]:
    return GuestMail.objects.filter(tenant_id=event.tenant_id, event_id=event.id)


def _held(event: Event, mail_id: UUID) -> GuestMail:
    editing.hold(event)
    found = _of(event).select_for_update().filter(id=mail_id).first()
    if found is None:
        raise NotFound("guest mail")
    return found


def _refuse_many(event: Event, moment: datetime) -> None:
    """Raises TooManyMails."""
    near = GuestMail.objects.filter(
        tenant_id=event.tenant_id, state__in=_OUT, send_at__gt=moment - _DAY, send_at__lt=moment + _DAY
    )
    if near.filter(event_id=event.id).count() >= MOST_A_DAY or near.count() >= MOST_OF_PARTNER_A_DAY:
        raise TooManyMails
    same_host = Event.objects.filter(tenant_id=event.tenant_id, client_id=event.client_id)
    if event.client_id and near.filter(event_id__in=same_host.values("id")).count() >= MOST_OF_CLIENT_A_DAY:
        raise TooManyMails


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _record(event: Event, what: str, actor: str) -> None:
    """That it was done; what was written is nobody's but theirs and their guests'."""
    audit_log.record(event.subject, AuditKind.EDITED, actor, changes={"guest_mail": (None, what)})
