"""Addresses at which nobody is reached: told at once by the mail server, or later by the mail provider."""

import logging
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from central.guests.models import Bounced, Guest, GuestLetter, LetterState, Unsubscribed

TENANT, LETTER = "tenant", "letter"
"""What a letter carries for its provider, which gives it back with whatever it tells of it."""
_BOUNCED: Final = frozenset({"bounced", "rejected", "failed"})
_UNWANTED: Final = frozenset({"complained", "unsubscribed"})
_SENT: Final = (LetterState.SENT, LetterState.UNKNOWN)

log = logging.getLogger(__name__)


def listen() -> None:
    """Hear what the provider tells. Safe to repeat."""
    # Only a platform that has a provider loads it.
    from anymail.signals import tracking

    tracking.connect(told_by_provider, dispatch_uid=__name__)


def told_by_provider(sender: object, event: Any, **_told: object) -> None:  # noqa: ANN401 - anymail's
    """anymail's signal: what became of a letter after it was taken. Safe to repeat."""
    named = event.metadata or {}
    if TENANT not in named or LETTER not in named or event.event_type not in _BOUNCED | _UNWANTED:
        return
    try:
        tenant_id, letter_id = UUID(named[TENANT]), UUID(named[LETTER])
    except (TypeError, ValueError):
        log.warning("the mail provider named a letter that is none")
        return
    with transaction.atomic():
        _heard(tenant_id, letter_id, event)


def _heard(tenant_id: UUID, letter_id: UUID, event: Any) -> None:  # noqa: ANN401 - anymail's
    letters = GuestLetter.objects.select_for_update().filter(tenant_id=tenant_id, id=letter_id)
    letter = letters.first()
    guest = guest_of(letter) if letter else None
    if guest is None:
        return
    if event.event_type in _UNWANTED:
        _unsubscribe(guest)
        return
    said = " ".join(str(event.mta_response or event.description or event.reject_reason or "").split())
    sent = letters.filter(state__in=_SENT)
    sent.update(state=LetterState.BOUNCED, last_error=said[:300], done_at=timezone.now())
    if event.event_type == "bounced" and event.reject_reason in {"bounced", "invalid"}:
        note(guest)


def guest_of(letter: GuestLetter) -> Guest | None:
    """Whom it is for; None: they were taken off the list, or it is its author's."""
    if letter.guest_id is None:
        return None
    return Guest.objects.filter(tenant_id=letter.tenant_id, id=letter.guest_id).first()


def note(guest: Guest) -> None:
    """Nobody is reached at this address: nothing more is sent to it."""
    known = Bounced(tenant_id=guest.tenant_id, digest=guest.digest)
    Bounced.objects.bulk_create([known], ignore_conflicts=True)


def _unsubscribe(guest: Guest) -> None:
    refusal = Unsubscribed(tenant_id=guest.tenant_id, digest=guest.digest)
    Unsubscribed.objects.bulk_create([refusal], ignore_conflicts=True)
