"""The camera's pictures as guests see and get them: upright, and cut to their framing."""

from kiosk.domain.errors import CameraError
from kiosk.domain.framing import Framing
from kiosk.domain.mount import Mount
from kiosk.domain.ports import Frame
from looks.limits import SMALLEST

_MIDDLE = 0.5
_OFF_THE_TOP = 0.3
"""Of what a framing cuts off a picture's height: faces sit above the middle."""


class Viewfinder:
    """Cuts preview and photo in the same way. A photo never shows what its preview did not."""

    def __init__(self, mount: Mount) -> None:
        self._mount = mount
        self._seen: Framing | None = None

    def look(self, frame: Frame) -> None:
        """Note the shape of what the camera shows. Raises CameraError if no photo can be made of it."""
        height, width = frame.shape[:2]
        _refuse_small(width, height)
        self._seen = Framing(width, height)

    def preview(self, frame: Frame, framing: Framing) -> Frame:
        """What the guest sees; not mirrored."""
        return _cut(_upright(frame, self._mount.turn), framing, _OFF_THE_TOP)

    def photo(self, picture: Frame, framing: Framing) -> Frame:
        """What is kept. Raises CameraError if it is too small.

        A camera whose photos are taller or wider than its preview - a webcam's video is cut from its sensor -
        took in more than the guest saw: that goes first.
        """
        import cv2

        seen = _cut(picture, self._seen, _MIDDLE) if self._seen else picture
        photo = _cut(_upright(seen, self._mount.turn), framing, _OFF_THE_TOP)
        _refuse_small(photo.shape[1], photo.shape[0])
        return cv2.flip(photo, 1) if self._mount.mirrored else photo  # type: ignore[return-value]


def _refuse_small(width: int, height: int) -> None:
    if min(width, height) < SMALLEST:
        raise CameraError(f"the camera's pictures are too small for photos: {width}x{height}")


def _upright(picture: Frame, turn: int) -> Frame:
    import cv2

    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    return cv2.rotate(picture, turns[turn]) if turn in turns else picture  # type: ignore[return-value]


def _cut(picture: Frame, framing: Framing, top_share: float) -> Frame:
    """The largest part of that shape, from the middle; of the height cut off, `top_share` is above it."""
    import numpy as np

    height, width = picture.shape[:2]
    wide, tall = framing.within(width, height)
    left, top = (width - wide) // 2, round((height - tall) * top_share)
    return np.ascontiguousarray(picture[top : top + tall, left : left + wide])
