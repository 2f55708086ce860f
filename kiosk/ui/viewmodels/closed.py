"""Why the booth takes no guests, and what still works (G9)."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.session.events import Touched
from kiosk.session.state import ClosedReason, Screen
from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.base import ViewModel, state_property, translate
from kiosk.ui.viewmodels.samples import sample_wall

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class ClosedPageState:
    symbol: str
    title: str
    sentence: str
    still: str
    samples: tuple[str, ...]


@QmlElement
class ClosedModel(ViewModel[ClosedPageState]):
    screen = Screen.CLOSED
    changed = Signal()
    symbol = state_property(str, "symbol", changed)
    title = state_property(str, "title", changed)
    sentence = state_property(str, "sentence", changed)
    still = state_property(str, "still", changed)
    samples = state_property("QVariantList", "samples", changed)

    def state_of(self, scene: Scene) -> ClosedPageState:
        reason = scene.session.closed or ClosedReason.PAUSED
        title, sentence = _reason_words(reason)
        return ClosedPageState(_SYMBOLS[reason], title, sentence, _still(reason), sample_wall(scene))

    @Slot()
    def tryAgain(self) -> None:
        """Somebody waits at the booth: whatever keeps it closed is looked at again."""
        self._dispatch(Touched())


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
