"""The camera and the review of what it took (G4, G5)."""

import math
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.model import CameraState
from kiosk.session.events import BackAsked, LeaveAsked, MakeItAsked, RetakeAsked, ShutterPressed
from kiosk.session.state import Screen, Shutter
from kiosk.ui.preview import FrameSource
from kiosk.ui.scene import Scene, file_url
from kiosk.ui.viewmodels.base import Dispatch, ViewModel, shown, translate

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class CameraFace:
    counting: bool
    taking: bool
    countdown: int
    shots_taken: int
    shots_wanted: int
    shots: tuple[str, ...]
    title: str
    hint: str
    live: bool
    style_name: str
    can_go_back: bool


@QmlElement
class CameraModel(ViewModel[CameraFace]):
    """The live preview, the countdown, and the shots kept so far."""

    screen = Screen.CAMERA
    changed = Signal()
    counting = shown(bool, "counting", changed)
    taking = shown(bool, "taking", changed)
    countdown = shown(int, "countdown", changed)
    shotsTaken = shown(int, "shots_taken", changed)
    shotsWanted = shown(int, "shots_wanted", changed)
    shots = shown("QVariantList", "shots", changed)
    title = shown(str, "title", changed)
    hint = shown(str, "hint", changed)
    live = shown(bool, "live", changed)
    styleName = shown(str, "style_name", changed)
    canGoBack = shown(bool, "can_go_back", changed)

    def __init__(self, dispatch: Dispatch, frames: FrameSource, parent: QObject | None = None) -> None:
        super().__init__(dispatch, parent)
        self._frames = frames

    @Property(QObject, constant=True)
    def frames(self) -> FrameSource:
        return self._frames

    def see(self, scene: Scene) -> CameraFace:
        session = scene.session
        style = scene.style
        return CameraFace(
            counting=session.shutter is Shutter.COUNTDOWN,
            taking=session.shutter is Shutter.TAKING,
            countdown=math.ceil(scene.seconds_until(session.shutter_deadline)),
            shots_taken=len(session.shots),
            shots_wanted=session.shots_wanted,
            shots=tuple(file_url(shot.path) for shot in session.shots),
            title=_camera_title(scene),
            hint=_camera_hint(scene),
            live=scene.booth_state.camera.state is CameraState.LIVE,
            style_name=style.name.text(session.language) if style else "",
            can_go_back=session.shutter is Shutter.AIMING and not session.busy,
        )

    @Slot()
    def shoot(self) -> None:
        self._dispatch(ShutterPressed())

    @Slot()
    def back(self) -> None:
        self._dispatch(BackAsked())

    @Slot()
    def leave(self) -> None:
        self._dispatch(LeaveAsked())


def _camera_title(scene: Scene) -> str:
    session = scene.session
    if session.shots_wanted == 1:
        return translate("Camera", "Mirá a la cámara")
    number = min(len(session.shots) + 1, session.shots_wanted)
    return translate("Camera", "Foto {0} de {1}").format(number, session.shots_wanted)


def _camera_hint(scene: Scene) -> str:
    if scene.booth_state.camera.state is not CameraState.LIVE:
        return translate("Camera", "La cámara vuelve en un momento…")
    if scene.session.shutter is Shutter.AIMING:
        return translate("Camera", "Poné tu cara en el óvalo y tocá el botón")
    if scene.session.shutter is Shutter.COUNTDOWN:
        return translate("Camera", "¡Sonreí!")
    return translate("Camera", "Guardando tu foto…")


@dataclass(frozen=True, slots=True)
class ReviewFace:
    shots: tuple[str, ...]
    style_name: str
    sample: str
    retakes_left: int
    retake_label: str
    busy: bool
    notice: str


@QmlElement
class ReviewModel(ViewModel[ReviewFace]):
    """The photos as they were kept: take them again, or make the picture."""

    screen = Screen.REVIEW
    changed = Signal()
    shots = shown("QVariantList", "shots", changed)
    styleName = shown(str, "style_name", changed)
    sample = shown(str, "sample", changed)
    retakesLeft = shown(int, "retakes_left", changed)
    retakeLabel = shown(str, "retake_label", changed)
    busy = shown(bool, "busy", changed)
    notice = shown(str, "notice", changed)

    def see(self, scene: Scene) -> ReviewFace:
        session, style = scene.session, scene.style
        return ReviewFace(
            shots=tuple(file_url(shot.path) for shot in session.shots),
            style_name=style.name.text(session.language) if style else "",
            sample=scene.picture_of(style.sample_sha256) if style else "",
            retakes_left=session.retakes_left,
            retake_label=translate("Review", "Repetir ({0})").format(session.retakes_left),
            busy=session.busy,
            notice=_unfunded_notice(scene),
        )

    @Slot()
    def back(self) -> None:
        self._dispatch(BackAsked())

    @Slot()
    def retake(self) -> None:
        self._dispatch(RetakeAsked())

    @Slot()
    def make(self) -> None:
        self._dispatch(MakeItAsked())

    @Slot()
    def leave(self) -> None:
        self._dispatch(LeaveAsked())


def _unfunded_notice(scene: Scene) -> str:
    """Without a lease the booth cannot promise: say so before the guest taps."""
    style = scene.style
    if style is None or scene.online or style.price <= scene.booth_state.sync.lease_left:
        return ""
    return translate(
        "Review", "Sin internet no podemos asegurarlo: te llega si al evento le quedan créditos."
    )
