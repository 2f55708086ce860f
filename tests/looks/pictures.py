"""Photos and other pictures that looks are tried on."""

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import cv2
import numpy as np

import assets
from looks.catalogue import PACKS

LOOKS = tuple(style.look for pack in PACKS for style in pack.styles)


@cache
def portrait(height: int = 480, width: int = 360) -> np.ndarray:
    """A real face; nobody can write to it."""
    photo = cv2.imread(str(min(assets.path("photos").glob("*.jpg"))), cv2.IMREAD_COLOR)
    assert photo is not None
    small = cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8)
    small.flags.writeable = False
    return small


@contextmanager
def memory() -> Iterator[Callable[[], int]]:
    """Asks for the most bytes that arrays took during the block, beyond those of before."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        yield lambda: tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def difference(a: np.ndarray, b: np.ndarray) -> float:
    """Mean difference of two pictures, 0..255."""
    return float(np.abs(a.astype(np.int16) - b.astype(np.int16)).mean())


def likeness(a: np.ndarray, b: np.ndarray) -> float:
    """How much of the light and shade of `a` is still in `b`: correlation of blurred luminance."""
    return float(np.corrcoef(_shade(a).ravel(), _shade(b).ravel())[0, 1])


def face_shapes(a: np.ndarray, b: np.ndarray, centre: tuple[float, float], reach: int = 120) -> float:
    """How much of the contours around `centre` in `a` are still in `b`."""
    left, top = (max(0, round(at) - reach) for at in centre)
    window = np.s_[top : top + 2 * reach, left : left + 2 * reach]
    return float(np.corrcoef(_contours(a)[window].ravel(), _contours(b)[window].ravel())[0, 1])


def _shade(picture: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32), (0, 0), 4)


def _contours(picture: np.ndarray) -> np.ndarray:
    soft = _shade(picture)
    gx, gy = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    return cv2.GaussianBlur(np.hypot(gx, gy), (0, 0), 4)
