"""Where the faces are, for looks that treat them with more care than the rest."""

import threading
from typing import TypeAlias, cast

import cv2
import cv2.data

from looks.canvas import Picture, grey

Oval: TypeAlias = tuple[tuple[float, float], tuple[float, float], float]
"""Centre, axes and turn, as cv2.ellipse takes them."""

_MODEL = "haarcascade_frontalface_alt2.xml"
_LARGEST_SIDE = 320
_own = threading.local()


def face_ovals(picture: Picture) -> list[Oval]:
    """An oval from brow to chin for each face that looks at the camera; none is no error."""
    shrink = min(1.0, _LARGEST_SIDE / max(picture.shape[:2]))
    small = cv2.resize(grey(picture), None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    found = _detector().detectMultiScale(cv2.equalizeHist(small), 1.15, 4, minSize=(24, 24))
    return [_oval([side / shrink for side in box]) for box in found]


def _oval(box: list[float]) -> Oval:
    x, y, width, height = box
    return (x + width * 0.5, y + height * 0.56), (width * 0.66, height * 0.84), 0.0


def _detector() -> cv2.CascadeClassifier:
    """One for each thread: a detector keeps notes while it works."""
    if not hasattr(_own, "detector"):
        _own.detector = cv2.CascadeClassifier(cv2.data.haarcascades + _MODEL)
    return cast(cv2.CascadeClassifier, _own.detector)
