"""Pictures and planes: what every look reads and writes, and the few moves on them that all looks share.

A picture is HxWx3 uint8 in BGR, as OpenCV keeps it. A plane is float32 of HxW or HxWx3, nominally 0 to 1.
Lengths are given in units: one unit is a pixel of a photo whose short side is 1080 pixels.

A plane of the largest photo takes 50 MB. So what is computed for each pixel by itself is computed for a band
of rows at a time; and the moves that say so work in place, on a plane that nobody else needs.
"""

from collections.abc import Iterator
from typing import Final, TypeAlias, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[np.uint8]
Plane: TypeAlias = NDArray[np.float32]

_BAND_PIXELS: Final = 1 << 16
"""A band and what is computed from it fit into a processor's cache."""
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
    whole = np.empty((*plane.shape[:2], 3), np.uint8)
    for rows in bands(plane):
        band = cv2.convertScaleAbs(np.maximum(plane[rows], 0), alpha=255)
        whole[rows] = band if band.ndim == 3 else cv2.cvtColor(band, cv2.COLOR_GRAY2BGR)
    return whole


def bands(plane: Picture | Plane) -> Iterator[slice]:
    """Its rows, a band at a time."""
    height, width = plane.shape[:2]
    at_once = max(1, _BAND_PIXELS // width)
    return (slice(top, top + at_once) for top in range(0, height, at_once))


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
    return like(broad(plane, sigma), plane)


def broad(plane: Plane, sigma: float) -> Plane:
    """The same, on a plane as small as it may be."""
    if sigma < 0.2:
        return plane
    if sigma <= _FINE_SIGMA:
        return cast(Plane, cv2.GaussianBlur(plane, (0, 0), sigma))
    height, width = plane.shape[:2]
    shrink = min(2.0 ** int(np.log2(sigma / 1.4)), min(height, width) / 4)
    if shrink <= 1:
        return cast(Plane, cv2.GaussianBlur(plane, (0, 0), sigma))
    small = resized(plane, round(width / shrink), round(height / shrink))
    return cast(Plane, cv2.GaussianBlur(small, (0, 0), sigma / shrink))


def step(plane: Plane, low: float, high: float) -> Plane:
    """0 below `low`, 1 above `high`, a smooth S between; falls instead of rising when `high` < `low`."""
    ramp = cast(Plane, plane - np.float32(low))
    ramp *= np.float32(1 / (high - low))
    np.clip(ramp, 0, 1, out=ramp)
    curve = ramp * ramp
    ramp *= -2
    ramp += 3
    curve *= ramp
    return curve


def mix(below: Plane, above: Plane, amount: Plane | float) -> Plane:
    """`below` where `amount` is 0, `above` where it is 1."""
    if isinstance(amount, float):
        return cast(Plane, cv2.addWeighted(below, 1 - amount, above, amount, 0))
    amount = _per_pixel(amount, above)
    mixed = np.empty(np.broadcast_shapes(below.shape, above.shape, amount.shape), np.float32)
    mixed[:] = below
    return lay(mixed, above, amount)


def lay(below: Plane, above: Plane, amount: Plane | float) -> Plane:
    """`mix`, in place on `below`."""
    if isinstance(amount, float):
        return cast(Plane, cv2.addWeighted(below, 1 - amount, above, amount, 0, dst=below))
    above, amount = (
        np.broadcast_to(above, below.shape),
        np.broadcast_to(_per_pixel(amount, below), below.shape),
    )
    for rows in bands(below):
        change = above[rows] - below[rows]
        change *= amount[rows]
        below[rows] += change
    return below


def cover(sheet: Plane, colour: Plane, bare: Plane) -> Plane:
    """The sheet where `bare` is 1, the colour where it is 0; in place on the sheet."""
    for rows in bands(sheet):
        part = colour if colour.ndim == 1 else colour[rows]
        sheet[rows] -= part
        sheet[rows] *= bare[rows][..., None]
        sheet[rows] += part
    return sheet


def filled(colour: Plane, model: Plane) -> Plane:
    """A plane of one colour in the size of `model`."""
    plane = np.empty((*model.shape[:2], 3), np.float32)
    plane[:] = colour
    return plane


def _per_pixel(amount: Plane, model: Plane) -> Plane:
    return amount[..., None] if model.ndim == 3 and amount.ndim == 2 else amount


def grid(height: int, width: int) -> tuple[Plane, Plane]:
    """A row of x (1xW) and a column of y (Hx1) from -1 to 1 across the picture; they broadcast."""
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    return across, down
