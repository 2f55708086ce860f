"""A camera for booths that have none: it plays sample portraits as if people stood there."""

import math
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.errors import CameraError, SetupError
from kiosk.domain.ports import Frame

if TYPE_CHECKING:
    import numpy as np

PREVIEW_SIZE = (1080, 1440)
PHOTO_SIZE = (1200, 1600)
"""Width and height, portrait 3:4, as of a camera that is mounted upright."""

SAMPLES = "the booth takes sample photos instead of its guests"

_RATE = 30.0
_MARGIN = 1.14
"""How much more of the portrait is kept than shown, as room for the sway."""

_NEXT_GUEST_AFTER_SECONDS = 8.0
_LOOKED_AT_GAP_SECONDS = 0.3
"""Reads closer than this mean that someone watches the preview."""


class Fault(StrEnum):
    """Faults that the simulated camera can be given, for tests and the fault drill."""

    UNPLUGGED = "unplugged"
    FROZEN = "frozen"
    BLACK = "black"


class SimulatedCamera:
    """Plays the `*.jpg` of `photos` with a slow zoom, sway and change of light, 30 frames a second.

    The next portrait comes with the next guest: when the preview was not watched for a while.
    Raises SetupError when there are no photos. `fault` may be set from any thread.
    """

    def __init__(self, photos: Path, name: str = "simulated camera") -> None:
        self.name = name
        self.note = SAMPLES
        self.fault: Fault | None = None
        self._photos = photos
        self._portraits: list[Path] = []
        self._guest = 0
        self._portrait: Frame | None = None
        self._due = 0.0
        self._read_at = 0.0
        self._watched_at = 0.0
        self._last: Frame | None = None

    def open(self) -> None:
        """Load the first portrait."""
        self._fail_if_unplugged()
        photos = sorted(self._photos.glob("*.jpg"))
        # Cut out of a wide picture, an upright one would be blurred; wide ones are played only alone.
        self._portraits = [photo for photo in photos if _is_upright(photo)] or photos
        if not self._portraits:
            raise SetupError(f"the simulated camera has no photos: put portraits (*.jpg) in {self._photos}")
        self._due = self._read_at = self._watched_at = time.monotonic()
        self._portrait = _load(self._portraits[self._guest % len(self._portraits)])

    def read(self) -> Frame:
        """The next frame, at the pace of a real camera."""
        self._fail_if_unplugged()
        self._wait_for_next_frame()
        self._welcome_next_guest()
        if self.fault is not Fault.FROZEN or self._last is None:
            self._last = self._view(PREVIEW_SIZE)
        return self._last

    def capture(self) -> Frame:
        """A photo of the moment."""
        self._fail_if_unplugged()
        return self._view(PHOTO_SIZE)

    def close(self) -> None:
        """Let go of the portrait."""
        self._portrait = self._last = None

    def _fail_if_unplugged(self) -> None:
        if self.fault is Fault.UNPLUGGED:
            raise CameraError(f"{self.name} was unplugged (simulated fault)")

    def _wait_for_next_frame(self) -> None:
        now = time.monotonic()
        if self._due > now:
            time.sleep(self._due - now)
        self._due = max(self._due, now) + 1 / _RATE

    def _welcome_next_guest(self) -> None:
        now = time.monotonic()
        watched = now - self._read_at < _LOOKED_AT_GAP_SECONDS
        self._read_at = now
        if not watched:
            return
        if now - self._watched_at > _NEXT_GUEST_AFTER_SECONDS:
            self._guest += 1
            self._portrait = _load(self._portraits[self._guest % len(self._portraits)])
        self._watched_at = now

    def _view(self, size: tuple[int, int]) -> Frame:
        import cv2
        import numpy as np

        if self._portrait is None:
            raise CameraError(f"{self.name} is not open")
        if self.fault is Fault.BLACK:
            return np.zeros((size[1], size[0], 3), np.uint8)
        moment = time.monotonic()
        view = cv2.warpAffine(
            self._portrait, _sway(moment, size), size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(cv2.convertScaleAbs(view, view, 1.0 + 0.025 * math.sin(moment * 0.9)), np.uint8)


def _is_upright(path: Path) -> bool:
    import pictures

    try:
        width, height = pictures.size(pictures.stripped(path.read_bytes()))
    except pictures.PictureError:
        return False
    return height > width


def _load(path: Path) -> Frame:
    """The portrait cropped to the camera's shape (faces sit above the middle), with room for the sway."""
    import cv2
    import numpy as np

    import pictures

    try:
        picture = np.asarray(pictures.opened(path.read_bytes()))[:, :, ::-1]
    except pictures.PictureError as error:
        raise CameraError(f"{path.name} is not a picture") from error
    width, height = (round(side * _MARGIN) for side in PHOTO_SIZE)
    scale = max(width / picture.shape[1], height / picture.shape[0])
    filter_ = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    whole = (max(width, round(picture.shape[1] * scale)), max(height, round(picture.shape[0] * scale)))
    picture = cv2.resize(picture, whole, interpolation=filter_)
    left, top = (whole[0] - width) // 2, round((whole[1] - height) * 0.3)
    return np.ascontiguousarray(picture[top : top + height, left : left + width], dtype=np.uint8)


def _sway(moment: float, size: tuple[int, int]) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """The affine map from portrait to view: someone who cannot stand perfectly still."""
    import numpy as np

    width, height = size
    fit = width / (PHOTO_SIZE[0] * _MARGIN)
    zoom = fit * (1.07 + 0.025 * math.sin(moment * 0.37))
    angle = math.radians(0.7) * math.sin(moment * 0.53)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]) * zoom
    centre = np.array([PHOTO_SIZE[0] * _MARGIN / 2, PHOTO_SIZE[1] * _MARGIN / 2])
    drift = np.array([math.sin(moment * 0.71), 0.8 * math.sin(moment * 0.43)]) * 0.011 * width
    move = np.array([width / 2, height / 2]) + drift - turn @ centre
    return np.column_stack([turn, move])
