"""The picture, its QR code, and prints up to the event's limit (G7)."""

from uuid import UUID

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.session.events import PrintAsked
from kiosk.session.state import Screen
from kiosk.ui.scene import Scene, file_url
from kiosk.ui.viewmodels.pictures import PicturesModel, PicturesState, pictures_state

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ResultModel(PicturesModel):
    screen = Screen.RESULT
    copiesChanged = Signal()

    _copies = 1
    _picture: UUID | None = None

    @Property(int, notify=copiesChanged)
    def copies(self) -> int:
        return self._copies

    def state_of(self, scene: Scene) -> PicturesState:
        return pictures_state(scene, file_url(scene.session.result_path), "")

    def show(self, scene: Scene) -> None:
        """Each picture begins with one copy, whatever was chosen for the last one."""
        super().show(scene)
        request = scene.session.request
        if scene.session.screen is self.screen and request and request.generation_id != self._picture:
            self._picture = request.generation_id
            self.chooseCopies(1)
        if self._copies > max(1, self.state.copies_left):
            self.chooseCopies(self.state.copies_left)

    @Slot(int)
    def chooseCopies(self, copies: int) -> None:
        within = max(1, min(copies, self.state.copies_left))
        if within != self._copies:
            self._copies = within
            self.copiesChanged.emit()

    @Slot()
    def printResult(self) -> None:
        self._dispatch(PrintAsked(copies=self._copies))
