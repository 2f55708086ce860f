"""Photos as the booth keeps them."""

from pathlib import Path
from typing import cast

from kiosk.domain.errors import BugError, DiskError
from kiosk.domain.ports import Frame

JPEG_QUALITY = 92


def encode(frame: Frame) -> bytes:
    """The frame as a JPEG file's content."""
    import cv2

    done, encoded = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise BugError("a frame could not be encoded as JPEG")
    return encoded.tobytes()


def decode(path: Path) -> Frame:
    """The pixels of a kept photo. Raises DiskError."""
    import cv2

    frame = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if frame is None:
        raise DiskError(f"the photo {path} cannot be read back")
    return cast(Frame, frame)
