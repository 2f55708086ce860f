"""How workers tell the main thread what they saw: one event, which replaces part of the facts."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.session.events import Event
from kiosk.session.visit import Facts


@dataclass(frozen=True, slots=True)
class Learned(Event):
    """`change` makes the new facts from the present ones; it is called on the main thread."""

    change: Callable[[Facts], Facts]


@dataclass(frozen=True, slots=True)
class AssetCame(Event):
    """A blob that the snapshot names is in its place."""

    sha256: str
