"""A sentence a guest understands, and a way on (G8)."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.session.events import AnotherAsked, RetakeAsked
from kiosk.session.state import Failure, Screen
from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.base import ViewModel, state_property, translate

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class FailedPageState:
    title: str
    sentence: str
    can_retake: bool
    can_choose: bool


@QmlElement
class FailedModel(ViewModel[FailedPageState]):
    screen = Screen.FAILED
    changed = Signal()
    title = state_property(str, "title", changed)
    sentence = state_property(str, "sentence", changed)
    canRetake = state_property(bool, "can_retake", changed)
    canChoose = state_property(bool, "can_choose", changed)

    def state_of(self, scene: Scene) -> FailedPageState:
        failure = scene.session.failure or Failure.INTERNAL
        title, sentence = _failure_words(failure)
        return FailedPageState(
            title=title,
            sentence=sentence,
            can_retake=failure in (Failure.CAMERA, Failure.GENERATION),
            can_choose=failure is not Failure.DISK,
        )

    @Slot()
    def retake(self) -> None:
        self._dispatch(RetakeAsked())

    @Slot()
    def another(self) -> None:
        self._dispatch(AnotherAsked())


def _failure_words(failure: Failure) -> tuple[str, str]:
    if failure is Failure.CAMERA:
        return (
            translate("Failed", "La cámara se distrajo"),
            translate("Failed", "No pudimos tomar la foto. Ya se está recuperando: probá de nuevo."),
        )
    if failure is Failure.DISK:
        return (
            translate("Failed", "No podemos guardar más fotos"),
            translate("Failed", "La cabina se quedó sin lugar. Avisale al equipo, por favor."),
        )
    if failure is Failure.GENERATION:
        return (
            translate("Failed", "Esta vez no salió"),
            translate("Failed", "No pudimos crear este retrato. Probá con otro estilo o con otra foto."),
        )
    if failure is Failure.REFUSED:
        return (
            translate("Failed", "Ahora no podemos hacer este retrato"),
            translate("Failed", "El evento no lo permite en este momento. Podés elegir otro estilo."),
        )
    return (
        translate("Failed", "Algo se trabó"),
        translate("Failed", "No fue tu culpa. Tus fotos están a salvo: probá otra vez."),
    )
