"""The base of all view-models: a frozen state, replaced and signalled only when it changed."""

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import Property, QCoreApplication, QObject, Signal, SignalInstance, Slot

from kiosk.domain.machine import Event
from kiosk.session.events import LeaveAsked
from kiosk.session.state import Screen
from kiosk.ui.scene import Scene

State = TypeVar("State")
Dispatch = Callable[[Event], None]
Pages = dict[Screen, "ViewModel[Any]"]

translate = QCoreApplication.translate
"""`translate(context, Spanish)`: the text in the guest's language."""


def state_property(kind: type | str, name: str, changed: Signal) -> Any:  # noqa: ANN401 - the descriptor gives the property's own type
    """A read-only Qt property with one field of the state."""
    return Property(kind, lambda model: getattr(model.state, name), notify=changed)  # type: ignore[arg-type]


class ViewModel(QObject, Generic[State]):
    """Shows scenes of its `screen` and dispatches touches. Subclasses declare `changed` for themselves."""

    screen: ClassVar[Screen]
    changed: SignalInstance

    def __init__(self, dispatch: Dispatch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dispatch = dispatch
        self.state: State = self.state_of(Scene())

    def state_of(self, scene: Scene) -> State:
        """The state for a scene; pure."""
        raise NotImplementedError

    def show(self, scene: Scene) -> None:
        """Show the scene. A page that is on its way out keeps its last state."""
        if scene.session.screen is self.screen:
            self._update(scene)

    def _update(self, scene: Scene) -> None:
        state = self.state_of(scene)
        if state != self.state:
            self.state = state
            self.changed.emit()

    @Slot()
    def leave(self) -> None:
        """The guest is done; possible on every page."""
        self._dispatch(LeaveAsked())
