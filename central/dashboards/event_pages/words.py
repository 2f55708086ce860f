"""What is said of guests, and of lines that are none."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.guests.files import Wrong
from central.guests.guest_list import Listed


@dataclass(frozen=True, slots=True)
class Word:
    """A badge."""

    tone: str
    label: str | Promise


WRONG_LINES: Final = {
    Wrong.NO_ADDRESS: _("no tiene correo"),
    Wrong.NOT_AN_ADDRESS: _("eso no es una dirección de correo"),
    Wrong.REPEATED: _("ese correo está repetido en el archivo"),
}
_UNSUBSCRIBED: Final = Word("plain", _("No quiere correos"))
_BOUNCED: Final = Word("bad", _("Rebota"))
_REACHABLE: Final = Word("good", _("Recibe correos"))


def standing_of(guest: Listed) -> Word:
    """Whether they are written to."""
    if guest.unsubscribed:
        return _UNSUBSCRIBED
    return _BOUNCED if guest.bounced else _REACHABLE
