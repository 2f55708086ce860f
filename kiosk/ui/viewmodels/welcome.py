"""Before the camera opens: the attract loop, the consent, the polite end of a refusal."""

import math
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.session.events import ConsentGiven, ConsentRefused, LeaveAsked, Touched
from kiosk.session.state import Screen
from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.base import ViewModel, shown
from kiosk.ui.viewmodels.notices import printer_notice

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1

_WALL_PICTURES = 12


@dataclass(frozen=True, slots=True)
class AttractFace:
    title: str
    welcome: str
    brand: str
    logo: str
    samples: tuple[str, ...]
    notice: str


@QmlElement
class AttractModel(ViewModel[AttractFace]):
    """The loop that invites a guest. `samples` are the addresses of pictures, spread over the packs."""

    screen = Screen.ATTRACT
    changed = Signal()
    title = shown(str, "title", changed)
    welcome = shown(str, "welcome", changed)
    brand = shown(str, "brand", changed)
    logo = shown(str, "logo", changed)
    samples = shown("QVariantList", "samples", changed)
    notice = shown(str, "notice", changed)

    def see(self, scene: Scene) -> AttractFace:
        config = scene.config
        event = config.event if config else None
        return AttractFace(
            title=event.name if event else "",
            welcome=event.welcome.text(scene.session.language) if event else "",
            brand=config.branding.display_name if config else "Cabina",
            logo=scene.picture_of(config.branding.logo_sha256) if config else "",
            samples=sample_wall(scene),
            notice=printer_notice(scene),
        )

    @Slot()
    def start(self) -> None:
        self._dispatch(Touched())


def sample_wall(scene: Scene) -> tuple[str, ...]:
    """Sample pictures that are stored here, one of each pack in turn."""
    packs = [pack.styles for pack in scene.config.packs] if scene.config else []
    longest = max((len(styles) for styles in packs), default=0)
    in_turn = [styles[row] for row in range(longest) for styles in packs if row < len(styles)]
    pictures = [scene.picture_of(style.sample_sha256) for style in in_turn]
    return tuple(picture for picture in pictures if picture)[:_WALL_PICTURES]


@dataclass(frozen=True, slots=True)
class ConsentFace:
    sentence: str
    busy: bool


@QmlElement
class ConsentModel(ViewModel[ConsentFace]):
    """One plain sentence, and a tap before the camera opens (G2)."""

    screen = Screen.CONSENT
    changed = Signal()
    sentence = shown(str, "sentence", changed)
    busy = shown(bool, "busy", changed)

    def see(self, scene: Scene) -> ConsentFace:
        config = scene.config
        sentence = config.consent.sentence.text(scene.session.language) if config else ""
        return ConsentFace(sentence=sentence, busy=scene.session.busy)

    @Slot()
    def accept(self) -> None:
        self._dispatch(ConsentGiven())

    @Slot()
    def refuse(self) -> None:
        self._dispatch(ConsentRefused())


@dataclass(frozen=True, slots=True)
class PartingFace:
    seconds_left: int


@QmlElement
class DeclinedModel(ViewModel[PartingFace]):
    """The guest refused; nothing was taken."""

    screen = Screen.DECLINED
    changed = Signal()
    secondsLeft = shown(int, "seconds_left", changed)

    def see(self, scene: Scene) -> PartingFace:
        return PartingFace(math.ceil(scene.seconds_until(scene.session.idle_deadline)))

    @Slot()
    def leave(self) -> None:
        self._dispatch(LeaveAsked())


@QmlElement
class GoodbyeModel(ViewModel[PartingFace]):
    """Thanks, and the booth is free again."""

    screen = Screen.GOODBYE
    changed = Signal()
    secondsLeft = shown(int, "seconds_left", changed)

    def see(self, scene: Scene) -> PartingFace:
        return PartingFace(math.ceil(scene.seconds_until(scene.session.idle_deadline)))

    @Slot()
    def leave(self) -> None:
        self._dispatch(LeaveAsked())
