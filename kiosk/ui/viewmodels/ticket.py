"""The picture follows: a number, a code that is right already, and a print of the on-booth look (G7)."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.model import Funding
from kiosk.session.events import AnotherAsked, PrintAsked
from kiosk.session.state import Screen
from kiosk.ui.scene import Scene, file_url
from kiosk.ui.viewmodels.base import ViewModel, state_property, translate
from kiosk.ui.viewmodels.pictures import PicturesState, pictures_state

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class TicketModel(ViewModel[PicturesState]):
    screen = Screen.TICKET
    changed = Signal()
    number = state_property(str, "number", changed)
    qr = state_property(str, "qr", changed)
    sentence = state_property(str, "sentence", changed)
    canPrint = state_property(bool, "can_print", changed)
    printing = state_property(bool, "printing", changed)
    prints = state_property(str, "prints", changed)
    printsSymbol = state_property(str, "prints_symbol", changed)
    notice = state_property(str, "notice", changed)

    def state_of(self, scene: Scene) -> PicturesState:
        return pictures_state(scene, file_url(scene.session.look_path), _ticket_sentence(scene))

    @Slot()
    def printLook(self) -> None:
        self._dispatch(PrintAsked(copies=1))

    @Slot()
    def another(self) -> None:
        self._dispatch(AnotherAsked())


def _ticket_sentence(scene: Scene) -> str:
    request = scene.session.request
    if request is not None and request.funding is Funding.UNFUNDED:
        return translate(
            "Ticket", "Escaneá el código: tu retrato aparece ahí si al evento le quedan créditos."
        )
    return translate("Ticket", "Escaneá el código: tu retrato aparece ahí apenas esté listo.")
