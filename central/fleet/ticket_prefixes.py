"""Ticket numbers are unique within an event: each booth counts alone, behind letters of its own.

Each enrolment has other letters, as a booth whose disk was replaced counts from one again.
"""

from typing import Final
from uuid import UUID

from central.fleet.models import Kiosk, TicketPrefix

_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which look like digits."""


def prefix_of(kiosk: Kiosk, event_id: UUID) -> str:
    """The prefix of this kiosk's tickets at the event; given at first asking, and for good."""
    at_event = TicketPrefix.objects.filter(tenant_id=kiosk.tenant_id, event_id=event_id)
    while True:
        given = at_event.filter(kiosk_id=kiosk.id, epoch=kiosk.epoch).values_list("prefix", flat=True).first()
        if given is not None:
            return given
        following = TicketPrefix(
            tenant_id=kiosk.tenant_id,
            event_id=event_id,
            kiosk_id=kiosk.id,
            epoch=kiosk.epoch,
            prefix=letters(at_event.count()),
        )
        # Another booth may be given these letters at this moment; then the next ones are tried.
        TicketPrefix.objects.bulk_create([following], ignore_conflicts=True)


def letters(number: int) -> str:
    """A, B, ... Z, AA, AB, ...: the prefix after so many others."""
    text = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, len(_LETTERS))
        text = _LETTERS[digit] + text
    return text
