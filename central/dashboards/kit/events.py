"""What people are told of an event's state, in every room."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contract.config import EventState

STATES: Final[dict[EventState, tuple[str, Promise]]] = {
    EventState.DRAFT: ("plain", _("Borrador")),
    EventState.SCHEDULED: ("info", _("Programado")),
    EventState.LIVE: ("good", _("En vivo")),
    EventState.PAUSED: ("warning", _("En pausa")),
    EventState.EXHAUSTED: ("bad", _("Sin créditos")),
    EventState.ENDED: ("plain", _("Terminado")),
}
"""Tone and word of each badge."""
