"""Takes events from any thread to the main thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kiosk.domain.machine import Event


class Bridge(QObject):
    """`post` may be called on any thread; the event is dispatched later, on the bridge's own thread."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dispatch: Callable[[Event], None] | None = None
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def dispatch_to(self, dispatch: Callable[[Event], None] | None) -> None:
        """Dispatch events to this function from now on; None drops them, as the booth stops."""
        self._dispatch = dispatch

    def post(self, event: Event) -> None:
        self._posted.emit(event)

    @Slot(object)
    def _deliver(self, event: Event) -> None:
        if self._dispatch is not None:
            self._dispatch(event)
