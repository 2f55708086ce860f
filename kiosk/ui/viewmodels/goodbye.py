"""Thanks, and the booth is free again; the guest's code once more, as it is what they take along."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtQml import QmlElement

from kiosk.session.state import Screen
from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.base import ViewModel, state_property
from kiosk.ui.viewmodels.failed import end_words
from kiosk.ui.viewmodels.farewell import seconds_left
from kiosk.ui.viewmodels.samples import sample_wall

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class GoodbyePageState:
    """`number` and `qr` are empty for a guest who asked for no picture, or erased it.

    `title` and `sentence` are empty unless its picture has come to nothing meanwhile.
    """

    seconds_left: int
    number: str
    qr: str
    samples: tuple[str, ...]
    title: str
    sentence: str


@QmlElement
class GoodbyeModel(ViewModel[GoodbyePageState]):
    screen = Screen.GOODBYE
    changed = Signal()
    secondsLeft = state_property(int, "seconds_left", changed)
    number = state_property(str, "number", changed)
    qr = state_property(str, "qr", changed)
    samples = state_property("QVariantList", "samples", changed)
    title = state_property(str, "title", changed)
    sentence = state_property(str, "sentence", changed)

    def state_of(self, scene: Scene) -> GoodbyePageState:
        request = scene.session.request
        title, sentence = end_words(request) if request else ("", "")
        return GoodbyePageState(
            seconds_left=seconds_left(scene),
            number=request.ticket_label if request else "",
            qr=request.claim_url if request else "",
            samples=() if request else sample_wall(scene),
            title=title,
            sentence=sentence,
        )
