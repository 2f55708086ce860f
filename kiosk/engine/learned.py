"""How workers tell the main thread what they saw: one event, which replaces part of the booth state."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.session.events import Event
from kiosk.session.state import BoothState


@dataclass(frozen=True, slots=True)
class Learned(Event):
    """`change` makes the new booth state from the present one; it is called on the main thread."""

    change: Callable[[BoothState], BoothState]


@dataclass(frozen=True, slots=True)
class AssetCame(Event):
    """A blob that the snapshot names is in its place."""

    sha256: str
