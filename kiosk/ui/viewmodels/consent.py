"""The sentence that a guest agrees to, before the camera may open (G2)."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.session.events import ConsentGiven, ConsentRefused
from kiosk.session.state import Screen
from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.base import ViewModel, state_property
from kiosk.ui.viewmodels.samples import sample_wall

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class ConsentPageState:
    sentence: str
    busy: bool
    samples: tuple[str, ...]


@QmlElement
class ConsentModel(ViewModel[ConsentPageState]):
    screen = Screen.CONSENT
    changed = Signal()
    sentence = state_property(str, "sentence", changed)
    busy = state_property(bool, "busy", changed)
    samples = state_property("QVariantList", "samples", changed)

    def state_of(self, scene: Scene) -> ConsentPageState:
        config = scene.config
        sentence = config.consent.sentence.text(scene.session.language) if config else ""
        return ConsentPageState(sentence=sentence, busy=scene.session.busy, samples=sample_wall(scene))

    @Slot()
    def accept(self) -> None:
        self._dispatch(ConsentGiven())

    @Slot()
    def refuse(self) -> None:
        self._dispatch(ConsentRefused())
