"""The guest refused; nothing was taken."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtQml import QmlElement

from kiosk.session.state import Screen
from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.base import ViewModel, state_property
from kiosk.ui.viewmodels.farewell import seconds_left
from kiosk.ui.viewmodels.samples import sample_wall

QML_IMPORT_NAME = "Cabina.Booth"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class DeclinedPageState:
    seconds_left: int
    samples: tuple[str, ...]


@QmlElement
class DeclinedModel(ViewModel[DeclinedPageState]):
    screen = Screen.DECLINED
    changed = Signal()
    secondsLeft = state_property(int, "seconds_left", changed)
    samples = state_property("QVariantList", "samples", changed)

    def state_of(self, scene: Scene) -> DeclinedPageState:
        return DeclinedPageState(seconds_left(scene), sample_wall(scene))
