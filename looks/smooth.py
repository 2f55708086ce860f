"""Smoothing that keeps edges: skin softened, paint laid on."""

from typing import cast

import cv2
import numpy as np

from looks.canvas import Plane, blur, lay, like, resized, unit


def guided(plane: Plane, radius: float, tolerance: float) -> Plane:
    """The guided filter of He, Sun and Tang with the picture as its own guide.

    `radius` in pixels. Contrast well under `tolerance` (0 to 1) is smoothed away, stronger edges stay.
    Its coefficients are found on a smaller picture, which changes nothing visible (He and Sun, 2015).
    """
    height, width = plane.shape[:2]
    shrink = max(1.0, min(radius / 3, 4.0, min(height, width) / 16))
    small = resized(plane, round(width / shrink), round(height / shrink))
    side = max(1, round(radius / shrink)) * 2 + 1
    mean = _box(small, side)
    variance = _box(small * small, side) - mean * mean
    slope = cast(Plane, variance / (variance + np.float32(tolerance**2)))
    offset = mean - slope * mean
    return _line(plane, _box(slope, side), _box(cast(Plane, offset), side))


def _line(plane: Plane, slope: Plane, offset: Plane) -> Plane:
    """`slope * plane + offset`, both of them small."""
    smoothed = like(slope, plane)
    smoothed *= plane
    if plane.ndim == 2:
        smoothed += like(offset, plane)
        return smoothed
    for part in range(3):
        smoothed[..., part] += like(np.ascontiguousarray(offset[..., part]), plane)
    return smoothed


def flattered(plane: Plane, amount: float = 0.6) -> Plane:
    """Skin as a portrait photographer retouches it: even, with eyes, hair and pores of light kept."""
    soft = guided(plane, 14 * unit(plane), 0.06)
    return lay(soft, plane, 1 - float(amount))


def painted(plane: Plane, radius: float, sharpness: float = 8.0) -> Plane:
    """The generalised Kuwahara filter: each place takes the colour of its calmest neighbourhoods.

    Papari, Petkov and Campisi, 2007. The eight sectors are one blurred picture looked at from eight sides.
    """
    sigma = max(radius * 0.5, 0.5)
    shades = cast(Plane, cv2.cvtColor(plane, cv2.COLOR_BGR2GRAY))
    mean, tone = blur(plane, sigma), blur(shades, sigma)
    unrest = np.maximum(blur(shades * shades, sigma) - tone * tone, 0)
    calm = cast(Plane, 1 / (np.float32(1e-6) + unrest) ** np.float32(sharpness / 4))
    calm /= np.float32(calm.max())
    calm += np.float32(1e-12)
    return _calmest(cast(Plane, cv2.merge([*cv2.split(mean * calm[..., None]), calm])), radius)


def _calmest(weighted: Plane, radius: float) -> Plane:
    total = np.zeros_like(weighted)
    margin = max(1, round(radius))
    wide = cv2.copyMakeBorder(weighted, margin, margin, margin, margin, cv2.BORDER_REFLECT_101)
    height, width = weighted.shape[:2]
    for angle in np.arange(8) * (np.pi / 4):
        x = margin + round(float(np.cos(angle)) * margin)
        y = margin + round(float(np.sin(angle)) * margin)
        total += wide[y : y + height, x : x + width]
    return cast(Plane, total[..., :3] / total[..., 3:])


def _box(plane: Plane, side: int) -> Plane:
    return cast(Plane, cv2.blur(plane, (side, side), borderType=cv2.BORDER_REFLECT_101))
