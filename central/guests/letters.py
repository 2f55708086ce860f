"""Guests' letters as data: who gets one, who sends it, what became of it.

A letter is claimed before anything is sent, and marked the moment it is handed to the mail server. If its
worker is killed before, another one sends it; if after, nobody does: it may have arrived, and says so.
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
from central.events import editing, queries
from central.events.errors import EventOver
from central.events.models import Event
from central.guests.models import Bounced, Guest, GuestLetter, GuestMail, LetterState, MailState, Unsubscribed
from central.incidents.isolation import About, each_alone
from central.tenants.errors import NotFound, PartnerInactive

CLAIMED_FOR: Final = timedelta(minutes=10)
"""Longer than a round takes."""
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=2)
MOST_TRIES: Final = 12
MOST_MAILS: Final = 20
"""That go out in one round."""
MOST_LETTERS_A_DAY: Final = 20_000
"""Of all events of a partner within 24 hours: whoever wants more has no guests, but readers."""
PARTNER_AWAY, EVENT_AWAY, MANY_LETTERS = "partner_inactive", "event_deleted", "many_letters"
"""Why a mail was cancelled."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that is to be sent now; `guest` None: to its author."""

    letter: GuestLetter
    mail: GuestMail
    event: Event
    guest: Guest | None

    @property
    def address(self) -> str:
        return self.guest.email if self.guest else self.mail.reply_to


def spread_due() -> int:
    """Give each guest a letter of the mails whose moment has come; how many mails that were."""
    due = GuestMail.objects.filter(state=MailState.SCHEDULED, send_at__lte=timezone.now())
    mails = list(due.order_by("send_at")[:MOST_MAILS])
    return sum(each_alone("guests.mail", mails, _spread, _about, is_all=len(mails) < MOST_MAILS))


def claim(most: int) -> list[Claimed]:
    """The next letters that are due, claimed; those that nobody is to get any more are ended."""
    claimed = _claimed(most)
    if not claimed:
        return []
    mails, guests, events = _with_them(claimed)
    ends: dict[LetterState, list[GuestLetter]] = {}
    found = []
    refused = _digests(Unsubscribed, guests.values())
    bounced = _digests(Bounced, guests.values())
    for letter in claimed:
        mail, guest = mails.get(letter.mail_id), guests.get(letter.guest_id)
        event = events.get(letter.event_id)
        state = _fate(letter, guest, refused, bounced)
        if mail is None or event is None or state is not None:
            ends.setdefault(state or LetterState.GONE, []).append(letter)
        else:
            found.append(Claimed(letter, mail, event, guest))
    for state, letters in ends.items():
        _same(letters).update(state=state, done_at=timezone.now(), last_error="")
    return found


def begin(claimed: Claimed) -> bool:
    """Mark that it is handed over from now on. False: it was stopped, or is somebody else's by now."""
    return bool(_same([claimed.letter]).update(state=LetterState.SENDING))


def end(claimed: Claimed, state: LetterState, error: str = "") -> None:
    """What became of it once it was handed over."""
    handed = _same([claimed.letter], LetterState.SENDING)
    handed.update(state=state, last_error=_short(error), done_at=timezone.now())


def put_off(claimed: Claimed, error: str) -> None:
    """It was not taken for now: try again later, until it was tried too often."""
    letter = claimed.letter
    if letter.tries >= MOST_TRIES:
        end(claimed, LetterState.REFUSED, error)
        return
    again = timezone.now() + wait(letter.tries - 1, FIRST_WAIT, LONGEST_WAIT)
    handed = _same([letter], LetterState.SENDING)
    handed.update(state=LetterState.WAITING, next_at=again, last_error=_short(error))


def hand_back(claimed: Collection[Claimed], at: datetime, error: str) -> None:
    """None of these was tried: somebody else may, from then on."""
    letters = [each.letter for each in claimed]
    for state in (LetterState.WAITING, LetterState.SENDING):
        same = _same(letters, state)
        same.update(state=LetterState.WAITING, next_at=at, tries=F("tries") - 1, last_error=_short(error))


def put_off_all(at: datetime, error: str) -> None:
    """Nothing can be sent before then."""
    due = GuestLetter.objects.filter(state=LetterState.WAITING, next_at__lte=at)
    due.update(next_at=at, last_error=_short(error))


def _spread(mail: GuestMail) -> int:
    event = queries.find(mail.tenant_id, mail.event_id)
    same = GuestMail.objects.filter(tenant_id=mail.tenant_id, id=mail.id, state=MailState.SCHEDULED)
    try:
        if event is None:
            raise EventOver
        editing.hold(event)
    except (PartnerInactive, EventOver, NotFound) as error:
        why = PARTNER_AWAY if isinstance(error, PartnerInactive) else EVENT_AWAY
        return same.update(state=MailState.CANCELLED, why=why)
    guests = list(
        Guest.objects.filter(tenant_id=event.tenant_id, event_id=event.id).order_by("added_at", "id")
    )
    if len(guests) + _within_a_day(mail) > MOST_LETTERS_A_DAY:
        return same.update(state=MailState.CANCELLED, why=MANY_LETTERS)
    if not same.update(state=MailState.SENT):
        return 0  # Stopped, or somebody else's, a moment ago.
    refused, bounced = _digests(Unsubscribed, guests), _digests(Bounced, guests)
    now = timezone.now()
    GuestLetter.objects.bulk_create(_letter(mail, guest, refused, bounced, now) for guest in guests)
    return 1


