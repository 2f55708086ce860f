"""When there is no guest's way to go: a session cut short, and a closed booth (X2, G9)."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.session.events import ContinueAsked, StartOverAsked
from kiosk.session.state import ClosedReason, Screen
from kiosk.ui.scene import Scene, file_url
from kiosk.ui.viewmodels.base import ViewModel, shown, translate

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class ResumeFace:
    shots: tuple[str, ...]
    sentence: str
    busy: bool


@QmlElement
class ResumeModel(ViewModel[ResumeFace]):
    """A power cut ended a session: 'continue?'"""

    screen = Screen.RESUME
    changed = Signal()
    shots = shown("QVariantList", "shots", changed)
    sentence = shown(str, "sentence", changed)
    busy = shown(bool, "busy", changed)

    def see(self, scene: Scene) -> ResumeFace:
        session = scene.session
        return ResumeFace(
            shots=tuple(file_url(shot.path) for shot in session.shots),
            sentence=_kept(len(session.shots)),
            busy=session.busy,
        )

    @Slot()
    def goOn(self) -> None:
        self._dispatch(ContinueAsked())

    @Slot()
    def startOver(self) -> None:
        self._dispatch(StartOverAsked())


def _kept(shots: int) -> str:
    if shots == 0:
        return translate("Resume", "La cabina se reinició. Podés seguir donde estabas.")
    if shots == 1:
        return translate("Resume", "La cabina se reinició, pero tu foto está a salvo.")
    return translate("Resume", "La cabina se reinició, pero tus fotos están a salvo.")


@dataclass(frozen=True, slots=True)
class ClosedFace:
    reason: str
    symbol: str
    title: str
    sentence: str
    still: str


@QmlElement
class ClosedModel(ViewModel[ClosedFace]):
    """Why the booth takes no guests, and what still works."""

    screen = Screen.CLOSED
    changed = Signal()
    reason = shown(str, "reason", changed)
    symbol = shown(str, "symbol", changed)
    title = shown(str, "title", changed)
    sentence = shown(str, "sentence", changed)
    still = shown(str, "still", changed)

    def see(self, scene: Scene) -> ClosedFace:
        reason = scene.session.closed or ClosedReason.PAUSED
        title, sentence = _reason_words(reason)
        return ClosedFace(reason.value, _SYMBOLS[reason], title, sentence, _still(reason))


_SYMBOLS = {
    ClosedReason.DISK: "disk",
    ClosedReason.NOT_ENROLLED: "link",
    ClosedReason.NO_EVENT: "calendar",
    ClosedReason.NOT_BEGUN: "later",
    ClosedReason.ENDED: "heart",
    ClosedReason.PAUSED: "pause",
    ClosedReason.EXHAUSTED: "sparkle",
    ClosedReason.CAMERA: "camera",
}


def _reason_words(reason: ClosedReason) -> tuple[str, str]:
    words = {
        ClosedReason.DISK: (
            translate("Closed", "Sin lugar para más fotos"),
            translate("Closed", "La cabina no puede guardar fotos nuevas. El equipo lo resuelve enseguida."),
        ),
        ClosedReason.NOT_ENROLLED: (
            translate("Closed", "Cabina sin vincular"),
            translate("Closed", "Falta vincularla con su código antes de empezar."),
        ),
        ClosedReason.NO_EVENT: (
            translate("Closed", "Todavía no hay evento"),
            translate("Closed", "Esta cabina espera que le asignen una fiesta."),
        ),
        ClosedReason.NOT_BEGUN: (
            translate("Closed", "Ya casi empezamos"),
            translate("Closed", "La cabina abre cuando empiece el evento. ¡Volvé en un rato!"),
        ),
        ClosedReason.ENDED: (
            translate("Closed", "¡Gracias por venir!"),
            translate("Closed", "El evento terminó y la cabina ya no toma fotos."),
        ),
        ClosedReason.PAUSED: (
            translate("Closed", "Volvemos en un momento"),
            translate("Closed", "La cabina está en pausa. Acercate de nuevo en unos minutos."),
        ),
        ClosedReason.EXHAUSTED: (
            translate("Closed", "¡Se hicieron todos los retratos!"),
            translate("Closed", "Este evento ya usó todos sus créditos."),
        ),
        ClosedReason.CAMERA: (
            translate("Closed", "La cámara está descansando"),
            translate("Closed", "No la encontramos. La cabina vuelve sola apenas se conecte."),
        ),
    }
    return words[reason]


def _still(reason: ClosedReason) -> str:
    if reason in (ClosedReason.NOT_ENROLLED, ClosedReason.NO_EVENT, ClosedReason.NOT_BEGUN):
        return translate("Closed", "No se toma ninguna foto hasta que abra.")
    if reason is ClosedReason.DISK:
        return translate("Closed", "Las fotos ya tomadas están a salvo y los códigos QR siguen funcionando.")
    return translate("Closed", "Los códigos QR siguen funcionando y los retratos en camino van a llegar.")
