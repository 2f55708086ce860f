"""What every view-model shares: a frozen face of values, replaced and signalled only when it changed."""

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import Property, QCoreApplication, QObject, Signal, SignalInstance

from kiosk.session.events import Event
from kiosk.session.state import Screen
from kiosk.ui.scene import Scene

Face = TypeVar("Face")
Dispatch = Callable[[Event], None]
Pages = dict[Screen, "ViewModel[Any]"]

translate = QCoreApplication.translate
"""`translate(context, Spanish)`: the text in the language the booth speaks now."""


def shown(kind: type | str, name: str, changed: Signal) -> Any:  # noqa: ANN401 - the descriptor gives the property's own type
    """A read-only Qt property with one field of the face."""
    return Property(kind, lambda model: getattr(model.face, name), notify=changed)  # type: ignore[arg-type]


class ViewModel(QObject, Generic[Face]):
    """Shows scenes of `screen` (None: of all) and dispatches touches. Subclasses declare `changed`."""

    screen: ClassVar[Screen | None] = None
    changed: SignalInstance

    def __init__(self, dispatch: Dispatch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dispatch = dispatch
        self.face: Face = self.see(Scene())

    def see(self, scene: Scene) -> Face:
        """The face for a scene; pure."""
        raise NotImplementedError

    def show(self, scene: Scene) -> None:
        """Take the scene's values. A page that is leaving keeps its last ones."""
        if self.screen not in (None, scene.session.screen):
            return
        face = self.see(scene)
        if face != self.face:
            self.face = face
            self.changed.emit()
