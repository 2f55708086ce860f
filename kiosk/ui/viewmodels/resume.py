"""A power cut ended a session: 'continue?' (X2)."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.session.events import ContinueAsked, StartOverAsked
from kiosk.session.state import Screen
from kiosk.ui.scene import Scene, file_url
from kiosk.ui.viewmodels.base import ViewModel, state_property, translate
from kiosk.ui.viewmodels.samples import sample_wall

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class ResumePageState:
    shots: tuple[str, ...]
    sentence: str
    busy: bool
    aspect: float
    samples: tuple[str, ...]


@QmlElement
class ResumeModel(ViewModel[ResumePageState]):
    screen = Screen.RESUME
    changed = Signal()
    shots = state_property("QVariantList", "shots", changed)
    sentence = state_property(str, "sentence", changed)
    busy = state_property(bool, "busy", changed)
    aspect = state_property("double", "aspect", changed)
    samples = state_property("QVariantList", "samples", changed)

    def state_of(self, scene: Scene) -> ResumePageState:
        session = scene.session
        return ResumePageState(
            shots=tuple(file_url(shot.path) for shot in session.shots),
            sentence=_kept(len(session.shots)),
            busy=session.busy,
            aspect=session.framing.aspect,
            samples=() if session.shots else sample_wall(scene),
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
