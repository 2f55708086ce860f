"""Where the faces are, for cropping; a guess is enough."""

import threading
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    import cv2

_WORK_HEIGHT = 360
_WORK_WIDTH = 4 * _WORK_HEIGHT
"""Of a wide strip no more is looked at than of a picture: the finder's memory grows with it."""
_SMALLEST = 0.14
"""Of the picture's height: smaller finds are buttons and wallpaper more often than people."""

_one_at_a_time = threading.Lock()


def find_faces(picture: Image.Image) -> list[tuple[float, float, float, float]]:
    """Boxes (left, top, right, bottom) in the picture's pixels, in no order; none for most drawings."""
    scale = max(picture.height / _WORK_HEIGHT, picture.width / _WORK_WIDTH)
    size = (max(1, round(picture.width / scale)), max(1, round(picture.height / scale)))
    grey = np.asarray(picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=1.5).convert("L"))
    smallest = round(_WORK_HEIGHT * _SMALLEST)
    with _one_at_a_time:
        found = _detector().detectMultiScale(grey, 1.12, 6, minSize=(smallest, smallest))
    return [
        (x * scale, y * scale, (x + w) * scale, (y + h) * scale) for x, y, w, h in np.asarray(found).tolist()
    ]


@cache
def _detector() -> "cv2.CascadeClassifier":
    import cv2
    import cv2.data

    return cv2.CascadeClassifier(f"{cv2.data.haarcascades}haarcascade_frontalface_alt2.xml")
