"""The flow of a picture: the direction in which a hand would draw each place of it.

Kang, Lee and Chui, "Flow-Based Image Abstraction", 2009; the field from the smoothed structure tensor as
in Kyprianidis and Döllner, 2008.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from looks.canvas import Plane, bands, blur


@dataclass(frozen=True)
class Flow:
    """Unit steps along the edges: x and y, HxW each."""

    across: Plane
    down: Plane


def flow_of(tones: Plane, sigma: float) -> Flow:
    """The flow of grey tones, calmed over `sigma` pixels."""
    dx = cast(Plane, cv2.Scharr(tones, cv2.CV_32F, 1, 0))
    dy = cast(Plane, cv2.Scharr(tones, cv2.CV_32F, 0, 1))
    stretch, shear = dx * dx, dx * dy
    dy *= dy
    stretch -= dy
    del dx, dy
    stretch = blur(stretch, sigma)
    shear += shear
    shear = blur(shear, sigma)
    for rows in bands(tones):
        angle = cv2.phase(stretch[rows], shear[rows]) * np.float32(0.5)
        steepest_x, steepest_y = cv2.polarToCart(np.ones_like(angle), angle)
        stretch[rows], shear[rows] = -steepest_y, steepest_x
    return Flow(stretch, shear)


def along(plane: Plane, flow: Flow, reach: float, steps: int = 3) -> Plane:
    """Smoothed along the flow over about `reach` pixels to either side.

    Each step doubles the reach of the one before it, so few are needed.
    """
    height, width = plane.shape[:2]
    xs = np.arange(width, dtype=np.float32)[None, :]
    ys = np.arange(height, dtype=np.float32)[:, None]
    stride = reach / (2**steps - 1)
    for _ in range(steps):
        smoothed = np.empty_like(plane)
        for rows in bands(plane):
            moved_x, moved_y = flow.across[rows] * np.float32(stride), flow.down[rows] * np.float32(stride)
            ahead = _moved(plane, xs + moved_x, ys[rows] + moved_y)
            behind = _moved(plane, xs - moved_x, ys[rows] - moved_y)
            smoothed[rows] = cv2.addWeighted(cv2.add(ahead, behind), 0.3, plane[rows], 0.4, 0)
        plane = smoothed
        stride *= 2
    return plane


def _moved(plane: Plane, xs: Plane, ys: Plane) -> cv2.typing.MatLike:
    return cv2.remap(plane, xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
