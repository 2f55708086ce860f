"""Whether the frames are live: a camera may go on delivering frames long after it died."""

from kiosk.camera.exposure import is_flat
from kiosk.domain.errors import CameraError
from kiosk.domain.ports import Frame

PATIENCE_SECONDS = 4.0
_SAMPLE_STEP = 16
_BLACK_BELOW = 16


class Liveness:
    """Judges a camera's frames. A sensor's noise makes two equal frames in a row a bad sign."""

    def __init__(self) -> None:
        self._alive_at = 0.0
        self._last = b""

    def opened(self, now: float) -> None:
        """The camera was opened again: patience restarts, but its old picture is no sign of life."""
        self._alive_at = now

    def judge(self, frame: Frame, now: float) -> bool:
        """Whether this frame shows life. Raises CameraError after PATIENCE_SECONDS without any."""
        sample = frame[::_SAMPLE_STEP, ::_SAMPLE_STEP]
        black = is_black(frame)
        content = sample.tobytes()
        alive = not black and content != self._last
        self._last = content
        if alive:
            self._alive_at = now
        elif now - self._alive_at >= PATIENCE_SECONDS:
            raise CameraError("the camera's picture is black" if black else "the camera's picture is frozen")
        return alive


def is_black(frame: Frame) -> bool:
    """Nothing brighter than noise anywhere: a lens cap, a closed shutter, a dead sensor.

    Or green all over, which is how black looks when a sensor's zeros are taken for brightness and colour.
    """
    sample = frame[::_SAMPLE_STEP, ::_SAMPLE_STEP].reshape(-1, 3)
    lit = sample.max(axis=0) >= _BLACK_BELOW
    return not lit.any() or (not lit[::2].any() and is_flat(sample.astype("int16")))