def _within_a_day(mail: GuestMail) -> int:
    """How many letters the partner's guests have been given in the last 24 hours."""
    lately = GuestMail.objects.filter(
        tenant_id=mail.tenant_id, state=MailState.SENT, send_at__gt=timezone.now() - timedelta(hours=24)
    )
    given = GuestLetter.objects.filter(tenant_id=mail.tenant_id, mail_id__in=lately.values("id"))
    return given.filter(guest_id__isnull=False).count()


def _letter(
    mail: GuestMail, guest: Guest, refused: frozenset[bytes], bounced: frozenset[bytes], now: datetime
) -> GuestLetter:
    state = _standing(guest, refused, bounced)
    return GuestLetter(
        tenant_id=mail.tenant_id,
        mail_id=mail.id,
        event_id=mail.event_id,
        guest_id=guest.id,
        state=state or LetterState.WAITING,
        next_at=now,
        done_at=now if state else None,
    )


def _fate(
    letter: GuestLetter, guest: Guest | None, refused: frozenset[bytes], bounced: frozenset[bytes]
) -> LetterState | None:
    """How it ends without being sent; None: it is sent."""
    if letter.guest_id is None:
        return None
    return _standing(guest, refused, bounced) if guest else LetterState.GONE


def _standing(guest: Guest, refused: frozenset[bytes], bounced: frozenset[bytes]) -> LetterState | None:
    if bytes(guest.digest) in refused:
        return LetterState.UNSUBSCRIBED
    return LetterState.UNREACHABLE if bytes(guest.digest) in bounced else None


def _digests(rows: type[Unsubscribed] | type[Bounced], guests: Collection[Guest]) -> frozenset[bytes]:
    """Of these guests' addresses, those that are known there."""
    tenants, digests = {guest.tenant_id for guest in guests}, [guest.digest for guest in guests]
    found = rows.objects.filter(tenant_id__in=tenants, digest__in=digests).values_list("digest", flat=True)
    return frozenset(bytes(each) for each in found)


def _with_them(
    letters: Sequence[GuestLetter],
) -> tuple[dict[UUID, GuestMail], dict[UUID | None, Guest], dict[UUID, Event]]:
    tenants = {each.tenant_id for each in letters}
    mails = GuestMail.objects.filter(tenant_id__in=tenants, id__in={each.mail_id for each in letters})
    ids = {each.guest_id for each in letters if each.guest_id}
    guests = Guest.objects.filter(tenant_id__in=tenants, id__in=ids)
    events = queries.having_keys({(each.tenant_id, each.event_id) for each in letters})
    return (
        {each.id: each for each in mails},
        {each.id: each for each in guests},
        {each.id: each for each in events if each.deleted_at is None},
    )


def _claimed(most: int) -> list[GuestLetter]:
    """Of those that somebody handed over and never said what became of them, nobody knows from here on.

    Partners take turns: first one letter of each, then a second one, and so on.
    """
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "until": now + CLAIMED_FOR, "most": most})
        rows = sorted(cursor.fetchall(), key=lambda row: row[-1])
    return [GuestLetter(**dict(zip(_CLAIMED, row[:-1], strict=True))) for row in rows]


_CLAIMED: Final = ("tenant_id", "id", "mail_id", "event_id", "guest_id", "state", "tries", "next_at")
_CLAIM: Final = f"""
WITH RECURSIVE lost AS (
  UPDATE guests_guestletter SET state = 'unknown', done_at = %(now)s, last_error = ''
  WHERE state = 'sending' AND next_at <= %(now)s
), partner AS (
  (SELECT tenant_id FROM guests_guestletter WHERE state = 'waiting' ORDER BY tenant_id LIMIT 1)
  UNION ALL
  SELECT (
    SELECT letter.tenant_id FROM guests_guestletter AS letter
    WHERE letter.state = 'waiting' AND letter.tenant_id > partner.tenant_id
    ORDER BY letter.tenant_id LIMIT 1
  ) FROM partner WHERE partner.tenant_id IS NOT NULL
), turn AS (
  SELECT due.* FROM partner CROSS JOIN LATERAL (
    SELECT tenant_id, id, row_number() OVER (ORDER BY next_at) AS round
    FROM guests_guestletter
    WHERE tenant_id = partner.tenant_id AND state = 'waiting' AND next_at <= %(now)s
    ORDER BY next_at LIMIT %(most)s
  ) AS due
  ORDER BY due.round, random() LIMIT %(most)s
), due AS (
  SELECT letter.tenant_id, letter.id, turn.round
  FROM guests_guestletter AS letter JOIN turn ON turn.tenant_id = letter.tenant_id AND turn.id = letter.id
  WHERE letter.state = 'waiting' AND letter.next_at <= %(now)s
  FOR UPDATE OF letter SKIP LOCKED
)
UPDATE guests_guestletter AS letter SET next_at = %(until)s, tries = tries + 1
FROM due
WHERE letter.tenant_id = due.tenant_id AND letter.id = due.id
RETURNING {", ".join(f"letter.{each}" for each in _CLAIMED)}, due.round
"""  # noqa: S608 - put together from constants alone


def _same(
    letters: Collection[GuestLetter], state: LetterState = LetterState.WAITING
) -> QuerySet[GuestLetter]:
    """The rows of one claim, as long as it holds. No statement for none."""
    return GuestLetter.objects.filter(
        tenant_id__in={each.tenant_id for each in letters},
        id__in={each.id for each in letters},
        next_at__in={each.next_at for each in letters},
        state=state,
    )


def _about(mail: GuestMail) -> About:
    return About(mail.tenant_id, f"guest_mail:{mail.id}")


def _short(error: str) -> str:
    return error.replace("\0", "")[:300]
