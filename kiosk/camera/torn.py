"""Pictures that were torn on their way from the camera: only whole ones count."""

from typing import TYPE_CHECKING

from kiosk.domain.ports import Frame

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Packet = NDArray[np.uint8]
    """A JPEG file's bytes, and perhaps what followed them in the stream."""

_LAST_BLOCK = 8
_MISSING = 128
"""What decoders put where a JPEG's or a video's data ended too early: coefficients of zero."""


def decoded(packet: "Packet") -> Frame | None:
    """The picture in the packet; None unless all of it is there."""
    import cv2

    import pictures

    try:
        whole = pictures.stripped(packet.tobytes()).whole
    except pictures.PictureError:
        return None
    return cv2.imdecode(packet, cv2.IMREAD_COLOR) if whole else None  # type: ignore[return-value]


def is_torn(frame: Frame) -> bool:
    """Nothing was decoded of the picture's last block; a sensor's noise never looks like that."""
    return bool((frame[-_LAST_BLOCK:, -_LAST_BLOCK:] == _MISSING).all())
