"""Photos as the booth keeps them."""

from pathlib import Path

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
    import numpy as np

    import pictures

    try:
        photo = pictures.opened(path.read_bytes())
    except (OSError, pictures.PictureError) as error:
        raise DiskError(f"the photo {path} cannot be read back") from error
    return np.ascontiguousarray(np.asarray(photo)[:, :, ::-1])
