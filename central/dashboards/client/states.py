"""What the states of things are called, and what they mean for a host."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.generations.event_pictures import Kind
from central.tenants.models import RequestState
from contract.config import EventState


@dataclass(frozen=True, slots=True)
class Word:
    """A state as a badge says it, and what follows from it."""

    tone: str
    label: str | Promise
    meaning: str | Promise = ""


EVENT: Final = {
    EventState.DRAFT: Word(
        "plain", _("Borrador"), _("Las cabinas todavía no lo ofrecen. Abrilo cuando esté listo.")
    ),
    EventState.SCHEDULED: Word("info", _("Programado"), _("Empieza solo, a su hora.")),
    EventState.LIVE: Word("good", _("En vivo"), _("Las cabinas hacen retratos.")),
    EventState.PAUSED: Word(
        "warning", _("En pausa"), _("Las cabinas esperan; nadie puede pedir retratos hasta que lo reanudes.")
    ),
    EventState.EXHAUSTED: Word(
        "bad", _("Sin créditos"), _("No alcanza ni para un retrato más. Sumale créditos y sigue enseguida.")
    ),
    EventState.ENDED: Word("plain", _("Terminado"), _("Los créditos que no se usaron volvieron a tu saldo.")),
}
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
