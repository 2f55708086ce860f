"""The loop that invites a guest."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.session.events import Touched
from kiosk.session.state import Screen
from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.base import ViewModel, state_property
from kiosk.ui.viewmodels.samples import sample_wall

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class AttractPageState:
    title: str
    welcome: str
    brand: str
    logo: str
    samples: tuple[str, ...]


@QmlElement
class AttractModel(ViewModel[AttractPageState]):
    """`samples` are the URLs of sample pictures, mixed from all packs."""

    screen = Screen.ATTRACT
    changed = Signal()
    title = state_property(str, "title", changed)
    welcome = state_property(str, "welcome", changed)
    brand = state_property(str, "brand", changed)
    logo = state_property(str, "logo", changed)
    samples = state_property("QVariantList", "samples", changed)

    def state_of(self, scene: Scene) -> AttractPageState:
        event = scene.config.event if scene.config else None
        return AttractPageState(
            title=event.name if event else "",
            welcome=event.welcome.text(scene.session.language) if event else "",
            brand=scene.branding.display_name,
            logo=scene.picture_of(scene.branding.logo_sha256),
            samples=sample_wall(scene),
        )

    @Slot()
    def start(self) -> None:
        self._dispatch(Touched())
