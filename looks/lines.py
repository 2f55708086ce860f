"""Lines, as pen, brush and pencil draw them."""

from typing import cast

import cv2
import numpy as np

from looks.canvas import Plane, blur
from looks.flow import Flow, along, flow_of


def drawn(tones: Plane, width: float, weight: float, shade: float = 0.0, softness: float = 0.12) -> Plane:
    """1 on paper, 0 on ink: the flow-guided difference of Gaussians (Winnemöller's XDoG, 2012).

    `width` of a line in pixels. `weight` 0 to 1: how faint a contour still becomes a line. `shade` is the
    tone under which whole areas fill with ink (0: none). `softness` blurs the border of ink and paper.
    """
    fine = max(width * 0.5, 0.45)
    ridge = blur(tones, fine) - blur(tones, fine * 1.6)
    flow = flow_of(blur(tones, fine), max(width * 2.2, 1.5))
    return _inked(ridge, tones, flow, width, (weight, shade, softness))


def _inked(ridge: Plane, tones: Plane, flow: Flow, width: float, taste: tuple[float, float, float]) -> Plane:
    weight, shade, softness = taste
    lines = along(ridge, flow, width * 4, 3)
    faintest = 0.026 * (1 - weight) ** 1.5 + 0.002
    lines += np.float32(faintest)
    lines *= np.float32(1 / (faintest * 1.6 + 0.006))
    lines += 1
    np.clip(lines, 0, 1, out=lines)
    if shade <= 0:
        return lines
    filled = blur(tones, width) - np.float32(shade)
    filled *= np.float32(1 / softness)
    filled += 0.5
    np.clip(filled, 0, 1, out=filled)
    return cast(Plane, np.minimum(lines, filled, out=lines))


def dodged(tones: Plane, sigma: float) -> Plane:
    """The pencil of a portrait artist: tones against their own blurred negative, 1 on paper."""
    around = blur(tones, sigma)
    return cast(Plane, np.minimum(cv2.divide(tones + np.float32(0.004), around + np.float32(0.004)), 1))
