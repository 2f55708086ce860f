"""The photos as taken: take them again, or make the picture (G5)."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.session.events import BackAsked, MakeItAsked, RetakeAsked
from kiosk.session.state import Screen, SessionState
from kiosk.ui.scene import Scene, file_url
from kiosk.ui.viewmodels.base import ViewModel, state_property, translate
from kiosk.ui.viewmodels.notices import cover_notice

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class ReviewPageState:
    shots: tuple[str, ...]
    style_name: str
    sample: str
    retakes_left: int
    retake_label: str
    busy: bool
    notice: str
    aspect: float
    can_go_back: bool


@QmlElement
class ReviewModel(ViewModel[ReviewPageState]):
    screen = Screen.REVIEW
    changed = Signal()
    shots = state_property("QVariantList", "shots", changed)
    styleName = state_property(str, "style_name", changed)
    sample = state_property(str, "sample", changed)
    retakesLeft = state_property(int, "retakes_left", changed)
    retakeLabel = state_property(str, "retake_label", changed)
    busy = state_property(bool, "busy", changed)
    notice = state_property(str, "notice", changed)
    aspect = state_property("double", "aspect", changed)
    canGoBack = state_property(bool, "can_go_back", changed)

    def state_of(self, scene: Scene) -> ReviewPageState:
        session, style = scene.session, scene.style
        return ReviewPageState(
            shots=tuple(file_url(shot.path) for shot in session.shots),
            style_name=style.name.text(session.language) if style else "",
            sample=scene.picture_of(style.sample_sha256) if style else "",
            retakes_left=session.retakes_left,
            retake_label=_retake_label(session),
            busy=session.busy,
            notice=cover_notice(scene),
            aspect=session.framing.aspect,
            can_go_back=scene.has_choice,
        )

    @Slot()
    def back(self) -> None:
        self._dispatch(BackAsked())

    @Slot()
    def retake(self) -> None:
        self._dispatch(RetakeAsked())

    @Slot(int)
    def retakeOne(self, place: int) -> None:
        self._dispatch(RetakeAsked(place))

    @Slot()
    def make(self) -> None:
        self._dispatch(MakeItAsked())


def _retake_label(session: SessionState) -> str:
    several = translate("Review", "Repetir todas ({0})")
    return (several if len(session.shots) > 1 else translate("Review", "Repetir ({0})")).format(
        session.retakes_left
    )
