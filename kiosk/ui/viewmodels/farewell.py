"""The base of the pages that end by themselves."""

import math
from dataclasses import dataclass

from PySide6.QtCore import Signal

from kiosk.ui.scene import Scene
from kiosk.ui.viewmodels.base import ViewModel, state_property


@dataclass(frozen=True, slots=True)
class FarewellPageState:
    seconds_left: int


class FarewellModel(ViewModel[FarewellPageState]):
    """Counts down to the end of the page."""

    changed = Signal()
    secondsLeft = state_property(int, "seconds_left", changed)

    def state_of(self, scene: Scene) -> FarewellPageState:
        return FarewellPageState(seconds_left(scene))


def seconds_left(scene: Scene) -> int:
    """Until the page ends by itself."""
    return math.ceil(scene.seconds_until(scene.session.idle_deadline))
