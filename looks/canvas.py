"""Pictures and planes: what every look reads and writes, and the few moves on them that all looks share.

A picture is HxWx3 uint8 in BGR, as OpenCV keeps it. A plane is float32 of HxW or HxWx3, nominally 0 to 1.
Lengths are given in units: one unit is a pixel of a photo whose short side is 1080 pixels.
"""

from typing import TypeAlias, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[np.uint8]
Plane: TypeAlias = NDArray[np.float32]

_FINE_SIGMA = 3.0
"""Blurs wider than this are made on a smaller plane; nobody sees the difference."""


def unit(picture: Picture | Plane) -> float:
    """How many pixels one unit has in this picture."""
    return float(min(picture.shape[:2])) / 1080


def floats(picture: Picture) -> Plane:
    """The picture as a plane, 0 to 1."""
    return np.multiply(picture, np.float32(1 / 255), dtype=np.float32)


def picture_of(plane: Plane) -> Picture:
    """The plane as a picture; what lies outside 0 to 1 is cut off. A grey plane becomes three channels."""
    whole = cv2.convertScaleAbs(np.maximum(plane, 0), alpha=255)
    if whole.ndim == 2:
        whole = cv2.cvtColor(whole, cv2.COLOR_GRAY2BGR)
    return cast(Picture, whole)


def grey(picture: Picture) -> Picture:
    """Its luminance, HxW uint8."""
    return cast(Picture, cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))


def resized(plane: Plane, width: int, height: int) -> Plane:
    """Any array in another size: averaged when it shrinks, smooth when it grows."""
    way = cv2.INTER_AREA if width < plane.shape[1] else cv2.INTER_LINEAR
    return cast(Plane, cv2.resize(plane, (max(1, width), max(1, height)), interpolation=way))


def reduced(plane: Plane, short_side: int) -> Plane:
    """The plane no larger than that; painters work from a sketch, and broad strokes cost less on it."""
    height, width = plane.shape[:2]
    share = min(1.0, short_side / min(height, width))
    return plane if share == 1 else resized(plane, round(width * share), round(height * share))


def like(plane: Plane, model: Picture | Plane) -> Plane:
    """The plane in the size of `model`."""
    height, width = model.shape[:2]
    return plane if plane.shape[:2] == (height, width) else resized(plane, width, height)


def blur(plane: Plane, sigma: float) -> Plane:
    """A Gaussian blur, sigma in pixels; its cost does not grow with sigma."""
    if sigma < 0.2:
        return plane
    if sigma <= _FINE_SIGMA:
        return cast(Plane, cv2.GaussianBlur(plane, (0, 0), sigma))
    height, width = plane.shape[:2]
    shrink = min(2.0 ** int(np.log2(sigma / 1.4)), min(height, width) / 4)
    if shrink <= 1:
        return cast(Plane, cv2.GaussianBlur(plane, (0, 0), sigma))
    small = resized(plane, round(width / shrink), round(height / shrink))
    small = cast(Plane, cv2.GaussianBlur(small, (0, 0), sigma / shrink))
    return cast(Plane, cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))


def step(plane: Plane, low: float, high: float) -> Plane:
    """0 below `low`, 1 above `high`, a smooth S between; falls instead of rising when `high` < `low`."""
    ramp = np.clip((plane - np.float32(low)) * np.float32(1 / (high - low)), 0, 1)
    return cast(Plane, ramp * ramp * (3 - 2 * ramp))


def mix(below: Plane, above: Plane, amount: Plane | float) -> Plane:
    """`below` where `amount` is 0, `above` where it is 1."""
    if isinstance(amount, float):
        return cast(Plane, cv2.addWeighted(below, 1 - amount, above, amount, 0))
    share = amount[..., None] if above.ndim == 3 and amount.ndim == 2 else amount
    return cast(Plane, below + (above - below) * share)


def grid(height: int, width: int) -> tuple[Plane, Plane]:
    """A row of x (1xW) and a column of y (Hx1) from -1 to 1 across the picture; they broadcast."""
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    return across, down
