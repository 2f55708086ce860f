"""Thanks, and the booth is free again."""

from PySide6.QtQml import QmlElement

from kiosk.session.state import Screen
from kiosk.ui.viewmodels.farewell import FarewellModel

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class GoodbyeModel(FarewellModel):
    screen = Screen.GOODBYE
