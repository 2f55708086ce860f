"""What is said of mails to guests, of their letters, and of why some did not arrive."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.dashboards.event_pages.words import Word
from central.guests.letters import EVENT_AWAY, MANY_LETTERS, PARTNER_AWAY
from central.guests.mails import Counts
from central.guests.models import GuestLetter, GuestMail, LetterState, MailState
from central.guests.sending import AWAY

_MAILS: Final = {
    MailState.DRAFT: Word("plain", gettext_lazy("Borrador")),
    MailState.SCHEDULED: Word("info", gettext_lazy("Programado")),
    MailState.SENT: Word("good", gettext_lazy("Enviado")),
    MailState.CANCELLED: Word("plain", gettext_lazy("Cancelado")),
}
_ON_ITS_WAY: Final = Word("info", gettext_lazy("Enviándose"))
LETTERS: Final = {
    LetterState.UNKNOWN: Word("warning", gettext_lazy("No se sabe si llegó")),
    LetterState.REFUSED: Word("bad", gettext_lazy("Rechazado")),
    LetterState.BOUNCED: Word("bad", gettext_lazy("Rebotó")),
    LetterState.UNREACHABLE: Word("bad", gettext_lazy("No se envió: antes rebotó")),
}
WHY_CANCELLED: Final[dict[str, Promise]] = {
    PARTNER_AWAY: gettext_lazy("No salió: a esa hora la cuenta de la agencia estaba en pausa."),
    EVENT_AWAY: gettext_lazy("No salió: a esa hora el evento ya no existía."),
    MANY_LETTERS: gettext_lazy("No salió: la agencia ya mandó a invitados todo lo que puede en un día."),
}
_BY_CODE: Final = (
    ("5.1", gettext_lazy("Esa dirección no existe.")),
    ("5.2", gettext_lazy("Su casilla no recibe correos: puede estar llena o cerrada.")),
    ("4.2", gettext_lazy("Su casilla no recibe correos: puede estar llena o cerrada.")),
    ("5.7", gettext_lazy("Su servidor de correo no lo quiso aceptar.")),
)
"""By enhanced status codes (RFC 3463)."""


def word_of(mail: GuestMail, counts: Counts) -> Word:
    """The badge of a mail."""
    if mail.state == MailState.SENT and counts.waiting:
        return _ON_ITS_WAY
    return _MAILS[MailState(mail.state)]


def error_in_words(letter: GuestLetter) -> str:
    """What a mail server's answer means, and the answer itself."""
    said = letter.last_error
    if said == AWAY:
        return _("El servidor de correo no contesta; seguimos intentando.")
    meaning = _meaning(said, letter.state)
    return f"{meaning} ({said})" if said else meaning


def _meaning(said: str, state: str) -> str:
    codes = said.split()[:2]
    for beginning, meaning in _BY_CODE:
        if any(code.startswith(beginning) for code in codes):
            return str(meaning)
    if state == LetterState.UNREACHABLE:
        return _("A esa dirección no llegó nada antes. Corregila, o decinos que está bien.")
    if state == LetterState.UNKNOWN:
        return _("Lo estábamos entregando cuando se cortó: puede haberle llegado.")
    if said.startswith("4"):
        return _("Ahora no lo acepta; volvemos a probar.")
    return _("Su servidor de correo lo rechazó.")
