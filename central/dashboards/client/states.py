"""What the states of things are called, and what they mean for a host."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.dashboards.kit.events import STATES
from central.generations.event_pictures import Kind
from central.tenants.models import RequestState
from contract.config import EventState


@dataclass(frozen=True, slots=True)
class Word:
    """A state as a badge says it, and what follows from it."""

    tone: str
    label: str | Promise
    meaning: str | Promise = ""


_MEANINGS: Final = {
    EventState.DRAFT: _("Las cabinas todavía no lo ofrecen. Abrilo cuando esté listo."),
    EventState.SCHEDULED: _("Empieza solo, a su hora."),
    EventState.LIVE: _("Las cabinas hacen retratos."),
    EventState.PAUSED: _("Las cabinas esperan; nadie puede pedir retratos hasta que lo reanudes."),
    EventState.EXHAUSTED: _("No alcanza ni para un retrato más. Sumale créditos y sigue enseguida."),
    EventState.ENDED: _("Los créditos que no se usaron volvieron a tu saldo."),
}
EVENT: Final = {state: Word(*STATES[state], meaning) for state, meaning in _MEANINGS.items()}
REQUEST: Final = {
    RequestState.OPEN: Word("info", _("Esperando respuesta")),
    RequestState.APPROVED: Word("good", _("Aprobado")),
    RequestState.DECLINED: Word("plain", _("Rechazado")),
}
PICTURE: Final[dict[Kind, Word]] = {
    "ready": Word("good", _("Lista")),
    "coming": Word("info", _("En camino")),
    "failed": Word("bad", _("No salió")),
    "erased": Word("plain", _("Borrada por su invitado")),
}
