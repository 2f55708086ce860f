"""The live preview, the countdown, and the shots kept so far (G4)."""

import math
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from contract.config import Orientation, PrintLayout
from kiosk.domain.framing import LANDSCAPE
from kiosk.domain.model import CameraState
from kiosk.session.events import BackAsked, OrientationChosen, ShutterPressed
from kiosk.session.state import Screen, SessionState, Shutter
from kiosk.ui.preview import FrameSource
from kiosk.ui.scene import Scene, file_url
from kiosk.ui.viewmodels.base import Dispatch, ViewModel, state_property, translate
from kiosk.ui.viewmodels.notices import cover_notice

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class CameraPageState:
    counting: bool
    taking: bool
    countdown: int
    shots: tuple[str, ...]
    title: str
    hint: str
    live: bool
    ready: bool
    can_go_back: bool
    notice: str
    aspect: float
    orientation: str
    offers_wide: bool


@QmlElement
class CameraModel(ViewModel[CameraPageState]):
    screen = Screen.CAMERA
    changed = Signal()
    counting = state_property(bool, "counting", changed)
    taking = state_property(bool, "taking", changed)
    countdown = state_property(int, "countdown", changed)
    shots = state_property("QVariantList", "shots", changed)
    title = state_property(str, "title", changed)
    hint = state_property(str, "hint", changed)
    live = state_property(bool, "live", changed)
    ready = state_property(bool, "ready", changed)
    canGoBack = state_property(bool, "can_go_back", changed)
    notice = state_property(str, "notice", changed)
    aspect = state_property("double", "aspect", changed)
    orientation = state_property(str, "orientation", changed)
    offersWide = state_property(bool, "offers_wide", changed)

    def __init__(self, dispatch: Dispatch, frames: FrameSource, parent: QObject | None = None) -> None:
        super().__init__(dispatch, parent)
        self._frames = frames

    @Property(QObject, constant=True)
    def frames(self) -> FrameSource:
        return self._frames

    def state_of(self, scene: Scene) -> CameraPageState:
        session = scene.session
        aiming = session.shutter is Shutter.AIMING and not session.busy
        live = scene.booth_state.camera.state is CameraState.LIVE
        return CameraPageState(
            counting=session.shutter is Shutter.COUNTDOWN,
            taking=session.shutter is Shutter.TAKING,
            countdown=math.ceil(scene.seconds_until(session.shutter_deadline)),
            shots=_places(session),
            title=_camera_title(scene),
            hint=_camera_hint(scene),
            live=live,
            ready=live and aiming,
            can_go_back=aiming and not session.shots and scene.has_choice,
            notice=cover_notice(scene),
            aspect=session.framing.aspect,
            orientation=session.orientation if session.layout is PrintLayout.SINGLE else "",
            offers_wide=_offers_choice(scene),
        )

    @Slot()
    def shoot(self) -> None:
        self._dispatch(ShutterPressed())

    @Slot(str)
    def chooseOrientation(self, orientation: str) -> None:
        self._dispatch(OrientationChosen(Orientation(orientation)))

    @Slot()
    def back(self) -> None:
        self._dispatch(BackAsked())


def _offers_choice(scene: Scene) -> bool:
    """Upright or wide: for a single portrait that is not taken yet, where the event has both."""
    both = len(set(scene.catalogue.orientations)) > 1
    return both and scene.session.layout is PrintLayout.SINGLE and not scene.session.shots


def _places(session: SessionState) -> tuple[str, ...]:
    """The URL of each shot that is wanted, in its place; empty where it is still to come."""
    taken = {shot.index: file_url(shot.path) for shot in session.shots}
    return tuple(taken.get(place, "") for place in range(session.shots_wanted))


def _camera_title(scene: Scene) -> str:
    session = scene.session
    if session.shots_wanted == 1:
        return translate("Camera", "Mirá a la cámara")
    number = min(session.next_shot + 1, session.shots_wanted)
    return translate("Camera", "Foto {0} de {1}").format(number, session.shots_wanted)


def _camera_hint(scene: Scene) -> str:
    if scene.booth_state.camera.state is not CameraState.LIVE:
        return translate("Camera", "La cámara vuelve en un momento…")
    if scene.session.shutter is Shutter.AIMING and scene.session.framing is LANDSCAPE:
        return translate("Camera", "Entren todos en el cuadro y toquen el botón")
    if scene.session.shutter is Shutter.AIMING and scene.session.framing.aspect > 1:
        return translate("Camera", "Que entren las caras en el marco, y tocá el botón")
    if scene.session.shutter is Shutter.AIMING:
        return translate("Camera", "Poné tu cara en el óvalo y tocá el botón")
    if scene.session.shutter is Shutter.COUNTDOWN:
        return translate("Camera", "¡Sonreí!")
    return translate("Camera", "Guardando tu foto…")
