"""The life of one camera as steps, without a thread and with an injected clock."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.camera.exposure import Exposure
from kiosk.camera.factory import CameraFactory
from kiosk.camera.liveness import Liveness, is_black
from kiosk.camera.viewfinder import Viewfinder
from kiosk.domain.errors import CameraError, SetupError
from kiosk.domain.framing import Framing
from kiosk.domain.model import CameraState, CameraStatus
from kiosk.domain.mount import STRAIGHT, Mount
from kiosk.domain.ports import Camera, Frame
from kiosk.domain.words import sentence_of

_BACK_OFF_SECONDS = (0.25, 0.5, 1.0, 2.0)
_ABSENT_RETRY_SECONDS = 2.0
_IDLE_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A photo that somebody waits for, and who takes it."""

    framing: Framing
    take: Callable[[Frame], None]


class CameraLoop:
    """Opens, reads, judges and reopens a camera; each `step` does one thing that may block for seconds.

    A CameraError is temporary: the camera is closed and opened again after a moment. A SetupError means that
    the camera is not there at all; it is looked for at a slow pace.
    """

    def __init__(
        self,
        make_camera: CameraFactory,
        on_frame: Callable[[Frame], None],
        on_status: Callable[[CameraStatus], None],
        monotonic: Callable[[], float],
        mount: Mount = STRAIGHT,
    ) -> None:
        self.status = CameraStatus(CameraState.STARTING)
        self._make_camera = make_camera
        self._on_frame = on_frame
        self._on_status = on_status
        self._monotonic = monotonic
        self._camera: Camera | None = None
        self._viewfinder = Viewfinder(mount)
        self._liveness = Liveness()
        self._exposure = Exposure()
        self._failures = 0
        self._due = monotonic()

    def step(self, preview: Framing | None, wanted: Wanted | None) -> float:
        """Do what is due, and return the seconds until the next step is.

        `preview`: frames are published, in this framing. `wanted`: a photo, which is handed over when there
        is one; a caller that got none asks again with the next step. Nothing of a camera counts before its
        exposure has settled.
        """
        busy = preview is not None or wanted is not None or not self._exposure.is_settled
        urgent = self._camera is not None and busy
        if not urgent and (wait := self._due - self._monotonic()) > 0:
            return wait
        try:
            self._advance(preview, wanted)
        except (CameraError, SetupError) as error:
            self.fail(error)
        if self._camera is not None and (preview is not None or not self._exposure.is_settled):
            return 0.0
        return max(0.0, self._due - self._monotonic())

    def fail(self, error: Exception) -> None:
        """Close the camera, say why, and try again later."""
        self.close()
        absent = isinstance(error, SetupError)
        back_off = _BACK_OFF_SECONDS[min(self._failures, len(_BACK_OFF_SECONDS) - 1)]
        self._failures += 1
        self._due = self._monotonic() + (_ABSENT_RETRY_SECONDS if absent else back_off)
        state = CameraState.ABSENT if absent else CameraState.LOST
        self._publish(CameraStatus(state, self.status.name, sentence_of(error)))

    def hurry(self) -> None:
        """What is due later is due now; from any thread."""
        self._due = self._monotonic()

    def close(self) -> None:
        """Let go of the camera."""
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.close()

    def _advance(self, preview: Framing | None, wanted: Wanted | None) -> None:
        camera = self._camera or self._open()
        if wanted is not None and self._exposure.is_settled:
            self._photograph(camera, wanted)
        frame = camera.read()
        self._viewfinder.look(frame)
        alive = self._liveness.judge(frame, self._monotonic())
        if not self._exposure.judge(frame, self._monotonic()):
            return
        if alive:
            self._failures = 0
            self._publish(CameraStatus(CameraState.LIVE, camera.name, camera.note))
        if preview is not None:
            self._on_frame(self._viewfinder.preview(frame, preview))
        self._due = self._monotonic() + _IDLE_LOOK_SECONDS

    def _photograph(self, camera: Camera, wanted: Wanted) -> None:
        picture = camera.capture()
        if is_black(picture):
            raise CameraError(f"{camera.name} took a black photo")
        wanted.take(self._viewfinder.photo(picture, wanted.framing))

    def _open(self) -> Camera:
        camera = self._make_camera()
        try:
            camera.open()
        except BaseException:
            camera.close()
            raise
        self._liveness.opened(self._monotonic())
        self._exposure.opened(self._monotonic())
        self._camera = camera
        return camera

    def _publish(self, status: CameraStatus) -> None:
        if status != self.status:
            self.status = status
            self._on_status(status)
