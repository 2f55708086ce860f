"""The camera thread: the only one that touches the device."""

import logging
import threading
from collections.abc import Callable

from kiosk.camera.factory import CameraFactory
from kiosk.camera.loop import CameraLoop, Wanted
from kiosk.domain.clock import SystemClock
from kiosk.domain.errors import CameraError
from kiosk.domain.framing import Framing
from kiosk.domain.model import CameraStatus
from kiosk.domain.mount import STRAIGHT, Mount
from kiosk.domain.opencv import load_opencv
from kiosk.domain.ports import Camera, Frame

CAPTURE_SECONDS = 5.0
_STOP_SECONDS = 5.0

_log = logging.getLogger(__name__)

Done = Callable[[Frame | Exception], None]


class CameraSupervisor:
    """Keeps one camera open and recovers it by itself.

    `on_frame` gets every frame while a preview is wanted, as it was framed then; `on_status` every change of
    the camera's status.
    Both are called on the camera's thread and must return at once.
    """

    def __init__(
        self,
        make_camera: CameraFactory,
        on_frame: Callable[[Frame], None],
        on_status: Callable[[CameraStatus], None],
        monotonic: Callable[[], float] | None = None,
        mount: Mount = STRAIGHT,
    ) -> None:
        def make() -> Camera:
            load_opencv()
            return make_camera()

        self._loop = CameraLoop(make, on_frame, on_status, monotonic or SystemClock().monotonic, mount)
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._preview: Framing | None = None
        self._lock = threading.Lock()
        self._orders: list[_Order] = []

    def start(self) -> None:
        """Begin to look for the camera."""
        self._thread.start()

    def stop(self) -> None:
        """Close the camera; photos still asked for end in a CameraError."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_SECONDS)
        for order in self._open_orders():
            order.finish(CameraError("the camera is shutting down"))

    def set_preview(self, framing: Framing | None) -> None:
        """Publish frames in this framing; None while no screen shows them."""
        self._preview = framing
        self._wake.set()

    def capture(self, framing: Framing, done: Done) -> None:
        """Take a photo in this framing; `done` is called exactly once, within CAPTURE_SECONDS.

        On the camera's thread; if a driver hangs, or the booth stops, on another.
        """
        order = _Order(framing, done, CAPTURE_SECONDS)
        with self._lock:
            self._orders.append(order)
        self._wake.set()

    def look_again(self) -> None:
        """A camera that is away is looked for now. Returns at once, from any thread."""
        self._loop.hurry()
        self._wake.set()

    def status(self) -> CameraStatus:
        """What was last seen of the camera."""
        return self._loop.status

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            wait = self._step()
            if wait > 0 and not self._stopping.is_set():
                self._wake.wait(wait)
        self._loop.close()

    def _step(self) -> float:
        orders = self._open_orders()
        try:
            return self._loop.step(self._preview, orders[0].wanted if orders else None)
        except Exception as error:
            _log.exception("unexpected failure of the camera's driver or of a listener")
            self._loop.fail(error)
            return 0.0

    def _open_orders(self) -> list["_Order"]:
        with self._lock:
            self._orders = [order for order in self._orders if not order.finished]
            return list(self._orders)


class _Order:
    """One photo that was asked for; ends once, by a photo, an error, or its own time-out."""

    def __init__(self, framing: Framing, done: Done, seconds: float) -> None:
        self.wanted = Wanted(framing, self.finish)
        self._done = done
        self._first = threading.Lock()
        self._timer = threading.Timer(seconds, self._too_late)
        self._timer.daemon = True
        self._timer.start()

    @property
    def finished(self) -> bool:
        return self._first.locked()

    def finish(self, outcome: Frame | Exception) -> None:
        """Hand over the outcome, unless there was one already."""
        if self._first.acquire(blocking=False):
            self._timer.cancel()
            self._done(outcome)

    def _too_late(self) -> None:
        self.finish(CameraError("the camera gave no photo in time"))
