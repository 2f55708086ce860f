"""Tones: curves, levels, contrast, saturation and blending, as in a darkroom."""

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from looks.canvas import Picture, Plane, bands, blur, mix

Point = tuple[float, float]
"""A tone that comes in and the tone that goes out, 0 to 1."""


def curve(points: Sequence[Point]) -> Plane:
    """256 tones through the points, smooth and never turning back between them (Fritsch and Carlson)."""
    xs, ys = (np.array(part, dtype=np.float64) for part in zip(*points, strict=True))
    slopes = np.diff(ys) / np.diff(xs)
    tangents = np.concatenate([slopes[:1], _harmonic(slopes[:-1], slopes[1:]), slopes[-1:]])
    at = np.linspace(0, 1, 256).clip(xs[0], xs[-1])
    piece = np.clip(np.searchsorted(xs, at, side="right") - 1, 0, len(slopes) - 1)
    width = xs[piece + 1] - xs[piece]
    t = (at - xs[piece]) / width
    rise = ys[piece] * (1 + 2 * t) * (1 - t) ** 2 + ys[piece + 1] * t * t * (3 - 2 * t)
    bend = width * (tangents[piece] * t * (1 - t) ** 2 - tangents[piece + 1] * t * t * (1 - t))
    return (rise + bend).astype(np.float32)


def _harmonic(before: NDArray[np.float64], after: NDArray[np.float64]) -> NDArray[np.float64]:
    product = before * after
    total = np.where(product > 0, before + after, 1.0)
    return np.where(product > 0, 2 * product / total, 0.0)


def through(picture: Picture, *curves: Plane) -> Plane:
    """The picture through one curve, or one curve each for blue, green and red."""
    table = curves[0] if len(curves) == 1 else np.stack(curves, axis=1)[None]
    return cast(Plane, cv2.LUT(picture, table))


def leveled(picture: Picture, dark: float = 0.01, light: float = 0.995, limit: float = 0.16) -> Picture:
    """Tones spread to the full range: `dark` of the pixels become black, `1 - light` of them white.

    A booth's light is never quite right. `limit` is how much of the range may be cut at either end, so
    that a dark or a flat photo keeps its mood.
    """
    shades = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    counts = cv2.calcHist([shades], [0], None, [256], [0, 256]).ravel().cumsum()
    low = min(int(np.searchsorted(counts, counts[-1] * dark)), int(255 * limit))
    high = max(int(np.searchsorted(counts, counts[-1] * light)), int(255 * (1 - limit)))
    table = np.clip((np.arange(256) - low) * (255 / max(high - low, 1)), 0, 255)
    return cast(Picture, cv2.LUT(picture, table.astype(np.uint8)))


def clarity(tones: Picture, sigma: float, amount: float) -> Picture:
    """Contrast between neighbouring regions, `sigma` pixels wide, without halos at strong edges."""
    around = blur(cast(Plane, tones), sigma)
    crisp = cv2.addWeighted(tones, 1 + amount, around, -amount, 0)
    return cast(Picture, crisp)


def saturated(plane: Plane, amount: float) -> Plane:
    """Colour strengthened (above 1) or weakened (below 1) around its own grey. In place."""
    for rows in bands(plane):
        shades = cv2.cvtColor(cv2.cvtColor(plane[rows], cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        plane[rows] = mix(cast(Plane, shades), plane[rows], float(amount))
    return plane


def vibrant(picture: Picture, amount: float) -> Picture:
    """Pale colours strengthened more than strong ones, so that skin never burns. `amount` 0 to 1."""
    hls = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV)
    shade = np.arange(256) / 255
    table = np.clip(shade * (1 + amount * (1 - shade) ** 1.5) * 255, 0, 255).astype(np.uint8)
    hls[..., 1] = cv2.LUT(np.ascontiguousarray(hls[..., 1]), table)
    return cast(Picture, cv2.cvtColor(hls, cv2.COLOR_HSV2BGR))


def screen(below: Plane, light: Plane) -> Plane:
    """Light added as two projectors would, in place on `below`."""
    for rows in bands(below):
        both = below[rows] * light[rows]
        below[rows] += light[rows]
        below[rows] -= both
    return below


def soft_light(below: Plane, above: Plane) -> Plane:
    """Darkened where `above` is under one half, lightened where it is over (Pegtop's formula). In place."""
    for rows in bands(below):
        below[rows] *= below[rows] + 2 * above[rows] * (1 - below[rows])
    return below
