"""Glass: a leaded window, its faces painted on the pieces as glaziers do."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from looks.canvas import (
    Picture,
    Plane,
    bands,
    blur,
    cover,
    floats,
    grey,
    lay,
    like,
    picture_of,
    resized,
    step,
    unit,
)
from looks.faces import face_ovals
from looks.light import bloom, vignette
from looks.lines import drawn
from looks.palette import bgr
from looks.smooth import flattered
from looks.texture import clouds
from looks.tone import curve, leveled, saturated, through, vibrant

Labels = NDArray[np.int32]

_PITCH = 92
"""From the heart of a piece to the next, in units."""
_CUT_WIDTH = 450
"""Short side of the picture in which the pieces are cut, in pixels."""


def stained_glass(picture: Picture, accent: str) -> Picture:
    """Stained glass: pieces cut along the shapes and leaded, features painted on, the sun behind."""
    pixel = unit(picture)
    contours = _contours(picture)
    photo = flattered(through(vibrant(leveled(picture), 0.8), GLASS), 0.7)
    small = _small(photo)
    pieces = _cut(small)
    panes = _panes(small, pieces)
    glass = _painted_on(photo, like(blur(panes, 1.0), photo))
    del photo
    lead = like(_lead(pieces), glass)
    wave = clouds(lead.shape[0], lead.shape[1], 34 * pixel, 70) * np.float32(0.05) + np.float32(1.04)
    rim = np.float32(0.80) + np.float32(0.20) * blur(lead, 7 * pixel)
    glass *= (wave * rim)[..., None]
    glass *= contours[..., None]
    lit = bloom(glass, 22, 0.40, 0.62)
    return picture_of(vignette(_leaded(lit, lead, pixel), 0.30, 0.9))


def _small(photo: Plane) -> Plane:
    shrink = min(1.0, _CUT_WIDTH / min(photo.shape[:2]))
    return resized(photo, round(photo.shape[1] * shrink), round(photo.shape[0] * shrink))


def _cut(small: Plane) -> Labels:
    """A number for the piece of each pixel: grown from hearts on a loose grid until colours part."""
    height, width = small.shape[:2]
    calm = picture_of(blur(small, 3.2 * unit(small) + 0.6))
    pitch = max(_PITCH * unit(small), 6.0)
    rows, columns = max(2, round(height / pitch)), max(2, round(width / pitch))
    loose = np.random.Generator(np.random.SFC64(71)).random((2, rows, columns)) * 0.7 + 0.15
    ys = ((np.arange(rows)[:, None] + loose[0]) * (height / rows)).astype(int)
    xs = ((np.arange(columns)[None, :] + loose[1]) * (width / columns)).astype(int)
    hearts = np.zeros((height, width), dtype=np.int32)
    hearts[ys, xs] = np.arange(1, rows * columns + 1).reshape(rows, columns)
    grown = cv2.dilate(hearts.astype(np.float32), np.ones((3, 3), np.uint8)).astype(np.int32)
    for centre, axes, turn in face_ovals(calm):  # a face is one piece, painted
        face = int(grown.max()) + 1
        cv2.ellipse(grown, (centre, (axes[0] * 1.5, axes[1] * 1.35), turn), 0, cv2.FILLED)
        cv2.ellipse(grown, (centre, axes, turn), face, cv2.FILLED)
    return cast(Labels, cv2.watershed(calm, grown))


def _panes(small: Plane, pieces: Labels) -> Plane:
    """Every piece in its mean colour; the seams take a neighbour's."""
    whole = np.maximum(cv2.dilate(pieces.astype(np.float32), np.ones((3, 3), np.uint8)).astype(np.int32), 0)
    flat = whole.ravel()
    counts = np.maximum(np.bincount(flat), 1)
    means = [np.bincount(flat, small[..., part].ravel()) / counts for part in range(3)]
    return np.stack(means, axis=1).astype(np.float32)[whole]


def _lead(pieces: Labels) -> Plane:
    """0 on the lead between pieces and around the window, 1 on glass."""
    seams = (pieces == -1).astype(np.float32)
    seams[:2], seams[-2:], seams[:, :2], seams[:, -2:] = 1, 1, 1, 1
    width = max(5.2 * unit(seams), 0.7)
    return step(blur(seams, width), 0.62 / (2.5 * width), 0.40 / (2.5 * width))


def _painted_on(photo: Plane, panes: Plane) -> Plane:
    """The photo's light and shade over the colour of the panes; nothing else is left of the photo."""
    shade = cast(Plane, cv2.cvtColor(photo, cv2.COLOR_BGR2GRAY)) + np.float32(0.06)
    pane = cast(Plane, cv2.cvtColor(panes, cv2.COLOR_BGR2GRAY)) + np.float32(0.06)
    relief = np.clip(shade / pane, 0.25, 1.9)
    saturated(photo, 1.35)
    photo /= relief[..., None]
    lay(saturated(panes, 1.55), photo, 0.35)
    np.clip(panes, 0, 1, out=panes)
    panes *= relief[..., None]
    return panes


def _contours(picture: Picture) -> Plane:
    """Eyes, mouth and folds in the glazier's dark enamel."""
    lines = drawn(floats(leveled(grey(picture))), 2.2 * unit(picture), 0.30)
    return cast(Plane, np.float32(0.35) + np.float32(0.65) * lines)


def _leaded(glass: Plane, lead: Plane, pixel: float) -> Plane:
    """Rounded lead came laid over the glass, lit from the upper left."""
    slope = blur(lead, max(1.4 * pixel, 0.4))
    shine = cv2.filter2D(slope, cv2.CV_32F, np.array([[-1, -1, 0], [-1, 0, 1], [0, 1, 1]], dtype=np.float32))
    for rows in bands(glass):
        came = bgr("#1b1a1c") + np.clip(shine[rows], 0, 1)[..., None] * np.float32(0.35)
        cover(glass[rows], came, lead[rows])
    return glass


GLASS = curve([(0, 0.04), (0.25, 0.26), (0.5, 0.58), (0.8, 0.90), (1, 1)])
