"""The picture follows: a number, a code that is right already, and a print of the on-booth look (G7)."""

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.model import Funding
from kiosk.session.events import PrintAsked
from kiosk.session.state import Screen
from kiosk.ui.scene import Scene, file_url
from kiosk.ui.viewmodels.base import translate
from kiosk.ui.viewmodels.pictures import PicturesModel, PicturesState, pictures_state

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class TicketModel(PicturesModel):
    screen = Screen.TICKET

    def state_of(self, scene: Scene) -> PicturesState:
        return pictures_state(scene, file_url(scene.session.look_path), _ticket_sentence(scene))

    @Slot()
    def printLook(self) -> None:
        self._dispatch(PrintAsked(copies=1))


def _ticket_sentence(scene: Scene) -> str:
    request = scene.session.request
    if request is not None and request.funding is Funding.UNFUNDED:
        return translate(
            "Ticket", "Escaneá el código: tu retrato aparece ahí si al evento le quedan créditos."
        )
    return translate("Ticket", "Escaneá el código: tu retrato aparece ahí apenas esté listo.")
